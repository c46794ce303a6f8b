import { type Rule, type RuleExample, type RuleSpike, text } from '@civitas/domain-kit'

function minutes(values: readonly number[]): RuleExample['readings'] {
  return values.map((value, index) => ({ atSeconds: index * 60, value }))
}

const spike: RuleSpike = { amount: 20, withinSeconds: 300, eventType: 'sensor-fault', level: 'blue' }

const spikeExample: RuleExample = {
  title: text(
    'GOV-093：3 cm 之间的单个 80 cm 只查设备',
    'GOV-093: a single 80 cm between 3 cm only flags the sensor',
  ),
  readings: minutes([3, 80, 3, 3]),
  expect: [{ kind: 'spike', atSeconds: 120, spikeSeconds: 60 }],
}

/** Signals of a rainstorm by what fell in so many hours; each clears when less than four fifths fell. */
function rainstorm(
  hours: 3 | 6 | 12,
  steps: readonly { level: 'blue' | 'yellow' | 'orange' | 'red'; mm: number }[],
): Rule {
  const highest = steps.at(-1)
  const top = highest?.mm ?? 0
  return {
    id: `rainstorm-${hours}h`,
    kind: 'observation',
    title: text(`暴雨（${hours} 小时雨量）`, `Rainstorm (${hours} hours)`),
    thingType: 'rain-gauge',
    datastream: `rain_${hours}h`,
    levels: steps.map(({ level, mm }) => ({
      level,
      raise: { op: '>=', value: mm },
      clear: { op: '<', value: mm * 0.8 },
      holdSeconds: 0,
    })),
    eventType: 'rainstorm',
    source:
      '中国气象局令第 16 号《气象灾害预警信号发布与传播办法》：12 小时 50 mm 蓝，6 小时 50 mm 黄，3 小时 50 mm 橙、100 mm 红',
    examples: [
      {
        title: text(`${hours} 小时雨量到 ${top} mm 后回落`, `${top} mm in ${hours} hours, then less`),
        readings: [top - 1, top + 4, 1].map((value, index) => ({ atSeconds: index * 300, value })),
        expect: [
          ...(steps.length > 1
            ? [{ kind: 'raise' as const, atSeconds: 0, startSeconds: 0, level: steps[0]!.level }]
            : []),
          steps.length > 1
            ? { kind: 'level' as const, atSeconds: 300, level: highest!.level }
            : { kind: 'raise' as const, atSeconds: 300, startSeconds: 300, level: highest!.level },
          { kind: 'clear' as const, atSeconds: 600 },
        ],
      },
    ],
  }
}

