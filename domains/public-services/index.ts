import { defineDomain, text } from '@civitas/domain-kit'
import { bundles } from './bundles.ts'
import { nationalList } from './national-list.ts'
import { projectRegisters, projectTypes } from './projects.ts'
import { rateTables, registryItems } from './registry.ts'
import { restaurant } from './restaurant.ts'
import { businessScopes } from './scopes.ts'
import { utilityItems } from './utilities.ts'

/** 政务服务事项: what citizens and firms of a city apply for. */
export const publicServices = defineDomain({
  id: 'public-services',
  title: text('政务服务事项', 'Public services'),
  description: text(
    '面向个人和企业的政务服务事项与“一件事”，依据国家基本目录编制。',
    'What persons and firms apply for, and bundles of it, after the national basic lists.',
  ),
  icon: 'id-card',
  systems: ['SOC-001', 'SOC-005', 'SOC-007', 'SOC-008', 'SOC-009', 'SOC-010'],
  entityTypes: projectRegisters,
  serviceItems: [...restaurant, ...nationalList, ...utilityItems, ...registryItems],
  serviceBundles: bundles,
  projectTypes,
  rateTables,
  businessScopes,
})
