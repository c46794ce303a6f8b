import { raw, sql } from '../../../../../kernel/db/sql.ts'
import { newId } from '../../../../../kernel/ids.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import { toGrams } from '../../../../../kernel/search.ts'
import { openThingType } from '../../../open-things.ts'
import { getSet } from '../entity-sets.ts'
import { type Body, insertRow, readFields, toBody, updateRow } from './fields.ts'
import {
  type Create,
  create,
  linkOrCreate,
  needRow,
  ownDivision,
  placeOf,
  requireFree,
  type Writing,
} from './writing.ts'

function listOf(body: Body, name: string): unknown[] {
  const value = body[name]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw invalid(`/body/${name}`, `${name} 应为数组`)
  return value
}

/** A Thing is an Entity of the open type; its Locations give it its place and division. */
export const createThing: Create = async (writing, body) => {
  const { tx, parts } = writing
  const columns = readFields(getSet('Things'), body, true)
  const name = String(columns.name)
  const division = ownDivision(writing.by)
  const id = await parts.entities.ensure(tx, {
    type: openThingType,
    reference: newId(),
    name,
    divisionCode: division,
  })
  const row = {
    id,
    thing_type: openThingType,
    reference: id,
    name,
    division_code: division,
    lon: null,
    lat: null,
    heartbeat_seconds: 3600,
    quarantined: false,
  }
  const more = { registered_time: writing.now, grams: toGrams(name), ...columns }
  await insertRow(tx, 'thing', { ...row, ...more })
  tx.afterCommit(() => parts.index.add([row], []))
  const places = await linkAll(writing, 'Locations', listOf(body, 'Locations'))
  if (places.length > 0) await setLocations(writing, id, places)
  for (const stream of listOf(body, 'Datastreams'))
    await create(writing, 'Datastreams', toBody(stream, '/body/Datastreams'), { Thing: id })
  for (const stream of listOf(body, 'MultiDatastreams'))
    await create(writing, 'MultiDatastreams', toBody(stream, '/body/MultiDatastreams'), { Thing: id })
  for (const past of listOf(body, 'HistoricalLocations'))
    await create(writing, 'HistoricalLocations', toBody(past, '/body/HistoricalLocations'), { Thing: id })
  writing.touched('Things', id, null)
  return id
}

async function linkAll(writing: Writing, set: string, values: unknown[]): Promise<string[]> {
  const ids: string[] = []
  for (const value of values) ids.push(String(await linkOrCreate(writing, set, value, `/body/${set}`)))
  return [...new Set(ids)]
}

/** Puts a Thing at Locations, in place of those it was at, and remembers when (OGC 18-088, 8.2.3). */
export async function setLocations(
  writing: Writing,
  thingId: string,
  locationIds: readonly string[],
  time: Date = writing.now,
): Promise<void> {
  const { tx } = writing
  const thing = await needRow(writing, getSet('Things'), thingId, '/body/Thing')
  requireFree(getSet('Things'), thing)
  await tx.query(sql`DELETE FROM sensing.thing_location WHERE thing_id = ${thingId}`)
  await tx.query(sql`INSERT INTO sensing.thing_location (thing_id, location_id)
    SELECT ${thingId}, unnest(${locationIds as string[]}::uuid[])`)
  await insertHistory(writing, thingId, time, locationIds)
  await followLocations(writing, [thingId])
}

async function insertHistory(
  { tx, touched }: Writing,
  thingId: string,
  time: Date,
  locationIds: readonly string[],
): Promise<string> {
  const id = newId()
  await insertRow(tx, 'historical_location', { id, thing_id: thingId, time })
  await tx.query(sql`INSERT INTO sensing.historical_location_place (historical_location_id, location_id)
    SELECT ${id}, unnest(${locationIds as string[]}::uuid[])`)
  touched('HistoricalLocations', id, null)
  return id
}

/** Gives Things the place and division of their first Location; so the map, the register and the scope agree. */
export async function followLocations(
  { tx, parts, by }: Writing,
  thingIds: readonly string[],
): Promise<void> {
  const rows = await tx.query<{
    id: string
    lon: number | null
    lat: number | null
    division: string | null
  }>(sql`
    UPDATE sensing.thing t SET lon = n.lon, lat = n.lat, division_code = coalesce(n.division, t.division_code)
    FROM (SELECT t.id, l.lon, l.lat, l.division FROM unnest(${thingIds as string[]}::uuid[]) AS t(id)
      LEFT JOIN LATERAL (SELECT (center(l.bounds))[0] AS lon, (center(l.bounds))[1] AS lat, l.division_code AS division
        FROM sensing.thing_location tl JOIN sensing.location l ON l.id = tl.location_id
        WHERE tl.thing_id = t.id ORDER BY l.bounds IS NULL, l.id LIMIT 1) l ON TRUE) n
    WHERE t.id = n.id RETURNING t.id, t.lon, t.lat, t.division_code AS division`)
  for (const { id, lon, lat, division } of rows) {
    const position: [number, number] | null = lon === null || lat === null ? null : [lon, lat]
    const geometry = position && { type: 'Point' as const, coordinates: position }
    await parts.entities.amend(tx, id, { geometry, divisionCode: division }, by.userId)
    tx.afterCommit(() => parts.index.change(id, { position, divisionCode: division }))
  }
}

