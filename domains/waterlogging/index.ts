import { defineDomain, text } from '@civitas/domain-kit'
import { caseTypes, dutyItems } from './cases.ts'
import { entityTypes, thingTypes } from './devices.ts'
import { eventTypes, messages } from './events.ts'
import { indicators } from './indicators.ts'
import { models } from './model.ts'
import { dashboards, datasets, layers, plans, scenarios } from './presentation.ts'
import { rules } from './rules.ts'

/** 城市内涝: gauges, warning levels, closing and pumping, travel tips (GOV-093). */
export const waterlogging = defineDomain({
  id: 'waterlogging',
  title: text('城市内涝', 'Waterlogging'),
  description: text(
    '道路、小区和下穿通道积水监测，分级预警，封控与排水，出行提示。',
    'Water on roads, in estates and underpasses: warning levels, closing and pumping, travel tips.',
  ),
  icon: 'flood',
  systems: ['GOV-093'],
  network: 'emergency',
  entityTypes,
  thingTypes,
  rules,
  eventTypes,
  dutyItems,
  caseTypes,
  indicators,
  plans,
  models,
  datasets,
  layers,
  dashboards,
  scenarios,
  messages,
})
