const nobodysId = '00000000-0000-7000-8000-0000000000ff'
const organisationId = '00000000-0000-7000-8000-000000000005'

const definition = {
  ...{
    title: { zh: '试探', en: 'Spy' },
    unit: '1',
    direction: 'up',
    expression: '1',
    cycle: 'day',
    graceHours: 1,
  },
  ...{ owner: '市数据局', source: '试探', rollUp: 'sum', bands: [], downTo: 'city', audience: 'department' },
}
const component = {
  ...{ id: 'a', kind: 'number', title: '数字', x: 0, y: 0, w: 4, h: 4, grade: 'internal' },
  binding: { source: 'indicator', view: 'value', ids: ['city-base.events-today'] },
}
const content = { theme: 'dark', rows: 20, refreshSeconds: 10, components: [component] }
const scene = {
  id: 'spy',
  title: '试探',
  grade: 'internal',
  displays: [{ display: 1, pages: ['none'], seconds: 30 }],
  minutes: 0,
}
const rules = {
  ...{ normalisation: 'none', missing: 'refuse' },
  components: [{ indicator: 'city-base.events-today', weight: 100 }],
}
const span = { from: '2999-01-01T00:00:00Z', to: '2999-01-02T00:00:00Z' }

const week = { from: '2025-01-01T00:00:00Z', to: '2025-01-08T00:00:00Z' }
const option = (name: string) => ({
  ...{ name, assumptions: ['无'], costYuan: 0, risk: 'low', riskText: '无' },
  effects: [{ title: '效果', unit: '件', direction: 'down', value: 1, low: 0, high: 2 }],
})
const evaluation = {
  ...{ title: '评价', standard: 'GB/T 33356-2022', year: 2025, target: 70, weakBelow: 60 },
  items: [
    {
      ...{ code: 'A1', group: '一', title: '项', unit: '%', weight: 100, rule: '比例', evidence: [] },
      scoring: { kind: 'linear', zero: 0, full: 100 },
    },
  ],
}

/** Right inputs of the operations of `indicators`. */
export function indicatorInputs(): Record<string, { query?: string; body?: unknown }> {
  return {
    'indicators.importPeerValues': { body: { tsv: '甲市\tA1\t1\t试探' } },
    'indicators.comparePolicy': {
      body: {
        ...{ title: '试探', indicator: 'city-base.events-today', division: '990103' },
        ...{ policyDay: '2025-06-01', days: 7 },
      },
    },
    'indicators.saveDefinition': { body: { definition } },
    'indicators.retireDefinition': { body: { reason: '停用' } },
    'indicators.previewExpression': { body: { expression: '1 + 1' } },
    'indicators.freezePeriod': { body: { period: '2025-06' } },
    'indicators.reportEntry': {
      body: { indicator: 'city.none', period: '2025-06', value: 1, source: '各区' },
    },
    'indicators.reviewEntry': { body: { approve: true } },
    'indicators.importTargets': { body: { tsv: 'x' } },
    'indicators.bindTarget': { body: { indicator: null } },
    'indicators.saveIndex': { body: { title: '指数', validFrom: '2025-01', rules } },
    'indicators.explainChange': { query: 'from=2025-01-01T00:00:00Z&to=2025-01-08T00:00:00Z' },
    'indicators.savePage': { body: { title: '页面', grade: 'internal', content } },
    'indicators.reviewPage': { body: { approve: true } },
    'indicators.rollBackPage': { body: { version: 1 } },
    'indicators.previewComponent': { body: { component } },
    'indicators.recordPageView': { body: { loadMs: 100 } },
    'indicators.saveScene': { body: scene },
    'indicators.switchScene': { body: { scene: 'spy' } },
    'indicators.scheduleScene': { body: { scene: 'spy', title: '参观', audience: 'public', ...span } },
    'indicators.issueInstruction': {
      body: {
        ...{ subjectKind: 'card', subjectId: nobodysId, subjectTitle: '事由', text: '请核查' },
        ...{ organisationId, dueTime: '2999-01-01T00:00:00Z' },
      },
    },
    'indicators.addToInstruction': { body: { text: '反馈' } },
    'indicators.closeInstruction': { body: {} },
    'indicators.addWatch': { body: { indicator: 'city-base.events-today', op: '>', limit: 1 } },
    'indicators.makeBrief': { body: { kind: 'day', indicators: ['city-base.events-today'] } },
    'indicators.editBrief': { body: { text: '改稿' } },
    'indicators.relateSeries': {
      body: { cause: { datastreamId: 1 }, effect: { datastreamId: 2 }, ...week, step: 'hour', maxLag: 1 },
    },
    'indicators.writeDecisionMemo': {
      body: { title: '比选', question: '如何', options: [option('甲'), option('乙')] },
    },
    'indicators.decideMemo': { body: { option: '甲', reason: '理由', actions: [] } },
    'indicators.saveEvaluation': { body: evaluation },
    'indicators.assignEvaluationItem': { body: { organisationId, dueDate: '2999-01-01' } },
    'indicators.giveEvaluationEvidence': { body: { value: 1, note: '试探' } },
    'indicators.reviewEvaluationEvidence': { body: { approve: true, comment: '试探' } },
    'indicators.orderImprovement': {
      body: { text: '改进', organisationId, dueTime: '2999-01-01T00:00:00Z' },
    },
    'indicators.saveSurvey': {
      body: {
        ...{ title: '问卷', perDevice: 1, minSeconds: 0 },
        questions: [{ id: 'all', title: '满意吗', kind: 'rating', required: true }],
      },
    },
    'indicators.steerSurvey': { body: { state: 'open' } },
    'indicators.answerSurvey': {
      body: { answers: [{ question: 'all', value: 5 }], device: 'device-of-a-spy', seconds: 9 },
    },
  }
}

/** Definitions, indices, pages and views of them are of the whole city. */
export const indicatorsOfNoPlace: readonly string[] = [
  'indicators.saveDefinition',
  'indicators.saveIndex',
  'indicators.writeDecisionMemo',
  'indicators.saveEvaluation',
  'indicators.savePage',
  'indicators.recordPageView',
]
