import type { DrillRole, ModeSettings, WarSwitch } from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { lockOpen } from '../incidents/keep-incident.ts'
import { note } from '../incidents/store.ts'
import { type Actor, actorOf, type CommandParts, system, tell } from '../parts.ts'
import { authorisersNeeded, effective } from './rules.ts'
import { readBase } from './settings.ts'
import * as store from './store.ts'

export interface ProposeInput {
  title: string
  profileId: string
  divisions?: string[]
  area?: GeoJSON.Geometry
  startTime?: string
  endTime: string
  incidentId?: string
  commandOrganisationId?: string
  reporters?: string[]
}

/** Asks for war mode; nothing changes until two different people have authorised it. */
export async function proposeSwitch(
  parts: CommandParts,
  input: ProposeInput,
  principal: Principal,
): Promise<WarSwitch> {
  const { kernel, identity } = parts
  return kernel.db.transaction(async (tx) => {
    const profile = (await store.listProfiles(tx)).find((one) => one.id === input.profileId)
    if (!profile) throw invalid('/body/profileId', '没有这个战时方案')
    const outside = (input.divisions ?? []).find((code) => !isInScope(code, principal.scope))
    if (outside) throw invalid('/body/divisions', `区划 ${outside} 不在您的管辖范围内`)
    const now = kernel.clock.now()
    const start = input.startTime ? new Date(input.startTime) : now
    const end = new Date(input.endTime)
    if (end <= now || end <= start) throw invalid('/body/endTime', '结束时间应晚于开始时间和现在')
    const incident = input.incidentId ? await lockOpen(tx, input.incidentId, principal.scope) : null
    const row = await store.insertSwitch(tx, {
      ...{ title: input.title, profile_id: profile.id, settings: profile.settings },
      ...{
        divisions: input.divisions ?? [],
        area: input.area ?? null,
        is_drill: incident?.is_drill ?? false,
      },
      ...{ incident_id: incident?.id ?? null, start_time: start, end_time: end },
      ...{ proposed_id: principal.userId, proposed_by: principal.name },
      command_organisation: input.commandOrganisationId ?? principal.organisationId,
      reporters: input.reporters ?? [],
    })
    await noteMode(parts, tx, row, 'proposed', actorOf(principal), `申请转入战时：${row.title}`)
    await tell(parts, tx, { kind: 'mode', id: row.id, incidentId: row.incident_id })
    return store.toSwitch(row, identity)
  })
}

type ModeAct = 'proposed' | 'authorised' | 'started' | 'reports' | 'ended'

function noteMode(
  parts: CommandParts,
  tx: Transaction,
  row: store.SwitchRow,
  act: ModeAct,
  by: Actor,
  text: string,
) {
  if (!row.incident_id) return null
  const entry = { incidentId: row.incident_id, act: `mode-${act}`, by, text, detail: { switchId: row.id } }
  return note(tx, entry, parts.kernel.clock.now())
}

/** The two authorisers of a drill, played by whoever plays it; each keeps an id of its own, so that two are still needed. */
const drillRoles: Record<DrillRole, { userId: string; title: string }> = {
  chief: { userId: '00000000-0000-7000-8000-0000000000d1', title: '总指挥' },
  deputy: { userId: '00000000-0000-7000-8000-0000000000d2', title: '副总指挥' },
}

/** One person authorises as a role of a drill; a real switch knows no roles. */
export async function playAuthoriser(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  role: DrillRole,
  by: Actor,
): Promise<store.SwitchRow> {
  const row = await store.lockSwitch(tx, id)
  if (!row) throw notFound('平战切换', id)
  if (!row.is_drill) throw conflict('not-a-drill', '真实的平战切换须由两名授权人本人确认，不能扮演。')
  const { userId, title } = drillRoles[role]
  return authoriseSwitch(parts, tx, id, { userId, name: `【演练】${title}（${by.name}扮演）` })
}

/** One of the two authorisations. Who asked may not be the second pair of eyes as well. */
export async function authoriseSwitch(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  by: Actor,
): Promise<store.SwitchRow> {
  await store.lockMode(tx)
  const row = await store.lockSwitch(tx, id)
  if (!row) throw notFound('平战切换', id)
  if (row.state !== 'proposed') throw conflict('not-proposed', '这次切换已不在待授权状态。')
  const now = parts.kernel.clock.now()
  if (row.end_time <= now) throw conflict('switch-over', '这次切换的结束时间已过。')
  if (!(await store.insertAuthorisation(tx, id, by, now)))
    throw conflict('same-authoriser', '您已授权过；须由另一名授权人确认。')
  const known = (await store.lockSwitch(tx, id)) as store.SwitchRow
  await noteMode(
    parts,
    tx,
    row,
    'authorised',
    by,
    `授权转入战时（${known.authorisers.length}/${authorisersNeeded}）`,
  )
  if (known.authorisers.length < authorisersNeeded) {
    await tell(parts, tx, { kind: 'mode', id, incidentId: row.incident_id })
    return known
  }
  await parts.timers.set(tx, 'switch-end', id, row.end_time)
  if (row.start_time <= now) return beginSwitch(parts, tx, known)
  await parts.timers.set(tx, 'switch-start', id, row.start_time)
  return store.updateSwitch(tx, known, { state: 'authorised' })
}

