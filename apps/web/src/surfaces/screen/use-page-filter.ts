import { useSearchParams } from 'react-router'
import type { PageWindow } from '../../capabilities/cockpit/use-page-data.ts'

export const periods: readonly PageWindow[] = ['24h', '7d', '30d', '365d']

/** The division and period a page is looked at for, in its address: they go along to the next page and into a shared link. */
export function usePageFilter() {
  const [query, setQuery] = useSearchParams()
  const asked = query.get('window')
  const setFilter = (change: Record<string, string | null>) =>
    setQuery(
      (former) => {
        const next = new URLSearchParams(former)
        for (const [name, value] of Object.entries(change))
          if (value) next.set(name, value)
          else next.delete(name)
        return next
      },
      { replace: true },
    )
  return {
    division: query.get('division') ?? undefined,
    name: query.get('name'),
    window: periods.find((one) => one === asked),
    setFilter,
  }
}
