import { defineDomain, text } from '@civitas/domain-kit'
import { caseTypes, dutyItems } from './cases.ts'
import { eventTypes } from './events.ts'

/** 城市管理: seven-stage cases by the classes of GB/T 30428, supervision apart from command. */
export const urbanManagement = defineDomain({
  id: 'urban-management',
  title: text('城市管理', 'Urban management'),
  description: text(
    '按 GB/T 30428 小类、立结案条件和时限办理城市管理案件。',
    'Urban management cases by the classes, conditions and limits of GB/T 30428.',
  ),
  icon: 'city',
  systems: ['GOV-045'],
  network: 'urban',
  dutyItems,
  eventTypes,
  caseTypes,
})
