import * as contract from '@civitas/contract'
import type { ReadParts } from '../read-indicators.ts'
import { compareWithPast, explainChange, forecastFigure } from './analyse-indicator.ts'

/** Binds comparison, explanation of change and forecast. */
export function analysisHandlers(parts: ReadParts): void {
  const { http } = parts.kernel
  http.bind(contract.compareIndicator, ({ params, query }, { principal }) =>
    compareWithPast(parts, params.id, query.division, principal),
  )
  http.bind(contract.explainChange, ({ params, query }, { principal }) =>
    explainChange(parts, params.id, query, principal),
  )
  http.bind(contract.forecastIndicator, ({ params, query }, { principal }) =>
    forecastFigure(parts, params.id, query, principal),
  )
}
