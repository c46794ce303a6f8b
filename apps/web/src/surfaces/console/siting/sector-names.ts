import { sectors } from '@civitas/sdk'
import { usePick } from '@civitas/ui'

/** The names of the sectors whose coverage is followed, by id. */
export function useSectorNames(): ReadonlyMap<string, string> {
  const pick = usePick()
  return new Map(Object.entries(sectors).map(([id, title]) => [id, pick(title)]))
}
