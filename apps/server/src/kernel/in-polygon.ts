type Ring = readonly (readonly number[])[]

/**
 * Whether a point lies in the rings of a polygon, holes out; even–odd rule, so that a place on a side two polygons share
 * belongs to one of them only. Rings of several polygons that do not overlap may be given together.
 */
export function isInRings(rings: readonly Ring[], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    let last = ring[ring.length - 1] as readonly number[]
    // Taken apart by index: this runs for every report and every reading of a thing that moves.
    for (const corner of ring) {
      const xi = corner[0] as number
      const yi = corner[1] as number
      const xj = last[0] as number
      const yj = last[1] as number
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
      last = corner
    }
  }
  return inside
}
