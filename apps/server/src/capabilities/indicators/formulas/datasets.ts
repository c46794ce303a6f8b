import type { DatasetFormula } from '@civitas/domain-kit'
import { type Figures, type FormulaParts, once, type PlainRow, type Round, type RowPage } from './parts.ts'

/** Figures of a dataset: one for the whole city, none below it. */
export function datasetFigures(parts: FormulaParts, formula: DatasetFormula, round: Round): Promise<Figures> {
  return once(round, JSON.stringify(formula), async () => {
    const figure = await parts.datasets.reader?.figure(formula)
    return new Map(
      round.divisions.map((code) => {
        if (!isWholeCity(parts, code)) return [code, { value: null, rows: 0, note: '该数据不分区划' }]
        return [code, figure ?? { value: null, rows: 0, note: '数据资源尚不可用' }]
      }),
    )
  })
}

/** The rows behind a figure of a dataset. */
export async function datasetRows(
  parts: FormulaParts,
  formula: DatasetFormula,
  division: string,
  page: RowPage,
): Promise<{ rows: PlainRow[]; total: number }> {
  const found = isWholeCity(parts, division) ? await parts.datasets.reader?.rows(formula, page) : undefined
  return found ?? { rows: [], total: 0 }
}

function isWholeCity({ territory }: FormulaParts, code: string): boolean {
  return territory.listChildren(null).some((one) => one.code === code)
}
