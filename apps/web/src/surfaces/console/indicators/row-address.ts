import type { IndicatorRow } from '@civitas/sdk'

const folders = {
  case: 'cases',
  event: 'events',
  entity: 'entities',
  indicator: 'indicators',
} as const

/** Where a row behind a figure opens. An observation opens its chain from packet to case. */
export function rowAddress(row: Pick<IndicatorRow, 'kind' | 'id'>): string | null {
  if (row.kind === 'observation') return `/console/trace?id=${encodeURIComponent(row.id)}`
  if (row.kind === 'record') return null
  if (row.kind === 'dataset') return `/console/datasets/${row.id.split(':')[0]}`
  return `/console/${folders[row.kind]}/${encodeURIComponent(row.id)}`
}
