import { type Layer, text } from '@civitas/domain-kit'
import { facilityTypes } from './facilities.ts'
import { placeTypes } from './land-and-buildings.ts'

const base: readonly Layer[] = [
  {
    id: 'water',
    title: text('水体', 'Water'),
    entityType: 'water',
    style: { kind: 'fill', color: '#7fb2d9', labelAttribute: 'name' },
    minZoom: 6,
    visible: true,
    order: 10,
    group: 'base',
  },
  {
    id: 'parks',
    title: text('公园', 'Parks'),
    entityType: 'park',
    style: { kind: 'fill', color: '#8fbf7f', opacity: 0.7, labelAttribute: 'name' },
    minZoom: 10,
    visible: true,
    order: 12,
    group: 'base',
  },
  {
    id: 'railways',
    title: text('铁路', 'Railways'),
    entityType: 'railway',
    style: { kind: 'line', color: '#6b6f76', size: 2 },
    minZoom: 8,
    visible: true,
    order: 20,
    group: 'base',
  },
  {
    id: 'railway-stations',
    title: text('火车站', 'Railway stations'),
    entityType: 'railway-station',
    style: { kind: 'circle', color: '#6b6f76', size: 5, labelAttribute: 'name' },
    minZoom: 10,
    visible: true,
    order: 21,
    group: 'base',
  },
  {
    id: 'roads',
    title: text('道路', 'Roads'),
    entityType: 'road',
    style: { kind: 'line', color: '#8f959e', size: 2, labelAttribute: 'name' },
    minZoom: 7,
    visible: true,
    order: 22,
    group: 'base',
  },
  {
    id: 'buildings',
    title: text('建筑', 'Buildings'),
    entityType: 'building',
    style: { kind: 'extrusion', color: '#b8b2a7', heightAttribute: 'height_m', opacity: 0.85 },
    minZoom: 13,
    visible: true,
    order: 30,
    group: 'base',
  },
]

/** Base map, then one layer per kind of place and facility, switched on by the reader. */
export const layers: readonly Layer[] = [
  ...base,
  ...[...placeTypes, ...facilityTypes].map(
    (type, index): Layer => ({
      id: type.id,
      title: type.title,
      entityType: type.id,
      style: { kind: 'icon', color: type.color, colorBy: { by: 'event-level' }, icon: type.icon, size: 5 },
      minZoom: placeTypes.includes(type) ? 12 : 14,
      visible: false,
      order: 40 + index,
      group: 'facility',
    }),
  ),
]
