import type { Assessment, AssessmentValue } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { findIncident, note } from '../incidents/store.ts'
import { actorOf, type CommandParts, pointOf } from '../parts.ts'
import { sideOf, upwindRoad } from './approach.ts'
import { lookAround } from './around.ts'

type Found = Omit<AssessmentValue, 'override' | 'isStale' | 'isMissing'>
type Override = { value: string; byName: string; time: string }

interface AssessmentRow {
  id: string
  incident_id: string
  lon: number
  lat: number
  radius_m: number
  found: Found[]
  overrides: Record<string, Override>
  result: Assessment['result']
  approved_by: string | null
  time: Date
}

function toAssessment(row: AssessmentRow, now: Date): Assessment {
  return {
    ...{ id: row.id, incidentId: row.incident_id, centre: [row.lon, row.lat] as [number, number] },
    ...{
      radiusM: row.radius_m,
      result: row.result,
      approvedBy: row.approved_by,
      time: row.time.toISOString(),
    },
    values: row.found.map((one) => ({
      ...one,
      isMissing: one.value === null,
      isStale: one.time !== null && now.getTime() - Date.parse(one.time) > one.freshMinutes * 60_000,
      override: row.overrides[one.key] ?? null,
    })),
  }
}

/** Fills the form for what is around an incident; each value with its source and its time. */
export async function assessIncident(
  parts: CommandParts,
  incidentId: string,
  radiusM: number,
  principal: Principal,
): Promise<Assessment> {
  const { kernel } = parts
  const incident = await findIncident(kernel.db, incidentId, { scope: principal.scope })
  if (!incident) throw notFound('突发事件', incidentId)
  const centre = pointOf(incident)
  if (!centre) throw conflict('no-position', '突发事件没有位置，不能评估周边。')
  const found = await fillForm(parts, { centre, kind: incident.kind }, radiusM, principal)
  const now = kernel.clock.now()
  return kernel.db.transaction(async (tx) => {
    const row =
      (await tx.first<AssessmentRow>(sql`INSERT INTO command.assessment (id, incident_id, lon, lat, radius_m, found, time)
      VALUES (${newId()}, ${incidentId}, ${centre[0]}, ${centre[1]}, ${radiusM}, ${JSON.stringify(found)}, ${now})
      RETURNING *`)) as AssessmentRow
    const missing = found.filter((one) => one.value === null).map((one) => one.title.zh)
    const text = `周边 ${radiusM} 米评估${missing.length > 0 ? `，缺失：${missing.join('、')}` : ''}`
    await note(
      tx,
      { incidentId, act: 'assessed', by: actorOf(principal), text, detail: { assessmentId: row.id } },
      now,
    )
    return toAssessment(row, now)
  })
}

async function fillForm(
  parts: CommandParts,
  { centre, kind }: { centre: [number, number]; kind: string },
  radiusM: number,
  principal: Principal,
): Promise<Found[]> {
  const now = parts.kernel.clock.now().toISOString()
  const around = await lookAround(parts, { centre, radiusM }, principal.scope)
  const counts = around.groups.map(({ id, title, count, items }): Found => {
    const nearest = items[0] ? `，最近 ${items[0].name} ${items[0].distanceM} 米` : ''
    return {
      key: id,
      title,
      value: `${count}${nearest}`,
      source: '城市实体登记',
      time: now,
      freshMinutes: 60,
      isKey: id === 'hospital',
    }
  })
  const population: Found = {
    ...{
      key: 'population',
      title: { zh: '影响人口', en: 'People affected' },
      value: String(around.population.value),
    },
    ...{ source: around.population.source, time: now, freshMinutes: 60, isKey: true },
  }
  const wind = await windAt(parts, centre, kind)
  const approach = await approachAt(parts, centre, radiusM, wind)
  return [population, ...counts, wind, approach, await rainAt(parts, centre)]
}

/** The newest value near a place from the latest values of stations; none: the value is missing. */
async function latestNear(
  parts: CommandParts,
  centre: [number, number],
  type: string,
  property: string,
  reachM: number,
) {
  const [dLat, dLon] = [reachM / 110_500, reachM / 90_000]
  const box = [centre[0] - dLon, centre[1] - dLat, centre[0] + dLon, centre[1] + dLat] as const
  const places = await parts.entities.readShapes([type], box)
  const rows = await parts.entities.readLatest(places.map((one) => one.id))
  const known = rows.filter((one) => one.property === property && one.time && one.value !== null)
  const newest = known.sort((a, b) => (b.time?.getTime() ?? 0) - (a.time?.getTime() ?? 0))[0]
  const place = newest && places.find((one) => one.id === newest.entity_id)
  return newest && place
    ? { value: String(newest.value), time: newest.time?.toISOString() ?? null, source: place.name }
    : null
}

const windTitles: Record<string, Found['title']> = {
  'emergency.hazardous-leak': { zh: '化工园区风向', en: 'Wind direction at the chemical park' },
}

