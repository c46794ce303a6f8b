import {
  type CaseType,
  choiceField,
  type DutyItem,
  form,
  type Stage,
  type TaskType,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'
import { boards } from './boards.ts'
import { classes } from './classes.ts'

/** Who does what; supervision (accept, verify, evaluate) and command (dispatch) are two duties. */
export const dutyItems: readonly DutyItem[] = [
  {
    id: 'supervision',
    title: text('城管监督（受理、核实、核查、评价）', 'Supervision: accept, verify, check, evaluate'),
    usualUnit: text('城市管理监督中心', 'Urban management supervision centre'),
  },
  {
    id: 'command',
    title: text('城管指挥（派遣、协调）', 'Command: dispatch and coordinate'),
    usualUnit: text('城市管理指挥中心', 'Urban management command centre'),
  },
  {
    id: 'handling',
    title: text('城管案件处置', 'Handling of urban management cases'),
    usualUnit: text('区县城市管理局及养护单位', 'District bureaus and maintenance units'),
  },
  {
    id: 'quick-response',
    title: text('城管快速处置', 'Quick response'),
    usualUnit: text('城管应急快处队伍', 'Quick-response team'),
  },
  {
    id: 'water-supply',
    title: text('供水管道抢修', 'Mending of water mains'),
    usualUnit: text('供水企业', 'Water company'),
  },
  {
    id: 'gas-supply',
    title: text('燃气管道抢修', 'Mending of gas pipes'),
    usualUnit: text('燃气企业', 'Gas company'),
  },
  {
    id: 'drainage',
    title: text('排水管道抢修与道路积水', 'Sewers and water on the road'),
    usualUnit: text('排水管理单位', 'Drainage company'),
  },
  {
    id: 'power-supply',
    title: text('电力线缆抢修', 'Mending of power lines'),
    usualUnit: text('供电企业', 'Power company'),
  },
]

const calendar = 'municipal'
const halfHour = { minutes: 30, clock: 'working', calendar } as const

const collect: TaskType = {
  id: 'verify-report',
  title: text('核实信息', 'Verify the report'),
  item: 'supervision',
  role: 'grid-worker',
  instructions: text(
    '到现场核实问题、位置和类别，拍照上传。',
    'Verify problem, place and class on site, with a photo.',
  ),
  form: form({
    real: yesNoField(text('情况属实', 'True'), { required: true }),
    remark: textField(text('现场情况', 'What was found'), { long: true }),
  }),
  photosRequired: 0,
  limit: halfHour,
}

const file: TaskType = {
  id: 'file-case',
  title: text('立案', 'File the case'),
  item: 'supervision',
  role: 'duty-officer',
  instructions: text(
    '对照立案条件，核对小类、部件编码和位置。',
    'Compare with the filing condition; check class, part code and place.',
  ),
  form: form({
    accepted: yesNoField(text('符合立案条件', 'Meets the condition'), { required: true }),
    reason: textField(text('说明', 'Remark'), { long: true }),
  }),
  photosRequired: 0,
  limit: halfHour,
}

const dispatch: TaskType = {
  id: 'dispatch-case',
  title: text('任务派遣', 'Dispatch'),
  item: 'command',
  role: 'dispatcher',
  instructions: text(
    '按责任清单选择承办单位，需要时指定协办单位。',
    'Choose the unit by the responsibility list, and assistants where needed.',
  ),
  form: form({ unit: textField(text('承办单位', 'Unit'), { required: true }) }),
  photosRequired: 0,
  limit: halfHour,
  dispatches: true,
}

const handle: TaskType = {
  id: 'handle-case',
  title: text('任务处理', 'Handle'),
  item: 'handling',
  role: 'unit-worker',
  instructions: text(
    '在时限内到场处置，拍摄处置前、后照片（距案件位置 50 米内）。',
    'Deal with it in time; photos before and after, taken within 50 m of the place.',
  ),
  form: form({
    measure: choiceField(
      text('处置方式', 'Measure'),
      [
        ['repaired', '维修', 'Repaired'],
        ['replaced', '更换', 'Replaced'],
        ['cleared', '清理', 'Cleared'],
        ['enforced', '执法整改', 'Enforced'],
        ['secured', '临时防护', 'Secured for now'],
      ],
      { required: true },
    ),
    materials: textField(text('用料用工', 'Materials and labour')),
  }),
  photosRequired: 2,
  photoWithin_m: 50,
  limit: { minutes: 480, clock: 'working', calendar },
  limitByClass: true,
  itemByClass: true,
  unitFrom: { task: 'dispatch-case', field: 'unit' },
  receiptLimit: { minutes: 30, clock: 'natural' },
}

const feedback: TaskType = {
  id: 'review-feedback',
  title: text('处理反馈', 'Review the feedback'),
  item: 'command',
  role: 'dispatcher',
  instructions: text('核对处置结果，合格的转监督中心核查。', 'Compare the result; pass it on to be checked.'),
  form: form({
    complete: yesNoField(text('处置到位', 'Done as asked'), { required: true }),
    remark: textField(text('意见', 'Remark'), { long: true }),
  }),
  photosRequired: 0,
  limit: halfHour,
}

const stages: readonly Stage[] = [
  {
    id: 'collect',
    title: text('信息收集', 'Collect'),
    tasks: [collect],
    exits: [
      {
        id: 'untrue',
        title: text('不属实', 'Not true'),
        to: 'closed',
        when: { task: 'verify-report', field: 'real', op: '=', value: false },
      },
      { id: 'true', title: text('属实', 'True'), to: 'file' },
    ],
  },
  {
    id: 'file',
    title: text('案卷建立', 'File'),
    tasks: [file],
    exits: [
      {
        id: 'refused',
        title: text('不予立案', 'Not filed'),
        to: 'closed',
        when: { task: 'file-case', field: 'accepted', op: '=', value: false },
      },
      { id: 'filed', title: text('立案', 'Filed'), to: 'dispatch' },
    ],
  },
  {
    id: 'dispatch',
    title: text('任务派遣', 'Dispatch'),
    tasks: [dispatch],
    exits: [{ id: 'dispatched', title: text('已派遣', 'Dispatched'), to: 'handle' }],
  },
  {
    id: 'handle',
    title: text('任务处理', 'Handle'),
    tasks: [handle],
    exits: [{ id: 'handled', title: text('处置完成', 'Handled'), to: 'feedback' }],
  },
  {
    id: 'feedback',
    title: text('处理反馈', 'Feedback'),
    tasks: [feedback],
    exits: [
      {
        id: 'incomplete',
        title: text('处置不到位', 'Not done as asked'),
        to: 'handle',
        when: { task: 'review-feedback', field: 'complete', op: '=', value: false },
      },
      { id: 'complete', title: text('转核查', 'To be checked'), to: 'check' },
    ],
  },
]

const check = {
  title: text('核查结案', 'Check and close'),
  item: 'supervision',
  role: 'inspector',
  notSamePerson: true as const,
  instructions: text(
    '到现场核查并拍照（距案件位置 50 米内），处置人不得核查。',
    'Check on site with a photo within 50 m; nobody checks their own work.',
  ),
  form: form({ remark: textField(text('核查意见', 'Remark'), { long: true }) }),
  photosRequired: 1,
  photoWithin_m: 50,
  limit: { minutes: 240, clock: 'working', calendar } as const,
  onFail: 'handle',
}

const evaluation = {
  evaluates: true,
  escalation: [
    { atPercent: 80, notify: 'dispatcher', message: text('城管案件即将超时', 'Case nearly overdue') },
    { atPercent: 100, notify: 'leader', message: text('城管案件已超时', 'Case overdue') },
  ],
  appraisal: [
    { id: 'in-time', title: text('按时结案', 'Closed in time'), when: 'in-time', points: 2 },
    { id: 'overdue', title: text('超时结案', 'Closed late'), when: 'overdue', points: -2 },
    { id: 'returned', title: text('核查返工', 'Sent back by the check'), when: 'returned', points: -1 },
    { id: 'escalated', title: text('超时或被督办', 'Overdue or supervised'), when: 'escalated', points: -1 },
  ],
} satisfies Pick<CaseType, 'evaluates' | 'escalation' | 'appraisal'>

/** Seven stages of CJJ/T 106 and GB/T 30428.8: the sixth is the check, the seventh the evaluation. */
export const caseTypes: readonly CaseType[] = [
  {
    id: 'urban-case',
    title: text('城市管理案件', 'Urban management case'),
    description: text(
      '信息收集、案卷建立、任务派遣、任务处理、处理反馈、核查结案、综合评价。',
      'Collect, file, dispatch, handle, feed back, check and close, evaluate.',
    ),
    numberPrefix: 'CG',
    stages,
    check,
    classes,
    boards,
    limit: { days: 10, clock: 'working-day', calendar },
    ...evaluation,
  },
  {
    id: 'quick-case',
    title: text('快速处置案件', 'Quick-lane case'),
    description: text(
      '重点难点问题直达快处队伍，处置后核查结案。',
      'Key problems go straight to the quick-response team.',
    ),
    numberPrefix: 'KC',
    stages: [
      {
        id: 'handle',
        title: text('快速处置', 'Quick handling'),
        tasks: [{ ...handle, id: 'quick-handle', item: 'quick-response', unitFrom: undefined }],
        exits: [{ id: 'handled', title: text('处置完成', 'Handled'), to: 'check' }],
      },
    ],
    check,
    classes,
    boards,
    limit: { minutes: 1440, clock: 'natural' },
    ...evaluation,
  },
]
