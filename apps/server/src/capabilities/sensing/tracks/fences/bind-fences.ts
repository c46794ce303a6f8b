import * as contract from '@civitas/contract'
import { type Principal, requireInScope } from '../../../../kernel/access.ts'
import { invalid, notFound } from '../../../../kernel/problem.ts'
import { linesOf } from '../geometry.ts'
import { toNewFence } from '../set-up-tracking.ts'
import type { TrackParts } from '../tracks.ts'
import { insertFence, listAlarms, listFences, removeFence } from './fence-store.ts'

/** Corners of one fence. */
const mostPoints = 10_000

export function bindFences(parts: TrackParts): void {
  const { kernel, fences } = parts
  const { http, db } = kernel
  http.bind(contract.listFences, ({ query }, { principal }) => listFences(db, query, principal.scope))
  http.bind(contract.createFence, ({ body }, { principal }) => createFence(parts, body, principal))
  http.bind(contract.deleteFence, async ({ params }, { principal }) => {
    if (!(await removeFence(db, params.id, principal.scope, kernel.clock.now())))
      throw notFound('围栏', params.id)
    await fences.reload()
    return { done: true as const }
  })
  http.bind(contract.listTrackAlarms, ({ query }, { principal }) => listAlarms(db, query, principal.scope))
}

async function createFence(
  parts: TrackParts,
  body: contract.FenceInput,
  by: Principal,
): Promise<contract.Fence> {
  const { kernel, territory, fences, domains } = parts
  refuseWrong(body)
  const unknown = (body.entityTypes ?? []).findIndex((type) => !domains.findEntityType(type))
  if (unknown >= 0) throw invalid(`/body/entityTypes/${unknown}`, '没有这种实体类型')
  const [first] = linesOf(body.geometry)[0] ?? []
  const divisionCode = first ? territory.findDivisionAt(first[0], first[1]) : null
  requireInScope(divisionCode, by.scope)
  const fence = toNewFence({ ...body, divisionCode }, by.name)
  await insertFence(kernel.db, fence, kernel.clock.now())
  await fences.reload()
  const { items } = await listFences(kernel.db, { id: fence.id }, by.scope)
  return items[0] as contract.Fence
}

/** Each kind of fence has a shape it needs and a number it cannot be judged without. */
function refuseWrong({
  kind,
  geometry,
  corridorM,
  speedLimitKmH,
  staySeconds,
  ...rest
}: contract.FenceInput): void {
  const lines = linesOf(geometry)
  const isRoute = geometry.type === 'LineString' || geometry.type === 'MultiLineString'
  const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
  if (kind === 'deviate' ? !isRoute : !isArea)
    throw invalid('/body/geometry', kind === 'deviate' ? '路线应为线' : '围栏应为面')
  const points = lines.flat()
  const isPlace = (point: unknown) =>
    Array.isArray(point) && Math.abs(Number(point[0])) <= 180 && Math.abs(Number(point[1])) <= 90
  if (points.length < 2 || points.length > mostPoints || !points.every(isPlace))
    throw invalid('/body/geometry', `坐标无效，或多于 ${mostPoints} 个点`)
  if (kind === 'deviate' && corridorM === undefined) throw invalid('/body/corridorM', '路线须有容许偏离距离')
  if (kind === 'overspeed' && speedLimitKmH === undefined) throw invalid('/body/speedLimitKmH', '须有限速')
  if (kind === 'overstay' && staySeconds === undefined) throw invalid('/body/staySeconds', '须有容许停留时间')
  if (!rest.entityIds?.length && !rest.entityTypes?.length)
    throw invalid('/body/entityIds', '须指明对象或对象类型')
}
