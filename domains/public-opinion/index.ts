import {
  type CaseType,
  choiceField,
  type DutyItem,
  defineDomain,
  type EventType,
  form,
  type LocalText,
  type TaskType,
  text,
  textField,
} from '@civitas/domain-kit'

interface Subject {
  readonly id: string
  readonly title: LocalText
  readonly unit: LocalText
  readonly icon: string
  readonly prefix: string
  readonly keywords: readonly string[]
  readonly exclusions?: readonly string[]
}

/** What is watched for, and the unit that answers for it. */
const subjects: readonly Subject[] = [
  {
    ...{ id: 'water-supply', icon: 'droplet', prefix: 'YGS' },
    title: text('供水舆情', 'Talk about water supply'),
    unit: text('水利（水务）局', 'Water bureau'),
    keywords: ['断水', '停水', '没水', '没有水', '水压', '自来水', '水质'],
    exclusions: ['断水源', '流水线'],
  },
  {
    ...{ id: 'power-supply', icon: 'bolt', prefix: 'YGD' },
    title: text('供电舆情', 'Talk about power supply'),
    unit: text('供电公司', 'Power company'),
    keywords: ['停电', '断电', '没电', '跳闸'],
  },
  {
    ...{ id: 'flooding', icon: 'droplet', prefix: 'YNL' },
    title: text('内涝舆情', 'Talk about flooding'),
    unit: text('住房和城乡建设局', 'Housing and construction bureau'),
    keywords: ['积水', '内涝', '被淹', '倒灌'],
  },
  {
    ...{ id: 'traffic', icon: 'road', prefix: 'YJT' },
    title: text('交通舆情', 'Talk about traffic'),
    unit: text('公安局交警支队', 'Traffic police'),
    keywords: ['堵车', '拥堵', '堵死', '红绿灯', '公交改线', '公交停运'],
  },
  {
    ...{ id: 'environment', icon: 'leaf', prefix: 'YHJ' },
    title: text('环境舆情', 'Talk about the environment'),
    unit: text('生态环境局', 'Environment bureau'),
    keywords: ['臭味', '异味', '黑烟', '噪声', '噪音', '污水', '雾霾'],
  },
  {
    ...{ id: 'other', icon: 'megaphone', prefix: 'YQT' },
    title: text('其他舆情', 'Other talk'),
    unit: text('网络舆情主管部门', 'Office in charge of public opinion'),
    keywords: [],
  },
]

const dutyItems: readonly DutyItem[] = subjects.map(({ id, title, unit }) => ({
  ...{ id, title, usualUnit: unit },
}))

const eventTypes: readonly EventType[] = subjects.map(({ id, title, icon, keywords, exclusions = [] }) => ({
  ...{ id, title, icon },
  description: text('公开文本在一小时内远多于平时。', 'Far more public texts in an hour than usual.'),
  // Each topic raises its event by itself, once.
  mergeWithin: { metres: 1, minutes: 1 },
  verification: 'automatic',
  opensCase: { caseType: `${id}-response`, minLevel: 'blue' },
  reportable: false,
  opinion: { keywords, exclusions, least: 20, factor: 5 },
  defaultLevel: 'yellow',
}))

function verifying(item: string): TaskType {
  return {
    ...{ id: 'verify', item, role: 'unit-worker', photosRequired: 0 },
    title: text('核实情况', 'Find out what is true'),
    instructions: text(
      '核实网上所述是否属实、涉及范围和原因，不查问发布人。',
      'Find out whether it is true, where and why; do not ask who posted it.',
    ),
    form: form({
      truth: choiceField(
        text('是否属实', 'Is it true'),
        [
          ['true', '属实', 'True'],
          ['partly', '部分属实', 'Partly true'],
          ['false', '不属实', 'Not true'],
        ],
        { required: true },
      ),
      facts: textField(text('核实情况', 'Facts'), { required: true, long: true }),
    }),
    limit: { minutes: 120, clock: 'natural' },
    receiptLimit: { minutes: 30, clock: 'natural' },
  }
}

function responding(item: string): TaskType {
  return {
    ...{ id: 'respond', item, role: 'unit-worker', photosRequired: 0 },
    title: text('回应发布', 'Respond in public'),
    instructions: text(
      '起草回应口径并发布，写明发布渠道和地址。',
      'Write the response, publish it, note where.',
    ),
    form: form({
      response: textField(text('回应内容', 'Response'), { required: true, long: true }),
      published: textField(text('发布地址', 'Where it was published'), { required: true }),
    }),
    limit: { minutes: 240, clock: 'natural' },
  }
}

function caseTypeOf({ id, title, prefix }: Subject): CaseType {
  return {
    ...{ id: `${id}-response`, title, numberPrefix: prefix },
    stages: [
      {
        id: 'verify',
        title: text('核实', 'Verify'),
        tasks: [verifying(id)],
        exits: [{ id: 'verified', title: text('已核实', 'Verified'), to: 'respond' }],
      },
      {
        id: 'respond',
        title: text('回应', 'Respond'),
        tasks: [responding(id)],
        exits: [{ id: 'answered', title: text('已回应', 'Answered'), to: 'closed' }],
      },
    ],
    limit: { minutes: 1440, clock: 'natural' },
    escalation: [
      { atPercent: 80, notify: 'dispatcher', message: text('舆情回应即将超时', 'Response nearly overdue') },
      { atPercent: 100, notify: 'leader', message: text('舆情回应已超时', 'Response overdue') },
    ],
    appraisal: [
      { id: 'in-time', title: text('按时回应', 'In time'), when: 'in-time', points: 1 },
      { id: 'overdue', title: text('回应超时', 'Overdue'), when: 'overdue', points: -1 },
    ],
  }
}

/** 网络舆情: what is watched for in public texts, and who answers. */
export const publicOpinion = defineDomain({
  id: 'public-opinion',
  title: text('网络舆情', 'Public opinion'),
  description: text(
    '公开文本的监测专题与处置。',
    'What is watched for in public texts, and how it is answered.',
  ),
  icon: 'megaphone',
  systems: ['PLT-104'],
  dutyItems,
  eventTypes,
  caseTypes: subjects.map(caseTypeOf),
})
