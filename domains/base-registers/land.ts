import {
  attributes,
  choiceField,
  dateField,
  type EntityType,
  identifierField,
  integerField,
  numberField,
  text,
  textField,
} from '@civitas/domain-kit'
import { landUse } from './fields.ts'

const area = numberField(text('面积', 'Area'), 'm2', { minimum: 0 })
const validFrom = dateField(text('生效日期', 'Valid from'))
const validTo = dateField(text('失效日期', 'Valid to'))

/** 自然资源和空间地理基础库: parcels and houses. */
export const landTypes: readonly EntityType[] = [
  {
    id: 'parcel',
    title: text('宗地', 'Parcel'),
    schema: attributes({
      real_estate_unit: identifierField(text('不动产单元代码', 'Real-estate unit code'), 'real-estate-unit', {
        strongKey: true,
      }),
      ...landUse,
      planning_class: textField(text('规划用途', 'Planned use'), { maxLength: 50 }),
      ownership: choiceField(text('权属性质', 'Ownership'), [
        ['state', '国有', 'State'],
        ['collective', '集体', 'Collective'],
      ]),
      area_m2: area,
      ...{ valid_from: validFrom, valid_to: validTo },
    }),
    reference: { description: text('宗地代码', 'Parcel code') },
    geometry: 'Polygon',
    relations: [
      { id: 'carries', title: text('地上建筑', 'Carries'), to: 'city-base.building' },
      { id: 'successor-of', title: text('由何宗地变更', 'Successor of'), to: 'parcel' },
    ],
    classification: 2,
    searchFields: ['real_estate_unit'],
    listColumns: ['land_use', 'area_m2', 'ownership', 'real_estate_unit'],
    icon: 'map',
    color: '#b7a25a',
  },
  {
    id: 'house',
    title: text('房屋', 'House'),
    schema: attributes({
      real_estate_unit: identifierField(text('不动产单元代码', 'Real-estate unit code'), 'real-estate-unit', {
        strongKey: true,
      }),
      address: textField(text('坐落', 'Address')),
      room: textField(text('户号', 'Room'), { maxLength: 50 }),
      floor: integerField(text('所在层', 'Floor'), '1', { minimum: -10, maximum: 200 }),
      area_m2: area,
      ...{ valid_from: validFrom, valid_to: validTo },
    }),
    reference: { description: text('房屋编码', 'House code') },
    geometry: 'Point',
    relations: [
      { id: 'in-building', title: text('所在建筑', 'In building'), to: 'city-base.building', single: true },
      { id: 'located-on', title: text('坐落宗地', 'Located on'), to: 'parcel', single: true },
    ],
    classification: 2,
    searchFields: ['address', 'real_estate_unit'],
    listColumns: ['address', 'room', 'area_m2', 'real_estate_unit'],
    icon: 'home',
    color: '#c98f5a',
  },
]