/** Rules of GOV-093. Depth in cm. */
export const rules: readonly Rule[] = [
  {
    id: 'road-ponding',
    kind: 'observation',
    title: text('道路积水', 'Water on the road'),
    thingType: 'gauge',
    datastream: 'depth',
    where: { point_kind: ['low-road', 'estate'] },
    filter: { kind: 'median', size: 3 },
    levels: [
      { level: 'blue', raise: { op: '>=', value: 15 }, clear: { op: '<', value: 10 }, holdSeconds: 0 },
      { level: 'yellow', raise: { op: '>=', value: 25 }, clear: { op: '<', value: 20 }, holdSeconds: 0 },
      { level: 'orange', raise: { op: '>=', value: 30 }, clear: { op: '<', value: 25 }, holdSeconds: 0 },
      { level: 'red', raise: { op: '>=', value: 40 }, clear: { op: '<', value: 35 }, holdSeconds: 0 },
    ],
    rise: { amount: 5, withinSeconds: 300, raisesBy: 1 },
    spike,
    eventType: 'ponding',
    source: 'GOV-093 默认值：道路 15/25/30/40 cm；5 分钟上涨超过 5 cm 提高一级',
    examples: [
      {
        title: text(
          '缓慢上涨到 15 cm 为蓝色，退到 10 cm 以下解除',
          'A slow rise to 15 cm is blue, clears below 10 cm',
        ),
        readings: minutes([12, 13, 14, 15, 15, 14, 12, 9, 8]),
        expect: [
          { kind: 'raise', atSeconds: 240, startSeconds: 240, level: 'blue' },
          { kind: 'clear', atSeconds: 480 },
        ],
      },
      {
        title: text('5 分钟上涨超过 5 cm 提高一级', 'More than 5 cm in 5 minutes counts one level higher'),
        readings: minutes([5, 9, 13, 16, 17, 18]),
        expect: [{ kind: 'raise', atSeconds: 240, startSeconds: 240, level: 'yellow' }],
      },
      {
        title: text('逐级加重到红色', 'Grows to red'),
        readings: minutes([15, 15, 25, 25, 30, 30, 40, 40]),
        expect: [
          { kind: 'raise', atSeconds: 0, startSeconds: 0, level: 'blue' },
          { kind: 'level', atSeconds: 180, level: 'orange' },
          { kind: 'level', atSeconds: 300, level: 'red' },
        ],
      },
      spikeExample,
    ],
  },
  {
    id: 'underpass-ponding',
    kind: 'observation',
    title: text('下穿通道积水', 'Water in the underpass'),
    thingType: 'gauge',
    datastream: 'depth',
    where: { point_kind: 'underpass' },
    levels: [
      { level: 'blue', raise: { op: '>=', value: 15 }, clear: { op: '<', value: 10 }, holdSeconds: 60 },
      { level: 'yellow', raise: { op: '>=', value: 20 }, clear: { op: '<', value: 15 }, holdSeconds: 60 },
    ],
    eventType: 'ponding',
    source: 'PLT-016（15 cm 持续 1 分钟，低于 10 cm 解除）；20 cm 为本市默认值',
    examples: [
      {
        title: text('PLT-016：16、16、14、12、9', 'PLT-016: 16, 16, 14, 12, 9'),
        readings: minutes([16, 16, 14, 12, 9]),
        expect: [
          { kind: 'raise', atSeconds: 60, startSeconds: 0, level: 'blue' },
          { kind: 'clear', atSeconds: 240 },
        ],
      },
    ],
  },
  {
    id: 'underpass-closure',
    kind: 'observation',
    title: text('下穿通道封闭', 'Underpass closure'),
    thingType: 'gauge',
    datastream: 'depth',
    where: { point_kind: 'underpass' },
    levels: [
      {
        level: 'red',
        raise: { op: '>=', value: 27 },
        clear: { op: '<', value: 5 },
        holdSeconds: 0,
        holdReadings: 2,
      },
    ],
    spike,
    eventType: 'closure-needed',
    source: 'GOV-093 默认值：下穿通道 27 cm 封闭（以本地规定为准）',
    examples: [
      {
        title: text(
          'GOV-093：12、20、28、29，第三个值触发、第四个值确认',
          'GOV-093: third value closes, fourth confirms',
        ),
        readings: minutes([12, 20, 28, 29]),
        expect: [{ kind: 'raise', atSeconds: 180, startSeconds: 120, level: 'red' }],
      },
      spikeExample,
    ],
  },
  {
    id: 'heavy-rain',
    kind: 'observation',
    title: text('短时强降雨', 'Heavy rain'),
    thingType: 'rain-gauge',
    datastream: 'rain_1h',
    levels: [
      { level: 'blue', raise: { op: '>=', value: 20 }, clear: { op: '<', value: 10 }, holdSeconds: 0 },
      { level: 'yellow', raise: { op: '>=', value: 30 }, clear: { op: '<', value: 20 }, holdSeconds: 0 },
      { level: 'orange', raise: { op: '>=', value: 50 }, clear: { op: '<', value: 40 }, holdSeconds: 0 },
      { level: 'red', raise: { op: '>=', value: 80 }, clear: { op: '<', value: 60 }, holdSeconds: 0 },
    ],
    eventType: 'heavy-rain',
    source: '短时强降水：1 小时 20 mm；其余为本市默认值',
    examples: [
      {
        title: text('雨强逐级加重后减弱', 'Rain grows and dies down'),
        readings: [18, 22, 35, 52, 30, 9].map((value, index) => ({ atSeconds: index * 300, value })),
        expect: [
          { kind: 'raise', atSeconds: 300, startSeconds: 300, level: 'blue' },
          { kind: 'level', atSeconds: 600, level: 'yellow' },
          { kind: 'level', atSeconds: 900, level: 'orange' },
          { kind: 'level', atSeconds: 1200, level: 'yellow' },
          { kind: 'clear', atSeconds: 1500 },
        ],
      },
    ],
  },
  rainstorm(12, [{ level: 'blue', mm: 50 }]),
  rainstorm(6, [{ level: 'yellow', mm: 50 }]),
  rainstorm(3, [
    { level: 'orange', mm: 50 },
    { level: 'red', mm: 100 },
  ]),
  {
    id: 'battery-low',
    kind: 'observation',
    title: text('监测仪电量低', 'Gauge battery low'),
    thingType: 'gauge',
    datastream: 'battery',
    levels: [
      { level: 'blue', raise: { op: '<', value: 20 }, clear: { op: '>=', value: 30 }, holdSeconds: 3600 },
    ],
    eventType: 'sensor-fault',
    source: '本市默认值',
    examples: [
      {
        title: text('低于 20% 持续一小时，更换后解除', 'Below 20 % for an hour, cleared after replacement'),
        readings: [21, 19, 18.9, 98].map((value, index) => ({ atSeconds: index * 3600, value })),
        expect: [
          { kind: 'raise', atSeconds: 7200, startSeconds: 3600, level: 'blue' },
          { kind: 'clear', atSeconds: 10800 },
        ],
      },
    ],
  },
]
