import { type Formula, type Indicator, text } from '@civitas/domain-kit'

type Parts = Pick<Indicator, 'id' | 'title' | 'unit' | 'direction' | 'formula'> & Partial<Indicator>

function indicator(parts: Parts): Indicator {
  return {
    thresholds: [],
    targets: [],
    refresh: { on: 'change' },
    drillDown: { to: 'formula' },
    downTo: 'district',
    audience: 'public',
    ...parts,
  }
}

/** Mean over the stations of their newest hourly value; older than two hours is stale. */
function latestMean(datastream: string): Formula {
  return {
    kind: 'observations',
    thingType: 'station',
    datastream,
    window: '2h',
    perThing: 'latest',
    across: 'avg',
  }
}

/** Mean over the stations of their moving mean, each with enough valid hours (GB 3095-2012 table 4). */
function movingMean(datastream: string, window: '8h' | '24h', atLeast: number): Formula {
  return {
    kind: 'observations',
    thingType: 'station',
    datastream,
    window,
    perThing: 'avg',
    atLeast,
    across: 'avg',
  }
}

const stationDays: Formula = {
  kind: 'observations',
  thingType: 'station',
  datastream: 'aqi_day',
  window: 'year',
  perThing: 'count',
  across: 'sum',
}

/** Figures of the air. A city's concentration is the mean of its stations (HJ 663-2013), its AQI comes from that mean. */
export const indicators: readonly Indicator[] = [
  indicator({
    id: 'aqi-now',
    title: text('实时空气质量指数', 'Air quality index now'),
    description: text(
      '各站点浓度平均后按 HJ 633-2012 实时报规则计算。',
      'From the mean concentrations of the stations by the real-time rule of HJ 633-2012.',
    ),
    unit: '1',
    direction: 'down',
    formula: {
      kind: 'model',
      model: 'aqi-hour',
      inputs: {
        so2_1h: latestMean('so2'),
        so2_24h: movingMean('so2', '24h', 20),
        no2_1h: latestMean('no2'),
        co_1h: latestMean('co'),
        o3_1h: latestMean('o3'),
        o3_8h: movingMean('o3', '8h', 6),
        pm10_24h: movingMean('pm10', '24h', 20),
        pm25_24h: movingMean('pm25', '24h', 20),
      },
      output: 'aqi',
    },
    decimals: 0,
    thresholds: [
      { level: 'blue', op: '>', value: 100 },
      { level: 'yellow', op: '>', value: 150 },
      { level: 'orange', op: '>', value: 200 },
      { level: 'red', op: '>', value: 300 },
    ],
    drillDown: { to: 'dashboard', dashboard: 'air' },
  }),
  indicator({
    id: 'good-days',
    title: text('优良天数比例', 'Share of good days'),
    description: text(
      '本年日空气质量指数不大于 100 的站日数占有效站日数的比例。',
      'Share of station-days of this year whose daily index is at most 100, among those with enough data.',
    ),
    unit: '%',
    direction: 'up',
    formula: {
      kind: 'ratio',
      part: { ...stationDays, reading: { op: '<=', value: 100 } },
      whole: stationDays,
    },
    decimals: 1,
    targets: [
      { value: 85, year: 2025, source: text('本市年度目标（示例）', 'Target of the year (sample city)') },
    ],
  }),
  indicator({
    id: 'pm25-24h',
    title: text('PM2.5 24 小时均值', 'PM2.5, mean of 24 hours'),
    unit: 'ug/m3',
    direction: 'down',
    formula: movingMean('pm25', '24h', 20),
    decimals: 0,
    thresholds: [
      { level: 'blue', op: '>', value: 75 },
      { level: 'yellow', op: '>', value: 115 },
      { level: 'orange', op: '>', value: 150 },
      { level: 'red', op: '>', value: 250 },
    ],
  }),
  indicator({
    id: 'stations-online',
    title: text('在线监测站', 'Stations online'),
    unit: '{station}',
    direction: 'up',
    formula: { kind: 'things', thingType: 'station', status: 'online' },
    refresh: { everySeconds: 60 },
    audience: 'department',
  }),
  indicator({
    id: 'stations-polluted',
    title: text('超标站点数', 'Stations above 100'),
    unit: '{station}',
    direction: 'down',
    formula: {
      kind: 'observations',
      thingType: 'station',
      datastream: 'aqi',
      window: '2h',
      perThing: 'latest',
      keep: { op: '>', value: 100 },
      across: 'count',
    },
  }),
]
