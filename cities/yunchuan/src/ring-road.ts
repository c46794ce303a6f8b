import { RING_CORNER, ringRect } from './arterials.ts'
import type { Point } from './plane.ts'
import type { Sheet } from './sheet.ts'
import type { Street } from './streets.ts'
import type { Warp } from './warp.ts'

/** A curve of road on the plane between two places of the sheet. */
export interface CornerCurve {
  from: [number, number]
  to: [number, number]
  /** Points between the ends. */
  through: Point[]
}

/** Which sheet lines near each end of a side the corner curve starts from. */
function tangent(lines: number[], corner: number, inward: 1 | -1): number {
  const fits = lines.filter((line) => (line - corner) * inward > 0)
  const gap = (line: number) => Math.abs(Math.abs(line - corner) - RING_CORNER)
  return fits.reduce((best, line) => (gap(line) < gap(best) ? line : best))
}

/** Rounds the ring's corners: its square ends become ordinary arterials, a curve takes their place. */
export function roundRing(
  streets: Street[],
  sheet: Sheet,
  warp: Warp,
): { streets: Street[]; curves: CornerCurve[] } {
  const ring = ringRect(sheet)
  const crossU = [...sheet.columns, ...sheet.columnParts.map((part) => part.arterial)]
  const crossV = [...sheet.rows, ...sheet.rowParts.map((part) => part.arterial)]
  const spanU = [tangent(crossU, ring.u0, 1), tangent(crossU, ring.u1, -1)] as const
  const spanV = [tangent(crossV, ring.v0, 1), tangent(crossV, ring.v1, -1)] as const
  const rounded = streets.map((street) => {
    if (street.roadClass !== 'expressway') return street
    const span = street.axis === 'u' ? spanV : spanU
    if (street.from >= span[0] && street.to <= span[1]) return street
    return { ...street, roadClass: 'arterial' as const, key: `A${street.axis}${street.at}` }
  })
  const curves = ([0, 1] as const).flatMap((east) =>
    ([0, 1] as const).map((north) => {
      const cornerU = east ? ring.u1 : ring.u0
      const cornerV = north ? ring.v1 : ring.v0
      return bendCorner([spanU[east], cornerV], [cornerU, spanV[north]], [cornerU, cornerV], warp)
    }),
  )
  return { streets: rounded, curves }
}

function bendCorner(
  from: [number, number],
  to: [number, number],
  corner: [number, number],
  warp: Warp,
): CornerCurve {
  const through: Point[] = []
  for (let i = 1; i < 16; i++) {
    const angle = (i / 16) * (Math.PI / 2)
    const u = from[0] + (corner[0] - from[0]) * Math.sin(angle)
    const v = to[1] + (from[1] - to[1]) * Math.cos(angle)
    through.push(warp.toPlane(u, v))
  }
  return { from, to, through }
}
