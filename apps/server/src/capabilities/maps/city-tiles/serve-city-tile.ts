import { join } from 'node:path'
import type { DomainRegistry } from '@civitas/domain-kit'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import type { Territory } from '../../territory/index.ts'
import type { TileAddress } from '../tile-address.ts'
import { buildCityTile } from './build-city-tile.ts'
import { planPublicLayers, planSourceLayers } from './cartography.ts'
import { createTileCache } from './tile-cache.ts'

export interface StoredTile {
  /** Gzip of the tile. */
  readonly body: Buffer
  /** Changes with the content of the map and with nothing else. */
  readonly version: string
}

/** The base tiles of the city, for staff or for anybody. */
export interface CityTiles {
  get(address: TileAddress): Promise<StoredTile>
}

/** Raised when the same registers give other tiles. */
const format = 1
/** How long a change in a register may take to appear on the map. */
const versionLifeMs = 30_000

export function createCityTiles(
  kernel: Kernel,
  parts: { territory: Territory; entities: Entities; domains: DomainRegistry },
  isPublic = false,
): CityTiles {
  const plan = isPublic ? planPublicLayers(parts.domains) : planSourceLayers(parts.domains)
  const cache = createTileCache(join(kernel.config.data, isPublic ? 'public-tiles' : 'tiles'))
  const findVersion = createVersion(
    kernel,
    plan.map((layer) => layer.entityType),
    {
      ...parts,
      plan: sm3(JSON.stringify(plan)),
      onNew: (version) => cache.keepOnly(version),
    },
  )
  return {
    get: async (address) => {
      const version = await findVersion()
      const body = await cache.get(version, address, () =>
        buildCityTile({ ...parts, plan, isPublic }, address),
      )
      return { body, version }
    },
  }
}

interface VersionParts {
  territory: Territory
  entities: Entities
  plan: string
  onNew: (version: string) => Promise<void>
}

/** Answers the content version; asks the registers again when it is old, without making the caller wait. */
function createVersion(kernel: Kernel, types: readonly string[], parts: VersionParts): () => Promise<string> {
  let known: string | undefined
  let readMs = 0
  let reading: Promise<string> | undefined
  const read = async () => {
    const { count, changedTime } = await parts.entities.readShapesVersion(types)
    const facts = [format, parts.plan, count, changedTime?.toISOString(), parts.territory.bounds()]
    const version = sm3(JSON.stringify(facts)).slice(0, 16)
    readMs = kernel.clock.now().getTime()
    if (version !== known) await parts.onNew(version)
    known = version
    return version
  }
  const readOnce = () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  return async () => {
    if (known === undefined) return readOnce()
    if (kernel.clock.now().getTime() - readMs > versionLifeMs)
      readOnce().catch((error: Error) =>
        kernel.log.warn({ error: error.message }, 'the version of the base map could not be read'),
      )
    return known
  }
}
