import * as contract from '@civitas/contract'
import type { Players } from './first-day-kit.ts'

const words = (zh: string, en: string) => ({ zh, en })
const noForm: contract.DesignForm = {
  type: 'object',
  properties: {},
  required: [],
  additionalProperties: false,
}
const aliveForm: contract.DesignForm = {
  ...noForm,
  properties: { alive: { type: 'boolean', label: words('仍存活', 'Still alive'), widget: 'switch' } },
  required: ['alive'],
}

function task(
  id: string,
  title: { zh: string; en: string },
  more: Partial<contract.DesignTask> = {},
): contract.DesignTask {
  return {
    ...{ id, title, item: 'city.tree-care', role: 'unit-worker', form: noForm, photosRequired: 1 },
    ...{ instructions: words('', ''), limit: { days: 1, clock: 'working-day' as const }, ...more },
  }
}

/** 古树名木抢救, a case type the city wrote itself. */
const oldTrees: contract.CaseTypeContent = {
  ...{ title: words('古树名木抢救', 'Saving old trees'), numberPrefix: 'GS', evaluates: true },
  ...{ limit: { days: 5, clock: 'working-day' }, appraisal: [] },
  escalation: [{ atPercent: 80, notify: 'dispatcher', message: words('古树抢救即将超时', 'Nearly overdue') }],
  dutyItems: [
    {
      id: 'city.tree-care',
      title: words('古树名木养护', 'Care of old trees'),
      usualUnit: words('园林绿化中心', 'Parks centre'),
    },
  ],
  stages: [
    {
      ...{ id: 'look', title: words('现场会诊', 'On site') },
      tasks: [task('look-tree', words('会诊', 'Examine'), { form: aliveForm })],
      exits: [
        {
          ...{ id: 'dead', title: words('已死亡', 'Dead'), to: 'closed' },
          when: { task: 'look-tree', field: 'alive', op: '=', value: false },
        },
        { id: 'save', title: words('需抢救', 'To be saved'), to: 'rescue' },
      ],
    },
    {
      ...{ id: 'rescue', title: words('抢救复壮', 'Rescue') },
      tasks: [
        task('feed', words('施药复壮', 'Feed'), { parallel: true }),
        task('fence', words('支撑围护', 'Support'), { parallel: true }),
      ],
      exits: [{ id: 'saved', title: words('抢救完成', 'Done'), to: 'closed' }],
    },
  ],
}

/** A case type of the city: written, tried on a sample case, approved by a leader. */
export async function playCaseType({ admin, leader }: Players, division: string): Promise<void> {
  const params = { type: 'city.old-trees' }
  await admin.call(contract.saveCaseTypeDraft, { params, body: { content: oldTrees, note: '园林中心提出' } })
  const version = { ...params, version: 1 }
  await admin.call(contract.tryCaseType, {
    params: version,
    body: {
      ...{ divisionCode: division, startTime: new Date().toISOString(), checks: [] },
      answers: { 'look-tree': { alive: true } },
    },
  })
  await leader.call(contract.decideCaseType, {
    params: version,
    body: { approve: true, comment: '同意，自本日起执行' },
  })
}

/** A rule that supervises late cases by itself, and one that waits for approval. */
export async function playSupervisionRules({ admin, leader }: Players, division: string): Promise<void> {
  const body: contract.SupervisionRuleContent = {
    ...{
      name: '超期一天自动督办',
      trigger: { kind: 'late', hours: 24 },
      caseTypes: [],
      divisionCode: division,
    },
    reason: '{reference} 已超期 {hours} 小时，请{unit}限期办结并说明原因',
    limit: { days: 2, clock: 'working-day' },
  }
  const { id } = await admin.call(contract.createSupervisionRule, { body })
  const decision = { version: 1, approve: true, comment: '同意执行' }
  await leader.call(contract.decideSupervisionRule, { params: { id }, body: decision })
  await admin.call(contract.createSupervisionRule, {
    body: {
      ...body,
      ...{ name: '推诿两次督办', trigger: { kind: 'mark', mark: 'refused', times: 2 } },
      reason: '{title} 被{unit}退回 {times} 次，请说明理由',
    },
  })
}

/** Prices and quotas of what goes out of the platform. */
export async function playMessageQuotas({ admin }: Players, organisationId: string): Promise<void> {
  const prices = { sms: 4.5, voice: 12, mail: 0, push: 0 }
  for (const [channel, fen] of Object.entries(prices) as [contract.PaidChannel, number][])
    await admin.call(contract.saveMessagePrice, { body: { channel, fromDate: '2026-01-01', fen } })
  await admin.call(contract.saveMessageQuota, {
    body: { channel: 'sms', monthly: 50_000, whenUsed: 'switch', switchTo: 'app' },
  })
  await admin.call(contract.saveMessageQuota, {
    body: { organisationId, channel: 'sms', monthly: 5_000, whenUsed: 'hold' },
  })
}

/** What of citizens' reports may be public, and points for the first of what is real. */
export async function playOpenness({ leader }: Players): Promise<void> {
  await leader.call(contract.saveOpennessRule, {
    body: {
      ...{ version: 0, blurMetres: 500, delayHours: 0, leastInSquare: 1 },
      ...{ pointsEach: 10, dailyCap: 50, monthlyCap: 300 },
      eventTypes: ['urban-management.component', 'urban-management.street-order', 'city-base.parts-damage'],
    },
  })
}

/** A special appraisal of the month that ended: frozen, worth money, published to everybody. */
export async function playPublication(
  { admin, leader }: Players,
  divisions: readonly string[],
): Promise<void> {
  const [year = 0, month = 1] = new Date(Date.now() + 8 * 3_600_000).toISOString().split('-').map(Number)
  const period = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7)
  const rule = await admin.call(contract.createAppraisalRule, {
    body: {
      ...{ name: '市容环境专项考核', object: 'district', caseTypes: [], fromPeriod: period },
      indicators: [
        {
          ...{ id: 'reopened', title: '重办率', weight: 20 },
          formula: { kind: 'share', part: 'reopened', whole: 'due', inverted: true },
        },
        { id: 'field', title: '实地抽查', weight: 50, formula: { kind: 'given' } },
        { id: 'survey', title: '公众满意度', weight: 30, formula: { kind: 'given' } },
      ],
    },
  })
  for (const [index, object] of divisions.entries())
    for (const [indicator, value] of [
      ['field', 0.94 - index * 0.06],
      ['survey', 0.9 - index * 0.03],
    ] as const)
      await admin.call(contract.giveAppraisalValue, {
        body: { ruleId: rule.id, period, object, indicator, value, note: '上月实地抽查与第三方调查' },
      })
  const { id, scores } = await admin.call(contract.computeAppraisal, { body: { ruleId: rule.id, period } })
  if (scores.length === 0) return
  const params = { id }
  await admin.call(contract.freezeAppraisal, { params })
  const funds = await admin.call(contract.computeFunds, {
    params,
    body: {
      title: '市容环境以奖代补资金',
      bands: [
        { from: 90, percent: 110 },
        { from: 80, percent: 100 },
        { from: 60, percent: 80 },
      ],
      bases: scores.map(({ object }) => ({ object, fen: 50_000_000 })),
    },
  })
  await leader.call(contract.publishAppraisal, {
    params,
    body: {
      grade: 'public',
      note: '上月市容环境专项考核结果，按冻结得分核拨以奖代补资金。',
      fundsId: funds.id,
    },
  })
}
