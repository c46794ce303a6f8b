import {
  attributes,
  choiceField,
  type EntityType,
  integerField,
  type LocalText,
  numberField,
  text,
  textField,
} from '@civitas/domain-kit'

const address = textField(text('地址', 'Address'))
const area = numberField(text('面积', 'Area'), 'm2', { minimum: 0 })

/** Buildings, roads, water, railways and places people go to. */
export const landTypes: readonly EntityType[] = [
  {
    id: 'building',
    title: text('建筑', 'Building'),
    schema: attributes({
      usage: choiceField(text('用途', 'Use'), [
        ['residential', '居住', 'Residential'],
        ['office', '办公', 'Office'],
        ['commercial', '商业', 'Commercial'],
        ['industrial', '工业', 'Industrial'],
        ['school', '学校', 'School'],
        ['hospital', '医院', 'Hospital'],
        ['public', '公共', 'Public'],
        ['rural', '农房', 'Rural house'],
        ['other', '其他', 'Other'],
      ]),
      floors: integerField(text('层数', 'Floors'), '{floor}', { minimum: 0, maximum: 200 }),
      height_m: numberField(text('高度', 'Height'), 'm', { minimum: 0, maximum: 1000 }),
      area_m2: area,
      address,
    }),
    reference: { description: text('建筑编码', 'Building code') },
    geometry: 'Polygon',
    classification: 1,
    searchFields: ['address'],
    listColumns: ['usage', 'floors', 'height_m', 'address'],
    icon: 'building',
    color: '#b8b2a7',
  },
  {
    id: 'road',
    title: text('道路', 'Road'),
    schema: attributes({
      class: choiceField(text('道路等级', 'Class'), [
        ['motorway', '高速公路', 'Motorway'],
        ['expressway', '快速路', 'Expressway'],
        ['arterial', '主干路', 'Arterial road'],
        ['secondary', '次干路', 'Secondary road'],
        ['local', '支路', 'Local road'],
        ['county-road', '县乡公路', 'County road'],
      ]),
      lanes: integerField(text('车道数', 'Lanes'), '{lane}', { minimum: 0, maximum: 20 }),
      width_m: numberField(text('路面宽度', 'Width'), 'm', { minimum: 0 }),
      length_m: numberField(text('长度', 'Length'), 'm', { minimum: 0 }),
      speed_limit_km_h: integerField(text('限速', 'Speed limit'), 'km/h', { minimum: 0, maximum: 130 }),
      manager: textField(text('养护单位', 'Maintained by')),
    }),
    reference: { description: text('道路编码', 'Road code') },
    geometry: 'LineString',
    classification: 1,
    searchFields: ['manager'],
    listColumns: ['class', 'lanes', 'width_m', 'manager'],
    icon: 'road',
    color: '#8f959e',
  },
  {
    id: 'water',
    title: text('水体', 'Water'),
    schema: attributes({
      kind: choiceField(text('类别', 'Kind'), [
        ['river', '河流', 'River'],
        ['stream', '溪河', 'Stream'],
        ['lake', '湖泊', 'Lake'],
        ['canal', '运河沟渠', 'Canal'],
        ['moat', '护城河', 'Moat'],
        ['pond', '水塘', 'Pond'],
        ['reservoir', '水库', 'Reservoir'],
      ]),
      area_m2: area,
    }),
    reference: { description: text('水体编码', 'Water code') },
    geometry: 'Polygon',
    classification: 1,
    searchFields: [],
    listColumns: ['kind', 'area_m2'],
    icon: 'waves',
    color: '#7fb2d9',
  },
  {
    id: 'railway',
    title: text('铁路', 'Railway'),
    schema: attributes({
      kind: choiceField(text('类别', 'Kind'), [
        ['line', '线路', 'Line'],
        ['station', '车站', 'Station'],
      ]),
    }),
    reference: { description: text('线路编码', 'Line code') },
    geometry: 'LineString',
    classification: 1,
    searchFields: [],
    listColumns: ['kind'],
    icon: 'train',
    color: '#6b6f76',
  },
  {
    id: 'park',
    title: text('公园', 'Park'),
    schema: attributes({
      kind: textField(text('类别', 'Kind')),
      area_m2: area,
      manager: textField(text('管理单位', 'Managed by')),
      address,
    }),
    reference: { description: text('公园编码', 'Park code') },
    geometry: 'Polygon',
    classification: 1,
    searchFields: ['address'],
    listColumns: ['kind', 'area_m2', 'manager'],
    icon: 'tree',
    color: '#8fbf7f',
  },
]

function placeType(
  id: string,
  title: LocalText,
  icon: string,
  color: string,
  capacity: LocalText,
  unit: string,
  geometry: EntityType['geometry'],
): EntityType {
  return {
    id,
    title,
    schema: attributes({
      kind: textField(text('类别', 'Kind')),
      capacity: integerField(capacity, unit, { minimum: 0 }),
      area_m2: area,
      address,
      telephone: textField(text('电话', 'Telephone')),
    }),
    reference: { description: text('机构编码', 'Institution code') },
    geometry,
    classification: 1,
    searchFields: ['kind', 'address'],
    listColumns: ['kind', 'capacity', 'address'],
    icon,
    color,
  }
}

/** Schools, hospitals, offices: places with an address that people visit. */
export const placeTypes: readonly EntityType[] = [
  placeType(
    'school',
    text('学校', 'School'),
    'school',
    '#e0a458',
    text('学位数', 'Places for pupils'),
    '{person}',
    'Polygon',
  ),
  placeType(
    'hospital',
    text('医院', 'Hospital'),
    'hospital',
    '#d65f5f',
    text('床位数', 'Beds'),
    '{bed}',
    'Polygon',
  ),
  placeType(
    'office',
    text('办公机构', 'Office'),
    'bank',
    '#6c7a89',
    text('工作人员', 'Staff'),
    '{person}',
    'Polygon',
  ),
]
