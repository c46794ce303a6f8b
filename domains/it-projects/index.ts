import {
  attributes,
  type CaseType,
  choiceField,
  type DutyItem,
  dateField,
  defineDomain,
  type EntityType,
  type EventType,
  form,
  numberField,
  type TaskType,
  text,
  textField,
} from '@civitas/domain-kit'

const dutyItems: readonly DutyItem[] = [
  {
    id: 'intake',
    title: text('信息化需求受理与评估', 'Intake and assessment of demands'),
    usualUnit: text('城市运行管理中心', 'Operation centre'),
  },
  {
    id: 'building',
    title: text('主题建设与测试', 'Building and testing of topics'),
    usualUnit: text('数据局', 'Data bureau'),
  },
]

const worked = { role: 'unit-worker', photosRequired: 0 } as const

const apply: TaskType = {
  ...{ id: 'apply', item: 'intake', ...worked },
  title: text('登记需求', 'Write down the demand'),
  instructions: text(
    '写明用途、所需数据、指标、使用人和效果目标，并写明提出需求的单位。',
    'Purpose, data, indicators, users, the goal, and the bureau that asks for it.',
  ),
  dispatches: true,
  form: form({
    unit: textField(text('需求单位', 'Demanding bureau'), { required: true }),
    purpose: textField(text('用途', 'Purpose'), { required: true, long: true }),
    data: textField(text('所需数据', 'Data'), { required: true, long: true }),
    indicators: textField(text('指标', 'Indicators'), { long: true }),
    users: textField(text('使用人', 'Users'), { required: true }),
    goal: textField(text('效果目标与衡量办法', 'Goal and how it is measured'), {
      required: true,
      long: true,
    }),
  }),
  limit: { days: 5, clock: 'working-day' },
}

const assess: TaskType = {
  ...{ id: 'assess', item: 'intake', ...worked },
  title: text('评估需求', 'Assess the demand'),
  instructions: text('评估价值、数据就绪、工作量和重复建设。', 'Value, data at hand, effort, duplicates.'),
  form: form({
    value: textField(text('价值', 'Value'), { required: true, long: true }),
    readiness: textField(text('数据就绪情况', 'Data at hand'), { required: true, long: true }),
    effort: numberField(text('工作量（人日）', 'Effort in person-days'), 'd', { required: true }),
    duplicates: textField(text('重复情况', 'Duplicates'), { required: true }),
    decision: choiceField(
      text('结论', 'Decision'),
      [
        ['accept', '受理', 'Accept'],
        ['merge', '并入已有主题', 'Merge'],
        ['refuse', '不予受理', 'Refuse'],
      ],
      { required: true },
    ),
  }),
  limit: { days: 10, clock: 'working-day' },
}

const build: TaskType = {
  ...{ id: 'build', item: 'building', ...worked },
  title: text('建设主题', 'Build the topic'),
  instructions: text(
    '完成建设，列出测试用例（每行一个：编号 名称）和试用人员。',
    'Build it; list the test cases, one a line, number first, and who tries it.',
  ),
  form: form({
    built: textField(text('建设内容', 'What was built'), { required: true, long: true }),
    testCases: textField(text('测试用例', 'Test cases'), { required: true, long: true }),
    trialUsers: textField(text('试用人员', 'Trial users'), { required: true }),
  }),
  limit: { days: 60, clock: 'working-day' },
}

const goLive: TaskType = {
  ...{ id: 'go-live', item: 'building', ...worked },
  title: text('申请上线', 'Ask to go live'),
  instructions: text(
    '每个测试用例写一行通过证据（编号 证据），写明发布版本和回退办法。',
    'A line of evidence for each test case that passed, the release, and how to roll back.',
  ),
  covers: {
    ...{ task: 'build', items: 'testCases', field: 'passed' },
    title: text('不能上线，缺少已通过的测试用例', 'Not to go live, these test cases have not passed'),
  },
  form: form({
    passed: textField(text('已通过的测试用例及证据', 'Test cases passed, with evidence'), { long: true }),
    release: textField(text('发布版本', 'Release'), { required: true }),
    rollBack: textField(text('回退办法', 'How to roll back'), { required: true, long: true }),
  }),
  limit: { days: 20, clock: 'working-day' },
}

const train: TaskType = {
  ...{ id: 'train', item: 'building', ...worked },
  title: text('培训交付', 'Train and hand over'),
  instructions: text('培训使用人并移交说明。', 'Train the users and hand over the manual.'),
  form: form({ trained: textField(text('培训情况', 'Who was trained'), { required: true, long: true }) }),
  limit: { days: 20, clock: 'working-day' },
}

const checkEffect: TaskType = {
  ...{ id: 'check-effect', item: 'intake', ...worked },
  title: text('检验效果', 'Check the effect'),
  instructions: text(
    '对照效果目标写明实测结果和用户评分，决定保留、改进或废止；废止后数据仍可审计查阅。',
    'Measure against the goal, give the score of the users, decide; what is abolished can still be audited.',
  ),
  unitFrom: { task: 'apply', field: 'unit' },
  form: form({
    measured: textField(text('实测结果', 'What was measured'), { required: true, long: true }),
    score: numberField(text('用户评分', 'Score of the users'), '1', {
      required: true,
      minimum: 0,
      maximum: 100,
    }),
    decision: choiceField(
      text('结论', 'Decision'),
      [
        ['keep', '保留（转运维）', 'Keep'],
        ['improve', '改进（升级）', 'Improve'],
        ['abolish', '废止', 'Abolish'],
      ],
      { required: true },
    ),
  }),
  limit: { days: 10, clock: 'working-day' },
}