async function windAt(parts: CommandParts, centre: [number, number], kind: string): Promise<Found> {
  const found = await latestNear(parts, centre, 'air.station', 'wind_direction', 5_000)
  const title = windTitles[kind] ?? { zh: '风向', en: 'Wind direction' }
  const base = { key: 'wind', title, freshMinutes: 30, isKey: true }
  return { ...base, value: found?.value ?? null, source: found?.source ?? null, time: found?.time ?? null }
}

/** The way in with the wind in the back; by a station farther off when there is none at the place, and saying so. */
async function approachAt(
  parts: CommandParts,
  centre: [number, number],
  radiusM: number,
  wind: Found,
): Promise<Found> {
  const given =
    wind.value === null ? await latestNear(parts, centre, 'air.station', 'wind_direction', 50_000) : wind
  const base = { key: 'approach', title: { zh: '上风向进场道路', en: 'Approach road upwind' } }
  const more = { freshMinutes: 30, isKey: false, time: given?.time ?? null, source: given?.source ?? null }
  if (!given?.value) return { ...base, ...more, value: null }
  const [dLat, dLon] = [radiusM / 110_500, radiusM / 90_000]
  const [lon, lat] = centre
  const box = [lon - dLon, lat - dLat, lon + dLon, lat + dLat] as const
  const road = upwindRoad(
    centre,
    radiusM,
    Number(given.value),
    await parts.entities.readShapes(['city-base.road'], box),
  )
  const value = road && `${road.name}（自${sideOf(road.bearing)}侧进入，距中心 ${road.distanceM} 米）`
  return { ...base, ...more, source: `${given.source} 风向 ${given.value}°`, value }
}

async function rainAt(parts: CommandParts, centre: [number, number]): Promise<Found> {
  const found = await latestNear(parts, centre, 'waterlogging.rain-gauge', 'rain_1h', 8_000)
  const base = {
    key: 'rain',
    title: { zh: '1小时雨量（毫米）', en: 'Rain in an hour (mm)' },
    freshMinutes: 30,
    isKey: false,
  }
  return { ...base, value: found?.value ?? null, source: found?.source ?? null, time: found?.time ?? null }
}

export async function listAssessments(
  parts: CommandParts,
  incidentId: string,
  principal: Principal,
): Promise<Assessment[]> {
  const { db, clock } = parts.kernel
  if (!(await findIncident(db, incidentId, { scope: principal.scope })))
    throw notFound('突发事件', incidentId)
  const rows = await db.query<AssessmentRow>(
    sql`SELECT * FROM command.assessment WHERE incident_id = ${incidentId} ORDER BY time DESC`,
  )
  return rows.map((row) => toAssessment(row, clock.now()))
}

async function lockAssessment(tx: Queryable, id: string, principal: Principal): Promise<AssessmentRow> {
  const row = await tx.first<AssessmentRow>(sql`SELECT * FROM command.assessment WHERE id = ${id} FOR UPDATE`)
  if (!row || !(await findIncident(tx, row.incident_id, { scope: principal.scope })))
    throw notFound('评估表', id)
  return row
}

/** An officer’s value stands beside the found one; both stay. */
export async function overrideValue(
  parts: CommandParts,
  tx: Transaction,
  target: { id: string; key: string },
  value: string,
  principal: Principal,
): Promise<Assessment> {
  const row = await lockAssessment(tx, target.id, principal)
  const found = row.found.find((one) => one.key === target.key)
  if (!found) throw notFound('评估项', target.key)
  if (row.result) throw conflict('assessment-approved', '评估已审定，不能再订正。')
  const now = parts.kernel.clock.now()
  const overrides = {
    ...row.overrides,
    [target.key]: { value, byName: principal.name, time: now.toISOString() },
  }
  await tx.query(
    sql`UPDATE command.assessment SET overrides = ${JSON.stringify(overrides)} WHERE id = ${row.id}`,
  )
  const text = `订正评估项“${found.title.zh}”：${found.value ?? '缺失'} → ${value}`
  await note(
    tx,
    { incidentId: row.incident_id, act: 'assessment-changed', by: actorOf(principal), text },
    now,
  )
  return toAssessment({ ...row, overrides }, now)
}

/** Key values that are missing must be accepted knowingly. */
export async function approve(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  input: { result: 'routine' | 'escalate'; acceptMissing?: boolean; comment: string },
  principal: Principal,
): Promise<Assessment> {
  const row = await lockAssessment(tx, id, principal)
  if (row.result) throw conflict('assessment-approved', '评估已审定。')
  const missing = row.found.filter((one) => one.isKey && one.value === null && !row.overrides[one.key])
  if (missing.length > 0 && !input.acceptMissing)
    throw conflict(
      'key-missing',
      `关键数据缺失：${missing.map((one) => one.title.zh).join('、')}。请补充，或确认按缺失审定。`,
    )
  const now = parts.kernel.clock.now()
  await tx.query(
    sql`UPDATE command.assessment SET result = ${input.result}, approved_by = ${principal.name} WHERE id = ${id}`,
  )
  const text = `评估审定：${input.result === 'escalate' ? '升级上报' : '常规处置'}。${input.comment}`
  await note(
    tx,
    { incidentId: row.incident_id, act: 'assessment-approved', by: actorOf(principal), text },
    now,
  )
  return toAssessment({ ...row, result: input.result, approved_by: principal.name }, now)
}
