import {
  type CaseType,
  choiceField,
  type DutyItem,
  defineDomain,
  type EventType,
  form,
  type TaskType,
  text,
  textField,
} from '@civitas/domain-kit'

const dutyItems: readonly DutyItem[] = [
  {
    id: 'appeal',
    title: text('市民诉求办理', 'Handling of appeals'),
    usualUnit: text('区县及职能部门', 'District or department in charge'),
  },
  {
    id: 'water-supply',
    title: text('供水保障', 'Water supply'),
    usualUnit: text('水利（水务）局', 'Water bureau'),
  },
]

const opens = { caseType: 'appeal-handling', minLevel: 'blue' } as const

const eventTypes: readonly EventType[] = [
  {
    id: 'appeal',
    title: text('市民诉求', 'Appeal'),
    description: text('热线转办的诉求。', 'What the hotline hands on.'),
    icon: 'phone',
    // The hotline has linked what is the same before.
    mergeWithin: { metres: 1, minutes: 1 },
    verification: 'automatic',
    opensCase: opens,
    reportable: false,
    defaultLevel: 'blue',
  },
  {
    id: 'water-supply',
    title: text('停水断水', 'No water'),
    description: text('居民反映停水、水压不足或水质异常。', 'Water cut off, weak or foul.'),
    icon: 'droplet',
    mergeWithin: { metres: 300, minutes: 1440 },
    verification: 'automatic',
    opensCase: { caseType: 'water-handling', minLevel: 'blue' },
    words: ['停水', '断水', '没水', '没有水', '水压', '自来水', '水质', '水井', '井水', '机井'],
    defaultLevel: 'blue',
  },
]

/** One task for the unit in charge. */
function handling(item: string): TaskType {
  return {
    id: 'handle-appeal',
    title: text('办理诉求', 'Deal with it'),
    item,
    role: 'unit-worker',
    instructions: text(
      '先与来电人所述核对情况，办结后写明处理结果，结果将告知全部来电人。',
      'Compare with what was said; write down the result, all who called are told.',
    ),
    form: form({
      result: choiceField(
        text('办理结果', 'Result'),
        [
          ['solved', '已解决', 'Solved'],
          ['explained', '已解释说明', 'Explained'],
          ['planned', '列入计划', 'Planned'],
          ['unfounded', '不属实', 'Unfounded'],
        ],
        { required: true },
      ),
      reply: textField(text('答复内容', 'Reply'), { required: true, long: true }),
    }),
    photosRequired: 0,
    limit: { days: 5, clock: 'working-day' },
    receiptLimit: { minutes: 240, clock: 'working' },
  }
}

function caseType(id: string, title: CaseType['title'], item: string, numberPrefix: string): CaseType {
  return {
    id,
    title,
    numberPrefix,
    stages: [
      {
        id: 'handle',
        title: text('办理', 'Handle'),
        tasks: [handling(item)],
        exits: [{ id: 'done', title: text('办理完成', 'Done'), to: 'closed' }],
      },
    ],
    limit: { days: 5, clock: 'working-day' },
    escalation: [
      { atPercent: 80, notify: 'dispatcher', message: text('诉求即将超时', 'Appeal nearly overdue') },
      { atPercent: 100, notify: 'leader', message: text('诉求办理已超时', 'Appeal overdue') },
    ],
    appraisal: [
      { id: 'in-time', title: text('按时办结', 'In time'), when: 'in-time', points: 1 },
      { id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -1 },
    ],
  }
}

/** 市民诉求: what the hotline hands on to the units. */
export const hotline = defineDomain({
  id: 'hotline',
  title: text('市民诉求', 'Appeals of citizens'),
  description: text(
    '12345 热线转办的诉求与办理。',
    'What the 12345 hotline hands on, and how it is handled.',
  ),
  icon: 'phone',
  systems: ['SOC-023', 'PLT-075'],
  dutyItems,
  eventTypes,
  caseTypes: [
    caseType('appeal-handling', text('诉求办理', 'Appeal'), 'appeal', 'RX'),
    caseType('water-handling', text('供水诉求办理', 'Water appeal'), 'water-supply', 'GS'),
  ],
})
