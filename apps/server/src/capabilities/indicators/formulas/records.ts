import type { IndicatorRow, LocalText } from '@civitas/contract'
import type { RecordsFormula } from '@civitas/domain-kit'
import type { Figures, FormulaParts, PlainRow, Round, RowPage } from './parts.ts'

/** A figure a capability above keeps over its own records. It speaks of the whole city. */
export interface RecordMeasure {
  /** `<capability>.<name>` */
  readonly id: string
  readonly title: LocalText
  /** The figure, with how many records are behind it. */
  figure(now: Date): Promise<{ value: number | null; rows: number }>
  /** The records behind it, page by page. */
  rows(now: Date, page: RowPage): Promise<{ items: MeasuredRow[]; total: number }>
}

/** A record behind a figure. */
export interface MeasuredRow {
  readonly kind: Extract<IndicatorRow['kind'], 'dataset' | 'record'>
  readonly id: string
  readonly title: string
  readonly value: number | null
  readonly time: Date | null
}

export async function recordFigures(
  { measures, territory }: FormulaParts,
  { measure }: RecordsFormula,
  round: Round,
): Promise<Figures> {
  const found = measures.get(measure)
  const city = territory.cityCode()
  const figure = found && (await found.figure(round.now))
  return new Map(
    round.divisions.map((code) => {
      if (!figure) return [code, { value: null, rows: 0, note: `没有台账统计“${measure}”` }]
      if (code !== city) return [code, { value: null, rows: 0, note: '该项只统计到全市' }]
      return [code, { ...figure, note: figure.value === null ? '还没有记录' : null }]
    }),
  )
}

export async function recordRows(
  { measures }: FormulaParts,
  { measure }: RecordsFormula,
  { now }: Round,
  page: RowPage,
): Promise<{ rows: PlainRow[]; total: number }> {
  const found = await measures.get(measure)?.rows(now, page)
  if (!found) return { rows: [], total: 0 }
  const rows = found.items.map(({ time, ...row }) => ({
    ...row,
    unitLabel: '',
    time: time?.toISOString() ?? null,
  }))
  return { rows, total: found.total }
}
