import {
  type CaseType,
  choiceField,
  type DutyItem,
  type EventType,
  form,
  type MessageTemplate,
  type TaskType,
  text,
  textField,
  yesNoField,
} from '@civitas/domain-kit'

/** Events about the air. */
export const eventTypes: readonly EventType[] = [
  {
    id: 'pollution-warning',
    title: text('空气污染预警', 'Air pollution warning'),
    description: text(
      '空气质量指数连续数小时超过预警线。',
      'The air quality index stays above a warning line for hours.',
    ),
    icon: 'cloud-warning',
    mergeWithin: { metres: 20_000, minutes: 360 },
    verification: 'automatic',
    opensCase: { caseType: 'pollution-response', minLevel: 'yellow' },
    defaultLevel: 'yellow',
    reportable: false,
  },
  {
    id: 'station-check',
    title: text('监测站数据存疑', 'Doubtful station data'),
    icon: 'tool',
    mergeWithin: { metres: 50, minutes: 1440 },
    verification: 'person',
    defaultLevel: 'blue',
    reportable: false,
  },
]

/** Who acts against pollution. */
export const dutyItems: readonly DutyItem[] = [
  duty('air-assessment', '空气污染研判', 'Air pollution assessment', '生态环境局', 'Environment bureau'),
  duty('dust-control', '施工扬尘管控', 'Construction dust control', '住房城乡建设局', 'Construction bureau'),
  duty('road-washing', '道路清洗保洁', 'Road washing', '环卫中心', 'Sanitation centre'),
  duty(
    'industry-emission',
    '工业企业减排',
    'Industrial emission cuts',
    '生态环境执法队',
    'Environment enforcement',
  ),
]

function duty(id: string, zh: string, en: string, unitZh: string, unitEn: string): DutyItem {
  return { id, title: text(zh, en), usualUnit: text(unitZh, unitEn) }
}

const assess: TaskType = {
  id: 'assess-cause',
  title: text('研判污染成因', 'Assess the cause'),
  item: 'air-assessment',
  role: 'duty-officer',
  instructions: text(
    '查看周边站点、风向和首要污染物，判断成因和影响范围，决定是否启动管控。',
    'Look at nearby stations, wind and primary pollutant; judge cause and extent; decide on measures.',
  ),
  form: form({
    cause: choiceField(
      text('主要成因', 'Main cause'),
      [
        ['local', '本地排放', 'Local emissions'],
        ['transported', '区域传输', 'Transport from the region'],
        ['dust', '沙尘天气', 'Dust storm'],
        ['instrument', '仪器故障', 'Instrument fault'],
      ],
      { required: true },
    ),
    act: yesNoField(text('是否启动管控', 'Start measures'), { required: true }),
    opinion: textField(text('研判意见', 'Opinion'), { required: true, long: true }),
  }),
  photosRequired: 0,
  limit: { minutes: 60, clock: 'natural' },
}

function measure(id: string, item: string, zh: string, en: string, doZh: string, doEn: string): TaskType {
  return {
    id,
    title: text(zh, en),
    item,
    role: 'unit-worker',
    instructions: text(doZh, doEn),
    form: form({ done: textField(text('落实情况', 'What was done'), { required: true, long: true }) }),
    photosRequired: 1,
    limit: { minutes: 240, clock: 'natural' },
    parallel: true,
  }
}

/** 污染应对: assess, act in parallel, check by somebody else. */
export const caseTypes: readonly CaseType[] = [
  {
    id: 'pollution-response',
    title: text('空气污染应对', 'Air pollution response'),
    numberPrefix: 'DQ',
    stages: [
      {
        id: 'assess',
        title: text('研判', 'Assess'),
        tasks: [assess],
        exits: [
          {
            id: 'no-measures',
            title: text('无需管控', 'No measures needed'),
            to: 'closed',
            when: { task: 'assess-cause', field: 'act', op: '=', value: false },
          },
          { id: 'start', title: text('启动管控', 'Start measures'), to: 'act' },
        ],
      },
      {
        id: 'act',
        title: text('管控', 'Measures'),
        tasks: [
          measure(
            'stop-dust',
            'dust-control',
            '停止土方作业',
            'Stop earthworks',
            '责令影响范围内工地停止土方和拆除作业，裸土覆盖。',
            'Have sites in the area stop earthworks and demolition and cover bare soil.',
          ),
          measure(
            'wash-roads',
            'road-washing',
            '加密道路洒水',
            'Wash roads more often',
            '主次干道加密洒水和机扫，气温低于 3°C 时不洒水。',
            'Wash and sweep main roads more often; no water below 3 °C.',
          ),
          measure(
            'cut-emissions',
            'industry-emission',
            '重点企业减排',
            'Cut industrial emissions',
            '按减排清单核对重点企业限产停产情况。',
            'Check the listed firms against the emission cut list.',
          ),
        ],
        exits: [{ id: 'measures-done', title: text('措施落实', 'Measures in place'), to: 'check' }],
      },
    ],
    check: {
      title: text('核查成效', 'Check the effect'),
      item: 'air-assessment',
      role: 'inspector',
      notSamePerson: true,
      instructions: text(
        '抽查措施落实并对比管控前后浓度。',
        'Spot-check the measures and compare concentrations.',
      ),
      form: form({ remark: textField(text('核查意见', 'Remark'), { long: true }) }),
      photosRequired: 0,
      limit: { minutes: 240, clock: 'natural' },
      onFail: 'act',
    },
    limit: { minutes: 1440, clock: 'natural' },
    escalation: [
      {
        atPercent: 80,
        notify: 'dispatcher',
        message: text('空气污染应对即将超时', 'Pollution response nearly overdue'),
      },
      { atPercent: 100, notify: 'leader', message: text('空气污染应对已超时', 'Pollution response overdue') },
    ],
    appraisal: [
      { id: 'in-time', title: text('按时落实', 'In time'), when: 'in-time', points: 2 },
      { id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -2 },
      { id: 'returned', title: text('核查退回', 'Returned by the check'), when: 'returned', points: -1 },
    ],
  },
]

/** What people are told. */
export const messages: readonly MessageTemplate[] = [
  {
    id: 'pollution-tip',
    title: text('空气污染提示', 'Air pollution tip'),
    eventType: 'pollution-warning',
    when: 'raised',
    minLevel: 'yellow',
    channels: ['app', 'screen', 'radio'],
    body: text(
      '{place} {time} 空气质量指数 {value}，已发布{level}预警。儿童、老年人和呼吸系统疾病患者请减少户外活动。',
      '{place}, {time}: air quality index {value}, {level} warning. Children, the old and the ill should stay indoors.',
    ),
  },
]
