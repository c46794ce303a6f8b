import type { CityNetwork } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'

/** West, south, east, north. */
type Box = readonly [west: number, south: number, east: number, north: number]

/** What one source counted in one square. */
interface Counted {
  x: number
  y: number
  group_name: string
  count: number
  lon: number
  lat: number
}

/** Most squares an answer carries each way, whatever box and zoom are asked for. */
const squaresAcross = 40

/** The network of everything no domain says more of. */
export const restNetwork = 'governance'

/** Domains by the network they say they belong to. */
export function domainsByNetwork(domains: DomainRegistry): Map<CityNetwork, string[]> {
  const found = new Map<CityNetwork, string[]>()
  for (const { id, network } of domains.domains)
    if (network) found.set(network, [...(found.get(network) ?? []), id])
  return found
}

/** Side of a square in degrees: about 60 pixels of the map at this zoom, and never too many for the box. */
export function squareSide([west, south, east, north]: Box, zoom: number): number {
  const wanted = (360 * 60) / (512 * 2 ** zoom)
  return Math.max(wanted, (east - west) / squaresAcross, (north - south) / squaresAcross, 1e-6)
}

export type NetworkCounts = Record<CityNetwork, number>

export const noCounts = (): NetworkCounts => ({ governance: 0, urban: 0, emergency: 0 })

export interface Square extends NetworkCounts {
  position: [number, number]
  count: number
}

/** Puts the squares of several sources together; the middle is that of all they hold. */
export function joinSquares(rows: readonly Counted[]): Square[] {
  const joined = new Map<string, Square>()
  for (const { x, y, group_name, count, lon, lat } of rows) {
    const key = `${x} ${y}`
    const square = joined.get(key) ?? { position: [0, 0], count: 0, ...noCounts() }
    const [atLon, atLat] = square.position
    const all = square.count + count
    square.position = [(atLon * square.count + lon * count) / all, (atLat * square.count + lat * count) / all]
    square.count = all
    square[group_name as CityNetwork] += count
    joined.set(key, square)
  }
  return [...joined.values()]
}
