import type { listResourceFlows, OperationOutput } from '@civitas/sdk'

export type Flows = OperationOutput<typeof listResourceFlows>
type Position = [number, number]

/** A bow from one place to another, so that the way there and the way back do not lie on each other. */
export function bowOf([x1, y1]: Position, [x2, y2]: Position, steps = 24): Position[] {
  const squeeze = Math.cos((((y1 + y2) / 2) * Math.PI) / 180)
  const [dx, dy] = [(x2 - x1) * squeeze, y2 - y1]
  const [cx, cy] = [(x1 + x2) / 2 - (dy * 0.18) / squeeze, (y1 + y2) / 2 + dx * 0.18]
  return Array.from({ length: steps + 1 }, (_, at): Position => {
    const t = at / steps
    const mix = (a: number, b: number, c: number) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
    return [mix(x1, cx, x2), mix(y1, cy, y2)]
  })
}

/** Width of a line by how often something went that way: 2 to 8 pixels. */
export function widthOf(moves: number, most: number): number {
  return most <= 1 ? 3 : 2 + 6 * Math.sqrt((moves - 1) / (most - 1))
}

/** Lines and places of the flows as the map draws them; flows of one pair and stage are one line. */
export function toFeatures(
  { flows, places }: Flows,
  words: (key: string) => string,
): GeoJSON.FeatureCollection {
  const at = new Map(places.map((one) => [one.id, one.position as Position]))
  const lines = new Map<string, { from: string; to: string; stage: string; moves: number; texts: string[] }>()
  for (const one of flows) {
    const key = `${one.from} ${one.to} ${one.stage}`
    const line = lines.get(key) ?? { from: one.from, to: one.to, stage: one.stage, moves: 0, texts: [] }
    line.moves += one.moves
    line.texts.push(`${one.what} ${one.quantity}${one.unit}`)
    lines.set(key, line)
  }
  const most = Math.max(1, ...[...lines.values()].map((one) => one.moves))
  return {
    type: 'FeatureCollection',
    features: [
      ...[...lines.values()].flatMap((one): GeoJSON.Feature[] => {
        const [from, to] = [at.get(one.from), at.get(one.to)]
        if (!from || !to) return []
        const label = `${one.texts.slice(0, 2).join('、')}${one.texts.length > 2 ? '…' : ''} ${words(one.stage)}`
        return [
          {
            type: 'Feature',
            geometry: { type: 'LineString', coordinates: bowOf(from, to) },
            properties: { stage: one.stage, width: widthOf(one.moves, most), label },
          },
        ]
      }),
      ...places.map(
        (one): GeoJSON.Feature => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: one.position },
          properties: { kind: one.kind, label: one.name },
        }),
      ),
    ],
  }
}
