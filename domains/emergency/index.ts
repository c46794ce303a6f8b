import { defineDomain, text } from '@civitas/domain-kit'
import { incidentKinds } from './kinds.ts'
import { hazardousLeak, trafficAccident } from './plans/leak-and-traffic.ts'
import { blackout, epidemic, missingPerson } from './plans/people-and-power.ts'
import { fire, flood } from './plans/water-and-fire.ts'
import { entityTypes, eventTypes } from './registers.ts'

/** 应急管理: kinds of incidents with their level rules, digital plans, registers of resources (GOV-030 to GOV-033). */
export const emergency = defineDomain({
  id: 'emergency',
  title: text('应急管理', 'Emergency management'),
  description: text(
    '突发事件种类与分级标准、数字化预案、应急资源登记。',
    'Kinds and levels of incidents, digital plans, registers of resources.',
  ),
  icon: 'alarm',
  systems: ['GOV-030', 'GOV-031', 'GOV-032', 'GOV-033'],
  network: 'emergency',
  entityTypes,
  eventTypes,
  incidentKinds,
  plans: [flood, fire, hazardousLeak, trafficAccident, epidemic, blackout, missingPerson],
})
