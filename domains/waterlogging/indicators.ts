import { type CasesFormula, type Indicator, text } from '@civitas/domain-kit'

type Parts = Pick<Indicator, 'id' | 'title' | 'unit' | 'direction' | 'formula'> & Partial<Indicator>

function indicator(parts: Parts): Indicator {
  return {
    thresholds: [],
    targets: [],
    refresh: { on: 'change' },
    drillDown: { to: 'formula' },
    downTo: 'street',
    audience: 'department',
    ...parts,
  }
}

const depthNow = {
  kind: 'observations',
  thingType: 'gauge',
  datastream: 'depth',
  window: '15m',
  perThing: 'latest',
} as const

const closedCases: CasesFormula = {
  kind: 'cases',
  caseType: 'road-closure',
  aggregate: 'count',
  where: { status: 'closed' },
  window: '30d',
  by: 'closedTime',
}

/** Figures of waterlogging. */
export const indicators: readonly Indicator[] = [
  indicator({
    id: 'points-above-warning',
    title: text('积水超警点位', 'Points above warning'),
    description: text(
      '最新积水深度不小于 15 厘米的监测点数。',
      'Gauges whose latest depth is at least 15 cm.',
    ),
    unit: '{point}',
    direction: 'down',
    formula: { ...depthNow, keep: { op: '>=', value: 15 }, across: 'count' },
    thresholds: [
      { level: 'blue', op: '>=', value: 1 },
      { level: 'yellow', op: '>=', value: 5 },
      { level: 'orange', op: '>=', value: 10 },
      { level: 'red', op: '>=', value: 20 },
    ],
    drillDown: { to: 'dashboard', dashboard: 'waterlogging' },
    audience: 'public',
  }),
  indicator({
    id: 'max-depth',
    title: text('当前最大积水深度', 'Deepest water now'),
    unit: 'cm',
    direction: 'down',
    formula: { ...depthNow, across: 'max' },
    decimals: 0,
    thresholds: [
      { level: 'blue', op: '>=', value: 15 },
      { level: 'yellow', op: '>=', value: 25 },
      { level: 'orange', op: '>=', value: 30 },
      { level: 'red', op: '>=', value: 40 },
    ],
    audience: 'public',
  }),
  indicator({
    id: 'closures-open',
    title: text('正在封控', 'Closed now'),
    description: text('尚未结案的封控与排水案件。', 'Closure cases not closed yet.'),
    unit: '{point}',
    direction: 'down',
    formula: { kind: 'cases', caseType: 'road-closure', aggregate: 'count', where: { status: 'open' } },
    thresholds: [{ level: 'red', op: '>=', value: 1 }],
    audience: 'public',
  }),
  indicator({
    id: 'minutes-to-closure',
    title: text('报警到封闭平均用时', 'Minutes from alarm to closure'),
    unit: 'min',
    direction: 'down',
    formula: {
      kind: 'cases',
      caseType: 'road-closure',
      aggregate: 'avg',
      field: 'task:close-road:minutes',
      window: '30d',
      by: 'openedTime',
    },
    decimals: 1,
    thresholds: [{ level: 'orange', op: '>', value: 15 }],
    targets: [{ value: 15, source: text('封闭任务时限', 'Limit of the closing task') }],
  }),
  indicator({
    id: 'in-time-rate',
    title: text('按时处置率', 'Handled in time'),
    unit: '%',
    direction: 'up',
    formula: {
      kind: 'ratio',
      part: { ...closedCases, where: { status: 'closed', inTime: true } },
      whole: closedCases,
    },
    decimals: 1,
    targets: [{ value: 95, source: text('本市考核目标（示例）', 'Target of the sample city') }],
  }),
  indicator({
    id: 'handling-minutes',
    title: text('平均处置用时', 'Average handling time'),
    unit: 'min',
    direction: 'down',
    formula: { ...closedCases, aggregate: 'avg', field: 'handleMinutes' },
    decimals: 0,
  }),
  indicator({
    id: 'rain-1h-max',
    title: text('最大小时雨量', 'Most rain in one hour'),
    unit: 'mm',
    direction: 'neutral',
    formula: {
      kind: 'observations',
      thingType: 'rain-gauge',
      datastream: 'rain_1h',
      window: '15m',
      perThing: 'latest',
      across: 'max',
    },
    decimals: 1,
    thresholds: [
      { level: 'blue', op: '>=', value: 20 },
      { level: 'yellow', op: '>=', value: 30 },
      { level: 'orange', op: '>=', value: 50 },
      { level: 'red', op: '>=', value: 80 },
    ],
    downTo: 'district',
    audience: 'public',
  }),
  indicator({
    id: 'gauges-online',
    title: text('监测仪在线率', 'Gauges online'),
    unit: '%',
    direction: 'up',
    formula: {
      kind: 'ratio',
      part: { kind: 'things', thingType: 'gauge', status: 'online' },
      whole: { kind: 'things', thingType: 'gauge', status: 'any' },
    },
    decimals: 1,
    refresh: { everySeconds: 60 },
  }),
]
