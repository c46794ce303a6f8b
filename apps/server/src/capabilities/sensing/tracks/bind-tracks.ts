import * as contract from '@civitas/contract'
import { hasPermission, isInScope, type Principal } from '../../../kernel/access.ts'
import type { RequestContext } from '../../../kernel/http/request.ts'
import { forbidden, invalid, notFound, type Problem, unauthenticated } from '../../../kernel/problem.ts'
import type { EntityRow } from '../../entities/index.ts'
import { toCgcs2000 } from './coordinates.ts'
import { bindFences } from './fences/bind-fences.ts'
import type { Place } from './geometry.ts'
import { nearestLimits, rankByTravelTime } from './nearest-units.ts'
import { deleteOldPositions, readRetention, saveRetention } from './position-store.ts'
import { bindRequests } from './requests/bind-requests.ts'
import { answerLimits, answerPresence, answerTrack, boxAround, readWindow } from './track-answers.ts'
import * as store from './track-store.ts'
import type { TrackParts } from './tracks.ts'

const dayMs = 86_400_000

export function bindTracks(parts: TrackParts): void {
  bindReports(parts)
  bindLive(parts)
  bindReplay(parts)
  bindPresence(parts)
  bindRequests(parts)
  bindNearest(parts)
  bindRules(parts)
  bindFences(parts)
}

function bindReports(parts: TrackParts): void {
  const { kernel, positions } = parts
  kernel.http.bind(contract.reportPositions, async ({ body }, context) => {
    await requireReporter(parts, body.entityId, context)
    const latest = kernel.clock.now().getTime() + dayMs
    const decoded = body.positions.map((one, i) => {
      const timeMs = Date.parse(one.time)
      if (timeMs > latest) throw invalid(`/body/positions/${i}/time`, '超前平台时间 24 小时以上')
      const [lon, lat] = toCgcs2000([one.lon, one.lat], body.system ?? 'CGCS2000')
      const { speedKmH = null, headingDeg = null } = one
      return { timeMs, lon, lat, speedKmH, headingDeg, altitudeM: null, status: 0 }
    })
    return positions.record([{ entityId: body.entityId, source: 'http', positions: decoded }])
  })
}

/** A signed-in user who may write there, or a device with a credential for it. */
async function requireReporter(
  { credentials, index, entities, kernel }: TrackParts,
  entityId: string,
  context: RequestContext,
): Promise<void> {
  const { principal, raw, ip } = context
  if (principal) {
    if (!hasPermission(principal, 'sensing.write')) throw forbidden('您没有写入位置的权限（sensing.write）。')
    const entity = await entities.find(kernel.db, entityId)
    if (!entity || !isInScope(entity.division_code, principal.scope)) throw notFound('实体', entityId)
    return
  }
  const [name, key] = [raw.headers['x-device-name'], raw.headers['x-device-key']].map(String)
  const credential = credentials.verify(name as string, key as string, ip)
  if (!credential) throw unauthenticated('请登录，或出示设备凭据。')
  const thing = index.findThing(entityId)
  if (!thing || !credentials.covers(credential, thing))
    throw forbidden('凭据不覆盖此设备。', 'forbidden-thing')
}

async function getEntity({ kernel, entities }: TrackParts, id: string, by: Principal): Promise<EntityRow> {
  const entity = await entities.find(kernel.db, id)
  if (!entity || !isInScope(entity.division_code, by.scope)) throw notFound('实体', id)
  return entity
}

function toLive(row: store.LatestRow, shown: boolean): contract.LivePosition {
  const { entityId, entityType, name, time, lon, lat, speedKmH, headingDeg, status, source } = row
  const nothing = {
    time: null,
    lon: null,
    lat: null,
    speedKmH: null,
    headingDeg: null,
    status: null,
    source: null,
  }
  return shown
    ? {
        entityId,
        entityType,
        name,
        hidden: false,
        hiddenReason: null,
        time: time.toISOString(),
        lon,
        lat,
        speedKmH,
        headingDeg,
        status,
        source,
      }
    : { entityId, entityType, name, hidden: true, hiddenReason: 'off-duty', ...nothing }
}

/** People are shown while on duty now, where they were while on duty. */
function isShownNow({ privacy, kernel }: TrackParts, row: store.LatestRow): boolean {
  const at = (ms: number) => privacy.isShown(row.entityType, row.windows, ms)
  return at(kernel.clock.now().getTime()) && at(row.time.getTime())
}

