import { defineDomain, text } from '@civitas/domain-kit'
import { connectors } from './connectors.ts'
import { indicators } from './indicators.ts'
import { models } from './models.ts'
import { dashboards, datasets, layers, scenarios } from './presentation.ts'
import { caseTypes, dutyItems, eventTypes, messages } from './response.ts'
import { rules } from './rules.ts'
import { entityTypes, thingTypes } from './stations.ts'

/** 空气质量: stations, the AQI of HJ 633-2012, warnings and response (part of GOV-080). */
export const air = defineDomain({
  id: 'air',
  title: text('空气质量', 'Air quality'),
  description: text(
    '空气质量监测站、按 HJ 633-2012 计算的实时和日空气质量指数、污染预警与应对。',
    'Air quality stations, hourly and daily index by HJ 633-2012, pollution warnings and response.',
  ),
  icon: 'cloud',
  systems: ['GOV-080'],
  network: 'emergency',
  entityTypes,
  thingTypes,
  rules,
  eventTypes,
  dutyItems,
  caseTypes,
  indicators,
  models,
  connectors,
  datasets,
  layers,
  dashboards,
  scenarios,
  messages,
})
