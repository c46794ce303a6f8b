import type { AnalysisChart, DataGrade, QueryAnswer } from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { runQuery } from './run-query.ts'
import { findAnalysis, knownAnalyses } from './store.ts'

/** Most points a chart of a page has. */
const mostPoints = 500

const gradeNames: Record<DataGrade, string> = {
  ...{ 'general-1': '一般1级', 'general-2': '一般2级', 'general-3': '一般3级', 'general-4': '一般4级' },
  ...{ important: '重要', core: '核心' },
}

/** Lets pages show saved analyses: the text of the query is its author’s, the rights are those of who looks. */
export function offerToPages(parts: DataParts): void {
  const { db } = parts.kernel
  parts.indicators.offerAnalyses({
    known: (ids) => knownAnalyses(db, ids),
    run: async (principal, id) => {
      const saved = await findAnalysis(db, id)
      if (!saved) throw notFound('分析', id)
      const answer = await runQuery(parts, principal, { sql: saved.sql, limit: mostPoints })
      const source = answer.datasets.map((one) => one.name).join('、') || '数据分析'
      return { source, grade: gradeNames[answer.grade], items: toItems(answer, saved.chart) }
    },
  })
}

/** Rows as the chart of the analysis draws them: a name and a value, in groups where it has several values. */
export function toItems(
  { columns, rows }: Pick<QueryAnswer, 'columns' | 'rows'>,
  chart: AnalysisChart,
): Record<string, unknown>[] {
  const names = columns.map((column) => column.name)
  const place = (name: string | undefined, otherwise: number) => {
    const found = names.indexOf(name ?? '')
    return found >= 0 ? found : Math.min(otherwise, names.length - 1)
  }
  const x = place(chart.x, 0)
  const values = chart.y?.length ? chart.y.map((name) => place(name, 1)) : [place(undefined, 1)]
  return rows.flatMap((row) =>
    values.map((y) => {
      if (chart.kind === 'scatter')
        return { name: String(row[x] ?? '—'), x: Number(row[x]), y: Number(row[y]) }
      const value = row[y] === null || row[y] === undefined ? null : Number(row[y])
      const group = values.length > 1 ? { group: names[y] } : {}
      return { name: String(row[x] ?? '—'), value, ...group }
    }),
  )
}
