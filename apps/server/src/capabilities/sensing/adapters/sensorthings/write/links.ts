import { sql } from '../../../../../kernel/db/sql.ts'
import { invalid, notFound } from '../../../../../kernel/problem.ts'
import { getSet } from '../entity-sets.ts'
import { findRow } from '../read/read-entities.ts'
import { type Parent, parsePath } from '../read/resolve-path.ts'
import type { Row } from '../read/to-json.ts'
import { changeEntity } from './change-entity.ts'
import { type Body, toBody } from './fields.ts'
import { followLocations, setLocations } from './things.ts'
import type { Writing } from './writing.ts'
import { readId } from './writing.ts'

/** The link of the other side: a Datastream in `Things(…)/Datastreams` has this `Thing`. */
const inverses: Readonly<Record<string, string>> = {
  'Things.Datastreams': 'Thing',
  'Things.MultiDatastreams': 'Thing',
  'Things.HistoricalLocations': 'Thing',
  'Things.Locations': 'Things',
  'Locations.Things': 'Locations',
  'Locations.HistoricalLocations': 'Locations',
  'Sensors.Datastreams': 'Sensor',
  'Sensors.MultiDatastreams': 'Sensor',
  'ObservedProperties.Datastreams': 'ObservedProperty',
  'Datastreams.Observations': 'Datastream',
  'MultiDatastreams.Observations': 'MultiDatastream',
  'FeaturesOfInterest.Observations': 'FeatureOfInterest',
}

/** What an address tells of an entity that is created below it. */
export function givenBy(parent: Parent | null): Readonly<Record<string, string | number>> {
  if (!parent) return {}
  const inverse = inverses[`${parent.set.name}.${parent.name}`]
  if (!inverse) throw invalid('/path', `不能在 ${parent.set.name}/${parent.name} 下新建`)
  return { [inverse]: parent.row[parent.set.key.column] as string | number }
}

/** The entity a reference names: `{"@iot.id": …}` or the address of the entity. */
async function referenced(writing: Writing, parent: Parent, body: Body): Promise<Row> {
  const target = getSet(parent.link.to)
  const address = body['@iot.selfLink'] ?? body['@odata.id'] ?? body.url
  const id =
    typeof address === 'string'
      ? (parsePath(address.split('/').at(-1) ?? '')[0]?.key ?? undefined)
      : readId(body)
  if (id === undefined) throw invalid('/body', '应给出 @iot.id 或实体的地址')
  const row = await findRow(writing.reader, target, id)
  if (!row) throw invalid('/body', `没有 ${target.single} ${id}`)
  return row
}

/** Links an entity at the end of `parent` (`POST …/$ref`, `PUT …/$ref`). */
export async function addLink(writing: Writing, parent: Parent, given: unknown): Promise<void> {
  const row = await referenced(writing, parent, toBody(given))
  const target = getSet(parent.link.to)
  const parentId = parent.row[parent.set.key.column] as string | number
  if (!parent.link.many)
    return changeEntity(
      writing,
      parent.set,
      parent.row,
      { [parent.name]: { '@iot.id': row[target.key.column] } },
      false,
    )
  const pair = `${parent.set.name}.${parent.name}`
  if (pair === 'Things.Locations') return putThingAt(writing, String(parentId), String(row.id))
  if (pair === 'Locations.Things') return putThingAt(writing, String(row.id), String(parentId))
  const inverse = inverses[pair]
  if (inverse === 'Locations') return pairHistory(writing, String(row.id), String(parentId))
  if (pair === 'HistoricalLocations.Locations') return pairHistory(writing, String(parentId), String(row.id))
  if (!inverse) throw invalid('/path', `不能经 $ref 修改 ${pair}`)
  return changeEntity(writing, target, row, { [inverse]: { '@iot.id': parentId } }, false)
}

async function putThingAt(writing: Writing, thingId: string, locationId: string): Promise<void> {
  const held = await writing.tx.query<{ id: string }>(
    sql`SELECT location_id AS id FROM sensing.thing_location WHERE thing_id = ${thingId}`,
  )
  await setLocations(writing, thingId, [...new Set([...held.map((one) => one.id), locationId])])
}

async function pairHistory({ tx }: Writing, historyId: string, locationId: string): Promise<void> {
  await tx.query(sql`INSERT INTO sensing.historical_location_place (historical_location_id, location_id)
    VALUES (${historyId}, ${locationId}) ON CONFLICT DO NOTHING`)
}

/** Takes a link away (`DELETE …/$ref`); one that must be there cannot be. */
export async function removeLink(writing: Writing, parent: Parent, row: Row): Promise<void> {
  const { tx } = writing
  const pair = `${parent.set.name}.${parent.name}`
  const [parentId, id] = [String(parent.row[parent.set.key.column]), String(row.id)]
  if (pair === 'Things.Locations' || pair === 'Locations.Things') {
    const [thing, location] = pair === 'Things.Locations' ? [parentId, id] : [id, parentId]
    const gone = await tx.query(sql`DELETE FROM sensing.thing_location
      WHERE thing_id = ${thing} AND location_id = ${location} RETURNING 1`)
    if (gone.length === 0) throw notFound('关联', pair)
    return followLocations(writing, [thing])
  }
  if (pair === 'HistoricalLocations.Locations' || pair === 'Locations.HistoricalLocations') {
    const [history, location] = pair === 'HistoricalLocations.Locations' ? [parentId, id] : [id, parentId]
    await tx.query(sql`DELETE FROM sensing.historical_location_place
      WHERE historical_location_id = ${history} AND location_id = ${location}`)
    return
  }
  throw invalid('/path', `关联 ${pair} 是必需的，不能删除；请改为链接到别的实体`)
}
