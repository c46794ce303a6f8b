import { indicatorChanged } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { defineCapability } from '../../kernel/capability.ts'
import type { Entities } from '../entities/index.ts'
import type { Sensing } from '../sensing/index.ts'
import type { Territory } from '../territory/index.ts'
import { followSources } from './follow-sources.ts'
import type { ReadParts } from './read-indicators.ts'
import { startRecomputing } from './recompute.ts'
import { bindRoutes } from './routes.ts'
import { forgetHistory } from './store.ts'

/** What other capabilities may ask of `indicators`. */
export interface Indicators {
  /** Everything is computed anew in a moment, as after an import of registers. */
  markAll(): void
  /** Computes now what was marked by changes, instead of in a moment. */
  recomputeNow(): Promise<void>
  stop(): Promise<void>
}

export interface IndicatorsNeeds {
  territory: Territory
  entities: Entities
  sensing: Sensing
  domains: DomainRegistry
}

const historyDays = 400

/** 指标体征: measured figures of the city, recomputed on change, open down to the rows they come from. */
export const indicators = defineCapability({
  name: 'indicators',
  needs: ['territory', 'entities', 'sensing', 'domains'],
  start: async (kernel, needs: IndicatorsNeeds): Promise<Indicators> => {
    const parts: ReadParts = { kernel, ...needs, cache: { values: new Map() } }
    bindRoutes(parts)
    const recomputing = startRecomputing(parts)
    followSources(parts, recomputing)
    kernel.messages.tail(indicatorChanged, (body) =>
      kernel.realtime.publish('indicators', body.value.division, body),
    )
    kernel.jobs.every('indicators-forget-history', '41 3 * * *', () =>
      forgetHistory(kernel.db, new Date(kernel.clock.now().getTime() - historyDays * 86_400_000)),
    )
    kernel.trace.describe('indicator', async (ids) => describeIndicators(needs.domains, ids))
    return { markAll: recomputing.markAll, recomputeNow: recomputing.flush, stop: recomputing.stop }
  },
})

function describeIndicators(domains: DomainRegistry, ids: string[]) {
  return new Map(
    ids.flatMap((id) => {
      const found = domains.findIndicator(id)
      return found ? [[id, { title: found.title.zh, time: null, detail: { unit: found.unit } }] as const] : []
    }),
  )
}
