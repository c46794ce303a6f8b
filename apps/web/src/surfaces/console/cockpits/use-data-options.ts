import {
  type ComponentBinding,
  getPlatformInfo,
  listAnalyses,
  listIndicators,
  listIndices,
} from '@civitas/sdk'
import { usePick } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'

interface Option {
  value: string
  label: string
}

/** What a source offers to choose from; null when there is nothing to choose. */
export function useDataOptions(source: ComponentBinding['source'] | undefined): Option[] | null {
  const pick = usePick()
  const isIndicator = source === 'indicator' || source === 'indicators'
  const indicators = useRead(listIndicators, {}, { enabled: isIndicator, staleMs: 60_000 })
  const indices = useRead(listIndices, {}, { enabled: source === 'index' })
  const analyses = useRead(listAnalyses, { query: { limit: 200 } }, { enabled: source === 'analysis' })
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  if (isIndicator) return (indicators.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))
  if (source === 'index') return (indices.data ?? []).map((one) => ({ value: one.id, label: one.title }))
  if (source === 'analysis')
    return (analyses.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))
  const kinds = { events: 'eventTypes', cases: 'caseTypes', entities: 'entityTypes' } as const
  if (source !== 'events' && source !== 'cases' && source !== 'entities') return null
  return (info.data?.domains ?? []).flatMap((domain) => {
    const parts = (
      domain as unknown as Record<
        string,
        Array<{ id: string; title: Parameters<typeof pick>[0] }> | undefined
      >
    )[kinds[source]]
    return (parts ?? []).map((one) => ({
      value: one.id.includes('.') ? one.id : `${domain.id}.${one.id}`,
      label: pick(one.title),
    }))
  })
}
