import type { Drill, IncidentEntry, Inject } from '@civitas/contract'
import { isInScope, type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { openIncident, reportIncident } from '../incidents/keep-incident.ts'
import { findIncident, listEntries, note } from '../incidents/store.ts'
import { stepOrder } from '../orders/follow-order.ts'
import { listOrders, lockOrder } from '../orders/store.ts'
import { type Actor, actorOf, type CommandParts, iso, tell } from '../parts.ts'
import { type DrillScript, drillScripts } from './scripts.ts'

interface DrillRow {
  id: string
  script: string
  plan_id: string
  incident_id: string | null
  state: Drill['state']
  speed: number
  started_time: Date
  ended_time: Date | null
  started_by: string
  started_id: string
  division_code: string | null
  fired: { number: number; time: string }[]
}

const fromDrill = sql`SELECT d.*, i.division_code, coalesce((SELECT jsonb_agg(jsonb_build_object('number', j.number, 'time',
    to_char(j.fired_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY j.number)
    FROM command.drill_inject j WHERE j.drill_id = d.id AND j.fired_time IS NOT NULL), '[]') AS fired
  FROM command.drill d LEFT JOIN command.incident i ON i.id = d.incident_id`

/** Role players speak for those who are not there. */
const rolePlayer: Actor = { userId: '00000000-0000-7000-8000-0000000000dd', name: '【演练】角色扮演' }

function scriptOf(id: string): DrillScript {
  const script = drillScripts.find((one) => one.id === id)
  if (!script) throw invalid('/body/script', '没有这个演练脚本')
  return script
}

/** Scores each happening by the first act of the log that answers it. */
export function scoreInjects(
  script: DrillScript,
  fired: readonly { number: number; time: string }[],
  log: readonly Pick<IncidentEntry, 'act' | 'time'>[],
  speed: number,
): Inject[] {
  return script.injects.map((one, index) => {
    const number = index + 1
    const firedTime = fired.find((each) => each.number === number)?.time ?? null
    const answer = firedTime
      ? log.find((entry) => entry.act === one.expects && entry.time >= firedTime)
      : undefined
    const minutes =
      answer && firedTime ? ((Date.parse(answer.time) - Date.parse(firedTime)) / 60_000) * speed : null
    const isInTime = minutes !== null && minutes <= one.withinMinutes
    const score = minutes === null ? null : isInTime ? one.points : one.points / 2
    const { minute, title, text, expects, expectsText, withinMinutes, points } = one
    return {
      ...{ number, minute, title, text, expects, expectsText, withinMinutes, points },
      ...{ firedTime, answeredTime: answer?.time ?? null, score },
    }
  })
}

async function toDrill(db: Queryable, row: DrillRow): Promise<Drill> {
  const script = scriptOf(row.script)
  const log = row.incident_id ? await listEntries(db, row.incident_id) : []
  const injects = scoreInjects(script, row.fired, log, row.speed)
  const scored = injects.reduce((sum, one) => sum + (one.score ?? 0), 0)
  return {
    ...{ id: row.id, title: `【演练】${script.title}`, script: row.script, planId: row.plan_id },
    ...{ incidentId: row.incident_id, state: row.state, speed: row.speed, startedBy: row.started_by },
    ...{ startedTime: row.started_time.toISOString(), endedTime: iso(row.ended_time), injects },
    score: row.fired.length > 0 ? scored : null,
    maximum: script.injects.reduce((sum, one) => sum + one.points, 0),
  }
}

export async function listDrills(db: Queryable, principal: Principal): Promise<Drill[]> {
  const rows = await db.query<DrillRow>(sql`${fromDrill} ORDER BY d.started_time DESC LIMIT 50`)
  const seen = rows.filter((row) => isInScope(row.division_code, principal.scope))
  return Promise.all(seen.map((row) => toDrill(db, row)))
}

async function lockDrill(tx: Transaction, id: string, principal: Principal): Promise<DrillRow> {
  await tx.query(sql`SELECT FROM command.drill WHERE id = ${id} FOR UPDATE`)
  return findDrill(tx, id, principal)
}

async function findDrill(db: Queryable, id: string, principal: Principal): Promise<DrillRow> {
  const row = await db.first<DrillRow>(sql`${fromDrill} WHERE d.id = ${id}`)
  if (!row || !isInScope(row.division_code, principal.scope)) throw notFound('演练', id)
  return row
}

export async function getDrill(db: Queryable, id: string, principal: Principal): Promise<Drill> {
  return toDrill(db, await findDrill(db, id, principal))
}

interface StartInput {
  script: string
  speed?: number
  participants?: string[]
}

/** Starts a drill: an incident of its own that no statistics count, and the first happening. */
export async function startDrill(
  parts: CommandParts,
  input: StartInput,
  principal: Principal,
): Promise<Drill> {
  const { kernel } = parts
  const script = scriptOf(input.script)
  return kernel.db.transaction(async (tx) => {
    const by = actorOf(principal)
    const position = placeOf(parts)
    const incident = await openIncident(
      parts,
      tx,
      {
        ...{ kind: script.kind, title: script.title, text: `演练开始：${script.summary}`, source: 'drill' },
        ...{ drill: true, drillPeople: input.participants ?? [], ...(position ? { position } : {}) },
      },
      by,
      principal.scope,
    )
    const now = kernel.clock.now()
    const id = newId()
    await tx.query(sql`INSERT INTO command.drill (id, script, plan_id, incident_id, state, speed, started_time, started_by, started_id)
      VALUES (${id}, ${script.id}, ${script.planId}, ${incident.id}, 'running', ${input.speed ?? 2}, ${now}, ${by.name}, ${by.userId})`)
    await fireInject(parts, tx, id, 1)
    return getDrill(tx, id, principal)
  })
}

/** The middle of the city, where the map of the drill begins. */
function placeOf({ territory }: CommandParts): [number, number] | null {
  const box = territory.bounds()
  if (!box) return null
  const centre: [number, number] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
  return territory.findDivisionAt(...centre) ? centre : null
}

/** Lets a happening happen, once: it is told, its facts are reported, role players move on, the next one is set. */
export async function fireInject(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  number: number,
): Promise<void> {
  const row = await tx.first<DrillRow>(sql`${fromDrill} WHERE d.id = ${id} FOR UPDATE OF d`)
  if (row?.state !== 'running' || !row.incident_id) return
  const script = scriptOf(row.script)
  const inject = script.injects[number - 1]
  const now = parts.kernel.clock.now()
  const rows = inject
    ? await tx.query(sql`INSERT INTO command.drill_inject (drill_id, number, fired_time) VALUES (${id}, ${number}, ${now})
        ON CONFLICT DO NOTHING RETURNING number`)
    : []
  if (!inject || rows.length === 0) return
  const words = `【演练情况${number}】${inject.title}：${inject.text}`
  await note(
    tx,
    { incidentId: row.incident_id, act: 'inject', by: rolePlayer, text: words, detail: { number } },
    now,
  )
  const incident = await findIncident(tx, row.incident_id, { scope: wholeScope })
  if (inject.facts && incident?.state === 'open')
    await reportIncident(
      parts,
      tx,
      row.incident_id,
      { kind: 'follow-up', facts: inject.facts, text: inject.title },
      rolePlayer,
    )
  await playRoles(parts, tx, row.incident_id)
  const next = script.injects[number]
  if (next) {
    const pause = ((next.minute - inject.minute) * 60_000) / row.speed
    await parts.timers.set(tx, 'drill-inject', `${id}:${number + 1}`, new Date(now.getTime() + pause))
  }
  await tell(parts, tx, { kind: 'drill', id, incidentId: row.incident_id, divisionCode: row.division_code })
}

/** Those who take part on paper read and do what they were told, a step at each happening. */
async function playRoles(parts: CommandParts, tx: Transaction, incidentId: string): Promise<void> {
  const page = await listOrders(tx, { incidentId, open: true, limit: 200 }, wholeScope)
  for (const one of page.items) {
    const row = await lockOrder(tx, one.id)
    if (!row || row.message_id) continue
    const to = row.state === 'sent' ? 'accepted' : 'done'
    const by = { ...rolePlayer, name: `【演练】${row.addressee.name}` }
    await stepOrder(parts, tx, row, to, {
      by,
      channel: 'drill',
      result: to === 'done' ? '演练反馈：已办' : undefined,
    })
  }
}

export async function nextInject(parts: CommandParts, id: string, principal: Principal): Promise<Drill> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await lockDrill(tx, id, principal)
    if (row.state !== 'running') throw conflict('drill-over', '演练已结束。')
    const number = row.fired.length + 1
    if (number > scriptOf(row.script).injects.length) throw conflict('no-more', '脚本中的情况已全部触发。')
    await parts.timers.cancel(tx, 'drill-inject', `${id}:${number}`)
    await fireInject(parts, tx, id, number)
    return getDrill(tx, id, principal)
  })
}

export async function endDrill(parts: CommandParts, id: string, principal: Principal): Promise<Drill> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await lockDrill(tx, id, principal)
    if (row.state !== 'running') throw conflict('drill-over', '演练已结束。')
    const now = kernel.clock.now()
    await tx.query(sql`UPDATE command.drill SET state = 'ended', ended_time = ${now} WHERE id = ${id}`)
    if (row.incident_id) {
      const drill = await getDrill(tx, id, principal)
      const text = `演练结束，得分 ${drill.score ?? 0} / ${drill.maximum}`
      await note(tx, { incidentId: row.incident_id, act: 'drill-ended', by: actorOf(principal), text }, now)
    }
    await tell(parts, tx, { kind: 'drill', id, incidentId: row.incident_id, divisionCode: row.division_code })
    return getDrill(tx, id, principal)
  })
}

export function setDrillTimers(parts: CommandParts): void {
  parts.timers.on('drill-inject', async (tx, subject) => {
    const [id, number] = subject.split(':')
    if (id && number) await fireInject(parts, tx, id, Number(number))
  })
}
