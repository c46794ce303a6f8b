import type { Point } from './plane.ts'
import { distance } from './plane.ts'

/** Answers what stands in the way: a raster of the plane for things marked one by one. */
export interface Obstacles {
  /** Marks a strip about a line, `halfWidth` metres to each side. */
  markLine(line: readonly Point[], halfWidth: number): void
  markDisc(centre: Point, radius: number): void
  isFree(point: Point): boolean
  /** Whether any corner lies on a road or under a viaduct of motorway, ring road or fast railway. */
  isNearOverlay(ring: readonly Point[]): boolean
}

const CELL_M = 8
const WIDE_CELL_M = 60

const keyOf = (x: number, y: number, cell: number) => Math.floor(x / cell) * 1000003 + Math.floor(y / cell)

/** `overlays` are lines with a clearance in metres to keep from them. */
export function createObstacles(overlays: { line: readonly Point[]; clearance: number }[]): Obstacles {
  const marked = new Set<number>()
  const near = new Map<number, { a: Point; b: Point; clearance: number }[]>()
  for (const { line, clearance } of overlays) {
    for (let i = 1; i < line.length; i++) {
      const piece = { a: line[i - 1]!, b: line[i]!, clearance }
      const steps = Math.max(1, Math.ceil(distance(piece.a, piece.b) / (WIDE_CELL_M / 2)))
      const keys = new Set<number>()
      for (let step = 0; step <= steps; step++) {
        const x = piece.a[0] + ((piece.b[0] - piece.a[0]) * step) / steps
        const y = piece.a[1] + ((piece.b[1] - piece.a[1]) * step) / steps
        for (let dx = -1; dx <= 1; dx++) {
          for (let dy = -1; dy <= 1; dy++)
            keys.add(keyOf(x + dx * WIDE_CELL_M, y + dy * WIDE_CELL_M, WIDE_CELL_M))
        }
      }
      for (const key of keys) {
        const list = near.get(key)
        if (list) list.push(piece)
        else near.set(key, [piece])
      }
    }
  }
  const markDisc = (centre: Point, radius: number) => {
    for (let x = centre[0] - radius; x <= centre[0] + radius + CELL_M; x += CELL_M) {
      for (let y = centre[1] - radius; y <= centre[1] + radius + CELL_M; y += CELL_M) {
        marked.add(keyOf(Math.min(x, centre[0] + radius), Math.min(y, centre[1] + radius), CELL_M))
      }
    }
  }
  return {
    markDisc,
    markLine(line, halfWidth) {
      for (let i = 1; i < line.length; i++) {
        const length = distance(line[i - 1]!, line[i]!)
        const steps = Math.max(1, Math.ceil(length / CELL_M))
        for (let step = 0; step <= steps; step++) {
          const share = step / steps
          markDisc(
            [
              line[i - 1]![0] + (line[i]![0] - line[i - 1]![0]) * share,
              line[i - 1]![1] + (line[i]![1] - line[i - 1]![1]) * share,
            ],
            halfWidth,
          )
        }
      }
    },
    isFree: (point) => !marked.has(keyOf(point[0], point[1], CELL_M)),
    isNearOverlay: (ring) =>
      ring.some((point) =>
        (near.get(keyOf(point[0], point[1], WIDE_CELL_M)) ?? []).some(
          ({ a, b, clearance }) => distanceToPiece(point, a, b) < clearance,
        ),
      ),
  }
}

function distanceToPiece(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy || 1)
  const held = Math.min(1, Math.max(0, share))
  return Math.hypot(point[0] - a[0] - dx * held, point[1] - a[1] - dy * held)
}
