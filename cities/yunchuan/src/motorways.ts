import type { Point } from './plane.ts'

/** A motorway or fast railway laid over the land on viaducts: a smooth line on the plane. */
export interface Overlay {
  name: string
  points: Point[]
}

/** Smooth line through the given places (Catmull-Rom). */
function smoothLine(through: Point[], stepsPerSpan: number): Point[] {
  const at = (i: number) => through[Math.min(through.length - 1, Math.max(0, i))]!
  const line: Point[] = []
  for (let i = 0; i + 1 < through.length; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    for (let step = 0; step < stepsPerSpan; step++) {
      const t = step / stepsPerSpan
      const mix = (k: 0 | 1) =>
        0.5 *
        (2 * b[k] +
          (c[k] - a[k]) * t +
          (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t +
          (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t * t * t)
      line.push([mix(0), mix(1)])
    }
  }
  line.push(at(through.length - 1))
  return line
}

const MOTORWAYS: { name: string; through: Point[] }[] = [
  {
    name: '云宁高速',
    through: [
      [-9000, 34000],
      [-9600, 18000],
      [-9300, 9500],
      [-8700, 3000],
      [-7900, -4500],
      [-5600, -10500],
      [-4600, -20000],
      [-3500, -34000],
    ],
  },
  {
    name: '沿湖高速',
    through: [
      [-36000, -1500],
      [-24000, -4300],
      [-16500, -10600],
      [-5600, -10500],
      [3500, -8600],
      [12500, -5600],
      [22000, -5200],
      [36000, -2500],
    ],
  },
  {
    name: '东屏高速',
    through: [
      [17500, 34000],
      [15600, 17000],
      [16400, 7500],
      [15400, -1500],
      [12500, -5600],
      [11500, -14000],
      [13500, -34000],
    ],
  },
]

const FAST_RAIL: { name: string; through: Point[] } = {
  name: '云淮高速铁路',
  through: [
    [-20000, 34000],
    [-11800, 17000],
    [-5000, 9300],
    [1500, 9300],
    [8300, 8900],
    [12600, 6000],
    [17500, -3000],
    [24500, -17000],
    [29000, -30000],
  ],
}

const within = (
  overlay: { name: string; through: Point[] },
  isInCity: (point: Point) => boolean,
): Overlay => {
  const points = smoothLine(overlay.through, 60)
  const first = points.findIndex(isInCity)
  let last = points.length - 1
  while (last > first && !isInCity(points[last]!)) last--
  return { name: overlay.name, points: points.slice(first, last + 1) }
}

/** The motorways, each from one edge of the city to the other. */
export function layMotorways(isInCity: (point: Point) => boolean): Overlay[] {
  return MOTORWAYS.map((motorway) => within(motorway, isInCity))
}

/** The fast railway, from edge to edge. */
export function layFastRail(isInCity: (point: Point) => boolean): Overlay {
  return within(FAST_RAIL, isInCity)
}
