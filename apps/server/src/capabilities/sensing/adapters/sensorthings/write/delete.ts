import { type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import type { EntitySet } from '../entity-sets.ts'
import type { Row } from '../read/to-json.ts'
import { deleteObservation } from './observations.ts'
import { requireFree, type Writing } from './writing.ts'

/**
 * Deletes an entity and, as OGC 18-088, 10.3 says, what cannot be without it: a Thing its Datastreams, a Datastream its
 * Observations, a Sensor or ObservedProperty the Datastreams of it, a feature its Observations, a Location its
 * HistoricalLocations.
 */
export async function deleteEntity(writing: Writing, set: EntitySet, row: Row): Promise<void> {
  requireFree(set, row)
  const { tx } = writing
  const id = row[set.key.column] as string
  switch (set.name) {
    case 'Things':
      return deleteThing(writing, id)
    case 'Locations':
      await tx.query(sql`DELETE FROM sensing.historical_location h USING sensing.historical_location_place p
        WHERE p.historical_location_id = h.id AND p.location_id = ${id}`)
      await tx.query(sql`DELETE FROM sensing.location WHERE id = ${id}`)
      return
    case 'HistoricalLocations':
      await tx.query(sql`DELETE FROM sensing.historical_location WHERE id = ${id}`)
      return
    case 'Datastreams':
    case 'MultiDatastreams':
      return deleteStreams(writing, sql`id = ${id}`)
    case 'Sensors':
      await deleteStreams(writing, sql`sensor_id = ${id}`)
      await tx.query(sql`DELETE FROM sensing.sensor WHERE id = ${id}`)
      return
    case 'ObservedProperties':
      await deleteStreams(
        writing,
        sql`observed_property_id = ${id} OR id IN
        (SELECT datastream_id FROM sensing.multi_observed_property WHERE observed_property_id = ${id})`,
      )
      await tx.query(sql`DELETE FROM sensing.observed_property WHERE id = ${id}`)
      return
    case 'FeaturesOfInterest':
      await tx.query(sql`DELETE FROM sensing.observation o USING sensing.observation_detail x
        WHERE x.feature_id = ${id} AND o.datastream_id = x.datastream_id AND o.phenomenon_time = x.phenomenon_time`)
      await tx.query(sql`DELETE FROM sensing.observation_detail WHERE feature_id = ${id}`)
      await tx.query(sql`DELETE FROM sensing.feature WHERE id = ${id}`)
      return
    case 'Observations':
      if (writing.parts.index.find(Number(row.datastream_id))?.derived)
        throw invalid('/path', '平台计算的观测不能删除')
      return deleteObservation(writing, row)
  }
}

async function deleteThing(writing: Writing, id: string): Promise<void> {
  const { tx, parts, by } = writing
  await deleteStreams(writing, sql`thing_id = ${id}`)
  await tx.query(sql`DELETE FROM sensing.thing WHERE id = ${id}`)
  await parts.entities.remove(tx, id, by.userId)
  tx.afterCommit(() => parts.index.remove([id], []))
}

/** Datastreams the domains declare are not touched, whatever they hang on. */
async function deleteStreams({ tx, parts }: Writing, which: Sql): Promise<void> {
  const gone = await tx.query<{ id: number }>(
    sql`DELETE FROM sensing.datastream WHERE (${which}) AND description IS NOT NULL RETURNING id`,
  )
  const ids = gone.map((one) => one.id)
  if (ids.length === 0) return
  await tx.query(sql`DELETE FROM sensing.observation WHERE datastream_id = ANY(${ids}::int[])`)
  await tx.query(sql`DELETE FROM sensing.observation_detail WHERE datastream_id = ANY(${ids}::int[])`)
  await parts.entities.removeLatestSlots(tx, ids)
  tx.afterCommit(() => parts.index.remove([], ids))
}
