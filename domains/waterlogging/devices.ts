import {
  attributes,
  choiceField,
  type Datastream,
  type DerivedDatastream,
  type DerivedValue,
  dateField,
  EMPTY_SERIES,
  type EntityType,
  findLastIndex,
  numberField,
  type SeriesByDatastream,
  type ThingType,
  text,
  textField,
} from '@civitas/domain-kit'
import { simulateGauge, simulateRainGauge, simulateRiverGauge } from './simulate.ts'

const common = {
  owner: textField(text('权属单位', 'Owner')),
  install_date: dateField(text('安装日期', 'Installed')),
  address: textField(text('位置描述', 'Place')),
}

/** Registers of the domain: the devices stand in them. */
export const entityTypes: readonly EntityType[] = [
  {
    id: 'gauge',
    title: text('积水监测点', 'Ponding gauge'),
    schema: attributes({
      point_kind: choiceField(
        text('点位类别', 'Kind of point'),
        [
          ['low-road', '低洼路段', 'Low road'],
          ['underpass', '下穿通道', 'Underpass'],
          ['estate', '居住小区', 'Housing estate'],
        ],
        { required: true },
      ),
      catchment_m2: numberField(text('汇水面积', 'Catchment'), 'm2', { minimum: 1 }),
      ponding_m2: numberField(text('积水面积', 'Ponding area'), 'm2', { minimum: 1 }),
      runoff_coefficient: numberField(text('径流系数', 'Runoff coefficient'), '1', {
        minimum: 0,
        maximum: 1,
      }),
      drain_mm_h: numberField(text('排水能力', 'Drainage capacity'), 'mm/h', { minimum: 0 }),
      ...common,
    }),
    reference: { description: text('监测点编号', 'Gauge number') },
    geometry: 'Point',
    relations: [
      { id: 'underpass', title: text('所在下穿通道', 'Underpass'), to: 'city-base.underpass', single: true },
      { id: 'road', title: text('所在道路', 'Road'), to: 'city-base.road', single: true },
      { id: 'low-road', title: text('所在低洼路段', 'Low road'), to: 'city-base.low-road', single: true },
      { id: 'barrier', title: text('联动道闸', 'Barrier'), to: 'city-base.barrier' },
      { id: 'screen', title: text('联动情报板', 'Message screen'), to: 'city-base.message-screen' },
      { id: 'pump', title: text('排水泵站', 'Pump station'), to: 'city-base.pump-station' },
    ],
    classification: 1,
    searchFields: ['address', 'owner'],
    listColumns: ['point_kind', 'address', 'owner'],
    icon: 'ruler',
    color: '#2f7ed8',
  },
  {
    id: 'rain-gauge',
    title: text('雨量站', 'Rain gauge'),
    schema: attributes(common),
    reference: { description: text('雨量站编号', 'Rain gauge number') },
    geometry: 'Point',
    classification: 1,
    searchFields: ['address', 'owner'],
    listColumns: ['address', 'owner'],
    icon: 'rain',
    color: '#5b8ff9',
  },
  {
    id: 'river-gauge',
    title: text('河道水位站', 'River gauge'),
    schema: attributes({
      river: textField(text('河流', 'River')),
      warning_level_m: numberField(text('警戒水位', 'Warning level'), 'm'),
      guaranteed_level_m: numberField(text('保证水位', 'Guaranteed level'), 'm'),
      ...common,
    }),
    reference: { description: text('测站编码', 'Station code') },
    geometry: 'Point',
    classification: 1,
    searchFields: ['river', 'address'],
    listColumns: ['river', 'warning_level_m', 'owner'],
    icon: 'waves',
    color: '#1d6fa5',
  },
]

function datastream(
  id: string,
  zh: string,
  en: string,
  unit: string,
  range: Datastream['range'],
  periodSeconds: number,
  jump?: Datastream['jump'],
): Datastream {
  const title = text(zh, en)
  return { id, title, unit, observedProperty: { id, title }, range, periodSeconds, ...(jump && { jump }) }
}

const battery = datastream('battery', '电量', 'Battery', '%', { min: 0, max: 100 }, 3600)
const signal = datastream('signal', '信号强度', 'Signal', '%', { min: 0, max: 100 }, 3600)

const hour = 3_600_000

/** Rain of the last hours: the sum of the 5-minute amounts. */
function rainOfHours(hours: 1 | 3 | 6 | 12, zh: string, en: string): DerivedDatastream {
  return {
    id: `rain_${hours}h`,
    title: text(zh, en),
    unit: 'mm',
    observedProperty: { id: 'rain', title: text('降雨量', 'Rain') },
    range: { min: 0, max: 300 * hours },
    from: ['rain_5min'],
    lookbackHours: hours,
    at: 'reading',
    compute: (series, atTime) => sumLast(series, atTime, hours),
  }
}

/**
 * At least 10 of the 12 amounts of the last hour must be there. Amounts missing before that count as no rain: the sum is
 * then the least that fell, which is what a warning needs.
 */
function sumLast(series: SeriesByDatastream, atTime: number, hours: number): DerivedValue {
  const { times, values } = series.rain_5min ?? EMPTY_SERIES
  let sum = 0
  let count = 0
  let lately = 0
  for (
    let index = findLastIndex(times, atTime);
    index >= 0 && times[index]! > atTime - hours * hour;
    index -= 1
  ) {
    const value = values[index]!
    if (value === null || !(value >= 0)) continue
    sum += value
    count += 1
    if (times[index]! > atTime - hour) lately += 1
  }
  if (lately < 10) return { result: null, parameters: { reason: 'too-few-readings', count, needed: 10 } }
  return { result: Math.round(sum * 10) / 10, parameters: { count } }
}

const rains: readonly DerivedDatastream[] = [
  rainOfHours(1, '小时雨量', 'Rain of the last hour'),
  rainOfHours(3, '3 小时雨量', 'Rain of the last 3 hours'),
  rainOfHours(6, '6 小时雨量', 'Rain of the last 6 hours'),
  rainOfHours(12, '12 小时雨量', 'Rain of the last 12 hours'),
]

/** Device models of the domain. */
export const thingTypes: readonly ThingType[] = [
  {
    id: 'gauge',
    title: text('积水监测仪', 'Ponding gauge'),
    entityType: 'gauge',
    datastreams: [
      datastream('depth', '积水深度', 'Water depth', 'cm', { min: 0, max: 300 }, 60, {
        amount: 30,
        withinSeconds: 120,
      }),
      battery,
      signal,
    ],
    heartbeatSeconds: 900,
    simulate: simulateGauge,
  },
  {
    id: 'rain-gauge',
    title: text('翻斗雨量计', 'Tipping-bucket rain gauge'),
    entityType: 'rain-gauge',
    datastreams: [
      datastream('rain_5min', '5 分钟雨量', 'Rain of 5 minutes', 'mm', { min: 0, max: 60 }, 300),
      battery,
    ],
    derived: rains,
    heartbeatSeconds: 1800,
    simulate: simulateRainGauge,
  },
  {
    id: 'river-gauge',
    title: text('雷达水位计', 'Radar level gauge'),
    entityType: 'river-gauge',
    datastreams: [
      datastream('level', '水位', 'Water level', 'm', { min: -10, max: 200 }, 300, {
        amount: 1,
        withinSeconds: 600,
      }),
      battery,
    ],
    heartbeatSeconds: 1800,
    simulate: simulateRiverGauge,
  },
]
