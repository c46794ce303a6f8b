import * as contract from '@civitas/contract'
import type { Players } from './first-day-kit.ts'

const indicators: contract.AppraisalIndicator[] = [
  {
    ...{ id: 'on-time', group: '案件', title: '按时办结率', weight: 60 },
    formula: { kind: 'share', part: 'on-time', whole: 'due' },
  },
  {
    ...{ id: 'reopen', group: '案件', title: '返工率', weight: 30 },
    formula: { kind: 'share', part: 'rework', whole: 'due', inverted: true },
  },
  { id: 'survey', group: '评议', title: '公众满意度', weight: 10, formula: { kind: 'given' } },
]

/** A rule of appraisal with the scores of this month and an appeal against them. */
export async function playAppraisal({ admin, duty }: Players, divisions: readonly string[]): Promise<void> {
  const period = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
  const rule = await admin.call(contract.createAppraisalRule, {
    body: { name: '区县月度考核', object: 'district', caseTypes: [], indicators, fromPeriod: period },
  })
  for (const [index, object] of divisions.entries())
    await admin.call(contract.giveAppraisalValue, {
      body: {
        ...{ ruleId: rule.id, period, object, indicator: 'survey' },
        ...{ value: 0.92 - index * 0.03, note: '第三方满意度调查' },
      },
    })
  await admin.call(contract.computeAppraisal, { body: { ruleId: rule.id, period } })
  const { items } = await admin.call(contract.listCases, { query: { state: 'closed', limit: 1 } })
  const [closed] = items
  if (closed && divisions[0])
    await duty.call(contract.makeAppeal, {
      body: {
        ...{ ruleId: rule.id, period, object: divisions[0], caseIds: [closed.id] },
        ...{ ground: 'force-majeure', reason: '连续暴雨期间无法开挖作业，申请剔除' },
      },
    })
}

/** A robot that files cases, tried on past ones, approved by a leader; it files the next case by itself. */
export async function playRobot({ admin, leader }: Players): Promise<void> {
  const robot = await admin.call(contract.createRobot, {
    body: {
      name: '垃圾类案件自动立案',
      definition: {
        ...{ kind: 'fill', caseType: 'urban-management.urban-case', task: 'file-case', threshold: 0.8 },
        signals: [
          { field: 'title', op: 'contains', value: '垃圾', weight: 0.5 },
          { field: 'class', op: 'prefix', value: 'gbt30428.events.01', weight: 0.4 },
        ],
        form: { accepted: true, reason: '小类与描述相符' },
      },
    },
  })
  const params = { id: robot.id, version: 1 }
  await admin.call(contract.tryRobot, { params })
  await leader.call(contract.decideRobot, {
    params,
    body: { approve: true, comment: '试运行结果与人工一致' },
  })
}
