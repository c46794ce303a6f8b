import type { ProtocolElement, ProtocolId } from '@civitas/contract'
import type { Config } from '../../../../kernel/config.ts'
import type { Gateway } from './gateway.ts'

/** What a listener has cut out of a stream: whole frames, what may still grow, and bytes that are none of both. */
export interface Cut {
  frames: Buffer[]
  rest: Buffer
  noise: Buffer | null
}

/** One conversation with a device: a TCP connection, or a UDP peer for as long as it speaks. */
export interface Link {
  readonly remote: string
  send(frame: Buffer): void
  end(): void
  /** Called once when the conversation is over. */
  onClose(act: () => void): void
}

/** Takes in one frame at a time; throws `Undecodable` when it cannot. */
export type Converse = (frame: Buffer) => Promise<void>

/** A device protocol: how it is cut, what is said. */
export interface Protocol {
  readonly id: ProtocolId
  readonly title: string
  readonly standard: string
  readonly transports: ReadonlyArray<'tcp' | 'udp'>
  readonly setting: keyof Config & string
  readonly addressName: string
  readonly secretName: string | null
  readonly elements: readonly ProtocolElement[]
  /** Bytes that may wait for their end; more are thrown away. */
  readonly largestFrame: number
  readonly cut: (buffer: Buffer) => Cut
  readonly open: (gateway: Gateway, link: Link) => Converse
}

/** A value on its way to a datastream. */
export interface DeviceValue {
  /** Names a binding may map it by, the most exact first. */
  names: readonly string[]
  /** Code in the protocol’s standard table; null when only a binding can say where it goes. */
  standard: string | null
  timeMs: number
  /** Null: the device says it has none. */
  value: number | null
  /** Whether it suits a datastream read every so many seconds; absent: any. */
  suits?: (periodSeconds: number) => boolean
}

/** A position on its way to the tracks; degrees WGS-84 (CGCS2000 within decimetres), km/h, degrees from north, metres. */
export interface DevicePosition {
  timeMs: number
  lon: number
  lat: number
  speedKmH: number | null
  headingDeg: number | null
  altitudeM: number | null
  /** Status bits as the protocol gives them. */
  status: number
}
