import type { LocalText } from './text.ts'

/** One column of a source and the datastream or attribute it fills: value × `multiply` + `add`. */
export type ColumnMapping = {
  readonly from: string
  readonly to: string
  readonly multiply?: number
  readonly add?: number
  /** Words of the source and the number they stand for (`NNW` → 337.5). */
  readonly codes?: Readonly<Record<string, number>>
}

/**
 * How data of an existing system come in. Carried out today: `csv` into Things, by `civitas replay`.
 * Later: tables of other databases, interfaces, file drops on a schedule, registers as target.
 */
export type Connector = {
  readonly id: string
  readonly title: LocalText
  readonly source: {
    readonly format: 'csv' | 'table' | 'http'
    /** Where the numbers are from and on what terms. */
    readonly attribution?: LocalText
    /** Texts that mean: missing. A missing value is never zero; it is not sent. */
    readonly missing: readonly string[]
  }
  /** `columns`: year, month, day, hour as numbers in this zone. `column`: RFC 3339 in one column. */
  readonly time:
    | {
        readonly columns: readonly [year: string, month: string, day: string, hour: string]
        readonly utcOffset: string
      }
    | { readonly column: string }
  readonly into: {
    readonly thingType: string
    /** Column whose value is the reference of the Thing, or names it. */
    readonly thingColumn: string
    readonly columns: readonly ColumnMapping[]
  }
  /** Minutes between two runs; absent for one run by hand. */
  readonly everyMinutes?: number
}
