import type { SimulationModel } from '@civitas/contract'

/** The models of the simulation desk, each with its formula, what it needs and where it ends. */
export const simulationModels: readonly SimulationModel[] = [
  {
    id: 'waterlogging',
    title: { zh: '降雨内涝推演', en: 'Rainfall to waterlogging' },
    formula:
      'SCS 曲线数法：S = 25400/CN − 254（mm），Q = (P − 0.2S)² / (P + 0.8S)，P ≤ 0.2S 时 Q = 0（USDA NEH-4）；' +
      '积水量 V = max(0, Q·F − q管·t·F − q泵·t)；坡度 i、路宽 w 的凹点水深 d = √(2·V·i / w)。',
    inputs:
      '降雨量、历时、汇水面积与管网排水能力（积水点登记）、泵站能力（泵站登记，1 公里内最近一座，分摊）、曲线数 CN。',
    limits:
      '不含河道顶托和管网水力过程；汇水区之间不串流；CN 按积水点在 ±2 内随种子取值。只用于比较方案，不用于工程设计。',
    defaults: { rainMm: 50, hours: 1, curveNumber: 92 },
  },
  {
    id: 'evacuation',
    title: { zh: '疏散范围与安置', en: 'Evacuation area and shelters' },
    formula:
      '无风为半径 R 的圆；有风为圆（0.25R）与下风向 ±θ 扇形（R）之并；人口 = Σ 网格人口 × 网格落入范围的面积比（每格 36 点取样）；' +
      '安置按网格到场所的距离由近及远、容量用尽为止。',
    inputs: '中心点、半径、风向（来向，度）、扩散半角；网格人口（区划登记）；避难场所容量与收容人数。',
    limits: '扇形为经验隔离区，不是气体扩散计算；人口为常住人口，不分昼夜；不计道路拥堵。',
    defaults: { radiusM: 1000, windFrom: null, halfAngle: 30 },
  },
  {
    id: 'coverage',
    title: { zh: '救援力量覆盖', en: 'Coverage of rescue forces' },
    formula:
      '路网最短时间（Dijkstra，路段时间 = 长度 / (限速 × 0.8)）；覆盖率 = N 分钟可达网格的人口 / 总人口。',
    inputs: '资源类型或能力、时限（分钟）；道路登记；网格人口与中心点。',
    limits: '不计信号灯与拥堵；出动准备时间按登记值相加；一个网格以中心点代表。',
    defaults: { type: 'emergency.team', minutes: 15 },
  },
]

/** Runoff of a storm by the SCS curve number method, mm. */
export function runoffMm(rainMm: number, curveNumber: number): number {
  const storage = 25_400 / curveNumber - 254
  const loss = 0.2 * storage
  return rainMm <= loss ? 0 : (rainMm - loss) ** 2 / (rainMm + 0.8 * storage)
}

export interface LowPlace {
  catchmentM2: number
  drainMmH: number
  pumpM3H: number
  curveNumber: number
}

/** Depth at which a road counts as flooded: a curb, cm. */
export const floodedCm = 15
const slope = 0.02
const roadWidthM = 12

/** Depth of water at a low place after a storm, cm: what runs off, less what drains and pumps carry away in the time. */
export function depthCm(place: LowPlace, rainMm: number, hours: number): number {
  const inflow = (runoffMm(rainMm, place.curveNumber) / 1_000) * place.catchmentM2
  const outflow = (place.drainMmH / 1_000) * place.catchmentM2 * hours + place.pumpM3H * hours
  const volume = Math.max(0, inflow - outflow)
  return Math.round(Math.sqrt((2 * volume * slope) / roadWidthM) * 1_000) / 10
}

/** A number in [0, 1) that a seed and a name always give (FNV-1a). */
export function chance(seed: number, name: string): number {
  let hash = 2_166_136_261 ^ seed
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 16_777_619)
  return ((hash >>> 0) % 100_000) / 100_000
}

/** Corners of the area to be cleared: a circle, with a plume downwind when there is wind. */
export function clearedArea(
  centre: readonly [number, number],
  input: { radiusM: number; windFrom: number | null; halfAngle: number },
): GeoJSON.Polygon {
  const { radiusM, windFrom, halfAngle } = input
  const to = windFrom === null ? null : (windFrom + 180) % 360
  const ring = Array.from({ length: 72 }, (_, index): [number, number] => {
    const bearing = index * 5
    const off = to === null ? 0 : Math.abs(((bearing - to + 540) % 360) - 180)
    const reach = to === null || off <= halfAngle ? radiusM : radiusM * 0.25
    return moved(centre, bearing, reach)
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0] as [number, number]]] }
}

function moved([lon, lat]: readonly [number, number], bearing: number, metres: number): [number, number] {
  const angle = (bearing * Math.PI) / 180
  const dLat = (metres * Math.cos(angle)) / 111_195
  const dLon = (metres * Math.sin(angle)) / (111_195 * Math.cos((lat * Math.PI) / 180))
  return [Math.round((lon + dLon) * 1e6) / 1e6, Math.round((lat + dLat) * 1e6) / 1e6]
}

export interface Peopled {
  id: string
  name: string
  people: number
  centre: readonly [number, number]
}

/** Sends people to the nearest shelter with room; who finds none is left over. */
export function assignShelters(
  groups: readonly Peopled[],
  shelters: readonly { id: string; name: string; room: number; position: readonly [number, number] }[],
  distance: (a: readonly number[], b: readonly number[]) => number,
): { moves: { from: string; to: string; people: number; metres: number }[]; left: number } {
  const room = new Map(shelters.map((one) => [one.id, one.room]))
  const moves: { from: string; to: string; people: number; metres: number }[] = []
  let left = 0
  for (const group of [...groups].sort((a, b) => b.people - a.people || a.id.localeCompare(b.id))) {
    let people = group.people
    const near = [...shelters].sort(
      (a, b) =>
        distance(a.position, group.centre) - distance(b.position, group.centre) || a.id.localeCompare(b.id),
    )
    for (const shelter of near) {
      const taken = Math.min(people, room.get(shelter.id) ?? 0)
      if (taken <= 0) continue
      room.set(shelter.id, (room.get(shelter.id) ?? 0) - taken)
      moves.push({
        from: group.name,
        to: shelter.name,
        people: taken,
        metres: Math.round(distance(shelter.position, group.centre)),
      })
      people -= taken
      if (people === 0) break
    }
    left += people
  }
  return { moves, left }
}
