/** One entity set of SensorThings: its rows are those of a view, its links are conditions on another set’s rows. */
export interface EntitySet {
  /** `Things` */
  readonly name: string
  /** `Thing` */
  readonly single: string
  readonly properties: Readonly<Record<string, Property>>
  /** Names of links with the set they lead to. */
  readonly links: Readonly<Record<string, Link>>
  /** View its rows are in. */
  readonly view: string
  /** Column of its key, and how the key is written in an address. */
  readonly key: { readonly column: string; readonly kind: 'uuid' | 'integer' | 'text' | 'observation' }
  /** Columns of the default order; they name one row. */
  readonly order: readonly string[]
  /** Whether rows lie in a division, by which the caller’s scope is judged. Models of devices lie in none. */
  readonly scoped: boolean
}

/**
 * How a property is stored. `span` is an instant or an interval in two columns; `range` is computed over the
 * Observations of a datastream; `result` is a number in one column, anything else in `result_json`.
 */
export interface Property {
  readonly kind: 'id' | 'text' | 'time' | 'span' | 'range' | 'json' | 'geometry' | 'result'
  readonly column: string
  /** Second column of a `span`. */
  readonly end?: string
}

export interface Link {
  readonly to: string
  readonly many: boolean
  /** Column of this set’s row, and its type, that the linked rows depend on. */
  readonly from: string
  readonly type: 'uuid' | 'int' | 'text'
  /** SQL condition on a linked row `t`; `k` is the value of `from`. */
  readonly on: (t: string, k: string) => string
  /** Order of the linked rows where the link has one of its own. */
  readonly order?: (t: string, k: string) => string
}

const id = (column = 'id'): Property => ({ kind: 'id', column })
const text = (column: string): Property => ({ kind: 'text', column })
const json = (column: string): Property => ({ kind: 'json', column })
const geometry = (column: string): Property => ({ kind: 'geometry', column })
const equal =
  (column: string): Link['on'] =>
  (t, k) =>
    `${t}.${column} = ${k}`

function one(to: string, from: string, type: Link['type']): Link {
  return { to, many: false, from, type, on: equal('id') }
}

function many(to: string, column: string, type: Link['type']): Link {
  return { to, many: true, from: 'id', type, on: equal(column) }
}

/** Links through a table of pairs: rows whose id stands beside `k`. */
function through(to: string, table: string, column: string, beside: string, type: Link['type']): Link {
  const on: Link['on'] = (t, k) =>
    `${t}.id IN (SELECT p.${column} FROM sensing.${table} p WHERE p.${beside} = ${k})`
  return { to, many: true, from: 'id', type, on }
}

const named = { '@iot.id': id(), name: text('name'), description: text('description') }
const keyed = { key: { column: 'id', kind: 'uuid' }, order: ['id'], scoped: true } as const

function streamLinks(): Record<string, Link> {
  return {
    Thing: one('Things', 'thing_id', 'uuid'),
    Sensor: one('Sensors', 'sensor_id', 'text'),
    Observations: many('Observations', 'datastream_id', 'int'),
  }
}

const streamProperties = {
  observedArea: geometry('observed_area'),
  phenomenonTime: { kind: 'range', column: 'phenomenon' },
  resultTime: { kind: 'range', column: 'result' },
  properties: json('properties'),
} as const satisfies Record<string, Property>

