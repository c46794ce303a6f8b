import type { DomainRegistry } from '@civitas/domain-kit'
import { defineCapability } from '../../kernel/capability.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Entities } from '../entities/index.ts'
import type { Sensing } from '../sensing/index.ts'
import type { Territory } from '../territory/index.ts'
import { createCityTiles } from './city-tiles/serve-city-tile.ts'
import { followEvents } from './follow-events.ts'
import { bindRoutes } from './routes.ts'

/** Nothing asks `maps` inside the process: it shows what others own. */
export type Maps = Record<never, never>

export interface MapsNeeds {
  territory: Territory
  entities: Entities
  sensing: Sensing
  domains: DomainRegistry
}

export interface MapsParts extends MapsNeeds {
  kernel: Kernel
}

/** 时空信息: the layer catalogue, base tiles of the city, and live tiles of what changes. */
export const maps = defineCapability({
  name: 'maps',
  needs: ['territory', 'entities', 'sensing', 'domains'],
  start: async (kernel, needs: MapsNeeds): Promise<Maps> => {
    followEvents(kernel)
    const tiles = { staff: createCityTiles(kernel, needs), anybody: createCityTiles(kernel, needs, true) }
    bindRoutes({ kernel, ...needs }, tiles)
    return {}
  },
})
