import { listOidArcs } from '@civitas/sdk'
import { useRead } from '../../../app/query.ts'

/** Arcs to choose from, by number. */
export function useArcOptions(): { value: string; label: string }[] {
  const arcs = useRead(listOidArcs, { query: { limit: 500 } }, { staleMs: 30_000 })
  return (arcs.data?.items ?? []).map(({ arc, title }) => ({ value: arc, label: `${arc} ${title}` }))
}
