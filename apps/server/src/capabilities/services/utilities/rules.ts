type Point = readonly number[]

/** Two lines nearer than this lie in the same trench, metres. */
export const sameTrenchM = 8
/** A shorter stretch in common is a crossing, metres. */
export const leastSharedM = 10
/** A road is not opened again within this time, days (城市道路管理条例第三十三条 names three years after a major repair). */
export const restDays = 1_095

const metresPerDegree = (lat: number) => ({
  ...{ east: 111_320 * Math.cos((lat * Math.PI) / 180), north: 110_946 },
})

/** A line in metres around a point of it. */
function toPlane(line: readonly Point[], [lon0 = 0, lat0 = 0]: Point): [number, number][] {
  const { east, north } = metresPerDegree(lat0)
  return line.map(([lon = 0, lat = 0]) => [(lon - lon0) * east, (lat - lat0) * north])
}

function distance([x, y]: readonly [number, number], line: readonly (readonly [number, number])[]): number {
  let least = Infinity
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1], line[i]] as [[number, number], [number, number]]
    const whole = (bx - ax) ** 2 + (by - ay) ** 2
    const t =
      whole === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / whole))
    least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
  }
  return least
}

/** Points along a line, a metre apart. */
function walk(line: readonly (readonly [number, number])[]): [number, number][] {
  const points: [number, number][] = []
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1], line[i]] as [[number, number], [number, number]]
    const length = Math.hypot(bx - ax, by - ay)
    for (let at = 0.5; at < length; at += 1)
      points.push([ax + ((bx - ax) * at) / length, ay + ((by - ay) * at) / length])
  }
  return points
}

export function lengthOf(line: readonly Point[]): number {
  return walk(toPlane(line, line[0] ?? [0, 0])).length
}

/** Metres of a line that lie in the trench of another one. */
export function sharedM(line: readonly Point[], other: readonly Point[]): number {
  const origin = line[0] ?? [0, 0]
  const plane = toPlane(other, origin)
  return walk(toPlane(line, origin)).filter((point) => distance(point, plane) <= sameTrenchM).length
}
