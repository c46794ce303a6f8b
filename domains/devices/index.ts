import { attributes, defineDomain, type EventType, text, textField } from '@civitas/domain-kit'
import { caseTypes, dutyItems } from './cases.ts'
import { workOrderEvents } from './work-order-events.ts'

/** What the platform notices about devices themselves; a person looks before anything follows. */
const noticed: readonly EventType[] = [
  {
    id: 'clone-suspected',
    title: text('疑似克隆', 'Suspected clone'),
    description: text(
      '同一设备身份同时出现两个会话，后到的已被拒绝。',
      'Two live sessions with one identity; the newer was refused.',
    ),
    icon: 'copy',
    mergeWithin: { metres: 1, minutes: 1440 },
    verification: 'person',
    defaultLevel: 'yellow',
    reportable: false,
  },
  {
    id: 'device-quarantined',
    title: text('设备已隔离', 'Device quarantined'),
    description: text(
      '设备上报频率、模型或来源地址异常，数据已搁置。',
      'Abnormal rate, model or address; its data are set aside.',
    ),
    icon: 'shield',
    mergeWithin: { metres: 1, minutes: 1440 },
    verification: 'person',
    defaultLevel: 'blue',
    reportable: false,
  },
  {
    id: 'reading-abnormal',
    title: text('设备读数异常', 'Abnormal reading'),
    description: text(
      '设备类型包的规则发现读数越过限值。',
      'A rule of a device-type pack found a reading beyond its limit.',
    ),
    icon: 'alert',
    mergeWithin: { metres: 1, minutes: 1440 },
    verification: 'person',
    defaultLevel: 'yellow',
    reportable: false,
  },
  {
    id: 'profile-overdue',
    title: text('超期未升级', 'Profile upgrade overdue'),
    description: text(
      '设备仍在使用宽限期已过的接入规范版本。',
      'The device still follows a profile version whose grace period is over.',
    ),
    icon: 'clock',
    mergeWithin: { metres: 1, minutes: 525_600 },
    verification: 'person',
    defaultLevel: 'blue',
    reportable: false,
  },
]

/** 感知设备: the register of devices that are no city part, and what the platform notices about devices. */
export const devices = defineDomain({
  id: 'devices',
  title: text('感知设备', 'Sensing devices'),
  description: text(
    '通用感知设备台账，设备准入与规范方面的事件，以及设备工单。',
    'The general register of devices, events about their admission and conformance, and work orders.',
  ),
  icon: 'sensor',
  systems: ['PLT-011', 'PLT-014', 'PLT-015', 'PLT-017'],
  network: 'urban',
  entityTypes: [
    {
      id: 'device',
      title: text('感知设备', 'Sensing device'),
      schema: attributes({
        manufacturer: textField(text('厂家', 'Manufacturer')),
        owner: textField(text('权属单位', 'Owner')),
        address: textField(text('位置', 'Address')),
      }),
      reference: { description: text('设备编号', 'Device number') },
      geometry: 'Point',
      classification: 1,
      searchFields: ['address', 'owner'],
      listColumns: ['manufacturer', 'owner', 'address'],
      icon: 'sensor',
      color: '#2f7fd1',
    },
  ],
  thingTypes: [
    {
      id: 'beacon',
      title: text('通用状态终端', 'General status terminal'),
      entityType: 'device',
      heartbeatSeconds: 86_400,
      datastreams: [
        {
          id: 'battery',
          title: text('电池电量', 'Battery'),
          unit: '%',
          observedProperty: { id: 'battery-level', title: text('电池电量', 'Battery level') },
          range: { min: 0, max: 100 },
          periodSeconds: 3600,
        },
      ],
    },
  ],
  eventTypes: [...noticed, ...workOrderEvents],
  dutyItems,
  caseTypes,
})
