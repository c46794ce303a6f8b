import * as contract from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { analyseDelays } from '../delays/analyse-delays.ts'
import type { CasesParts } from '../publish-case.ts'
import { dayOf } from '../rules.ts'
import { makeAppeal, ruleAppeal } from './appeal.ts'
import { computeAppraisal } from './compute-appraisal.ts'
import { toPdf, toXlsx } from './report.ts'
import { monthsOf, rankMonths, spanOf } from './rules.ts'
import * as store from './store.ts'

const types = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export function bindAppraisal(parts: CasesParts): void {
  bindRules(parts)
  bindScores(parts)
  const { http, db } = parts.kernel
  http.bind(contract.makeAppeal, ({ body }, { principal }) => makeAppeal(parts, body, principal))
  http.bind(contract.listAppeals, ({ query }) => store.listAppeals(db, query))
  http.bind(contract.ruleAppeal, ({ params, body }, { principal }) =>
    ruleAppeal(parts, params.id, body, principal),
  )
  http.bind(contract.analyseDelays, ({ query }, { principal }) =>
    analyseDelays(parts, query, principal.scope),
  )
  parts.kernel.jobs.every('cases-appraise', '30 2 * * *', () => computeDaily(parts))
}

function requireSound(parts: CasesParts, rule: store.RuleInput): void {
  const ids = new Set<string>()
  for (const [index, one] of rule.indicators.entries()) {
    if (ids.has(one.id)) throw invalid(`/body/indicators/${index}/id`, '指标编号重复')
    ids.add(one.id)
  }
  for (const [index, one] of (rule.vetoes ?? []).entries()) {
    if (ids.has(one.id)) throw invalid(`/body/vetoes/${index}/id`, '编号与其他指标或否决项重复')
    ids.add(one.id)
  }
  const whole = rule.indicators.reduce((sum, one) => sum + one.weight, 0)
  if (Math.abs(whole - 100) > 1e-9) throw invalid('/body/indicators', `权重合计应为 100，现为 ${whole}`)
  for (const [index, type] of rule.caseTypes.entries())
    if (!parts.domains.findCaseType(type)) throw invalid(`/body/caseTypes/${index}`, '没有这种案件类型')
}

function bindRules(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listAppraisalRules, async () => ({ items: await store.listRules(db) }))
  http.bind(contract.createAppraisalRule, async ({ body }, { principal }) => {
    requireSound(parts, body)
    const given = { ...body, id: newId(), seen: null }
    return (await store.writeRule(db, given, principal.name, clock.now())) as contract.AppraisalRule
  })
  http.bind(contract.changeAppraisalRule, async ({ params, body: { version, ...body } }, { principal }) => {
    requireSound(parts, body)
    await store.getRule(db, params.id)
    const given = { ...body, id: params.id, seen: version }
    const changed = await store.writeRule(db, given, principal.name, clock.now())
    if (!changed) throw conflict('changed-meanwhile', '规则已被他人修改，请刷新后再改。')
    return changed
  })
}

function bindScores(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.computeAppraisal, ({ body }, { principal }) =>
    computeAppraisal(parts, body, principal.name),
  )
  http.bind(contract.listAppraisals, ({ query }) => store.listAppraisals(db, query))
  http.bind(contract.rankAppraisals, async ({ query: { ruleId, period } }) => {
    await store.getRule(db, ruleId)
    const rows = await store.readMonths(db, ruleId, monthsOf(period))
    const months = new Map(rows.map((one) => [one.period, { period: one.period, frozen: one.frozen }]))
    return { period, months: [...months.values()], rows: rankMonths(rows) }
  })
  http.bind(contract.getAppraisal, ({ params }) => store.getAppraisal(db, params.id))
  http.bind(contract.listAppraisalLosses, async ({ params, query }) =>
    store.listLosses(db, await store.getAppraisal(db, params.id), query),
  )
  http.bind(contract.freezeAppraisal, async ({ params }, { principal }) => {
    const { period, computedTime } = await store.getAppraisal(db, params.id)
    const { to } = spanOf(period)
    if (clock.now() < to) throw conflict('month-running', `${period} 尚未结束，月末之后才能冻结。`)
    if (new Date(computedTime) < to)
      throw conflict('computed-early', `这一版是 ${period} 月中算出的，请重新计算后再冻结。`)
    const frozen = await store.freeze(db, params.id, principal.name, clock.now())
    if (!frozen) throw conflict('not-freezable', '只能冻结最新一版，且只能冻结一次。')
    return store.getAppraisal(db, params.id)
  })
  http.bind(contract.giveAppraisalValue, async ({ body }, { principal }) => {
    const rule = await store.getRule(db, body.ruleId)
    const given = rule.indicators.find((one) => one.id === body.indicator)
    const isVeto = rule.vetoes?.some((one) => one.id === body.indicator)
    if (!isVeto && given?.formula.kind !== 'given')
      throw invalid('/body/indicator', '没有这个须录入的指标或否决项')
    await store.writeGiven(db, body, principal.name, clock.now())
    return { done: true as const }
  })
  http.bind(contract.getAppraisalReport, async ({ params, query }, { reply }) => {
    const appraisal = await store.getAppraisal(db, params.id)
    const { items: losses } = await store.listLosses(db, appraisal, { limit: 20_000 })
    const name = `appraisal-${appraisal.period}-v${appraisal.version}.${query.format}`
    reply.type(types[query.format]).header('content-disposition', `attachment; filename="${name}"`)
    return query.format === 'pdf' ? toPdf({ appraisal, losses }) : toXlsx({ appraisal, losses })
  })
}

/** Every night: the running month, and the last one while it is not frozen. */
async function computeDaily(parts: CasesParts): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const months = [now, new Date(now.getTime() - 28 * 86_400_000)].map((time) => dayOf(time).slice(0, 7))
  for (const rule of await store.listRules(db))
    for (const period of new Set(months)) {
      if (period < rule.fromPeriod || (await store.findLast(db, rule.id, period))?.frozen_time) continue
      await computeAppraisal(parts, { ruleId: rule.id, period, reason: '每日计算' }, null)
    }
}
