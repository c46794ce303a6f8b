import {
  attributes,
  choiceField,
  type EntityType,
  type Field,
  integerField,
  type LocalText,
  numberField,
  text,
  textField,
} from '@civitas/domain-kit'
import { facility } from './fields.ts'

type Facility = {
  readonly id: string
  readonly title: LocalText
  readonly icon: string
  readonly color: string
  readonly own?: Record<string, Field>
  readonly listed?: readonly string[]
  readonly part?: readonly [major: string, minor: string | undefined, zh: string, en: string]
  readonly classes?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const partCode = text('部件标识码（GB/T 30428.2，16 位）', 'Part code (GB/T 30428.2, 16 digits)')

function facilityType({
  id,
  title,
  icon,
  color,
  own = {},
  listed = [],
  part,
  classes,
}: Facility): EntityType {
  const partClass = part && {
    major: part[0],
    ...(part[1] === undefined ? {} : { minor: part[1] }),
    title: text(part[2], part[3]),
    classes: classes ?? (part[1] === undefined ? {} : { [part[0] + part[1]]: {} }),
  }
  return {
    id,
    title,
    schema: attributes({ ...own, ...facility }),
    reference: { description: part ? partCode : text('设施编号', 'Facility number') },
    geometry: 'Point',
    classification: 1,
    searchFields: ['address', 'owner'],
    listColumns: [...listed, 'state', 'manager', 'address'],
    icon,
    color,
    ...(partClass && { partClass }),
  }
}

const publicFacility = ['公用设施', 'Public facilities'] as const
const traffic = ['道路交通', 'Road traffic'] as const

/** City parts of GB/T 30428.2 (major class 01 公用设施, 02 道路交通) and works that other domains lean on. */
export const facilityTypes: readonly EntityType[] = [
  facilityType({
    id: 'manhole',
    title: text('井盖', 'Manhole cover'),
    icon: 'manhole',
    color: '#7d7d7d',
    own: {
      manhole_kind: choiceField(text('井盖类别', 'Kind'), [
        ['water', '上水井盖', 'Water supply'],
        ['sewage', '污水井盖', 'Sewage'],
        ['storm', '雨水井盖', 'Storm drain'],
        ['power', '电力井盖', 'Power'],
        ['telecom', '通信井盖', 'Telecom'],
        ['gas', '燃气井盖', 'Gas'],
        ['heat', '热力井盖', 'Heating'],
      ]),
    },
    listed: ['manhole_kind'],
    part: ['01', undefined, ...publicFacility],
    classes: {
      '0101': { manhole_kind: 'water' },
      '0102': { manhole_kind: 'sewage' },
      '0103': { manhole_kind: 'storm' },
      '0105': { manhole_kind: 'power' },
      '0107': { manhole_kind: 'telecom' },
      '0110': { manhole_kind: 'heat' },
      '0111': { manhole_kind: 'gas' },
    },
  }),
  facilityType({
    id: 'drain-inlet',
    title: text('雨水箅子', 'Drain inlet'),
    icon: 'grid',
    color: '#4f86b0',
    part: ['01', '04', ...publicFacility],
  }),
  facilityType({
    id: 'hydrant',
    title: text('消火栓', 'Fire hydrant'),
    icon: 'hydrant',
    color: '#c0392b',
    own: { pressure_kpa: numberField(text('水压', 'Pressure'), 'kPa', { minimum: 0 }) },
    listed: ['pressure_kpa'],
    part: ['01', '13', ...publicFacility],
  }),
  facilityType({
    id: 'street-lamp',
    title: text('路灯', 'Street lamp'),
    icon: 'lamp',
    color: '#e6b422',
    own: { height_m: numberField(text('杆高', 'Height'), 'm', { minimum: 0, maximum: 60 }) },
    listed: ['height_m'],
    part: ['01', '18', ...publicFacility],
  }),
  facilityType({
    id: 'camera',
    title: text('视频监控', 'Camera'),
    icon: 'camera',
    color: '#34495e',
    own: {
      camera_kind: textField(text('摄像机类型', 'Kind')),
      direction_deg: numberField(text('朝向', 'Direction'), 'deg', { minimum: 0, maximum: 360 }),
    },
    listed: ['camera_kind'],
    part: ['01', undefined, ...publicFacility],
    classes: { '0136': {} },
  }),
  facilityType({
    id: 'bus-stop',
    title: text('公交站', 'Bus stop'),
    icon: 'bus',
    color: '#2e86ab',
    own: { lines: integerField(text('停靠线路数', 'Number of lines'), '{item}') },
    listed: ['lines'],
    part: ['02', undefined, ...traffic],
    classes: { '0203': {} },
  }),
  facilityType({
    id: 'traffic-signal',
    title: text('交通信号灯', 'Traffic signal'),
    icon: 'traffic-light',
    color: '#27ae60',
    part: ['02', undefined, ...traffic],
    classes: { '0210': {} },
  }),
  facilityType({
    id: 'message-screen',
    title: text('交通情报板', 'Message screen'),
    icon: 'screen',
    color: '#8e44ad',
    part: ['02', undefined, ...traffic],
    classes: { '0215': {} },
  }),
  facilityType({
    id: 'barrier',
    title: text('道闸', 'Barrier'),
    icon: 'barrier',
    color: '#d35400',
    part: ['02', undefined, ...traffic],
  }),
  facilityType({
    id: 'part',
    title: text('其他城市部件', 'Other city part'),
    icon: 'grid',
    color: '#8a8d91',
    part: ['05', undefined, '其他设施', 'Other facilities'],
    classes: { '*': {} },
  }),
  facilityType({
    id: 'underpass',
    title: text('下穿通道', 'Underpass'),
    icon: 'tunnel',
    color: '#5d6d7e',
    own: {
      clearance_m: numberField(text('净高', 'Clearance'), 'm', { minimum: 0 }),
      lowest_point_m: numberField(text('最低点高程', 'Lowest point'), 'm'),
      lanes: numberField(text('车道数', 'Lanes'), '{lane}', { minimum: 0 }),
    },
    listed: ['clearance_m'],
  }),
  facilityType({
    id: 'low-road',
    title: text('低洼路段', 'Low road'),
    icon: 'road-dip',
    color: '#7b8794',
    own: { lowest_point_m: numberField(text('最低点高程', 'Lowest point'), 'm') },
    listed: ['lowest_point_m'],
  }),
  facilityType({
    id: 'pump-station',
    title: text('排水泵站', 'Pump station'),
    icon: 'pump',
    color: '#16a085',
    own: { capacity_m3_h: numberField(text('排水能力', 'Capacity'), 'm3/h', { minimum: 0 }) },
    listed: ['capacity_m3_h'],
  }),
]
