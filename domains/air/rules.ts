import { type Rule, type RuleExample, text } from '@civitas/domain-kit'

const HOUR = 3600

function hourly(values: readonly number[]): RuleExample['readings'] {
  return values.map((value, index) => ({ atSeconds: index * HOUR, value }))
}

/**
 * Warnings by hourly AQI and a check of the sensor behind a lone PM2.5 peak. The three steps are the lower ends of
 * 中度, 重度 and 严重污染 (HJ 633-2012 table 2); three hours in a row are needed, so that one bad hour warns nobody.
 */
export const rules: readonly Rule[] = [
  {
    id: 'aqi-high',
    kind: 'observation',
    title: text('空气质量指数持续偏高', 'Air quality index stays high'),
    thingType: 'station',
    datastream: 'aqi',
    levels: [
      {
        level: 'yellow',
        raise: { op: '>', value: 150 },
        clear: { op: '<=', value: 130 },
        holdSeconds: 2 * HOUR,
      },
      {
        level: 'orange',
        raise: { op: '>', value: 200 },
        clear: { op: '<=', value: 180 },
        holdSeconds: 2 * HOUR,
      },
      {
        level: 'red',
        raise: { op: '>', value: 300 },
        clear: { op: '<=', value: 280 },
        holdSeconds: 2 * HOUR,
      },
    ],
    eventType: 'pollution-warning',
    source: 'HJ 633-2012 表2；持续时间为本市默认值',
    examples: [
      {
        title: text('连续三小时中度污染后发出黄色预警', 'Three hours above 150 give yellow'),
        readings: hourly([140, 155, 160, 170, 145, 130]),
        expect: [
          { kind: 'raise', atSeconds: 3 * HOUR, startSeconds: HOUR, level: 'yellow' },
          { kind: 'clear', atSeconds: 5 * HOUR },
        ],
      },
      {
        title: text('继续加重则升级', 'Growing worse raises the level'),
        readings: hourly([160, 170, 180, 210, 220, 230]),
        expect: [
          { kind: 'raise', atSeconds: 2 * HOUR, startSeconds: 0, level: 'yellow' },
          { kind: 'level', atSeconds: 5 * HOUR, level: 'orange' },
        ],
      },
      {
        title: text('只有两小时不预警', 'Two hours give no warning'),
        readings: hourly([140, 160, 165, 149]),
        expect: [],
      },
    ],
  },
  {
    id: 'pm25-high',
    kind: 'observation',
    title: text('PM2.5 小时浓度偏高', 'PM2.5 of the hour is high'),
    thingType: 'station',
    datastream: 'pm25',
    levels: [
      { level: 'blue', raise: { op: '>', value: 150 }, clear: { op: '<=', value: 115 }, holdSeconds: HOUR },
    ],
    spike: { amount: 150, withinSeconds: 2 * HOUR, eventType: 'station-check', level: 'blue' },
    eventType: 'pollution-warning',
    source: 'HJ 633-2012 表1（PM2.5 150 μg/m³ 对应分指数 200）',
    examples: [
      {
        title: text('两小时高值发出蓝色提醒', 'Two high hours give blue'),
        readings: hourly([100, 155, 160, 120, 110]),
        expect: [
          { kind: 'raise', atSeconds: 2 * HOUR, startSeconds: HOUR, level: 'blue' },
          { kind: 'clear', atSeconds: 4 * HOUR },
        ],
      },
      {
        title: text('孤立尖峰只查设备', 'A lone peak only calls for a check'),
        readings: hourly([40, 400, 45, 42]),
        expect: [{ kind: 'spike', atSeconds: 2 * HOUR, spikeSeconds: HOUR }],
      },
    ],
  },
]
