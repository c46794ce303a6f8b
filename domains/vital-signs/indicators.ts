import { type Band, type CasesFormula, type Formula, type Indicator, text } from '@civitas/domain-kit'

type Parts = Pick<Indicator, 'id' | 'title' | 'unit' | 'direction' | 'formula'> & Partial<Indicator>

function indicator(parts: Parts): Indicator {
  return {
    thresholds: [],
    targets: [],
    refresh: { on: 'change' },
    drillDown: { to: 'formula' },
    downTo: 'district',
    audience: 'department',
    freshMinutes: 15,
    source: text('城市体征监测', 'Vital signs'),
    ...parts,
  }
}

/** Newest reading of each point, then one figure over the points; those silent for half an hour do not count. */
function newest(thingType: string, datastream: string, across: 'avg' | 'sum' | 'min' | 'max'): Formula {
  return { kind: 'observations', thingType, datastream, window: '30m', perThing: 'latest', across }
}

function bands(op: '<' | '>', attention: number, warning: number, more: Partial<Band> = {}): readonly Band[] {
  return [
    { state: 'attention', op, value: attention, ...more },
    { state: 'warning', op, value: warning, ...more },
  ]
}

const summer = [6, 7, 8, 9]

/** Measured signs of the nine fields with points of their own. */
const measured: readonly Indicator[] = [
  indicator({
    id: 'water-pressure',
    title: text('供水压力', 'Water pressure'),
    description: text('监测点最新供水压力的平均值。', 'Mean of the newest pressures.'),
    unit: 'MPa',
    decimals: 3,
    direction: 'up',
    formula: newest('water', 'pressure', 'avg'),
    bands: bands('<', 0.28, 0.22),
    owner: '市水务集团',
  }),
  indicator({
    id: 'water-chlorine',
    title: text('管网余氯', 'Residual chlorine'),
    unit: 'mg/L',
    direction: 'range',
    good: { low: 0.05, high: 2 },
    formula: newest('water', 'chlorine', 'avg'),
    owner: '市水务集团',
    source: text('GB 5749-2022 末梢水余氯不低于 0.05 mg/L', 'GB 5749-2022'),
  }),
  indicator({
    id: 'power-load',
    title: text('供电负荷', 'Power load'),
    unit: 'MW',
    decimals: 0,
    direction: 'neutral',
    formula: newest('power', 'load', 'sum'),
    bands: [...bands('>', 5200, 6000, { months: summer }), ...bands('>', 4600, 5400, { months: [1, 2, 12] })],
    owner: '市供电公司',
  }),
  indicator({
    id: 'power-qualified',
    title: text('电压合格率', 'Voltage within limits'),
    unit: '%',
    decimals: 2,
    direction: 'up',
    formula: newest('power', 'qualified', 'avg'),
    bands: bands('<', 99, 98),
    owner: '市供电公司',
  }),
  indicator({
    id: 'gas-pressure',
    title: text('燃气管网压力', 'Gas pressure'),
    unit: 'MPa',
    decimals: 2,
    direction: 'range',
    good: { low: 0.2, high: 0.4 },
    formula: newest('gas', 'pressure', 'avg'),
    bands: bands('<', 0.2, 0.15),
    owner: '市燃气公司',
  }),
  indicator({
    id: 'road-speed',
    title: text('主干路平均车速', 'Speed of main roads'),
    unit: 'km/h',
    decimals: 1,
    direction: 'up',
    formula: newest('transit', 'speed', 'avg'),
    bands: [
      ...bands('<', 22, 16, { hours: { from: 7, to: 20 } }),
      ...bands('<', 28, 20, { hours: { from: 20, to: 7 } }),
    ],
    owner: '市交通运输局',
  }),
  indicator({
    id: 'bus-punctual',
    title: text('公交准点率', 'Buses on time'),
    unit: '%',
    decimals: 1,
    direction: 'up',
    formula: newest('transit', 'punctual', 'avg'),
    bands: bands('<', 85, 75),
    owner: '市交通运输局',
  }),
  indicator({
    id: 'waste-fill',
    title: text('转运站料仓负荷', 'Bunker fill of transfer stations'),
    unit: '%',
    decimals: 0,
    direction: 'down',
    formula: newest('sanitation', 'fill', 'max'),
    bands: bands('>', 85, 95),
    owner: '市城市管理局',
  }),
  indicator({
    id: 'waste-moved',
    title: text('生活垃圾清运量', 'Waste moved'),
    unit: 't/d',
    direction: 'neutral',
    formula: newest('sanitation', 'moved', 'sum'),
    owner: '市城市管理局',
  }),
  indicator({
    id: 'visitors',
    title: text('景区在园人数', 'Visitors at tourist sites'),
    unit: '{person}',
    direction: 'neutral',
    formula: newest('tourism', 'visitors', 'sum'),
    owner: '市文化广电和旅游局',
  }),
  indicator({
    id: 'site-capacity',
    title: text('景区最大承载率', 'Highest use of capacity'),
    unit: '%',
    decimals: 0,
    direction: 'down',
    formula: newest('tourism', 'capacity-use', 'max'),
    bands: bands('>', 80, 100),
    owner: '市文化广电和旅游局',
  }),
  indicator({
    id: 'pipe-level',
    title: text('管道最高液位', 'Highest liquid level of pipes'),
    unit: 'm',
    direction: 'down',
    formula: newest('pipeline', 'level', 'max'),
    bands: bands('>', 2, 3),
    owner: '市排水公司',
  }),
  indicator({
    id: 'pipe-methane',
    title: text('管井最高甲烷浓度', 'Highest methane of pipe shafts'),
    unit: '%',
    direction: 'down',
    formula: newest('pipeline', 'methane', 'max'),
    bands: bands('>', 20, 50),
    owner: '市排水公司',
  }),
  indicator({
    id: 'soil-moisture',
    title: text('绿地土壤含水率', 'Soil moisture of greens'),
    unit: '%',
    direction: 'range',
    good: { low: 15, high: 35 },
    formula: newest('green', 'moisture', 'avg'),
    owner: '市城市管理局',
  }),
  indicator({
    id: 'clinic-waiting',
    title: text('急诊平均候诊时长', 'Waiting time of emergencies'),
    unit: 'min',
    direction: 'down',
    formula: newest('clinic', 'waiting', 'avg'),
    bands: bands('>', 45, 60),
    owner: '市卫生健康委员会',
  }),
  indicator({
    id: 'fever-patients',
    title: text('发热门诊就诊人次', 'Fever patients of the day'),
    unit: '{person}',
    direction: 'down',
    formula: newest('clinic', 'fever', 'sum'),
    owner: '市卫生健康委员会',
  }),
]