/** Settings the switch found and will be compared with when it ends: peace and every other switch that holds. */
async function settingsWithout(tx: Transaction, row: store.SwitchRow): Promise<ModeSettings> {
  const others = (await store.listSwitches(tx, 'active')).filter(
    (one) => one.id !== row.id && one.is_drill === row.is_drill,
  )
  return effective(
    await readBase(tx),
    others.map((one) => one.settings),
  )
}

async function beginSwitch(
  parts: CommandParts,
  tx: Transaction,
  row: store.SwitchRow,
): Promise<store.SwitchRow> {
  const now = parts.kernel.clock.now()
  const saved = await settingsWithout(tx, row)
  const active = await store.updateSwitch(tx, row, { state: 'active', started_time: now, saved })
  if (row.settings.reportMinutes > 0 && row.reporters.length > 0) await askReports(parts, tx, active)
  await noteMode(
    parts,
    tx,
    row,
    'started',
    system,
    `进入战时：${row.title}，至 ${row.end_time.toISOString()}`,
  )
  await announce(parts, tx, active, `转入战时：${row.title}`)
  return active
}

/** Tells who reports and every page; a drill is told to nobody outside it. */
async function announce(
  parts: CommandParts,
  tx: Transaction,
  row: store.SwitchRow,
  title: string,
): Promise<void> {
  if (!row.is_drill && row.reporters.length > 0)
    parts.messaging.tell(tx, {
      key: `command.mode.${row.id}.${row.state}`,
      title,
      text: `${title}。结束时间：${row.end_time.toISOString()}`,
      urgency: 'emergency',
      to: row.reporters.map((organisationId) => ({ organisationId })),
      subject: { kind: 'switch', id: row.id },
      link: '/console/war-mode',
    })
  await tell(parts, tx, { kind: 'mode', id: row.id, incidentId: row.incident_id })
}

async function askReports(parts: CommandParts, tx: Transaction, row: store.SwitchRow): Promise<void> {
  const due = new Date(parts.kernel.clock.now().getTime() + row.settings.reportMinutes * 60_000)
  if (due > row.end_time) return
  await store.insertSafeReports(tx, row.id, row.reporters, due)
  await parts.timers.set(tx, 'safe-report', row.id, due)
}

/** At the time of a report: what is missing is told, and the next is asked for. */
export async function checkReports(parts: CommandParts, tx: Transaction, id: string): Promise<void> {
  const row = await store.lockSwitch(tx, id)
  if (row?.state !== 'active') return
  const now = parts.kernel.clock.now()
  const missing = await store.markMissing(tx, id, now)
  if (missing.length > 0) {
    const names = missing.map((one) => parts.identity.findOrganisation(one)?.name ?? one)
    await noteMode(parts, tx, row, 'reports', system, `平安报未报：${names.join('、')}`)
    if (!row.is_drill)
      parts.messaging.tell(tx, {
        key: `command.safe-report.${id}.${now.getTime()}`,
        title: '平安报未报送',
        text: `${names.join('、')}未按时报送平安报。`,
        urgency: 'urgent',
        to: [...missing.map((organisationId) => ({ organisationId })), { userId: row.proposed_id }],
        subject: { kind: 'switch', id },
      })
  }
  await askReports(parts, tx, row)
  await tell(parts, tx, { kind: 'mode', id, incidentId: row.incident_id })
}

/** Ends a switch, once: by people, or by its time. What is restored is what held without it. */
export async function endSwitch(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  by: Actor,
  comment: string,
): Promise<store.SwitchRow | undefined> {
  await store.lockMode(tx)
  const row = await store.lockSwitch(tx, id)
  if (!row || row.state === 'ended' || row.state === 'cancelled') return row
  const now = parts.kernel.clock.now()
  for (const kind of ['switch-start', 'switch-end', 'safe-report']) await parts.timers.cancel(tx, kind, id)
  const restored = await settingsWithout(tx, row)
  const isStarted = row.state === 'active'
  const minutes = row.started_time ? Math.round((now.getTime() - row.started_time.getTime()) / 60_000) : 0
  const reports = await store.listSafeReports(tx, id)
  const missing = reports.filter((one) => one.state === 'missing').length
  const review = `战时 ${minutes} 分钟；转入临时指挥部事件 ${row.routed} 起；平安报 ${reports.length} 份，未报 ${missing} 份。${comment}`
  const ended = await store.updateSwitch(tx, row, {
    ...{ state: isStarted ? 'ended' : 'cancelled', ended_time: now, restored, review },
  })
  await noteMode(
    parts,
    tx,
    row,
    'ended',
    by,
    `${isStarted ? '转回平时' : '撤销切换'}：${row.title}。${comment}`,
  )
  await announce(parts, tx, ended, `转回平时：${row.title}`)
  return ended
}

export function setSwitchTimers(parts: CommandParts): void {
  const { timers } = parts
  timers.on('switch-start', async (tx, id) => {
    await store.lockMode(tx)
    const row = await store.lockSwitch(tx, id)
    if (row?.state === 'authorised') await beginSwitch(parts, tx, row)
  })
  timers.on('switch-end', async (tx, id) => {
    await endSwitch(parts, tx, id, system, '到期自动恢复。')
  })
  timers.on('safe-report', (tx, id) => checkReports(parts, tx, id))
}
