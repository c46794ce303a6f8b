import * as contract from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { readerOf } from '../../indicators/index.ts'
import type { EventsParts } from '../publish-event.ts'
import { withBorders } from '../warnings/area.ts'
import { toWarning } from '../warnings/store.ts'
import { factorsFault } from './combination.ts'
import { levelsFault, periodOf } from './rules.ts'
import { readValues, runModel, testModel } from './run-models.ts'
import * as store from './store.ts'

export function bindWarningModels(parts: EventsParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listWarningModels, async ({ query }, { principal }) => {
    const page = await store.listModels(db, query, principal.scope)
    return { items: page.items.map(store.toModel), total: page.total }
  })
  http.bind(contract.getWarningModel, ({ params }, { principal }) => getModel(parts, params.id, principal))
  http.bind(contract.writeWarningModel, ({ body }, { principal }) =>
    saveModel(parts, newId(), body, principal),
  )
  http.bind(contract.changeWarningModel, async ({ params, body }, { principal }) => {
    await requireModel(parts, params.id, principal)
    return saveModel(parts, params.id, body, principal)
  })
  http.bind(contract.testWarningModel, async ({ params }, { principal }) => {
    const { test, points } = await testModel(parts, await requireModel(parts, params.id, principal))
    await store.writeTest(db, params.id, test, points)
    return test
  })
  http.bind(contract.switchWarningModel, ({ params, body }, { principal }) =>
    switchModel(parts, params.id, body.active, principal),
  )
  http.bind(contract.runWarningModel, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await store.findModel(tx, params.id, { scope: principal.scope, lock: true })
      if (!row) throw notFound('预警模型', params.id)
      return runModel(parts, tx, row)
    }),
  )
}

async function requireModel({ kernel }: EventsParts, id: string, { scope }: Principal) {
  const row = await store.findModel(kernel.db, id, { scope })
  if (!row) throw notFound('预警模型', id)
  return row
}

async function getModel(parts: EventsParts, id: string, principal: Principal) {
  const { db } = parts.kernel
  const row = await requireModel(parts, id, principal)
  const warnings = (await store.listWarningsOf(db, id)).filter(
    (one) =>
      one.state !== 'draft' || one.division_code === null || isInScope(one.division_code, principal.scope),
  )
  return {
    model: store.toModel(row),
    test: row.test,
    points: await store.readPoints(db, id),
    warnings: warnings.map((row) => toWarning(withBorders(parts.territory, row))),
  }
}

async function saveModel(
  parts: EventsParts,
  id: string,
  settings: contract.WarningModelSettings,
  principal: Principal,
): Promise<contract.WarningModel> {
  checkSettings(parts, settings)
  const { side, division } = await readValues(parts, settings, readerOf(principal))
  const row = {
    ...{ id, settings, series_title: side.title, unit: side.unit, division_code: division },
    by_name: principal.name,
  }
  return store.toModel(await store.saveModel(parts.kernel.db, row, parts.kernel.clock.now()))
}

function checkSettings({ domains }: EventsParts, settings: contract.WarningModelSettings): void {
  const { truth, step, season, historyDays } = settings
  const fault = levelsFault(settings)
  if (fault) throw invalid('/body/levels', fault)
  const wrong = settings.kind === 'combination' ? factorsFault(settings.factors ?? []) : null
  if (wrong) throw invalid(`/body/factors${wrong.at}`, wrong.fault)
  if (truth.kind === 'limit' && truth.limit === undefined) throw invalid('/body/truth/limit', '请给出限值')
  if (truth.kind === 'events' && !domains.findEventType(truth.eventType ?? ''))
    throw invalid('/body/truth/eventType', '没有这类事件')
  if (settings.kind === 'anomaly' && step === 'day' && season === 'day')
    throw invalid('/body/season', '按天的时段没有一天之内的周期')
  const stepsADay = step === 'hour' ? 24 : 1
  if (settings.kind === 'anomaly' && historyDays * stepsADay < periodOf(settings) * 5)
    throw invalid('/body/historyDays', '历史天数不足五个周期')
}

async function switchModel(parts: EventsParts, id: string, active: boolean, principal: Principal) {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await store.findModel(tx, id, { scope: principal.scope, lock: true })
    if (!row) throw notFound('预警模型', id)
    if (active && !row.test) throw conflict('not-tested', '模型须先用历史数据检验，才能启用。')
    return store.toModel(await store.setState(tx, id, active ? 'active' : 'paused'))
  })
}