const closed: CasesFormula = {
  kind: 'cases',
  aggregate: 'count',
  where: { status: 'closed' },
  window: '30d',
  by: 'closedTime',
}
const inTime: Formula = {
  kind: 'ratio',
  part: { ...closed, where: { status: 'closed', inTime: true } },
  whole: closed,
}

/** Signs that come from events, cases and registers. */
const counted: readonly Indicator[] = [
  indicator({
    id: 'events-open',
    title: text('在办事件', 'Open events'),
    unit: '{event}',
    direction: 'down',
    formula: { kind: 'events', aggregate: 'count', where: { status: 'open' } },
    owner: '市城市运行管理中心',
    source: text('城市事件', 'City events'),
  }),
  indicator({
    id: 'warnings-severe',
    title: text('红橙级在办事件', 'Open events, orange and red'),
    unit: '{event}',
    direction: 'down',
    formula: { kind: 'events', aggregate: 'count', where: { status: 'open', level: ['orange', 'red'] } },
    bands: bands('>', 0, 5),
    owner: '市应急管理局',
    source: text('城市事件', 'City events'),
  }),
  indicator({
    id: 'cases-overdue',
    title: text('超时在办案件', 'Open cases past their limit'),
    unit: '{case}',
    direction: 'down',
    formula: { kind: 'cases', aggregate: 'count', where: { status: 'open', overdue: true } },
    bands: bands('>', 5, 20),
    owner: '市城市管理局',
    source: text('协同处置', 'Cases'),
  }),
  indicator({
    id: 'cases-in-time',
    title: text('案件按时办结率', 'Cases closed in time'),
    unit: '%',
    direction: 'up',
    formula: inTime,
    bands: bands('<', 90, 80),
    targets: [{ value: 90, source: text('无锡 2021：应急事件处理有效率', 'Wuxi 2021') }],
    owner: '市城市运行管理中心',
    source: text('协同处置', 'Cases'),
  }),
]

function exists(entityType: string): Formula {
  return {
    kind: 'arithmetic',
    op: 'min',
    of: [
      { kind: 'entities', entityType, aggregate: 'count' },
      { kind: 'number', value: 1 },
    ],
  }
}

const cameras = { kind: 'entities', entityType: 'city-base.camera', aggregate: 'count' } as const

/** Figures that targets of the city plans are bound to. */
const ofPlans: readonly Indicator[] = [
  indicator({
    id: 'camera-intact',
    title: text('公共区域视频监控摄像机完好率', 'Cameras in order'),
    unit: '%',
    direction: 'up',
    description: text('未登记为破损或丢失的摄像机占比。', 'Cameras not registered as damaged or lost.'),
    formula: {
      kind: 'ratio',
      part: {
        kind: 'arithmetic',
        op: 'subtract',
        of: [cameras, { ...cameras, where: { state: ['damaged', 'lost'] } }],
      },
      whole: cameras,
    },
    targets: [{ value: 98, year: 2025, source: text('滁州 2019：发改高技〔2015〕996 号', 'Chuzhou 2019') }],
    owner: '市公安局',
    source: text('城市部件台账', 'Register of city parts'),
  }),
  indicator({
    id: 'sensing-gathered',
    title: text('物联网监测数据统一平台汇聚', 'Sensing gathered on one platform'),
    description: text('有在线设备接入平台即为 1。', '1 once a device is online on the platform.'),
    unit: '1',
    direction: 'milestone',
    formula: {
      kind: 'arithmetic',
      op: 'min',
      of: [
        { kind: 'things', thingType: 'water', status: 'online' },
        { kind: 'number', value: 1 },
      ],
    },
    downTo: 'city',
    owner: '市数据局',
  }),
  indicator({
    id: 'base-databases',
    title: text('基础数据库建成数', 'Base databases in place'),
    description: text(
      '有记录的基础库个数：人口、法人、自然资源和空间地理。',
      'Base registers that hold records.',
    ),
    unit: '{item}',
    direction: 'up',
    formula: {
      kind: 'arithmetic',
      op: 'add',
      of: [
        exists('base-registers.person'),
        exists('base-registers.legal-entity'),
        exists('city-base.building'),
      ],
    },
    downTo: 'city',
    owner: '市数据局',
  }),
]

export const indicators: readonly Indicator[] = [...measured, ...counted, ...ofPlans]