export const createLocation: Create = async (writing, body, given) => {
  const { tx } = writing
  const columns = readFields(getSet('Locations'), body, true)
  const place = placeOf(writing, body.location)
  const id = newId()
  await insertRow(tx, 'location', { id, ...columns, division_code: place.division, bounds: place.bounds })
  const things = await linkAll(writing, 'Things', listOf(body, 'Things'))
  if (given.Things !== undefined) things.push(String(given.Things))
  for (const thing of new Set(things)) await setLocations(writing, thing, [id])
  writing.touched('Locations', id, null)
  return id
}

export async function changeLocation(
  writing: Writing,
  id: string,
  body: Body,
  whole: boolean,
): Promise<void> {
  const { tx } = writing
  const columns = readFields(getSet('Locations'), body, whole)
  if (body.location !== undefined) {
    const place = placeOf(writing, body.location)
    // Observations to come are of another feature than those before.
    Object.assign(columns, { division_code: place.division, bounds: place.bounds, feature_id: null })
  }
  await updateRow(tx, 'location', id, columns)
  if (body.Things !== undefined) {
    for (const thing of await linkAll(writing, 'Things', listOf(body, 'Things')))
      await setLocations(writing, thing, [id])
  }
  const at = await tx.query<{ id: string }>(
    sql`SELECT thing_id AS id FROM sensing.thing_location WHERE location_id = ${id}`,
  )
  if (body.location !== undefined)
    await followLocations(
      writing,
      at.map((one) => one.id),
    )
}

export async function changeThing(writing: Writing, id: string, body: Body, whole: boolean): Promise<void> {
  const { tx, parts, by } = writing
  const columns = readFields(getSet('Things'), body, whole)
  const name = columns.name as string | undefined
  await updateRow(tx, 'thing', id, name === undefined ? columns : { ...columns, grams: toGrams(name) })
  if (name !== undefined) {
    await parts.entities.amend(tx, id, { name }, by.userId)
    tx.afterCommit(() => parts.index.change(id, { name }))
  }
  if (body.Locations !== undefined) {
    const places = await linkAll(writing, 'Locations', listOf(body, 'Locations'))
    await setLocations(writing, id, places)
  }
  for (const [link, table] of [
    ['Datastreams', 'datastream'],
    ['MultiDatastreams', 'datastream'],
  ] as const) {
    for (const value of listOf(body, link)) {
      const stream = await linkOrCreate(writing, link, value, `/body/${link}`, { Thing: id })
      await tx.query(sql`UPDATE ${raw(`sensing.${table}`)} SET thing_id = ${id} WHERE id = ${stream}`)
    }
  }
}

/** A past (or coming) place of a Thing; the newest of all is where the Thing is now. */
export const createHistoricalLocation: Create = async (writing, body, given) => {
  const { tx } = writing
  const columns = readFields(getSet('HistoricalLocations'), body, true)
  const thingId = String(given.Thing ?? (await linkOrCreate(writing, 'Things', body.Thing, '/body/Thing')))
  requireFree(getSet('Things'), await needRow(writing, getSet('Things'), thingId, '/body/Thing'))
  const places = await linkAll(writing, 'Locations', listOf(body, 'Locations'))
  if (given.Locations !== undefined) places.push(String(given.Locations))
  if (places.length === 0) throw invalid('/body/Locations', '缺少 Locations')
  const time = columns.time as Date
  const newer = await tx.first(sql`SELECT FROM sensing.historical_location
    WHERE thing_id = ${thingId} AND time >= ${time} LIMIT 1`)
  const id = await insertHistory(writing, thingId, time, places)
  if (!newer && time <= writing.now) {
    await tx.query(sql`DELETE FROM sensing.thing_location WHERE thing_id = ${thingId}`)
    await tx.query(sql`INSERT INTO sensing.thing_location (thing_id, location_id)
      SELECT ${thingId}, unnest(${places}::uuid[])`)
    await followLocations(writing, [thingId])
  }
  return id
}

export async function changeHistoricalLocation(
  writing: Writing,
  id: string,
  body: Body,
  whole: boolean,
): Promise<void> {
  const { tx } = writing
  const columns = readFields(getSet('HistoricalLocations'), body, whole)
  if (body.Thing !== undefined)
    columns.thing_id = await linkOrCreate(writing, 'Things', body.Thing, '/body/Thing')
  await updateRow(tx, 'historical_location', id, columns)
  if (body.Locations === undefined) return
  const places = await linkAll(writing, 'Locations', listOf(body, 'Locations'))
  await tx.query(sql`DELETE FROM sensing.historical_location_place WHERE historical_location_id = ${id}`)
  await tx.query(sql`INSERT INTO sensing.historical_location_place (historical_location_id, location_id)
    SELECT ${id}, unnest(${places}::uuid[])`)
}
