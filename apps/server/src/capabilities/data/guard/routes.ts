import type { DataAlert, LeakCase, OperationInput } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { traceLeak } from '../classification/trace-sample.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { leakSteps } from './rules.ts'
import * as store from './store.ts'
import { tellLateSteps, watchUses } from './watch-uses.ts'

/** Binds the watch over uses and the cases of leaked data (PLT-115). */
export function bindGuard(parts: GatewayParts): { look(): Promise<void> } {
  const { http, db, jobs } = parts.kernel
  http.bind(contract.listDataAlerts, async ({ query }) => {
    const { items, total } = await store.listAlerts(db, query)
    return { items: items.map((row) => toAlert(parts, row)), total }
  })
  http.bind(contract.decideDataAlert, ({ params, body }, { principal }) =>
    decide(parts, principal, params.id, body),
  )
  http.bind(contract.getGuardRules, () => store.readRules(db))
  http.bind(contract.setGuardRules, async ({ body }) => {
    if (body.nightTo <= body.nightFrom) throw invalid('/body/nightTo', '应晚于开始的钟点')
    await store.writeRules(db, body)
    return store.readRules(db)
  })
  http.bind(contract.openLeakCase, ({ body }, { principal }) => openLeak(parts, principal, body))
  http.bind(contract.listLeakCases, async ({ query }) => {
    const { items, total } = await store.listLeaks(db, query)
    return { items: items.map((row) => toLeak(parts, row)), total }
  })
  http.bind(contract.doLeakStep, ({ params, body }, { principal }) =>
    finishStep(parts, principal, params.id, body),
  )
  const look = async () => {
    await watchUses(parts)
    await tellLateSteps(parts)
  }
  jobs.every('data-guard', '* * * * *', look)
  jobs.every('data-guard-forget', '47 3 * * *', () => store.forgetHabits(db, parts.kernel.clock.now()))
  return { look }
}

function toAlert({ identity }: GatewayParts, row: store.AlertRow): DataAlert {
  return {
    ...{ id: row.id, kinds: row.kinds, keyId: row.key_id, caller: row.caller, datasetId: row.dataset_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ serviceTitle: row.service_title, grade: row.grade, fields: row.fields, rows: row.rows },
    ...{ usual: row.usual, addresses: row.addresses, purpose: row.purpose, state: row.state },
    ...{ isSuspended: row.is_suspended, note: row.note, decidedBy: row.decided_by },
    raisedTime: row.raised_time.toISOString(),
    lastTime: row.last_time.toISOString(),
  }
}

async function decide(
  parts: GatewayParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof contract.decideDataAlert>['body'],
): Promise<DataAlert> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const alert = await store.findAlert(tx, id)
    if (!alert) throw notFound('数据安全告警', id)
    const { state, note } = body
    await store.decideAlert(tx, id, { state, note, by: principal.name, now: clock.now() })
    if (body.suspend) {
      await store.suspendAppOf(tx, id, alert.key_id)
      tx.afterCommit(() => parts.recent.forget())
    }
  })
  return toAlert(parts, (await store.findAlert(db, id)) as store.AlertRow)
}

function toLeak({ kernel }: GatewayParts, row: store.LeakRow): LeakCase {
  const now = kernel.clock.now().getTime()
  const instant = (time: string | null) => (time === null ? null : new Date(time).toISOString())
  return {
    ...{ id: row.id, title: row.title, alertId: row.alert_id, openedBy: row.opened_by, matches: row.matches },
    discoveredTime: row.discovered_time.toISOString(),
    closedTime: row.closed_time?.toISOString() ?? null,
    steps: row.steps.map((one) => ({
      ...{ step: one.step, dueTime: instant(one.dueTime) as string, doneTime: instant(one.doneTime) },
      isLate: (one.doneTime === null ? now : Date.parse(one.doneTime)) > Date.parse(one.dueTime),
      ...{ doneBy: one.doneBy, note: one.note },
    })),
  }
}

/** Opens a case: the sample is traced to its receiver, and the clocks run from the discovery. */
async function openLeak(
  parts: GatewayParts,
  principal: Principal,
  body: OperationInput<typeof contract.openLeakCase>['body'],
): Promise<LeakCase> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const discovered = body.discoveredTime ? new Date(body.discoveredTime) : now
  if (discovered > now) throw invalid('/body/discoveredTime', '不能晚于现在')
  if (body.alertId && !(await store.findAlert(db, body.alertId))) throw notFound('数据安全告警', body.alertId)
  const matches = body.sample ? await traceLeak(parts, body.sample) : []
  const { hours } = await store.readRules(db)
  const id = newId()
  await db.transaction(async (tx) => {
    await store.insertLeak(tx, {
      ...{ id, title: body.title, alert_id: body.alertId ?? null, discovered_time: discovered },
      ...{ opened_by: principal.name, matches, now },
      steps: leakSteps.map((step) => ({
        step,
        due: new Date(discovered.getTime() + hours[step] * 3_600_000),
      })),
    })
    await parts.ledger.append(tx, {
      ...{ kind: 'data-leak', subjectId: id },
      payload: { title: body.title, matches: matches.map((one) => one.requestId) },
    })
  })
  return toLeak(parts, (await store.findLeak(db, id)) as store.LeakRow)
}

async function finishStep(
  parts: GatewayParts,
  principal: Principal,
  id: string,
  { step, note }: OperationInput<typeof contract.doLeakStep>['body'],
): Promise<LeakCase> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    if (!(await store.findLeak(tx, id))) throw notFound('数据泄露事件', id)
    const done = await store.finishStep(tx, id, { step, note, by: principal.name, now: clock.now() })
    if (!done) throw conflict('step-done', '该步骤已经完成。')
  })
  return toLeak(parts, (await store.findLeak(db, id)) as store.LeakRow)
}
