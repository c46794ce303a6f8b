import type { AroundReport } from '@civitas/contract'
import type { Scope } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import { listFieldStaffAround } from '../duty/contacts.ts'
import { type CommandParts, metresBetween } from '../parts.ts'
import { isInGeometry } from '../war-mode/rules.ts'
import { clearedArea } from './models.ts'
import { boxOf, peopleWithin } from './population.ts'

const groups = [
  { id: 'hazard', types: ['emergency.hazard-source'], zh: '重大危险源', en: 'Major hazard sources' },
  { id: 'school', types: ['city-base.school'], zh: '学校', en: 'Schools' },
  { id: 'hospital', types: ['city-base.hospital'], zh: '医院', en: 'Hospitals' },
  { id: 'crowd', types: ['emergency.dense-place'], zh: '人员密集场所', en: 'Crowded places' },
  { id: 'camera', types: ['city-base.camera'], zh: '摄像机', en: 'Cameras' },
  { id: 'hydrant', types: ['city-base.hydrant'], zh: '消火栓', en: 'Hydrants' },
  { id: 'shelter', types: ['emergency.shelter'], zh: '避难场所', en: 'Shelters' },
  { id: 'store', types: ['emergency.store'], zh: '应急物资库', en: 'Emergency stores' },
  {
    id: 'force',
    types: ['emergency.team', 'emergency.vehicle', 'emergency.equipment'],
    zh: '救援力量',
    en: 'Rescue forces',
  },
  { id: 'pump', types: ['city-base.pump-station'], zh: '泵站', en: 'Pump stations' },
] as const

export interface AroundQuery {
  centre?: [number, number]
  radiusM?: number
  area?: GeoJSON.Geometry
}

const most = 20_000

/** What lies within a circle or an area, each with its distance from the centre, by the rights of the caller. */
export async function lookAround(
  parts: CommandParts,
  query: AroundQuery,
  scope: Scope,
): Promise<AroundReport> {
  const area = areaOf(query)
  const box = boxOf(area)
  const centre = query.centre ?? ([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] as [number, number])
  const within = (at: readonly [number, number]) =>
    query.area ? isInGeometry(query.area, at) : metresBetween(centre, at) <= (query.radiusM as number)
  const found = await Promise.all(
    groups.map(async ({ id, types, zh, en }) => {
      const rows = await parts.entities.readPoints(types, box, scope, most)
      const items = rows
        .filter((row) => within([row.lon, row.lat]))
        .map((row) => ({
          ...{ id: row.id, type: row.type, name: row.name, position: [row.lon, row.lat] as [number, number] },
          distanceM: Math.round(metresBetween(centre, [row.lon, row.lat])),
        }))
        .sort((a, b) => a.distanceM - b.distanceM || a.id.localeCompare(b.id))
      return { id, title: { zh, en }, count: items.length, items: items.slice(0, 500) }
    }),
  )
  const people = peopleWithin(parts, area).reduce((sum, grid) => sum + grid.people, 0)
  return {
    population: { value: people, source: '区划登记常住人口，按网格面积比估算' },
    groups: [...found, await staffWithin(parts, centre, box, within, scope)],
    time: parts.kernel.clock.now().toISOString(),
  }
}

function areaOf(query: AroundQuery): GeoJSON.Geometry {
  if (query.area) {
    if (query.area.type !== 'Polygon' && query.area.type !== 'MultiPolygon')
      throw invalid('/body/area/type', '范围须为面')
    return query.area
  }
  if (!query.centre) throw invalid('/body/centre', '请给出中心点和半径，或画出范围')
  if (!query.radiusM) throw invalid('/body/radiusM', '请给出半径')
  return clearedArea(query.centre, { radiusM: query.radiusM, windFrom: null, halfAngle: 0 })
}

async function staffWithin(
  { kernel }: CommandParts,
  centre: [number, number],
  box: readonly [number, number, number, number],
  within: (at: readonly [number, number]) => boolean,
  scope: Scope,
) {
  const reach = Math.max(metresBetween(centre, [box[0], box[1]]), metresBetween(centre, [box[2], box[3]])) + 1
  const rows = (await listFieldStaffAround(kernel.db, centre, reach, scope)).filter((row) =>
    within([row.lon ?? 0, row.lat ?? 0]),
  )
  const items = rows.map((row) => ({
    ...{ id: row.id, type: 'staff', name: `${row.name}（${row.duty}）` },
    ...{ position: [row.lon ?? 0, row.lat ?? 0] as [number, number], distanceM: Math.round(row.distance) },
  }))
  return {
    id: 'staff',
    title: { zh: '在岗外勤', en: 'Field staff' },
    count: items.length,
    items: items.slice(0, 500),
  }
}
