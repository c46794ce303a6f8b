import type { ItemImprovement, OperationInput } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOrganisation } from '../acting.ts'
import { findInForce } from '../items/store.ts'
import { organisationIdOf } from '../items/sync-items.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './improvements-store.ts'
import { mine } from './mine.ts'
import { equalPeriods, medianOf } from './rules.ts'
import { readMonth, readRuns, readSteps } from './store.ts'

/** 优化建议的采纳: a finding goes to the office of its item, which accepts or refuses it; the effect is read after (SOC-013). */
export function bindImprovements(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  const show = async (id: string) =>
    toImprovement(parts, (await store.findImprovement(db, sql`id = ${id}`)) as store.ImprovementRow)
  http.bind(contract.proposeImprovement, async ({ body }, { principal }) =>
    show(await propose(parts, principal, body)),
  )
  http.bind(contract.decideImprovement, async ({ params, body }, { principal }) => {
    await change(parts, principal, params.id, (row) => decide(row, body, dayOf(parts.kernel.clock.now())))
    return show(params.id)
  })
  http.bind(contract.finishImprovement, async ({ params, body }, { principal }) => {
    await change(parts, principal, params.id, (row) => {
      if (row.state !== 'accepted') throw conflict('wrong-state', '只有已采纳的建议可以登记完成。')
      Object.assign(row, { state: 'done', done_note: body.note, done_time: parts.kernel.clock.now() })
    })
    return show(params.id)
  })
  http.bind(contract.listImprovements, async ({ query }, { principal }) => {
    const { items, total } = await store.listImprovements(db, seenBy(principal), query)
    return { items: items.map((row) => toImprovement(parts, row)), total }
  })
  http.bind(contract.getImprovementEffect, async ({ params }, { principal }) => {
    const row = await store.findImprovement(db, sql`id = ${params.id} AND ${seenBy(principal)}`)
    if (!row) throw notFound('优化建议', params.id)
    if (!row.done_time) throw conflict('not-done', '登记完成后才能对比前后。')
    return effectSince(parts, row.item_id, row.done_time)
  })
}

/** Offices see what concerns their items; supervision sees all. */
function seenBy(principal: Principal): Sql {
  return hasPermission(principal, 'services.supervise')
    ? sql`true`
    : sql`organisation_id = ${principal.organisationId}`
}

/** Puts a finding that holds now before the office of the item. */
async function propose(
  parts: ServicesParts,
  principal: Principal,
  { itemId, text }: OperationInput<typeof contract.proposeImprovement>['body'],
): Promise<string> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const item = await findInForce(db, itemId, dayOf(now))
  if (!item) throw notFound('服务事项', itemId)
  const found = (await mine(db, item, { from: '1970-01-01', to: dayOf(now) })).findings.find(
    (one) => one.text === text,
  )
  if (!found) throw invalid('/body/text', '现在的流程分析中没有这条建议，请刷新后再送')
  const organisationId = organisationIdOf(parts, item.content.organisation)
  const id = newId()
  await db.transaction(async (tx) => {
    const number = await takeDailyNumber(tx, 'YH', now)
    const isNew = await store.insertImprovement(tx, {
      ...{ id, number, item_id: itemId, item_title: item.content.title, organisation_id: organisationId },
      ...{ ...found, state: 'proposed', reason: null, who: null, measure: null, due_day: null },
      ...{ done_note: null, done_time: null, by_name: principal.name, created_time: now },
    })
    if (!isNew) throw conflict('known-improvement', '这条建议已经送出，还在办理。')
    if (!organisationId) return
    parts.messaging.tell(tx, {
      ...{ key: `services.improvement:${id}`, title: `优化建议：${item.content.title}`, urgency: 'normal' },
      ...{ text: `${text}请采纳或说明不采纳的理由。`, category: 'task', to: [{ organisationId }] },
      link: '/console/supervision-orders?tab=improvements',
    })
  })
  return id
}

/** Changes a suggestion of the caller's own office under its lock. */
async function change(
  { kernel: { db } }: ServicesParts,
  principal: Principal,
  id: string,
  act: (row: store.ImprovementRow) => void,
): Promise<void> {
  const { id: organisationId } = requireOrganisation(principal)
  await db.transaction(async (tx) => {
    const own = sql`id = ${id} AND organisation_id = ${organisationId}`
    const row = await store.findImprovement(tx, own, { lock: true })
    if (!row) throw notFound('优化建议', id)
    act(row)
    await store.updateImprovement(tx, row)
  })
}

/** Accepted with who does what by when; refused with a reason. */
function decide(
  row: store.ImprovementRow,
  { accepted, reason, who, measure, dueDay }: OperationInput<typeof contract.decideImprovement>['body'],
  today: string,
): void {
  if (row.state !== 'proposed') throw conflict('wrong-state', '这条建议已经答复。')
  if (!accepted) {
    if (!reason) throw invalid('/body/reason', '请说明不采纳的理由')
    Object.assign(row, { state: 'refused', reason })
    return
  }
  if (!who) throw invalid('/body/who', '请填写由谁办理')
  if (!measure) throw invalid('/body/measure', '请填写做什么')
  if (!dueDay || !contract.isDay(dueDay)) throw invalid('/body/dueDay', '请填写何时完成')
  if (dueDay < today) throw invalid('/body/dueDay', '完成日期不能早于今天')
  Object.assign(row, { state: 'accepted', who, measure, due_day: dueDay })
}

/** As many days before the measure as have passed since it. */
async function effectSince({ kernel: { db, clock } }: ServicesParts, itemId: string, done: Date) {
  const { days, before, after } = equalPeriods(dayOf(done), dayOf(clock.now()))
  const period = async (span: { from: string; to: string }) => {
    const [runs, steps, inForce] = await Promise.all([
      readRuns(db, itemId, span),
      readSteps(db, itemId, span),
      readMonth(db, itemId, span),
    ])
    if (!inForce) throw invalid('/params/id', `${span.to} 没有生效的事项版本`)
    const waits = steps.flatMap((one) => one.waitDays ?? [])
    return {
      ...{ ...span, cases: runs.length, medianDays: medianOf(runs.map((one) => one.used)) },
      totalDays: medianOf(runs.flatMap((one) => one.days ?? [])),
      waitDays: waits.length > 0 ? Math.max(...waits) : null,
      corrected: runs.length > 0 ? runs.filter((one) => one.rounds > 0).length / runs.length : null,
      ...{ materials: inForce.content.materials.length, promisedDays: inForce.content.promisedDays },
      version: inForce.version,
    }
  }
  const [old, fresh] = await Promise.all([period(before), period(after)])
  return { days, before: old, after: fresh }
}

function toImprovement({ identity, kernel }: ServicesParts, row: store.ImprovementRow): ItemImprovement {
  return {
    ...{ id: row.id, number: row.number, itemId: row.item_id, itemTitle: row.item_title },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ kind: row.kind, text: row.text, state: row.state, reason: row.reason, who: row.who },
    ...{ measure: row.measure, dueDay: row.due_day, doneNote: row.done_note, byName: row.by_name },
    isLate: row.state === 'accepted' && row.due_day !== null && row.due_day < dayOf(kernel.clock.now()),
    doneTime: row.done_time?.toISOString() ?? null,
    time: row.created_time.toISOString(),
  }
}