/** A bureau asks; the case of its topic is opened. */
const demand: EventType = {
  id: 'demand',
  title: text('信息化需求', 'Demand for a topic'),
  description: text('单位提出的数据、指标或主题建设需求。', 'A bureau asks for data, indicators or a topic.'),
  icon: 'flow',
  mergeWithin: { metres: 0, minutes: 0 },
  verification: 'automatic',
  opensCase: { caseType: 'topic', minLevel: 'blue' },
  forPublic: false,
  defaultLevel: 'blue',
}

/** 功能台账: what topics have brought into use, with where each stands in its life. */
const feature: EntityType = {
  id: 'feature',
  title: text('运行中心功能', 'Function of the centre'),
  description: text(
    '主题上线形成的功能及其生命周期；每次变化留历史，废止后仍可查阅审计。',
    'Functions topics brought into use and their life; each change is kept, abolished ones can still be audited.',
  ),
  schema: attributes({
    state: choiceField(
      text('生命周期', 'Life cycle'),
      [
        ['new', '新建', 'New'],
        ['upgraded', '升级', 'Upgraded'],
        ['operated', '运维', 'In operation'],
        ['assessed', '评估', 'Under assessment'],
        ['abolished', '废止', 'Abolished'],
      ],
      { required: true },
    ),
    stateDate: dateField(text('状态日期', 'Since'), { required: true }),
    approvedBy: textField(text('批准人', 'Approved by'), { required: true }),
    approval: textField(text('批准依据', 'Approved on'), { required: true }),
    topic: textField(text('主题案号', 'Number of the topic')),
    bureau: textField(text('需求单位', 'Demanding bureau'), { required: true }),
    release: textField(text('发布版本', 'Release')),
    rollBack: textField(text('回退办法', 'How to roll back')),
    maintainer: textField(text('运维单位', 'Operated by')),
  }),
  reference: { pattern: '^GN-[0-9]{4}$', description: text('功能编号，如 GN-0001', 'Number, as GN-0001') },
  geometry: 'none',
  classification: 1,
  searchFields: ['topic', 'bureau', 'maintainer'],
  listColumns: ['state', 'stateDate', 'bureau', 'release', 'maintainer'],
  icon: 'flow',
  color: '#5b7aa8',
}

const decided = (task: string, value: string) => ({ task, field: 'decision', op: '=', value }) as const

const topic: CaseType = {
  id: 'topic',
  title: text('主题建设', 'Topic'),
  numberPrefix: 'ZT',
  hasNoPlace: true,
  stages: [
    {
      ...{ id: 'demand', title: text('需求申请', 'Demand'), tasks: [apply] },
      exits: [{ id: 'asked', title: text('提交评估', 'Asked'), to: 'assess' }],
    },
    {
      ...{ id: 'assess', title: text('评估', 'Assessment'), tasks: [assess] },
      exits: [
        {
          id: 'refused',
          title: text('不予受理', 'Refused'),
          to: 'closed',
          when: decided('assess', 'refuse'),
        },
        {
          id: 'merged',
          title: text('并入已有主题', 'Merged'),
          to: 'closed',
          when: decided('assess', 'merge'),
        },
        { id: 'accepted', title: text('受理', 'Accepted'), to: 'build' },
      ],
    },
    {
      ...{ id: 'build', title: text('主题建设', 'Build'), tasks: [build] },
      exits: [{ id: 'built', title: text('提交测试', 'Built'), to: 'test' }],
    },
    {
      ...{ id: 'test', title: text('测试调试', 'Test'), tasks: [goLive] },
      exits: [{ id: 'released', title: text('上线', 'Released'), to: 'live' }],
    },
    {
      ...{ id: 'live', title: text('上线', 'Live'), tasks: [train] },
      exits: [{ id: 'due', title: text('到期检验', 'Due'), to: 'effect', after: { days: 90 } }],
    },
    {
      ...{ id: 'effect', title: text('待检验', 'Effect to be checked'), tasks: [checkEffect] },
      exits: [
        {
          id: 'improve',
          title: text('改进', 'Improve'),
          to: 'build',
          when: decided('check-effect', 'improve'),
        },
        {
          id: 'abolish',
          title: text('废止', 'Abolished'),
          to: 'closed',
          when: decided('check-effect', 'abolish'),
        },
        { id: 'keep', title: text('保留，转运维', 'Kept'), to: 'closed' },
      ],
    },
  ],
  limit: { days: 365, clock: 'natural-day' },
  escalation: [{ atPercent: 100, notify: 'leader', message: text('主题建设已超期', 'Topic overdue') }],
  appraisal: [],
}

/** 运行中心服务流程: from a demand to a topic whose effect is checked. */
export const itProjects = defineDomain({
  id: 'it-projects',
  title: text('运行中心服务流程', 'Service process of the operation centre'),
  description: text(
    '需求、评估、建设、测试、上线、效果检验。',
    'Demand, assessment, build, test, go-live, check.',
  ),
  icon: 'flow',
  systems: ['PLT-102'],
  dutyItems,
  entityTypes: [feature],
  eventTypes: [demand],
  caseTypes: [topic],
})
