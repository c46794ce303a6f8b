import type { Domain } from '@civitas/domain-kit'
import { air } from './air/index.ts'
import { baseRegisters } from './base-registers/index.ts'
import { cityBase } from './city-base/index.ts'
import { credit } from './credit/index.ts'
import { dataResources } from './data-resources/index.ts'
import { devices } from './devices/index.ts'
import { emergency } from './emergency/index.ts'
import { grassroots } from './grassroots/index.ts'
import { hotline } from './hotline/index.ts'
import { itProjects } from './it-projects/index.ts'
import { licences } from './licences/index.ts'
import { publicOpinion } from './public-opinion/index.ts'
import { publicServices } from './public-services/index.ts'
import { urbanManagement } from './urban-management/index.ts'
import { vitalSigns } from './vital-signs/index.ts'
import { waterlogging } from './waterlogging/index.ts'

/** The switchboard: a domain named here is part of the city. */
export const domains: readonly Domain[] = [
  cityBase,
  baseRegisters,
  devices,
  waterlogging,
  air,
  urbanManagement,
  emergency,
  hotline,
  grassroots,
  publicOpinion,
  publicServices,
  itProjects,
  vitalSigns,
  dataResources,
  licences,
  credit,
]
