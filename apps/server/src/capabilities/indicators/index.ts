import { indicatorChanged, type RelatedSeries } from '@civitas/contract'
import { type DatasetFormula, type DomainRegistry, type Formula, walkFormula } from '@civitas/domain-kit'
import { defineCapability } from '../../kernel/capability.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import type { Entities } from '../entities/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Sensing } from '../sensing/index.ts'
import type { Territory } from '../territory/index.ts'
import { bindCockpit } from './bind-cockpit.ts'
import { bindLeader } from './bind-leader.ts'
import { bindRegistry } from './bind-registry.ts'
import type { AnalysisSource } from './cockpit/own-data.ts'
import { followSources } from './follow-sources.ts'
import type { DatasetReader } from './formulas/parts.ts'
import type { RecordMeasure } from './formulas/records.ts'
import { type InstallPlan, installPlan } from './install-plan.ts'
import { tellOverdue } from './leader/instructions.ts'
import type { ReadParts } from './read-indicators.ts'
import { startRecomputing } from './recompute.ts'
import { type IndicatorRegistry, startRegistry } from './registry/registry.ts'
import { type ReadSeries, readSeries, type SeriesReader, type Window } from './relations/read-series.ts'
import { bindRoutes } from './routes.ts'
import { followWalls } from './scenes/manage-walls.ts'
import { forgetHistory, importHistory, type PastValue } from './store.ts'

export type { AnalysisFrame, AnalysisSource } from './cockpit/own-data.ts'
export type { DatasetReader } from './formulas/parts.ts'
export type { MeasuredRow, RecordMeasure } from './formulas/records.ts'
export type { InstallPlan } from './install-plan.ts'
export { type ReadSeries, readerOf, type SeriesReader } from './relations/read-series.ts'

/** What other capabilities may ask of `indicators`. */
export interface Indicators {
  /** Takes figures a capability above keeps over its own records, for formulas that name them. */
  measure(list: readonly RecordMeasure[]): void
  /** Offers saved analyses to the components of pages. */
  offerAnalyses(source: AnalysisSource): void
  /** Everything is computed anew in a moment, as after an import of registers. */
  markAll(): void
  /** Computes now what was marked by changes, instead of in a moment. */
  recomputeNow(): Promise<void>
  /** Tells units of instructions that have become overdue, each once; else done every minute. */
  tellOverdue(): Promise<void>
  /** Puts indices, targets, pages, a wall and figures of the past in place, as an installation delivers them. */
  install(tx: Transaction, plan: InstallPlan): Promise<void>
  /** Brings figures of the past in, as the system before this one kept them. */
  importHistory(tx: Transaction, id: string, values: readonly PastValue[]): Promise<void>
  /** Reads the registry anew after an installation has committed. */
  reload(): Promise<void>
  /** Says who reads datasets for formulas; the catalogue lies above this capability. */
  readDatasetsWith(reader: DatasetReader): void
  /** Marks the figures that count rows of a dataset, by its name. */
  datasetChanged(name: string): void
  /** What a figure counts in datasets; nothing for an indicator that counts none. */
  findDatasetUses(indicatorId: string): { title: string; uses: readonly DatasetFormula[] } | undefined
  /** Reads a datastream, or an indicator for a division, in equal steps; `path` names the field for a Problem. */
  readSeries(asked: RelatedSeries, path: string, window: Window, reader: SeriesReader): Promise<ReadSeries>
  stop(): Promise<void>
}

export interface IndicatorsNeeds {
  territory: Territory
  identity: Identity
  entities: Entities
  sensing: Sensing
  domains: DomainRegistry
}

const historyDays = 400

/** 指标体征: measured figures of the city, recomputed on change, open down to the rows they come from. */
export const indicators = defineCapability({
  name: 'indicators',
  needs: ['territory', 'identity', 'entities', 'sensing', 'domains'],
  start: async (kernel, needs: IndicatorsNeeds): Promise<Indicators> => {
    const registry = await startRegistry(kernel, needs.domains)
    const measures = new Map<string, RecordMeasure>()
    const parts: ReadParts = {
      kernel,
      ...needs,
      registry,
      measures,
      analyses: { current: undefined },
      cache: { values: new Map() },
      datasets: { reader: null },
    }
    bindRoutes(parts)
    const recomputing = startRecomputing(parts)
    followSources(parts, recomputing)
    bindRegistry(parts, recomputing.mark)
    bindCockpit(parts)
    bindLeader(parts, needs.identity)
    const walls = followWalls(parts)
    kernel.messages.tail(indicatorChanged, (body) =>
      kernel.realtime.publish('indicators', body.value.division, body),
    )
    kernel.jobs.every('indicators-forget-history', '41 3 * * *', () =>
      forgetHistory(kernel.db, new Date(kernel.clock.now().getTime() - historyDays * 86_400_000)),
    )
    kernel.trace.describe('indicator', async (ids) => describeIndicators(registry, ids))
    return {
      measure: (list) => {
        for (const one of list) measures.set(one.id, one)
        recomputing.mark(idsOfMeasured(registry))
      },
      offerAnalyses: (source) => {
        parts.analyses.current = source
      },
      markAll: recomputing.markAll,
      recomputeNow: recomputing.flush,
      tellOverdue: () => tellOverdue(parts),
      install: (tx, plan) => installPlan(parts, tx, plan),
      importHistory: (tx, id, values) => importHistory(tx, id, values),
      reload: registry.reload,
      readDatasetsWith: (reader) => {
        parts.datasets.reader = reader
        recomputing.mark(readersOfDataset(registry, null))
      },
      datasetChanged: (name) => recomputing.mark(readersOfDataset(registry, name)),
      findDatasetUses: (id) => {
        const found = registry.find(id)
        const uses = found ? datasetsIn(found.formula) : []
        return found && uses.length > 0 ? { title: found.title.zh, uses } : undefined
      },
      readSeries: (asked, path, window, reader) => readSeries(parts, asked, path, window, reader),
      stop: async () => {
        walls.stop()
        await recomputing.stop()
      },
    }
  },
})

function idsOfMeasured(registry: IndicatorRegistry): string[] {
  return registry.list().flatMap(({ id, formula }) => {
    let isMeasured = false
    walkFormula(formula, (part) => {
      isMeasured ||= part.kind === 'records'
    })
    return isMeasured ? [id] : []
  })
}

function datasetsIn(formula: Formula): DatasetFormula[] {
  const found: DatasetFormula[] = []
  walkFormula(formula, (part) => {
    if (part.kind === 'dataset') found.push(part)
  })
  return found
}

/** Indicators that count rows of the dataset of this name, or of any. */
function readersOfDataset(registry: IndicatorRegistry, name: string | null): string[] {
  return registry
    .list()
    .filter(({ formula }) => datasetsIn(formula).some((one) => name === null || one.dataset === name))
    .map((one) => one.id)
}

function describeIndicators(registry: IndicatorRegistry, ids: string[]) {
  return new Map(
    ids.flatMap((id) => {
      const found = registry.find(id)
      return found ? [[id, { title: found.title.zh, time: null, detail: { unit: found.unit } }] as const] : []
    }),
  )
}
