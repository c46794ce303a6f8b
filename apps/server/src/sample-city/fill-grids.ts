import { createHash } from 'node:crypto'
import type { User } from '@civitas/contract'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'

/** The district whose grids are staffed to the last, and laid under those of three departments. */
const district = '990102'
const householdsPerGrid = 6
const staffedGrids = 400

const surnames = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'] as const
const tagChoices = ['独居老人', '困难家庭', '出租户', '']

const departments = [
  { code: 'JW', department: '公安警务', title: '警务网格', owners: ['市公安局', '市委政法委'], shift: 0 },
  {
    code: 'XF',
    department: '消防安全',
    title: '消防网格',
    owners: ['市消防救援支队', '市委政法委'],
    shift: 0.0016,
  },
  {
    code: 'CG',
    department: '城市管理',
    title: '城管责任网格',
    owners: ['市城市管理局', '市委政法委'],
    shift: 0.0007,
  },
] as const

type Grid = ReturnType<Doors['territory']['listGrids']>[number]

/** A stable UUID of a text, so that a second import finds what the first one made. */
function stableId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function centreOf(doors: Doors, grid: Grid): [number, number] {
  const centre = doors.territory.findDivision(grid.code)?.centre ?? [0, 0]
  return [centre[0] ?? 0, centre[1] ?? 0]
}

/** Staff, patrol plans, layers of departments, households and visits of one district, in a few statements. */
export async function fillGrids(
  tx: Transaction,
  doors: Doors,
  users: ReadonlyMap<string, User>,
  now: Date,
): Promise<void> {
  const grids = doors.territory.listGrids(district).slice(0, staffedGrids)
  if (grids.length === 0) return
  await fillStaff(tx, doors, grids, users)
  await doors.territory.importPatrolPlans(
    tx,
    grids.slice(0, 60).map((grid) => {
      const [lon, lat] = centreOf(doors, grid)
      const spot = (name: string, dx: number) => ({ name, position: [lon + dx, lat] as [number, number] })
      return {
        ...{ gridCode: grid.code, title: `${grid.name}日常巡查`, timesPerWeek: 5 },
        checkpoints: [spot('中心点', 0), spot('东侧路口', 0.0005)],
      }
    }),
  )
  for (const { code, shift, owners, ...layer } of departments)
    await doors.territory.importGridLayer(
      tx,
      {
        ...layer,
        owners: [...owners],
        features: grids.slice(0, 24).map((grid, index) => ({
          reference: `${code}-${String(index + 1).padStart(3, '0')}`,
          name: `${layer.title}${index + 1}`,
          geometry: index % 4 === 0 ? move(grid.geometry, shift) : grid.geometry,
        })),
      },
      now,
    )
  await fillHouseholds(tx, doors, grids.slice(0, 120), users, now)
}

/** A department drew its line some way east of the city’s. */
function move(geometry: GeoJSON.Geometry, shift: number): GeoJSON.Geometry {
  const walk = (value: unknown): unknown =>
    Array.isArray(value) && typeof value[0] === 'number'
      ? [(value[0] as number) + shift, ...value.slice(1)]
      : (value as unknown[]).map(walk)
  return geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
    ? ({ ...geometry, coordinates: walk(geometry.coordinates) } as GeoJSON.Geometry)
    : geometry
}

async function fillStaff(
  tx: Transaction,
  doors: Doors,
  grids: readonly Grid[],
  users: ReadonlyMap<string, User>,
): Promise<void> {
  const fromDate = '2024-01-01'
  const phone = (index: number) => `0990-86${String(index).padStart(5, '0')}`
  const rows = grids.flatMap((grid, index) => [
    {
      ...{
        divisionCode: grid.code,
        post: 'leader' as const,
        name: `网格长${index + 1}`,
        phone: phone(index * 2),
        fromDate,
      },
      ...{ organisation: '社区居民委员会', duties: ['统筹网格事务', '组织巡查走访'] },
      userId: index === 0 ? (users.get('grid')?.id ?? null) : null,
    },
    {
      ...{ divisionCode: grid.code, post: 'full-time' as const, name: `网格员${index + 1}` },
      ...{
        phone: phone(index * 2 + 1),
        fromDate,
        organisation: '街道综治中心',
        duties: ['巡查', '走访', '信息采集'],
      },
    },
  ])
  const communities = [...new Set(grids.map((grid) => grid.communityCode))]
  const chiefs = communities.map((divisionCode, index) => ({
    ...{
      divisionCode,
      post: 'police' as const,
      name: `社区民警${index + 1}`,
      phone: phone(90_000 + index),
      fromDate,
    },
    organisation: '市公安局',
  }))
  await doors.territory.importGridStaff(tx, [...rows, ...chiefs])
}

async function fillHouseholds(
  tx: Transaction,
  doors: Doors,
  grids: readonly Grid[],
  users: ReadonlyMap<string, User>,
  now: Date,
): Promise<void> {
  const inputs = grids.flatMap((grid, at) => {
    const [lon, lat] = centreOf(doors, grid)
    return Array.from({ length: householdsPerGrid }, (_, index) => {
      const tag = tagChoices[(at + index) % tagChoices.length]
      const [building, room] = [`${grid.name}${1 + (index % 3)}幢`, `${1 + index}0${1 + (at % 4)}`]
      return {
        ...{
          type: 'grassroots.household',
          reference: `${grid.code}-H${index + 1}`,
          name: `${building}${room}室`,
        },
        divisionCode: grid.code,
        geometry: { type: 'Point' as const, coordinates: [lon + (index - 2) * 0.0001, lat] },
        attributes: {
          ...{ building, room, head: `住户${surnames[(at + index) % 10]}`, people: 1 + ((at + index) % 5) },
          ...{
            phone: `0990-87${String(at * 10 + index).padStart(5, '0')}`,
            tenure: index % 4 === 0 ? 'rented' : 'owned',
          },
          ...(tag ? { tags: tag } : {}),
        },
      }
    })
  })
  await doors.entities.importMany(tx, inputs)
  const worker = users.get('grid')
  if (!worker) return
  const visits: Parameters<typeof doors.entities.importVisits>[1][number][] = []
  for (const [index, input] of inputs.slice(0, 40).entries()) {
    const household = await doors.entities.findByReference(tx, input.type, input.reference)
    if (!household) continue
    visits.push({
      ...{
        id: stableId(input.reference),
        householdId: household.id,
        userId: worker.id,
        userName: worker.name,
      },
      visitTime: new Date(now.getTime() - (index + 1) * 7_200_000).toISOString(),
      ...{ text: '走访了解居住情况，宣传用电用气安全。', tags: [], changes: [] },
    })
  }
  await doors.entities.importVisits(tx, visits, now)
}
