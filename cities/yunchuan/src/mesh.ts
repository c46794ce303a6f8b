import type { Position } from 'geojson'
import type { CellPlan } from './cell-plan.ts'
import type { Point } from './plane.ts'
import { toPosition } from './plane.ts'
import type { Rect } from './sheet.ts'
import type { Warp } from './warp.ts'

/**
 * All corners of all cells and streets, each once. Two cells that touch name the same vertices along their common
 * side, so polygons made of them neither gap nor overlap.
 */
export interface Mesh {
  points: Point[]
  positions: Position[]
  /** Vertices along a line of the sheet, ends included. */
  verticesAlong(axis: 'u' | 'v', at: number, from: number, to: number): number[]
  /** Counter-clockwise vertices of a rectangle, the first not repeated. */
  ringOf(rect: Rect): number[]
  /** Adds a vertex that is on no line of the sheet. */
  addPoint(point: Point): number
}

/** Longest side between two vertices: short where streets bend in short waves. */
const STEP_M = { old: 50, block: 90, market: 50, verge: 90, open: 130 }

const OFFSET = 100000
const SPAN = 2 * OFFSET + 1

class LinePoints {
  #values = new Map<number, Set<number>>()
  #sorted = new Map<number, number[]>()

  add(at: number, value: number): void {
    const line = this.#values.get(at)
    if (line) line.add(value)
    else this.#values.set(at, new Set([value]))
  }

  /** Registers both ends and every multiple of `step` between them. */
  addSpan(at: number, from: number, to: number, step: number): void {
    this.add(at, from)
    this.add(at, to)
    for (let value = Math.ceil((from + 1) / step) * step; value < to; value += step) this.add(at, value)
  }

  between(at: number, from: number, to: number): number[] {
    let line = this.#sorted.get(at)
    if (!line) {
      line = [...(this.#values.get(at) ?? [])].sort((a, b) => a - b)
      this.#sorted.set(at, line)
    }
    let low = 0
    let high = line.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (line[middle]! < from) low = middle + 1
      else high = middle
    }
    const found: number[] = []
    for (let i = low; i < line.length && line[i]! <= to; i++) found.push(line[i]!)
    return found
  }
}

/** Registers every corner of the plan on the sheet's lines and bends them onto the plane. */
export function buildMesh(plan: CellPlan, warp: Warp): Mesh {
  const lines = { u: new LinePoints(), v: new LinePoints() }
  for (const cell of plan.cells) {
    const step = STEP_M[cell.zone === 'old' ? 'old' : cell.use]
    for (const u of [cell.u0, cell.u1]) lines.u.addSpan(u, cell.v0, cell.v1, step)
    for (const v of [cell.v0, cell.v1]) lines.v.addSpan(v, cell.u0, cell.u1, step)
  }
  for (const street of plan.streets) {
    const across = street.axis === 'u' ? lines.v : lines.u
    for (const end of [street.from, street.to]) {
      lines[street.axis].add(street.at, end)
      across.add(end, street.at)
    }
  }
  const points: Point[] = []
  const positions: Position[] = []
  const known = new Map<number, number>()
  const addPoint = (point: Point) => {
    positions.push(toPosition(point))
    return points.push(point) - 1
  }
  const vertexAt = (u: number, v: number) => {
    const key = (u + OFFSET) * SPAN + v + OFFSET
    let vertex = known.get(key)
    if (vertex === undefined) {
      vertex = addPoint(warp.toPlane(u, v))
      known.set(key, vertex)
    }
    return vertex
  }
  const verticesAlong: Mesh['verticesAlong'] = (axis, at, from, to) =>
    lines[axis]
      .between(at, from, to)
      .map((value) => (axis === 'u' ? vertexAt(at, value) : vertexAt(value, at)))
  const ringOf = (rect: Rect) => [
    ...verticesAlong('v', rect.v0, rect.u0, rect.u1).slice(0, -1),
    ...verticesAlong('u', rect.u1, rect.v0, rect.v1).slice(0, -1),
    ...verticesAlong('v', rect.v1, rect.u0, rect.u1).reverse().slice(0, -1),
    ...verticesAlong('u', rect.u0, rect.v0, rect.v1).reverse().slice(0, -1),
  ]
  return { points, positions, verticesAlong, ringOf, addPoint }
}