function bindLive(parts: TrackParts): void {
  const { kernel, privacy } = parts
  const { http, db } = kernel
  http.bind(contract.listPositions, async ({ query }, { principal }) => {
    const bbox = query.bbox?.split(',').map(Number)
    const { rows, total } = await store.listLatest(db, { ...query, bbox }, principal.scope)
    const items = rows.map((row) => toLive(row, isShownNow(parts, row)))
    const people = items.filter((one) => privacy.isPersonal(one.entityType))
    // With a box, even the number of hidden ones tells where they are.
    const answered = bbox ? items.filter((one) => !one.hidden) : items
    if (people.length > 0)
      await privacy.log(principal, {
        ...{
          kind: 'position',
          entityId: null,
          entityName: null,
          divisionCode: principal.scope.divisions[0] ?? null,
        },
        ...{ purpose: null, approver: null, detail: { people: people.map((one) => one.entityId) } },
        outcome: people.every((one) => one.hidden) ? 'hidden' : 'shown',
        found: people.filter((one) => !one.hidden).length,
      })
    return { items: answered, total: bbox ? total - (items.length - answered.length) : total }
  })
  http.bind(contract.getPosition, async ({ params }, { principal }) => {
    const entity = await getEntity(parts, params.entityId, principal)
    const row = await store.findLatest(db, entity.id)
    if (!row) throw notFound('位置', entity.id)
    const shown = isShownNow(parts, row)
    if (privacy.isPersonal(entity.type))
      await privacy.log(principal, {
        ...{
          kind: 'position',
          entityId: entity.id,
          entityName: entity.name,
          divisionCode: entity.division_code,
        },
        ...{
          purpose: null,
          approver: null,
          detail: {},
          outcome: shown ? 'shown' : 'hidden',
          found: shown ? 1 : 0,
        },
      })
    return toLive(row, shown)
  })
}

function bindReplay(parts: TrackParts): void {
  const { kernel, privacy } = parts
  kernel.http.bind(contract.getTrack, async ({ params, query }, { principal }) => {
    const entity = await getEntity(parts, params.entityId, principal)
    const window = readWindow(query.from, query.to, answerLimits.trackDays, '/query')
    if (privacy.isPersonal(entity.type)) throw needsApproval('人员的轨迹')
    return answerTrack(parts, entity, window, query)
  })
  kernel.http.bind(contract.listTrackQueries, ({ query }, { principal }) =>
    store.listTrackQueries(kernel.db, query, principal.scope),
  )
}

/** Where people were is answered to an approved request only. */
function needsApproval(what: string): Problem {
  return forbidden(`查询${what}须先提交申请（轨迹与围栏“查询审批”），由他人批准后读取。`, 'approval-required')
}

function bindPresence(parts: TrackParts): void {
  const { kernel, privacy, territory } = parts
  kernel.http.bind(contract.findPresence, async ({ body }, { principal }) => {
    const { purpose, approver, ...asked } = body
    if (asked.entityType && privacy.isPersonal(asked.entityType)) throw needsApproval('人员的时空伴随')
    const scopes = [principal.scope]
    const { items, hidden } = await answerPresence(parts, asked, { scopes, withPeople: false, path: '/body' })
    const id = await privacy.log(principal, {
      ...{ kind: 'presence', entityId: null, entityName: null, outcome: 'shown', found: items.length },
      ...{ purpose, approver, detail: asked, divisionCode: territory.findDivisionAt(body.lon, body.lat) },
    })
    return { id, items, hidden, withoutPeople: asked.entityType === undefined }
  })
}

function bindNearest(parts: TrackParts): void {
  const { kernel, roads } = parts
  kernel.http.bind(contract.findNearestUnits, async ({ query }, { principal }) => {
    const place: Place = [query.lon, query.lat]
    const seconds = (query.withinMinutes ?? 30) * 60
    const since = new Date(kernel.clock.now().getTime() - (query.seenWithinMinutes ?? 15) * 60_000)
    const box = boxAround(place, seconds * nearestLimits.topMs)
    const rows = await store.listAround(
      kernel.db,
      query.entityType,
      place,
      box,
      since,
      principal.scope,
      nearestLimits.units,
    )
    const units = rows.filter((row) => isShownNow(parts, row))
    const ranked = rankByTravelTime(await roads(), place, units, seconds).slice(0, query.limit ?? 10)
    return ranked.map(({ row, seconds, way }) => ({
      ...{ entityId: row.entityId, name: row.name, lon: row.lon, lat: row.lat, time: row.time.toISOString() },
      ...{ seconds: Math.round(seconds), metres: Math.round(way.metres) },
      route: { type: 'LineString', coordinates: [...way.line].reverse().map(([lon, lat]) => [lon, lat]) },
    }))
  })
}

function bindRules(parts: TrackParts): void {
  const { kernel } = parts
  const { http, db } = kernel
  http.bind(contract.getDutyHours, async ({ params }, { principal }) => {
    await getEntity(parts, params.entityId, principal)
    return (await store.readDutyHours(db, params.entityId)) ?? []
  })
  http.bind(contract.saveDutyHours, async ({ params, body }, { principal }) => {
    await getEntity(parts, params.entityId, principal)
    await store.saveDutyHours(db, params.entityId, body.windows, principal.name, kernel.clock.now())
    return body.windows
  })
  http.bind(contract.listTrackRetention, () => readRetention(db))
  http.bind(contract.saveTrackRetention, async ({ params, body }) => {
    if (params.entityType !== '*' && !parts.domains.findEntityType(params.entityType))
      throw invalid('/params/entityType', `没有“${params.entityType}”这种实体类型`)
    await saveRetention(db, params.entityType, body.days)
    return { entityType: params.entityType, days: body.days }
  })
  kernel.jobs.every('sensing-forget-positions', '40 3 * * *', async () => {
    await deleteOldPositions(db, kernel.clock.now())
  })
}
