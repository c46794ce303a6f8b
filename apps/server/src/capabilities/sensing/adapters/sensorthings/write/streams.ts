import { sql } from '../../../../../kernel/db/sql.ts'
import { newId } from '../../../../../kernel/ids.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import type { DatastreamRow } from '../../../datastreams/datastream-index.ts'
import { getSet } from '../entity-sets.ts'
import { plainGeometry } from '../query/geometry.ts'
import { type Body, insertRow, readFields, toBody, updateRow } from './fields.ts'
import { type Create, create, type Given, linkOrCreate, type Writing } from './writing.ts'

export const createSensor: Create = async (writing, body) => {
  const columns = readFields(getSet('Sensors'), body, true)
  const id = newId()
  const metadata = typeof body.metadata === 'string' ? body.metadata : ''
  await insertRow(writing.tx, 'sensor', { id, ...columns, metadata, declared: false })
  await createStreams(writing, body, { Sensor: id })
  writing.touched('Sensors', id, null)
  return id
}

export const createObservedProperty: Create = async (writing, body) => {
  const columns = readFields(getSet('ObservedProperties'), body, true)
  const id = newId()
  await insertRow(writing.tx, 'observed_property', { id, ...columns, declared: false })
  await createStreams(writing, body, { ObservedProperty: id })
  writing.touched('ObservedProperties', id, null)
  return id
}

/** Datastreams inside a Sensor or ObservedProperty that is being made. */
async function createStreams(writing: Writing, body: Body, given: Given): Promise<void> {
  const streams = body.Datastreams
  if (streams === undefined) return
  if (!Array.isArray(streams)) throw invalid('/body/Datastreams', 'Datastreams 应为数组')
  for (const stream of streams)
    await create(writing, 'Datastreams', toBody(stream, '/body/Datastreams'), given)
}

/** One of the entities a datastream must have: told by the address, linked, or made inside the body. */
async function need(writing: Writing, body: Body, given: Given, name: string, set: string): Promise<string> {
  if (given[name] !== undefined) return String(given[name])
  if (body[name] === undefined || body[name] === null) throw invalid(`/body/${name}`, `缺少 ${name}`)
  return String(await linkOrCreate(writing, set, body[name], `/body/${name}`))
}

export const createDatastream: Create = async (writing, body, given) => {
  const set = getSet('Datastreams')
  const columns = readFields(set, body, true)
  checkArea(body)
  checkUnit(body.unitOfMeasurement)
  const thing = await need(writing, body, given, 'Thing', 'Things')
  const sensor = await need(writing, body, given, 'Sensor', 'Sensors')
  const property = await need(writing, body, given, 'ObservedProperty', 'ObservedProperties')
  const unit = (body.unitOfMeasurement as { symbol?: unknown }).symbol
  const links = { thing_id: thing, sensor_id: sensor, observed_property_id: property }
  const id = await insertStream(writing, { ...columns, ...links }, typeof unit === 'string' ? unit : '')
  await createInside(writing, body, { Datastream: id })
  writing.touched('Datastreams', id, null)
  return id
}

async function createInside(writing: Writing, body: Body, given: Given): Promise<void> {
  if (body.Observations === undefined) return
  if (!Array.isArray(body.Observations)) throw invalid('/body/Observations', 'Observations 应为数组')
  for (const one of body.Observations)
    await create(writing, 'Observations', toBody(one, '/body/Observations'), given)
}

/** A datastream row with room for its latest value; the index learns of it after the commit. */
async function insertStream(
  writing: Writing,
  columns: Record<string, unknown>,
  unit: string,
): Promise<number> {
  const { tx, parts } = writing
  const row = await insertRow<DatastreamRow & { name: string; multi: boolean }>(tx, 'datastream', {
    property: newId(),
    derived: false,
    ...columns,
  })
  if (!row.multi)
    await parts.entities.addLatestSlots(tx, [
      { datastreamId: row.id, entityId: row.thing_id, property: row.property },
    ])
  tx.afterCommit(() => parts.index.add([], [{ ...row, open: { name: row.name, unit } }]))
  return row.id
}

function checkArea(body: Body): void {
  if (body.observedArea !== undefined && body.observedArea !== null && !plainGeometry(body.observedArea))
    throw invalid('/body/observedArea', 'observedArea 应为 GeoJSON 几何')
}

/** A unit is an object with name, symbol and definition, each text or null (OGC 18-088, 8.2.4). */
function checkUnit(unit: unknown): void {
  const given = toBody(unit, '/body/unitOfMeasurement')
  for (const name of ['name', 'symbol', 'definition']) {
    const value = given[name]
    if (value !== undefined && value !== null && typeof value !== 'string')
      throw invalid(`/body/unitOfMeasurement/${name}`, `${name} 应为文字或 null`)
  }
}

const complex = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation'

