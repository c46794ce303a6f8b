import { defineDomain, text } from '@civitas/domain-kit'
import { facilityTypes } from './facilities.ts'
import { dashboards, indicators } from './indicators.ts'
import { landTypes, placeTypes } from './land-and-buildings.ts'
import { layers } from './layers.ts'
import { movingEvents, movingThings, movingTypes } from './moving.ts'
import { caseTypes, dutyItems, eventTypes } from './repair.ts'

/** 城市基础: the registers every other domain leans on, and the repair of city parts. */
export const cityBase = defineDomain({
  id: 'city-base',
  title: text('城市基础', 'City base'),
  description: text(
    '建筑、道路、水体、公共场所和城市部件的台账，以及部件维修。',
    'Registers of buildings, roads, water, public places and city parts, and the repair of parts.',
  ),
  icon: 'city',
  systems: ['GOV-045', 'GOV-046'],
  network: 'urban',
  entityTypes: [...landTypes, ...placeTypes, ...facilityTypes, ...movingTypes],
  thingTypes: movingThings,
  eventTypes: [...eventTypes, ...movingEvents],
  dutyItems,
  caseTypes,
  indicators,
  layers,
  dashboards,
})
