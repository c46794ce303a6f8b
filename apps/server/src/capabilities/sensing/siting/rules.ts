/** Metres between two points on the sphere of the earth’s mean radius. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const rad = Math.PI / 180
  const [dLat, dLon] = [(b[1] - a[1]) * rad, (b[0] - a[0]) * rad]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** A box that surely holds every point within so many metres. */
export function boxAround([lon, lat]: readonly [number, number], metres: number) {
  const dLat = metres / 110_574
  const dLon = metres / Math.max(1, 111_320 * Math.cos((lat * Math.PI) / 180))
  return { west: lon - dLon, east: lon + dLon, south: lat - dLat, north: lat + dLat }
}

/** What a mounting place has and what is used of it. Null limits are unknown and do not bind. */
export interface Capacity {
  slots: number | null
  usedSlots: number
  loadKg: number | null
  usedLoadKg: number
  powerW: number | null
  usedPowerW: number
}

/** Why something cannot be mounted, or null. */
export function judgeMount(
  place: Capacity,
  load: { slots: number; loadKg: number; powerW: number },
): { code: string; message: string } | null {
  if (place.slots !== null && place.usedSlots + load.slots > place.slots)
    return { code: 'slots-full', message: `槽位已满：共 ${place.slots} 个，已用 ${place.usedSlots} 个。` }
  if (place.loadKg !== null && place.usedLoadKg + load.loadKg > place.loadKg)
    return {
      code: 'load-exceeded',
      message: `超过荷载：上限 ${place.loadKg} kg，已用 ${place.usedLoadKg} kg。`,
    }
  if (place.powerW !== null && place.usedPowerW + load.powerW > place.powerW)
    return {
      code: 'power-exceeded',
      message: `超过供电：上限 ${place.powerW} W，已用 ${place.usedPowerW} W。`,
    }
  return null
}

/** Points covered by at least one of the facilities within a distance; a coarse grid keeps it linear. */
export function findUncovered<T extends { position: readonly [number, number] }>(
  points: readonly T[],
  facilities: ReadonlyArray<{ position: readonly [number, number]; metres: number }>,
): T[] {
  const farthest = Math.max(1, ...facilities.map((one) => one.metres))
  const size = farthest / 100_000
  const cellOf = (lon: number, lat: number) => `${Math.floor(lon / size)} ${Math.floor(lat / size)}`
  const cells = new Map<string, typeof facilities>()
  for (const one of facilities) {
    const key = cellOf(...one.position)
    cells.set(key, [...(cells.get(key) ?? []), one])
  }
  return points.filter((point) => {
    const [lon, lat] = point.position
    for (let x = -2; x <= 2; x++)
      for (let y = -1; y <= 1; y++)
        for (const one of cells.get(cellOf(lon + x * size, lat + y * size)) ?? [])
          if (metresBetween(point.position, one.position) <= one.metres) return false
    return true
  })
}