/** Types, units and ObservedProperties of a MultiDatastream are as many, in one order (OGC 18-088, 8.3.1). */
export const createMultiDatastream: Create = async (writing, body, given) => {
  const columns = readFields(getSet('MultiDatastreams'), body, true)
  checkArea(body)
  const count = checkTypes(body)
  const thing = await need(writing, body, given, 'Thing', 'Things')
  const sensor = await need(writing, body, given, 'Sensor', 'Sensors')
  const observed = await linkObserved(writing, body.ObservedProperties, count)
  const id = await insertStream(
    writing,
    {
      ...columns,
      observation_type: columns.observation_type ?? complex,
      multi: true,
      thing_id: thing,
      sensor_id: sensor,
    },
    '',
  )
  await replaceObserved(writing, id, observed)
  await createInside(writing, body, { MultiDatastream: id })
  writing.touched('MultiDatastreams', id, null)
  return id
}

function checkTypes(body: Body): number {
  const types = body.multiObservationDataTypes as unknown[]
  const units = body.unitOfMeasurements as unknown[]
  if (types.length === 0 || !types.every((one) => typeof one === 'string'))
    throw invalid('/body/multiObservationDataTypes', '应为文字的数组，至少一项')
  if (units.length !== types.length)
    throw invalid('/body/unitOfMeasurements', `应与 multiObservationDataTypes 同为 ${types.length} 项`)
  for (const unit of units) checkUnit(unit)
  return types.length
}

async function linkObserved(writing: Writing, given: unknown, count: number): Promise<string[]> {
  const path = '/body/ObservedProperties'
  if (!Array.isArray(given) || given.length !== count)
    throw invalid(path, `应与 multiObservationDataTypes 同为 ${count} 项`)
  const ids: string[] = []
  for (const one of given) ids.push(String(await linkOrCreate(writing, 'ObservedProperties', one, path)))
  return ids
}

async function replaceObserved({ tx }: Writing, id: number, ids: readonly string[]): Promise<void> {
  await tx.query(sql`DELETE FROM sensing.multi_observed_property WHERE datastream_id = ${id}`)
  await tx.query(sql`INSERT INTO sensing.multi_observed_property (datastream_id, rank, observed_property_id)
    SELECT ${id}, rank, id FROM unnest(${ids as string[]}::text[]) WITH ORDINALITY AS n(id, rank)`)
}

/** Changes a Datastream or MultiDatastream; its links are changed by naming other entities. */
export async function changeStream(writing: Writing, id: number, body: Body, whole: boolean, multi: boolean) {
  const { tx, parts } = writing
  const columns = readFields(getSet(multi ? 'MultiDatastreams' : 'Datastreams'), body, whole)
  checkArea(body)
  if (body.unitOfMeasurement !== undefined) checkUnit(body.unitOfMeasurement)
  if (multi && whole && columns.observation_type === null) columns.observation_type = complex
  const links = [
    ['Thing', 'Things', 'thing_id'],
    ['Sensor', 'Sensors', 'sensor_id'],
    ...(multi ? [] : [['ObservedProperty', 'ObservedProperties', 'observed_property_id'] as const]),
  ] as const
  for (const [name, set, column] of links) {
    if (body[name] !== undefined)
      columns[column] = await linkOrCreate(writing, set, body[name], `/body/${name}`)
  }
  if (multi) await changeTypes(writing, id, body)
  await updateRow(tx, 'datastream', id, columns)
  if (columns.thing_id !== undefined)
    await tx.query(sql`UPDATE sensing.datastream d SET division_code = t.division_code FROM sensing.thing t
      WHERE d.id = ${id} AND t.id = d.thing_id`)
  const unit = (body.unitOfMeasurement as { symbol?: unknown } | undefined)?.symbol
  tx.afterCommit(() =>
    parts.index.changeDatastream(id, {
      ...(typeof columns.name === 'string' ? { name: columns.name } : {}),
      ...(typeof unit === 'string' ? { unit } : {}),
      ...(typeof columns.thing_id === 'string' ? { thingId: columns.thing_id } : {}),
    }),
  )
  await createInside(writing, body, multi ? { MultiDatastream: id } : { Datastream: id })
}

async function changeTypes(writing: Writing, id: number, body: Body): Promise<void> {
  const names = ['multiObservationDataTypes', 'unitOfMeasurements', 'ObservedProperties']
  if (!names.some((name) => body[name] !== undefined)) return
  const row = await writing.tx.first<{ types: unknown; units: unknown }>(
    sql`SELECT multi_types AS types, unit_of_measurement AS units FROM sensing.datastream WHERE id = ${id}`,
  )
  const count = checkTypes({ multiObservationDataTypes: row?.types, unitOfMeasurements: row?.units, ...body })
  if (body.ObservedProperties !== undefined)
    return replaceObserved(writing, id, await linkObserved(writing, body.ObservedProperties, count))
  const held = await writing.tx.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM sensing.multi_observed_property WHERE datastream_id = ${id}`,
  )
  if (held?.n !== count)
    throw invalid('/body/ObservedProperties', `应与 multiObservationDataTypes 同为 ${count} 项`)
}
