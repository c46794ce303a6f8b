import { invalid } from '../../../../../kernel/problem.ts'
import type { EntitySet } from '../entity-sets.ts'
import type { Row } from '../read/to-json.ts'
import { changeFeature, createFeature } from './features.ts'
import { type Body, readFields, updateRow } from './fields.ts'
import { changeObservation, createObservation } from './observations.ts'
import {
  changeStream,
  createDatastream,
  createMultiDatastream,
  createObservedProperty,
  createSensor,
} from './streams.ts'
import {
  changeHistoricalLocation,
  changeLocation,
  changeThing,
  createHistoricalLocation,
  createLocation,
  createThing,
} from './things.ts'
import { type Create, requireFree, type Writing } from './writing.ts'

/** How an entity of each set is made. */
export const creates: Readonly<Record<string, Create>> = {
  Things: createThing,
  Locations: createLocation,
  HistoricalLocations: createHistoricalLocation,
  Datastreams: createDatastream,
  MultiDatastreams: createMultiDatastream,
  Sensors: createSensor,
  ObservedProperties: createObservedProperty,
  Observations: createObservation,
  FeaturesOfInterest: createFeature,
}

/** Changes an entity: PATCH gives some properties, PUT (`whole`) all of them (OGC 18-088, 10.3). */
export async function changeEntity(
  writing: Writing,
  set: EntitySet,
  row: Row,
  body: Body,
  whole: boolean,
): Promise<void> {
  requireFree(set, row)
  const id = row[set.key.column] as string
  const named = body['@iot.id'] ?? body.id
  if (named !== undefined && named !== null && String(named) !== String(id))
    throw invalid('/body/@iot.id', '不能修改 @iot.id')
  await change(writing, set, row, id, body, whole)
  const names = Object.keys(body).filter((name) => name in set.properties || name in set.links)
  if (set.name !== 'Observations') writing.touched(set.name, id, names)
}

async function change(
  writing: Writing,
  set: EntitySet,
  row: Row,
  id: string,
  body: Body,
  whole: boolean,
): Promise<void> {
  switch (set.name) {
    case 'Things':
      return changeThing(writing, id, body, whole)
    case 'Locations':
      return changeLocation(writing, id, body, whole)
    case 'HistoricalLocations':
      return changeHistoricalLocation(writing, id, body, whole)
    case 'Datastreams':
    case 'MultiDatastreams':
      return changeStream(writing, Number(id), body, whole, set.name === 'MultiDatastreams')
    case 'FeaturesOfInterest':
      return changeFeature(writing, id, body, whole)
    case 'Observations':
      return changeObservation(writing, row, body, whole)
    case 'Sensors': {
      const columns = readFields(set, body, whole)
      const metadata = typeof body.metadata === 'string' ? { metadata: body.metadata } : {}
      return updateRow(writing.tx, 'sensor', id, { ...columns, ...metadata })
    }
    default:
      return updateRow(writing.tx, 'observed_property', id, readFields(set, body, whole))
  }
}
