import type { Position } from 'geojson'
import type { BlockUses, PublicBlock } from './block-uses.ts'
import { buildableRect } from './buildings.ts'
import type { Place } from './city.ts'
import { buildGreens } from './greens.ts'
import type { Ground } from './ground.ts'
import { createPlaceNames } from './names.ts'
import { toPosition } from './plane.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import { DISTRICTS } from './regions.ts'
import type { Rect } from './sheet.ts'

interface Naming {
  name: string
  kind: string
  capacity?: number
}

const SCHOOL_KINDS = [
  ['小学', '小学', 1250],
  ['初中', '初级中学', 1600],
  ['幼儿园', '幼儿园', 320],
  ['高中', '高级中学', 2400],
] as const

function ringOf(ground: Ground, rect: Rect): Position[] {
  const corners: [number, number][] = []
  const walk = (u0: number, v0: number, u1: number, v1: number) => {
    for (let i = 0; i < 4; i++) corners.push([u0 + ((u1 - u0) * i) / 4, v0 + ((v1 - v0) * i) / 4])
  }
  walk(rect.u0, rect.v0, rect.u1, rect.v0)
  walk(rect.u1, rect.v0, rect.u1, rect.v1)
  walk(rect.u1, rect.v1, rect.u0, rect.v1)
  walk(rect.u0, rect.v1, rect.u0, rect.v0)
  const ring = corners.map(([u, v]) => toPosition(ground.warp.toPlane(u, v)))
  return [...ring, ring[0]!]
}

/** Names and sizes public places by what they are and where. */
function createNamer(ground: Ground, random: Random): (block: PublicBlock) => Naming {
  const place = createPlaceNames(random, [])
  let schools = 0
  return (block) => {
    const plan = ground.divisions.communityPlans[block.community]!
    const town = ground.divisions.towns[plan.town]!
    const district = DISTRICTS[ground.regions.towns[plan.town]!.district]!
    const area = (block.cell.u1 - block.cell.u0) * (block.cell.v1 - block.cell.v0)
    switch (block.use) {
      case 'school': {
        const pick = area < 13000 ? 2 : area > 45000 ? 3 : schools++ % 3 === 2 ? 1 : 0
        const [kind, label, pupils] = SCHOOL_KINDS[pick]!
        return {
          name: `${place()}${label}`,
          kind,
          capacity: Math.round((pupils * random.range(0.6, 1.3)) / 10) * 10,
        }
      }
      case 'hospital':
        return {
          name: `${place()}医院`,
          kind: '医院',
          capacity: Math.round(random.range(180, 1200) / 10) * 10,
        }
      case 'clinic': {
        const label = plan.urban ? `${place()}社区卫生服务中心` : `${town.name}卫生院`
        return {
          name: label,
          kind: plan.urban ? '社区卫生服务中心' : '乡镇卫生院',
          capacity: Math.round(random.range(20, 99)),
        }
      }
      case 'government':
        if (block.rank === 'city') return { name: '云川市人民政府', kind: '市政府' }
        if (block.rank === 'district') return { name: `${district.name}人民政府`, kind: '区县政府' }
        return { name: plan.urban ? `${town.name}办事处` : `${town.name}人民政府`, kind: '街镇政府' }
      case 'park':
        return {
          name: block.cell.zone === 'lake-park' ? '明月湖公园' : `${place()}公园`,
          kind: area > 60000 ? '综合公园' : '社区公园',
        }
    }
  }
}

const TYPE: Record<PublicBlock['use'], Place['type']> = {
  school: 'city-base.school',
  hospital: 'city-base.hospital',
  clinic: 'city-base.hospital',
  government: 'city-base.office',
  park: 'city-base.park',
}

const PREFIX: Record<Place['type'], string> = {
  'city-base.park': 'GY',
  'city-base.school': 'XX',
  'city-base.hospital': 'YL',
  'city-base.office': 'ZF',
}

/** Parks, schools, hospitals and government seats on their blocks. */
export function buildPlaces(ground: Ground, uses: BlockUses): Place[] {
  const naming = createNamer(ground, createRandom(ground.seed, 'places'))
  const counts = new Map<string, number>()
  const places = uses.publicBlocks.map((block): Place => {
    const type = TYPE[block.use]
    const number = (counts.get(type) ?? 0) + 1
    counts.set(type, number)
    const { name, kind, capacity } = naming(block)
    const rect = buildableRect(ground, block.cell)
    const area = Math.round((rect.u1 - rect.u0) * (rect.v1 - rect.v0))
    const place: Place = {
      reference: `${PREFIX[type]}990100${String(number).padStart(4, '0')}`,
      type,
      kind,
      name,
      divisionCode: ground.divisions.grids[block.cell.grid]!.code,
      geometry: { type: 'Polygon', coordinates: [ringOf(ground, rect)] },
      attributes: { area_m2: area },
    }
    if (capacity !== undefined) place.capacity = capacity
    return place
  })
  return [...places, ...buildGreens(ground, (counts.get('city-base.park') ?? 0) + 1)]
}
