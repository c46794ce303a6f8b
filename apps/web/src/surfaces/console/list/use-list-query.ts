import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { type ListQuery, parseListQuery, writeListQuery } from './list-query.ts'

export interface ListState extends ListQuery {
  names: readonly string[]
  limit: number
  offset: number
  /** Whether any filter or search narrows the list. */
  isNarrowed: boolean
  set: (change: Record<string, string | number | null | undefined>) => void
  clear: () => void
}

/** The query of the list on this page, kept in the URL. `names` are the filters the list knows. */
export function useListQuery(names: readonly string[]): ListState {
  const [parameters, setParameters] = useSearchParams()
  const key = names.join()
  const query = useMemo(() => parseListQuery(parameters, key.split(',')), [parameters, key])
  const set = useCallback(
    (change: Record<string, string | number | null | undefined>) =>
      setParameters((former) => writeListQuery(former, change), { replace: true }),
    [setParameters],
  )
  // The tab a list stands in is kept with its filters, and narrows nothing.
  const filters = names.filter((name) => name !== 'tab')
  const clear = () => set(Object.fromEntries([...filters, 'search'].map((name) => [name, null])))
  return {
    ...query,
    names,
    limit: query.size,
    offset: (query.page - 1) * query.size,
    isNarrowed: query.search !== '' || filters.some((name) => name in query.filters),
    set,
    clear,
  }
}
