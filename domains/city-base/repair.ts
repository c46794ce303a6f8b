import {
  type CaseType,
  choiceField,
  type DutyItem,
  type EventType,
  form,
  numberField,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'

/** Damage to a city part, seen by anybody. */
export const eventTypes: readonly EventType[] = [
  {
    id: 'parts-damage',
    title: text('城市部件破损', 'Damaged city part'),
    description: text(
      '井盖、路灯、雨水箅子等城市部件破损、丢失或倾倒。',
      'A manhole, lamp, inlet or other part is broken, lost or down.',
    ),
    icon: 'tool',
    mergeWithin: { metres: 20, minutes: 2880 },
    verification: 'person',
    opensCase: { caseType: 'parts-repair', minLevel: 'blue' },
    defaultLevel: 'blue',
  },
]

/** Who keeps the city's parts in order. */
export const dutyItems: readonly DutyItem[] = [
  {
    id: 'parts-dispatch',
    title: text('城市部件案件派遣', 'Dispatch of part cases'),
    usualUnit: text('城市管理指挥中心', 'Urban management command centre'),
  },
  {
    id: 'parts-repair',
    title: text('城市部件维修', 'Repair of city parts'),
    usualUnit: text('市政设施养护单位', 'Municipal maintenance unit'),
  },
  {
    id: 'parts-check',
    title: text('城市部件核查', 'Check of city parts'),
    usualUnit: text('城市管理监督中心', 'Urban management supervision centre'),
  },
]

/** 城市部件维修, after GOV-045: filed and dispatched, repaired, checked by somebody else. */
export const caseTypes: readonly CaseType[] = [
  {
    id: 'parts-repair',
    title: text('城市部件维修', 'Repair of a city part'),
    numberPrefix: 'BJ',
    stages: [
      {
        id: 'report',
        title: text('立案派遣', 'File and dispatch'),
        tasks: [
          {
            id: 'file-report',
            title: text('核对立案', 'File the case'),
            item: 'parts-dispatch',
            role: 'dispatcher',
            instructions: text(
              '核对部件、位置和权属，符合立案条件的派遣。',
              'Check part, place and owner; dispatch when it meets the filing conditions.',
            ),
            form: form({
              accepted: yesNoField(text('符合立案条件', 'Meets the conditions'), { required: true }),
              urgency: choiceField(text('紧急程度', 'Urgency'), [
                ['normal', '一般', 'Normal'],
                ['urgent', '紧急', 'Urgent'],
              ]),
              reason: textField(text('说明', 'Remark'), { long: true }),
            }),
            photosRequired: 0,
            limit: { minutes: 30, clock: 'working' },
          },
        ],
        exits: [
          {
            id: 'refused',
            title: text('不予立案', 'Not filed'),
            to: 'closed',
            when: { task: 'file-report', field: 'accepted', op: '=', value: false },
          },
          { id: 'filed', title: text('已派遣', 'Dispatched'), to: 'repair' },
        ],
      },
      {
        id: 'repair',
        title: text('维修', 'Repair'),
        tasks: [
          {
            id: 'repair-part',
            title: text('维修部件', 'Repair the part'),
            item: 'parts-repair',
            role: 'unit-worker',
            instructions: text(
              '先设警示，再维修或更换，上传处置前后照片。',
              'Set warnings first, repair or replace, upload photos before and after.',
            ),
            form: form({
              measure: choiceField(
                text('处置方式', 'Measure'),
                [
                  ['repaired', '维修', 'Repaired'],
                  ['replaced', '更换', 'Replaced'],
                  ['secured', '临时防护', 'Secured for now'],
                ],
                { required: true },
              ),
              cost_note: textField(text('材料说明', 'Materials')),
            }),
            photosRequired: 2,
            limit: { minutes: 480, clock: 'working' },
          },
        ],
        exits: [{ id: 'repaired', title: text('处置完成', 'Done'), to: 'check' }],
      },
    ],
    check: {
      title: text('核查', 'Check'),
      item: 'parts-check',
      role: 'inspector',
      notSamePerson: true,
      instructions: text('到现场核对部件状况并拍照。', 'Look at the part on site and take a photo.'),
      form: form({
        distance_m: numberField(text('拍照点距部件', 'Distance of the photo'), 'm', {
          minimum: 0,
          maximum: 50,
        }),
        remark: textField(text('核查意见', 'Remark'), { long: true }),
      }),
      photosRequired: 1,
      limit: { minutes: 240, clock: 'working' },
      onFail: 'repair',
    },
    limit: { minutes: 960, clock: 'working' },
    escalation: [
      { atPercent: 80, notify: 'dispatcher', message: text('部件维修即将超时', 'Repair nearly overdue') },
      { atPercent: 100, notify: 'leader', message: text('部件维修已超时', 'Repair overdue') },
    ],
    appraisal: [
      { id: 'in-time', title: text('按时处置', 'In time'), when: 'in-time', points: 1 },
      { id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -1 },
      { id: 'returned', title: text('核查退回', 'Returned by the check'), when: 'returned', points: -1 },
    ],
  },
]