const sets: readonly EntitySet[] = [
  {
    ...keyed,
    name: 'Things',
    single: 'Thing',
    view: 'sensing.sta_things',
    properties: { ...named, properties: json('properties') },
    links: {
      Locations: through('Locations', 'sta_thing_locations', 'location_id', 'thing_id', 'uuid'),
      HistoricalLocations: many('HistoricalLocations', 'thing_id', 'uuid'),
      Datastreams: many('Datastreams', 'thing_id', 'uuid'),
      MultiDatastreams: many('MultiDatastreams', 'thing_id', 'uuid'),
    },
  },
  {
    ...keyed,
    name: 'Locations',
    single: 'Location',
    view: 'sensing.sta_locations',
    properties: {
      ...named,
      encodingType: text('encoding_type'),
      location: geometry('location'),
      properties: json('properties'),
    },
    links: {
      Things: through('Things', 'sta_thing_locations', 'thing_id', 'location_id', 'uuid'),
      HistoricalLocations: through(
        'HistoricalLocations',
        'historical_location_place',
        'historical_location_id',
        'location_id',
        'uuid',
      ),
    },
  },
  {
    ...keyed,
    name: 'HistoricalLocations',
    single: 'HistoricalLocation',
    view: 'sensing.sta_historical_locations',
    properties: { '@iot.id': id(), time: { kind: 'time', column: 'time' } },
    links: {
      Thing: one('Things', 'thing_id', 'uuid'),
      Locations: through(
        'Locations',
        'historical_location_place',
        'location_id',
        'historical_location_id',
        'uuid',
      ),
    },
  },
  {
    ...keyed,
    name: 'Datastreams',
    single: 'Datastream',
    view: 'sensing.sta_datastreams',
    key: { column: 'id', kind: 'integer' },
    properties: {
      ...named,
      observationType: text('observation_type'),
      unitOfMeasurement: json('unit_of_measurement'),
      ...streamProperties,
    },
    links: { ...streamLinks(), ObservedProperty: one('ObservedProperties', 'observed_property_id', 'text') },
  },
  {
    ...keyed,
    name: 'MultiDatastreams',
    single: 'MultiDatastream',
    view: 'sensing.sta_multi_datastreams',
    key: { column: 'id', kind: 'integer' },
    properties: {
      ...named,
      observationType: text('observation_type'),
      multiObservationDataTypes: json('multi_types'),
      unitOfMeasurements: json('unit_of_measurement'),
      ...streamProperties,
    },
    links: {
      ...streamLinks(),
      ObservedProperties: {
        ...through(
          'ObservedProperties',
          'multi_observed_property',
          'observed_property_id',
          'datastream_id',
          'int',
        ),
        order: (t, k) =>
          `(SELECT min(p.rank) FROM sensing.multi_observed_property p WHERE p.datastream_id = ${k} AND p.observed_property_id = ${t}.id)`,
      },
    },
  },
  {
    ...keyed,
    name: 'Sensors',
    single: 'Sensor',
    view: 'sensing.sta_sensors',
    key: { column: 'id', kind: 'text' },
    scoped: false,
    properties: {
      ...named,
      encodingType: text('encoding_type'),
      metadata: json('metadata'),
      properties: json('properties'),
    },
    links: {
      Datastreams: many('Datastreams', 'sensor_id', 'text'),
      MultiDatastreams: many('MultiDatastreams', 'sensor_id', 'text'),
    },
  },
  {
    ...keyed,
    name: 'ObservedProperties',
    single: 'ObservedProperty',
    view: 'sensing.sta_observed_properties',
    key: { column: 'id', kind: 'text' },
    scoped: false,
    properties: { ...named, definition: text('definition'), properties: json('properties') },
    links: {
      Datastreams: many('Datastreams', 'observed_property_id', 'text'),
      MultiDatastreams: through(
        'MultiDatastreams',
        'multi_observed_property',
        'datastream_id',
        'observed_property_id',
        'text',
      ),
    },
  },
  {
    name: 'Observations',
    single: 'Observation',
    view: 'sensing.sta_observations',
    key: { column: 'iot_id', kind: 'observation' },
    order: ['datastream_id', 'phenomenon_time'],
    scoped: true,
    properties: {
      '@iot.id': id('iot_id'),
      phenomenonTime: { kind: 'span', column: 'phenomenon_time', end: 'phenomenon_end' },
      resultTime: { kind: 'time', column: 'result_time' },
      result: { kind: 'result', column: 'result' },
      resultQuality: json('result_quality'),
      validTime: { kind: 'span', column: 'valid_start', end: 'valid_end' },
      parameters: json('parameters'),
    },
    links: {
      Datastream: one('Datastreams', 'datastream_id', 'int'),
      MultiDatastream: one('MultiDatastreams', 'datastream_id', 'int'),
      FeatureOfInterest: one('FeaturesOfInterest', 'feature_id', 'uuid'),
    },
  },
  {
    ...keyed,
    name: 'FeaturesOfInterest',
    single: 'FeatureOfInterest',
    view: 'sensing.sta_features_of_interest',
    properties: {
      ...named,
      encodingType: text('encoding_type'),
      feature: geometry('feature'),
      properties: json('properties'),
    },
    links: {
      Observations: {
        to: 'Observations',
        many: true,
        from: 'id',
        type: 'uuid',
        // Two ways in, each with an index: told by the Observation, or implied by the Thing that measures.
        on: (t, k) =>
          `(${t}.datastream_id, ${t}.phenomenon_time) IN (SELECT f.datastream_id, f.phenomenon_time FROM sensing.observation_detail f WHERE f.feature_id = ${k}
            UNION ALL SELECT f.datastream_id, f.phenomenon_time FROM sensing.datastream s JOIN sensing.observation f ON f.datastream_id = s.id
              WHERE s.thing_id = ${k} AND NOT EXISTS (SELECT FROM sensing.observation_detail e WHERE e.datastream_id = f.datastream_id
                AND e.phenomenon_time = f.phenomenon_time AND e.feature_id IS NOT NULL))`,
      },
    },
  },
]

/** The sets of OGC 18-088, 8.2 and 8.3 (MultiDatastream), by name. */
export const entitySets: Readonly<Record<string, EntitySet>> = Object.fromEntries(
  sets.map((set) => [set.name, set]),
)

/** The set of this name; used where the name is known to be one. */
export function getSet(name: string): EntitySet {
  const set = entitySets[name]
  if (!set) throw new Error(`no entity set ${name}`)
  return set
}
