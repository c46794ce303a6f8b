import {
  type CaseType,
  choiceField,
  type DutyItem,
  form,
  type Stage,
  type TaskType,
  text,
  textField,
} from '@civitas/domain-kit'

/** A matter taken by a governance centre: accept, allocate, be on site, handle, check (GOV-015, GB/T 33200-2016). */
export const centreDutyItems: readonly DutyItem[] = [
  {
    id: 'centre',
    title: text('综治中心受理与分派', 'Accepting and allocating at the centre'),
    usualUnit: text('综治中心', 'Governance centre'),
  },
  {
    id: 'matter-handling',
    title: text('社会治理事项办理', 'Handling of governance matters'),
    usualUnit: text('村（社区）、街镇及职能部门', 'Communities, towns and departments'),
  },
]

const halfHour = { minutes: 30, clock: 'natural' } as const

const accept: TaskType = {
  id: 'accept-matter',
  title: text('受理研判', 'Accept'),
  item: 'centre',
  role: 'duty-officer',
  clock: 'accept',
  instructions: text(
    '核对情况是否属实、是否紧急；不属实的注明理由结束。',
    'Is it true, is it urgent? What is not true ends here with its reason.',
  ),
  form: form({
    verdict: choiceField(
      text('研判结论', 'Verdict'),
      [
        ['urgent', '属实，紧急', 'True and urgent'],
        ['ordinary', '属实，一般', 'True'],
        ['untrue', '不属实', 'Untrue'],
      ],
      { required: true },
    ),
    remark: textField(text('说明', 'Remark'), { long: true }),
  }),
  photosRequired: 0,
  limit: halfHour,
}

/** Allocated, then on site within so many minutes, then handled: by the same unit. */
function lane(id: 'urgent' | 'ordinary', zh: string, en: string, minutes: number): Stage[] {
  const unitFrom = { task: `allocate-${id}`, field: 'unit' }
  const own = { item: 'matter-handling', role: 'unit-worker', unitFrom } as const
  return [
    {
      id: `allocate-${id}`,
      title: text(`分派（${zh}）`, `Allocate (${en})`),
      tasks: [
        {
          id: `allocate-${id}`,
          title: text('分派', 'Allocate'),
          item: 'centre',
          role: 'dispatcher',
          clock: 'allocate',
          dispatches: true,
          instructions: text(
            '先由村（社区）、街镇办理，超出职权的分派职能部门。',
            'The community or town first; a department where it is beyond them.',
          ),
          form: form({ unit: textField(text('承办单位', 'Unit'), { required: true }) }),
          photosRequired: 0,
          limit: halfHour,
        },
      ],
      exits: [{ id: 'allocated', title: text('已分派', 'Allocated'), to: `handle-${id}` }],
    },
    {
      id: `handle-${id}`,
      title: text(`办理（${zh}）`, `Handle (${en})`),
      tasks: [
        {
          ...own,
          id: `arrive-${id}`,
          title: text('到场响应', 'Be on site'),
          clock: 'on-site',
          instructions: text('到现场核实情况，拍照上传。', 'Go there, see what it is, take a photo.'),
          form: form({
            found: textField(text('现场情况', 'What was found'), { long: true, required: true }),
          }),
          photosRequired: 1,
          limit: { minutes, clock: 'natural' },
        },
        {
          ...own,
          id: `handle-${id}`,
          title: text('办理', 'Handle'),
          instructions: text(
            '办理并写明结果；无力办理的上报上级。',
            'Handle it; what is beyond you goes up.',
          ),
          form: form({ result: textField(text('办理结果', 'Result'), { long: true, required: true }) }),
          photosRequired: 0,
          limit: { days: id === 'urgent' ? 1 : 5, clock: 'working-day' },
        },
      ],
      exits: [{ id: 'handled', title: text('办理完毕', 'Handled'), to: 'check' }],
    },
  ]
}

const stages: readonly Stage[] = [
  {
    id: 'accept',
    title: text('受理', 'Accept'),
    tasks: [accept],
    exits: [
      {
        id: 'untrue',
        title: text('不属实', 'Untrue'),
        to: 'closed',
        when: { task: 'accept-matter', field: 'verdict', op: '=', value: 'untrue' },
      },
      {
        id: 'urgent',
        title: text('紧急', 'Urgent'),
        to: 'allocate-urgent',
        when: { task: 'accept-matter', field: 'verdict', op: '=', value: 'urgent' },
      },
      { id: 'ordinary', title: text('一般', 'Ordinary'), to: 'allocate-ordinary' },
    ],
  },
  ...lane('urgent', '紧急', 'urgent', 120),
  ...lane('ordinary', '一般', 'ordinary', 1440),
]

export const centreCaseTypes: readonly CaseType[] = [
  {
    id: 'governance-matter',
    title: text('社会治理事项', 'Governance matter'),
    description: text(
      '一门受理、一体派单、闭环问效：受理三十分钟、分派三十分钟、紧急二小时和一般二十四小时到场。',
      'Accepted in 30 minutes, allocated in 30, on site in 2 hours when urgent and 24 else.',
    ),
    numberPrefix: 'ZL',
    stages,
    check: {
      title: text('核查问效', 'Check'),
      item: 'centre',
      role: 'inspector',
      notSamePerson: true,
      instructions: text(
        '核实是否真正解决，听取当事人意见。',
        'Is it really settled, and what do people say?',
      ),
      form: form({}),
      photosRequired: 0,
      limit: { days: 2, clock: 'working-day' },
      onFail: 'allocate-ordinary',
    },
    limit: { days: 10, clock: 'working-day' },
    evaluates: true,
    escalation: [
      { atPercent: 80, notify: 'dispatcher', message: text('社会治理事项即将超时', 'Nearly overdue') },
      { atPercent: 100, notify: 'leader', message: text('社会治理事项已超时', 'Overdue') },
    ],
    appraisal: [
      { id: 'in-time', title: text('按时办结', 'In time'), when: 'in-time', points: 2 },
      { id: 'overdue', title: text('超时办结', 'Late'), when: 'overdue', points: -2 },
      { id: 'returned', title: text('核查退回', 'Sent back'), when: 'returned', points: -1 },
    ],
  },
]
