import { defineDomain, text } from '@civitas/domain-kit'
import { entityTypes, thingTypes } from './fields.ts'
import { indicators } from './indicators.ts'

/** 城市体征: vital signs of thirteen fields, targets of the city plans, cockpit pages delivered as data (PLT-090, GOV-060). */
export const vitalSigns = defineDomain({
  id: 'vital-signs',
  title: text('城市体征', 'City vital signs'),
  description: text(
    '供水、供电、燃气、公交、环卫、旅游、管线、绿化、公共卫生等领域的运行体征、健康指数和规划目标。',
    'Vital signs of water, power, gas, transit, sanitation, tourism, pipes, greens and health; indices and targets of plans.',
  ),
  icon: 'pulse',
  systems: ['PLT-090', 'PLT-091', 'PLT-092', 'PLT-093', 'PLT-105', 'GOV-060'],
  entityTypes,
  thingTypes,
  indicators,
})
