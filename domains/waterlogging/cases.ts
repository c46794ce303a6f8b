import {
  type CaseType,
  choiceField,
  type DutyItem,
  form,
  integerField,
  numberField,
  type TaskType,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'

/** Who acts when water stands. */
export const dutyItems: readonly DutyItem[] = [
  {
    id: 'road-closure',
    title: text('道路封控与值守', 'Closing and guarding roads'),
    usualUnit: text('交警大队', 'Traffic police'),
  },
  {
    id: 'drainage',
    title: text('强排与管网疏通', 'Pumping and drains'),
    usualUnit: text('排水公司', 'Drainage company'),
  },
  {
    id: 'flood-inspection',
    title: text('防汛核查', 'Flood inspection'),
    usualUnit: text('城市管理局', 'Urban management bureau'),
  },
  {
    id: 'sensor-maintenance',
    title: text('监测设备维护', 'Gauge maintenance'),
    usualUnit: text('监测设备运维单位', 'Maintenance firm'),
  },
]

const closeRoad: TaskType = {
  id: 'close-road',
  title: text('封闭道路', 'Close the road'),
  item: 'road-closure',
  role: 'unit-worker',
  instructions: text(
    '到场放下道闸或摆放锥桶，劝返车辆行人，引导绕行，有人被困先救人并报 119。',
    'Lower the barrier or set cones, turn people back, guide them round; if anybody is trapped, rescue first and call 119.',
  ),
  form: form({
    measure: choiceField(
      text('封控方式', 'How it was closed'),
      [
        ['barrier', '道闸', 'Barrier'],
        ['cones', '锥桶围挡', 'Cones'],
        ['guard', '人员值守', 'Guard'],
      ],
      { required: true },
    ),
    trapped: integerField(text('被困人数', 'People trapped'), '{person}', { required: true, minimum: 0 }),
    diversion: textField(text('绕行路线', 'Diversion')),
  }),
  photosRequired: 1,
  limit: { minutes: 15, clock: 'natural' },
  parallel: true,
}

const pumpWater: TaskType = {
  id: 'pump-water',
  title: text('强排积水', 'Pump the water out'),
  item: 'drainage',
  role: 'unit-worker',
  instructions: text(
    '调泵车到场强排，清掏雨水口，直到水深不影响通行。',
    'Bring pumps, clear the inlets, until the water no longer hinders traffic.',
  ),
  form: form({
    pumps: integerField(text('投入水泵', 'Pumps used'), '{item}', { required: true, minimum: 0 }),
    depth_cm: numberField(text('完成时水深', 'Depth when done'), 'cm', {
      required: true,
      minimum: 0,
      maximum: 300,
    }),
    cause: choiceField(text('积水原因', 'Cause'), [
      ['rain', '雨量超过排水能力', 'More rain than drains can take'],
      ['blocked', '雨水口或管道堵塞', 'Blocked inlet or pipe'],
      ['pump', '泵站故障', 'Pump station fault'],
      ['river', '河水顶托', 'High river'],
    ]),
  }),
  photosRequired: 1,
  limit: { minutes: 120, clock: 'natural' },
  parallel: true,
}

const confirmReopening: TaskType = {
  id: 'confirm-reopening',
  title: text('现场确认恢复通行', 'Confirm reopening on site'),
  item: 'road-closure',
  role: 'grid-worker',
  instructions: text(
    '现场查看水深、路面和井盖，确认安全后撤除封控。',
    'Look at depth, surface and manholes on site; lift the closure only when safe.',
  ),
  form: form({
    safe: yesNoField(text('可以恢复通行', 'Safe to reopen'), { required: true }),
    depth_cm: numberField(text('现场水深', 'Depth on site'), 'cm', {
      required: true,
      minimum: 0,
      maximum: 300,
    }),
    remark: textField(text('说明', 'Remark'), { long: true }),
  }),
  photosRequired: 1,
  limit: { minutes: 60, clock: 'natural' },
}

const roadClosure: CaseType = {
  id: 'road-closure',
  title: text('封控与排水', 'Closure and pumping'),
  description: text(
    '封闭积水路段并强排，现场确认后恢复通行，由他人核查。',
    'Close the flooded road and pump, reopen after on-site confirmation, checked by somebody else.',
  ),
  numberPrefix: 'FK',
  stages: [
    {
      id: 'close',
      title: text('封控与强排', 'Close and pump'),
      tasks: [closeRoad, pumpWater],
      exits: [{ id: 'drained', title: text('积水已排', 'Drained'), to: 'reopen' }],
    },
    {
      id: 'reopen',
      title: text('恢复通行', 'Reopen'),
      tasks: [confirmReopening],
      exits: [
        {
          id: 'not-safe',
          title: text('仍不安全', 'Not safe yet'),
          to: 'close',
          when: { task: 'confirm-reopening', field: 'safe', op: '=', value: false },
        },
        { id: 'reopened', title: text('已恢复通行', 'Reopened'), to: 'check' },
      ],
    },
  ],
  check: {
    title: text('核查', 'Check'),
    item: 'flood-inspection',
    role: 'inspector',
    notSamePerson: true,
    instructions: text(
      '核对照片、水深和通行情况，处置人不得自查。',
      'Compare photos, depth and traffic; nobody checks their own work.',
    ),
    form: form({ remark: textField(text('核查意见', 'Remark'), { long: true }) }),
    photosRequired: 0,
    limit: { minutes: 240, clock: 'natural' },
    onFail: 'reopen',
  },
  limit: { minutes: 480, clock: 'natural' },
  escalation: [
    { atPercent: 80, notify: 'dispatcher', message: text('封控处置即将超时', 'Closure nearly overdue') },
    { atPercent: 100, notify: 'leader', message: text('封控处置已超时', 'Closure overdue') },
  ],
  appraisal: [
    { id: 'in-time', title: text('按时处置', 'In time'), when: 'in-time', points: 2 },
    { id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -3 },
    { id: 'returned', title: text('核查退回', 'Returned by the check'), when: 'returned', points: -1 },
  ],
}

const sensorCheck: CaseType = {
  id: 'sensor-check',
  title: text('监测仪检修', 'Gauge check'),
  numberPrefix: 'SB',
  stages: [
    {
      id: 'inspect',
      title: text('检修', 'Inspect'),
      tasks: [
        {
          id: 'check-gauge',
          title: text('检查监测仪', 'Check the gauge'),
          item: 'sensor-maintenance',
          role: 'unit-worker',
          instructions: text(
            '清洁探头，核对零点，检查供电和通信。',
            'Clean the probe, check zero, power and signal.',
          ),
          form: form({
            result: choiceField(
              text('检查结果', 'Result'),
              [
                ['normal', '正常', 'In order'],
                ['cleaned', '已清洁', 'Cleaned'],
                ['repaired', '已维修', 'Repaired'],
                ['replaced', '已更换', 'Replaced'],
              ],
              { required: true },
            ),
            remark: textField(text('说明', 'Remark'), { long: true }),
          }),
          photosRequired: 1,
          limit: { minutes: 960, clock: 'working' },
        },
      ],
      exits: [{ id: 'done', title: text('检修完成', 'Done'), to: 'closed' }],
    },
  ],
  limit: { minutes: 960, clock: 'working' },
  escalation: [
    { atPercent: 100, notify: 'dispatcher', message: text('监测仪检修超时', 'Gauge check overdue') },
  ],
  appraisal: [{ id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -1 }],
}

/** GOV-060: what keeps coming back is not only repaired each time, but put right at its root. */
const rootCause: CaseType = {
  id: 'ponding-root-cause',
  title: text('积水成因治理', 'Root cause of ponding'),
  numberPrefix: 'GY',
  stages: [
    {
      id: 'propose',
      title: text('成因与方案', 'Cause and plan'),
      tasks: [
        {
          id: 'find-cause',
          title: text('查明成因并提出方案', 'Find the cause and propose a plan'),
          item: 'drainage',
          role: 'unit-worker',
          instructions: text(
            '逐起核对积水记录和管网，写明成因、方案、费用和期限。',
            'Go through the records and the drains; write down cause, plan, cost and term.',
          ),
          form: form({
            cause: choiceField(
              text('成因', 'Cause'),
              [
                ['blocked', '雨水口或管道堵塞', 'Blocked inlet or pipe'],
                ['undersized', '管径偏小', 'Pipe too small'],
                ['low-ground', '地势低洼', 'Low ground'],
                ['broken', '设施损坏', 'Broken facility'],
                ['other', '其他', 'Other'],
              ],
              { required: true },
            ),
            plan: textField(text('治理方案', 'Plan'), { long: true, required: true }),
            cost: textField(text('费用估算', 'Cost')),
          }),
          photosRequired: 0,
          limit: { minutes: 2400, clock: 'working' },
        },
      ],
      exits: [{ id: 'proposed', title: text('方案已提出', 'Plan proposed'), to: 'closed' }],
    },
  ],
  limit: { minutes: 2400, clock: 'working' },
  escalation: [
    { atPercent: 100, notify: 'leader', message: text('成因治理方案超时', 'Root cause plan overdue') },
  ],
  appraisal: [{ id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -1 }],
}

/** 封控与排水, 监测仪检修, 积水成因治理. */
export const caseTypes: readonly CaseType[] = [roadClosure, sensorCheck, rootCause]
