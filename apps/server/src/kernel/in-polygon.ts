type Ring = readonly (readonly number[])[]

/**
 * Whether a point lies in the rings of a polygon, holes out; even–odd rule, so that a place on a side two polygons share
 * belongs to one of them only. Rings of several polygons that do not overlap may be given together.
 */
export function isInRings(rings: readonly Ring[], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi = 0, yi = 0] = ring[i] as readonly number[]
      const [xj = 0, yj = 0] = ring[j] as readonly number[]
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
    }
  }
  return inside
}
