import { metresBetween } from '../siting/rules.ts'

/** A device as its density is judged. `impact`: what hangs on it; `score`: mean quality of 30 days, 0–100, null when none. */
export interface PlacedDevice {
  id: string
  name: string
  position: readonly [number, number]
  impact: number
}

export interface Redundancy<T> {
  device: T
  neighbours: number
  nearest: T
  nearestMetres: number
  value: number
  bestValue: number
}

/** What a device is worth: the share of good data times what hangs on it. A device nobody scored counts as half good. */
export function worthOf(impact: number, score: number | undefined): number {
  return impact * ((score ?? 50) / 100)
}

/** Points by the cell of a grid, so that those near one are found without looking at all. */
export function gridOf<T extends { position: readonly [number, number] }>(
  points: readonly T[],
  metres: number,
) {
  const size = metres / 90_000
  const keyOf = (x: number, y: number) => `${x} ${y}`
  const cellOf = ([lon, lat]: readonly [number, number]) =>
    [Math.floor(lon / size), Math.floor(lat / size)] as const
  const cells = new Map<string, T[]>()
  for (const point of points) {
    const key = keyOf(...cellOf(point.position))
    const held = cells.get(key)
    if (held) held.push(point)
    else cells.set(key, [point])
  }
  return {
    /** Points within the distance of a place, with how far they are. */
    near: (place: readonly [number, number]): Array<{ point: T; metres: number }> => {
      const [x, y] = cellOf(place)
      // A degree of longitude is shorter than one of latitude; two cells to each side reach far enough up to 60°.
      const found: Array<{ point: T; metres: number }> = []
      for (let dx = -2; dx <= 2; dx++)
        for (let dy = -1; dy <= 1; dy++)
          for (const point of cells.get(keyOf(x + dx, y + dy)) ?? []) {
            const far = metresBetween(place, point.position)
            if (far <= metres) found.push({ point, metres: far })
          }
      return found
    },
  }
}

/**
 * The devices others nearby can stand in for (PLT-017): the most valuable device of a place is kept, and every other one
 * within the distance of a kept one is redundant. The least valuable come first.
 */
export function findRedundant<T extends PlacedDevice>(
  devices: readonly T[],
  metres: number,
  scores: ReadonlyMap<string, number>,
): Redundancy<T>[] {
  const values = new Map(devices.map((one) => [one.id, worthOf(one.impact, scores.get(one.id))]))
  const worth = (one: T) => values.get(one.id) as number
  const grid = gridOf(devices, metres)
  const sorted = [...devices].sort((a, b) => worth(b) - worth(a) || (a.id < b.id ? -1 : 1))
  const kept = new Set<string>()
  const redundant: Redundancy<T>[] = []
  for (const device of sorted) {
    const near = grid.near(device.position).filter(({ point }) => point.id !== device.id)
    const standIn = near.filter(({ point }) => kept.has(point.id)).sort((a, b) => a.metres - b.metres)[0]
    if (!standIn) {
      kept.add(device.id)
      continue
    }
    redundant.push({
      ...{ device, neighbours: near.length, nearest: standIn.point, nearestMetres: standIn.metres },
      ...{ value: worth(device), bestValue: Math.max(...near.map(({ point }) => worth(point))) },
    })
  }
  return redundant.reverse()
}
