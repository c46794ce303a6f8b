import type { IndicatorRow } from '@civitas/contract'
import type { DatasetFormula, DomainRegistry } from '@civitas/domain-kit'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Entities } from '../../entities/index.ts'
import type { Sensing } from '../../sensing/index.ts'
import type { Territory } from '../../territory/index.ts'
import type { IndicatorRegistry } from '../registry/registry.ts'
import type { Figure } from '../rules.ts'
import type { RecordMeasure } from './records.ts'

/** What formulas read. */
export interface FormulaParts {
  readonly kernel: Kernel
  readonly domains: DomainRegistry
  readonly registry: IndicatorRegistry
  readonly territory: Territory
  readonly entities: Entities
  readonly sensing: Sensing
  /** What other capabilities count over their own records, by name. */
  readonly measures: ReadonlyMap<string, RecordMeasure>
  /** Who reads datasets for formulas; none until the capability above has said so. */
  readonly datasets: { reader: DatasetReader | null }
}

/** Reads what a formula counts in a dataset of the catalogue. */
export interface DatasetReader {
  figure(formula: DatasetFormula): Promise<Figure>
  rows(formula: DatasetFormula, page: RowPage): Promise<{ rows: PlainRow[]; total: number }>
}

/** One figure for each division asked for. */
export type Figures = ReadonlyMap<string, Figure>

/** One round of computing: the divisions, the instant, and what was already computed in it. */
export interface Round {
  readonly now: Date
  readonly divisions: readonly string[]
  readonly known: Map<string, Promise<unknown>>
}

export interface RowPage {
  limit: number
  offset: number
}

/** The rows behind a figure, without the part of the formula they belong to. */
export type PlainRow = Omit<IndicatorRow, 'part'>

/** Computes once in a round what several formulas ask for. */
export function once<T>(round: Round, key: string, compute: () => Promise<T>): Promise<T> {
  const known = round.known.get(key) as Promise<T> | undefined
  if (known) return known
  const computed = compute()
  round.known.set(key, computed)
  return computed
}
