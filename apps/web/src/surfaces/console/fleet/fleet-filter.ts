import type { FleetThing } from '@civitas/sdk'
import type { ListState } from '../list/use-list-query.ts'

/** Filters of the fleet as they stand in the URL. */
export const fleetFilters = ['type', 'state', 'owner', 'sector', 'division'] as const

/** What the platform is asked for by the filters in the URL, without the page. */
export function toFleetFilter(query: ListState) {
  const { type, state, owner, sector, division } = query.filters
  return { model: type, state: state as FleetThing['state'] | undefined, owner, sector, division }
}
