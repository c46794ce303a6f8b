/** One entity set of SensorThings: its rows are a SQL select, its links are conditions on another set’s rows. */
export interface EntitySet {
  /** `Things` */
  readonly name: string
  /** `Thing` */
  readonly single: string
  /** Property names with the column that holds them and how they are compared. */
  readonly properties: Readonly<Record<string, Property>>
  /** Names of links with the set they lead to. */
  readonly links: Readonly<Record<string, Link>>
  /** View its rows are in. */
  readonly view: string
  /** Column of its key, and how the key is written in an address. */
  readonly key: { readonly column: string; readonly kind: 'uuid' | 'integer' | 'text' }
  /** Default order. */
  readonly order: string
}

export interface Property {
  readonly column: string
  readonly kind: 'text' | 'number' | 'time' | 'json' | 'id'
}

export interface Link {
  readonly to: string
  readonly many: boolean
  /** Column of the linked rows, and column of this set’s row it must equal. */
  readonly column: string
  readonly equals: string
}

const text = (column: string): Property => ({ column, kind: 'text' })
const number = (column: string): Property => ({ column, kind: 'number' })
const time = (column: string): Property => ({ column, kind: 'time' })
const json = (column: string): Property => ({ column, kind: 'json' })
const id = (column: string): Property => ({ column, kind: 'id' })

/**
 * The sets this slice serves (OGC 18-088, 8.2). Things and their places come from `sensing.thing`; a Sensor and an
 * ObservedProperty are those of the declared device models, so their rows are made from the domains at start.
 */
export const entitySets: Readonly<Record<string, EntitySet>> = {
  Things: {
    name: 'Things',
    view: 'sensing.sta_things',
    key: { column: 'id', kind: 'uuid' },
    single: 'Thing',
    properties: {
      '@iot.id': id('id'),
      name: text('name'),
      description: text('description'),
      properties: json('properties'),
    },
    links: {
      Datastreams: { to: 'Datastreams', many: true, column: 'thing_id', equals: 'id' },
      Locations: { to: 'Locations', many: true, column: 'id', equals: 'id' },
    },
    order: 'name',
  },
  Locations: {
    name: 'Locations',
    view: 'sensing.sta_locations',
    key: { column: 'id', kind: 'uuid' },
    single: 'Location',
    properties: {
      '@iot.id': id('id'),
      name: text('name'),
      description: text('description'),
      encodingType: text('encoding_type'),
      location: json('location'),
    },
    links: { Things: { to: 'Things', many: true, column: 'id', equals: 'id' } },
    order: 'name',
  },
  Datastreams: {
    name: 'Datastreams',
    view: 'sensing.sta_datastreams',
    key: { column: 'id', kind: 'integer' },
    single: 'Datastream',
    properties: {
      '@iot.id': number('id'),
      name: text('name'),
      description: text('description'),
      observationType: text('observation_type'),
      unitOfMeasurement: json('unit_of_measurement'),
      properties: json('properties'),
    },
    links: {
      Thing: { to: 'Things', many: false, column: 'id', equals: 'thing_id' },
      Sensor: { to: 'Sensors', many: false, column: 'id', equals: 'sensor_id' },
      ObservedProperty: {
        to: 'ObservedProperties',
        many: false,
        column: 'id',
        equals: 'observed_property_id',
      },
      Observations: { to: 'Observations', many: true, column: 'datastream_id', equals: 'id' },
    },
    order: 'id',
  },
  Sensors: {
    name: 'Sensors',
    view: 'sensing.sta_sensors',
    key: { column: 'id', kind: 'text' },
    single: 'Sensor',
    properties: {
      '@iot.id': id('id'),
      name: text('name'),
      description: text('description'),
      encodingType: text('encoding_type'),
      metadata: text('metadata'),
    },
    links: { Datastreams: { to: 'Datastreams', many: true, column: 'sensor_id', equals: 'id' } },
    order: 'id',
  },
  ObservedProperties: {
    name: 'ObservedProperties',
    view: 'sensing.sta_observed_properties',
    key: { column: 'id', kind: 'text' },
    single: 'ObservedProperty',
    properties: {
      '@iot.id': id('id'),
      name: text('name'),
      definition: text('definition'),
      description: text('description'),
    },
    links: { Datastreams: { to: 'Datastreams', many: true, column: 'observed_property_id', equals: 'id' } },
    order: 'id',
  },
  Observations: {
    name: 'Observations',
    view: 'sensing.sta_observations',
    key: { column: 'iot_id', kind: 'text' },
    single: 'Observation',
    properties: {
      '@iot.id': id('iot_id'),
      phenomenonTime: time('phenomenon_time'),
      resultTime: time('received_time'),
      result: number('result'),
      resultQuality: number('quality'),
      parameters: json('parameters'),
    },
    links: {
      Datastream: { to: 'Datastreams', many: false, column: 'id', equals: 'datastream_id' },
      FeatureOfInterest: { to: 'FeaturesOfInterest', many: false, column: 'id', equals: 'thing_id' },
    },
    order: 'phenomenon_time DESC',
  },
  FeaturesOfInterest: {
    name: 'FeaturesOfInterest',
    view: 'sensing.sta_features_of_interest',
    key: { column: 'id', kind: 'uuid' },
    single: 'FeatureOfInterest',
    properties: {
      '@iot.id': id('id'),
      name: text('name'),
      description: text('description'),
      encodingType: text('encoding_type'),
      feature: json('feature'),
    },
    links: { Observations: { to: 'Observations', many: true, column: 'thing_id', equals: 'id' } },
    order: 'name',
  },
}
