import type { TObject } from 'typebox'
import type { DerivedValue, SeriesByDatastream } from './series.ts'
import type { LocalText } from './text.ts'

/** One measured quantity of a device model. */
export type Datastream = {
  /** Short id, unique within the thing type over measured and derived datastreams; also its name on MQTT. */
  readonly id: string
  readonly title: LocalText
  /** UCUM code of `units.ts`. */
  readonly unit: string
  readonly observedProperty: { readonly id: string; readonly title: LocalText; readonly definition?: string }
  /** Readings outside are kept and marked 超量程, and take no part in rules and indicators. */
  readonly range: { readonly min: number; readonly max: number }
  /** A change larger than `amount` within this time marks the reading 突变; it still counts. */
  readonly jump?: { readonly amount: number; readonly withinSeconds: number }
  /** How often a reading is expected. */
  readonly periodSeconds: number
}

/**
 * A datastream the platform computes from others of the same Thing.
 *
 * `compute` is pure. `series` holds at least the readings with `atTime − lookbackHours < time ≤ atTime`; it may hold more
 * on both sides, which compute must ignore, so that a caller can hand over one long array again and again.
 * It is called once per distinct `atTime` after a batch, and again when a late reading falls into its lookback; the
 * new result replaces the old one. A null result is not stored as an Observation.
 */
export type DerivedDatastream = {
  readonly id: string
  readonly title: LocalText
  readonly unit: string
  readonly observedProperty: { readonly id: string; readonly title: LocalText; readonly definition?: string }
  readonly range?: { readonly min: number; readonly max: number }
  /** Ids of measured datastreams of the same thing type. */
  readonly from: readonly string[]
  readonly lookbackHours: number
  /**
   * When it is computed. `reading`: at the time of each source reading. `hour`: at each whole hour that carries a
   * source reading (atTime is that hour). `day`: at 24:00 Asia/Shanghai of each day with a source reading
   * (atTime is 00:00 of the next day, and is the phenomenon time of the result; the readings used are before it).
   */
  readonly at: 'reading' | 'hour' | 'day'
  /** Pure. `atTime` in milliseconds since 1970. */
  readonly compute: (series: SeriesByDatastream, atTime: number) => DerivedValue
}

/** Something a device can be told to do. `dangerous` commands need a person's confirmation. Carried out later. */
export type Command = {
  readonly id: string
  readonly title: LocalText
  readonly parameters?: TObject
  readonly dangerous?: boolean
}

/** What a simulated device sees when it makes its next readings. */
export type SimulationInput = {
  /** Numbers that drive the city, given by the phase of the scenario (`rain_mm_h`, `temperature_c` …). */
  readonly drivers: Readonly<Record<string, number>>
  /** Attributes of the Thing's entity. */
  readonly attributes: Readonly<Record<string, unknown>>
  /** Readings this device made last, by datastream id; empty at the start. */
  readonly previous: Readonly<Record<string, number>>
  /** Minutes of city time since the previous readings. */
  readonly stepMinutes: number
  /** City time in milliseconds since 1970. */
  readonly time: number
  /** Deterministic uniform random number in [0, 1). */
  readonly random: () => number
}

/**
 * A device model. Carried out today: datastreams, derived datastreams, heartbeat, simulation.
 * Later: commands, payload decoders.
 */
export type ThingType = {
  readonly id: string
  readonly title: LocalText
  readonly description?: LocalText
  /** The register whose entities these devices are (a Thing is an Entity). */
  readonly entityType: string
  readonly datastreams: readonly Datastream[]
  readonly derived?: readonly DerivedDatastream[]
  /** A device silent for longer is offline. */
  readonly heartbeatSeconds: number
  readonly commands?: readonly Command[]
  /** Turns a vendor's payload into readings by datastream id. Pure; throws on a payload it cannot read. Later. */
  readonly decode?: (payload: Uint8Array) => Readonly<Record<string, number | null>>
  /** Pure: the next readings of a simulated device, by datastream id; a datastream left out sends nothing. */
  readonly simulate?: (input: SimulationInput) => Readonly<Record<string, number>>
}
