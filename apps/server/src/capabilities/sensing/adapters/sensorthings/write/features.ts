import { sql } from '../../../../../kernel/db/sql.ts'
import { newId } from '../../../../../kernel/ids.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import { getSet } from '../entity-sets.ts'
import { asJson, type Body, insertRow, readFields, updateRow } from './fields.ts'
import { type Create, placeOf, type Writing } from './writing.ts'

export const createFeature: Create = async (writing, body) => {
  const columns = readFields(getSet('FeaturesOfInterest'), body, true)
  const place = placeOf(writing, body.feature)
  const id = newId()
  const more = { division_code: place.division, bounds: place.bounds }
  await insertRow(writing.tx, 'feature', { id, ...columns, ...more })
  writing.touched('FeaturesOfInterest', id, null)
  return id
}

export async function changeFeature(writing: Writing, id: string, body: Body, whole: boolean): Promise<void> {
  const columns = readFields(getSet('FeaturesOfInterest'), body, whole)
  if (body.feature !== undefined) {
    const place = placeOf(writing, body.feature)
    Object.assign(columns, { division_code: place.division, bounds: place.bounds })
  }
  await updateRow(writing.tx, 'feature', id, columns)
}

interface LocationRow {
  id: string
  name: string
  description: string
  encoding_type: string
  location: unknown
  division_code: string | null
  bounds: string | null
  feature_id: string | null
}

/** The feature made of a Thing’s Location, for an Observation that names none (OGC 18-088, 8.2.8). */
export async function featureOfThing(writing: Writing, thingId: string): Promise<string> {
  const { tx } = writing
  const location =
    await tx.first<LocationRow>(sql`SELECT l.id, l.name, l.description, l.encoding_type, l.location,
      l.division_code, l.bounds::text AS bounds, l.feature_id
    FROM sensing.thing_location tl JOIN sensing.location l ON l.id = tl.location_id
    WHERE tl.thing_id = ${thingId} ORDER BY l.bounds IS NULL, l.id LIMIT 1 FOR UPDATE OF l`)
  if (!location)
    throw invalid('/body/FeatureOfInterest', '缺少 FeatureOfInterest，且 Thing 没有可据以生成它的 Location')
  if (location.feature_id) return location.feature_id
  const id = newId()
  const { name, description, encoding_type, division_code, bounds } = location
  await insertRow(tx, 'feature', {
    ...{ id, name, description, encoding_type, division_code, bounds },
    feature: asJson(location.location),
  })
  await tx.query(sql`UPDATE sensing.location SET feature_id = ${id} WHERE id = ${location.id}`)
  writing.touched('FeaturesOfInterest', id, null)
  return id
}
