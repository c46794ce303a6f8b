import {
  attributes,
  type EntityType,
  type LocalText,
  type SimulationInput,
  type ThingType,
  text,
  textField,
} from '@civitas/domain-kit'

/** One quantity of a field: its usual value, how far it follows the day, and its noise. */
type Quantity = {
  readonly id: string
  readonly title: LocalText
  readonly unit: string
  readonly range: readonly [min: number, max: number]
  readonly usual: number
  /** Share of the usual value it rises by at the peak of its day; negative falls. */
  readonly swing: number
  /** Local hour of its peak. */
  readonly peak: number
  readonly noise: number
  readonly decimals: number
}

/** A field of city life with points that measure it. */
type Field = {
  readonly id: string
  readonly title: LocalText
  readonly icon: string
  readonly color: string
  readonly quantities: readonly Quantity[]
}

function quantity(
  id: string,
  zh: string,
  en: string,
  unit: string,
  range: readonly [number, number],
  more: readonly number[],
): Quantity {
  const [usual = 0, swing = 0, peak = 12, noise = 0, decimals = 1] = more
  return { id, title: text(zh, en), unit, range, usual, swing, peak, noise, decimals }
}

/** Fields measured by points of their own; the other vital signs come from registers, events and cases. */
export const fields: readonly Field[] = [
  {
    id: 'water',
    title: text('供水监测点', 'Water supply point'),
    icon: 'drop',
    color: '#2a78c2',
    quantities: [
      quantity('pressure', '供水压力', 'Supply pressure', 'MPa', [0, 1.6], [0.33, -0.08, 8, 0.006, 3]),
      quantity('chlorine', '余氯', 'Residual chlorine', 'mg/L', [0, 5], [0.42, -0.1, 15, 0.03, 2]),
    ],
  },
  {
    id: 'power',
    title: text('变电站监测点', 'Substation'),
    icon: 'bolt',
    color: '#c98a1b',
    quantities: [
      quantity('load', '供电负荷', 'Load', 'MW', [0, 2000], [160, 0.35, 20, 5, 1]),
      quantity(
        'qualified',
        '电压合格率',
        'Voltage within limits',
        '%',
        [0, 100],
        [99.6, -0.002, 20, 0.15, 2],
      ),
    ],
  },
  {
    id: 'gas',
    title: text('燃气调压站', 'Gas regulator station'),
    icon: 'flame',
    color: '#b5542c',
    quantities: [
      quantity('pressure', '中压管网压力', 'Medium pressure', 'MPa', [0, 1], [0.31, -0.09, 18, 0.005, 3]),
    ],
  },
  {
    id: 'transit',
    title: text('公交运行监测点', 'Bus operation point'),
    icon: 'bus',
    color: '#2e86ab',
    quantities: [
      quantity('speed', '路段车速', 'Speed of the road', 'km/h', [0, 130], [34, -0.3, 18, 2.5, 1]),
      quantity('punctual', '公交准点率', 'Buses on time', '%', [0, 100], [92, -0.06, 18, 1.2, 1]),
    ],
  },
  {
    id: 'sanitation',
    title: text('垃圾转运站', 'Waste transfer station'),
    icon: 'bin',
    color: '#6b7b3a',
    quantities: [
      quantity('fill', '料仓负荷', 'Bunker fill', '%', [0, 120], [58, 0.3, 10, 3, 1]),
      quantity('moved', '清运量', 'Waste moved', 't/d', [0, 5000], [180, 0.1, 10, 6, 0]),
    ],
  },
  {
    id: 'tourism',
    title: text('旅游景区', 'Tourist site'),
    icon: 'flag',
    color: '#8e5ea2',
    quantities: [
      quantity('visitors', '在园人数', 'Visitors inside', '{person}', [0, 200_000], [2600, 0.9, 14, 120, 0]),
      quantity('capacity-use', '承载率', 'Use of capacity', '%', [0, 200], [32, 0.9, 14, 2, 1]),
    ],
  },
  {
    id: 'pipeline',
    title: text('市政管线监测点', 'Pipeline point'),
    icon: 'pipe',
    color: '#5d6d7e',
    quantities: [
      quantity('level', '管道液位', 'Liquid level', 'm', [0, 10], [0.9, 0.15, 9, 0.05, 2]),
      quantity(
        'methane',
        '甲烷爆炸下限浓度',
        'Methane, share of explosive limit',
        '%',
        [0, 100],
        [1.5, 0.1, 15, 0.4, 1],
      ),
    ],
  },
  {
    id: 'green',
    title: text('绿化监测点', 'Green space point'),
    icon: 'tree',
    color: '#3f8f4f',
    quantities: [quantity('moisture', '土壤含水率', 'Soil moisture', '%', [0, 100], [24, -0.12, 15, 0.8, 1])],
  },
  {
    id: 'clinic',
    title: text('急诊监测点', 'Emergency department'),
    icon: 'hospital',
    color: '#c0392b',
    quantities: [
      quantity('waiting', '急诊候诊时长', 'Waiting time', 'min', [0, 600], [24, 0.4, 20, 3, 0]),
      quantity(
        'fever',
        '发热门诊就诊',
        'Fever patients of the day',
        '{person}',
        [0, 5000],
        [36, 0.2, 11, 3, 0],
      ),
    ],
  },
]

/** Registers of the measuring points. */
export const entityTypes: readonly EntityType[] = fields.map((field) => ({
  id: field.id,
  title: field.title,
  schema: attributes({
    owner: textField(text('责任单位', 'Owner')),
    address: textField(text('位置描述', 'Place')),
  }),
  reference: { description: text('监测点编号', 'Point number') },
  geometry: 'Point',
  classification: 1,
  searchFields: ['owner', 'address'],
  listColumns: ['owner', 'address'],
  icon: field.icon,
  color: field.color,
}))

const hourMs = 3_600_000

/** A quantity of a simulated point: its daily course in Asia/Shanghai, drawn out by inertia, with noise. */
function nextValue(quantity: Quantity, { time, previous, random }: SimulationInput): number {
  const hour = ((time + 8 * hourMs) / hourMs) % 24
  const course = (1 + Math.cos(((hour - quantity.peak) / 12) * Math.PI)) / 2
  const wanted = quantity.usual * (1 + quantity.swing * course)
  const before = previous[quantity.id] ?? wanted
  const value = before + (wanted - before) * 0.4 + (random() - 0.5) * 2 * quantity.noise
  const factor = 10 ** quantity.decimals
  return Math.round(Math.min(quantity.range[1], Math.max(quantity.range[0], value)) * factor) / factor
}

/** The points as devices; a reading a minute. */
export const thingTypes: readonly ThingType[] = fields.map((field) => ({
  id: field.id,
  title: field.title,
  entityType: field.id,
  datastreams: field.quantities.map((one) => ({
    id: one.id,
    title: one.title,
    unit: one.unit,
    observedProperty: { id: `${field.id}-${one.id}`, title: one.title },
    range: { min: one.range[0], max: one.range[1] },
    periodSeconds: 60,
  })),
  heartbeatSeconds: 900,
  simulate: (input) => Object.fromEntries(field.quantities.map((one) => [one.id, nextValue(one, input)])),
}))
