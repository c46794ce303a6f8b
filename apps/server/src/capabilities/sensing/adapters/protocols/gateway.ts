import type { ProtocolId } from '@civitas/contract'
import type { Kernel } from '../../../../kernel/kernel.ts'
import type { Delivery } from '../../commands/deliver.ts'
import type { DatastreamIndex, DatastreamMeta, ThingMeta } from '../../datastreams/datastream-index.ts'
import { decodeTime, type RejectionReason, Undecodable } from '../../ingest/decode-readings.ts'
import type { Reading, Recorder } from '../../ingest/record-observations.ts'
import type { Rejections } from '../../ingest/rejections.ts'
import type { ThingModels } from '../../models/registry.ts'
import type { Credentials } from '../../things/credentials.ts'
import type { ThingsSeen } from '../../things/things-seen.ts'
import type { PositionRecorder } from '../../tracks/record-positions.ts'
import type { Platforms } from '../jt809/platforms.ts'
import { type Binding, type Bindings, isFromHome, isSecret } from './bindings.ts'
import type { Downlink } from './downlink.ts'
import type { DevicePosition, DeviceValue, Protocol } from './protocol.ts'

export interface GatewayParts {
  kernel: Kernel
  index: DatastreamIndex
  models: ThingModels
  recorder: Recorder
  rejections: Rejections
  credentials: Credentials
  seen: ThingsSeen
  positions: PositionRecorder
  bindings: Bindings
  platforms: Platforms
  downlink: Downlink
  delivery: Delivery
}

/** What became of the frames of a protocol since the process started. */
export interface ProtocolCounts {
  connections: number
  framesReceived: number
  framesRefused: number
  valuesUnmapped: number
  lastFrameMs: number
}

/** What a protocol may ask of the platform. */
export interface Gateway {
  readonly protocol: ProtocolId
  readonly counts: ProtocolCounts
  readonly parts: GatewayParts
  nowMs(): number
  /** The device that calls itself so, from an address it may come from; throws `Undecodable` otherwise. */
  admit(address: string, remote: string): Binding
  /** As `admit`, and its secret must be right where the binding has one. */
  authenticate(address: string, secret: string | null, remote: string): Binding
  /** Resolves once everything is durable; what no datastream takes is counted. */
  accept(
    binding: Binding,
    values: readonly DeviceValue[],
    positions?: readonly DevicePosition[],
  ): Promise<void>
  refuse(
    reason: RejectionReason,
    detail: string,
    payload: Buffer | string,
    remote: string,
    address?: string,
  ): void
}

export function createGateway(parts: GatewayParts, protocol: Protocol): Gateway {
  const { kernel, index, bindings } = parts
  const counts = { connections: 0, framesReceived: 0, framesRefused: 0, valuesUnmapped: 0, lastFrameMs: 0 }
  const nowMs = () => kernel.clock.now().getTime()
  const admit = (address: string, remote: string) => {
    const binding = bindings.find(protocol.id, address)
    const thing = binding && index.findThing(binding.thingId)
    if (!binding || !thing) throw new Undecodable('unknown-thing', `未绑定的设备 ${address.slice(0, 100)}`)
    if (!isFromHome(binding, remote))
      throw new Undecodable('wrong-credentials', `设备 ${address} 不得从 ${remote} 接入`)
    if (thing.quarantined) throw new Undecodable('quarantined', `设备 ${thing.reference} 已隔离`)
    bindings.see(binding, nowMs())
    parts.seen.see(thing.id, nowMs())
    return binding
  }
  return {
    ...{ protocol: protocol.id, counts, parts, nowMs, admit },
    authenticate: (address, secret, remote) => {
      const binding = admit(address, remote)
      if (binding.secretHash !== null && !isSecret(binding.secretHash, secret))
        throw new Undecodable('wrong-credentials', `设备 ${address} 的${protocol.secretName ?? '口令'}不正确`)
      return binding
    },
    accept: async (binding, values, positions = []) => {
      const thing = index.findThing(binding.thingId)
      if (!thing) throw new Undecodable('unknown-thing', `设备 ${binding.address} 已注销`)
      const fresh = positions.filter((one) => isPlausible(one, nowMs()))
      if (fresh.length > 0)
        await parts.positions.record([{ entityId: thing.id, source: protocol.id, positions: fresh }])
      const readings = values.flatMap(
        (value) => toReading(parts, protocol, binding, thing, value, nowMs()) ?? [],
      )
      counts.valuesUnmapped += values.length - readings.length
      if (readings.length > 0) await parts.recorder.record(readings)
    },
    refuse: (reason, detail, payload, remote, address) => {
      counts.framesRefused += 1
      parts.rejections.add({
        ...{ reason, detail, payload, protocol: protocol.id, clientId: remote },
        ...{ credentialName: address ?? null, topic: null },
      })
    },
  }
}

function isPlausible({ lon, lat, timeMs }: DevicePosition, nowMs: number): boolean {
  const inside = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && !(lon === 0 && lat === 0)
  return inside && timeMs > 0 && timeMs < nowMs + 24 * 3_600_000
}

function toReading(
  parts: GatewayParts,
  protocol: Protocol,
  binding: Binding,
  thing: ThingMeta,
  value: DeviceValue,
  nowMs: number,
): Reading | null {
  const mapped = value.names.map((name) => binding.mappings.get(name)).find((one) => one !== undefined)
  const stream = mapped
    ? findStream(thing, [mapped.property])
    : findStandardStream(parts, protocol, thing, value)
  if (!stream || stream.derived) return null
  const result = value.value === null ? null : value.value * (mapped?.multiply ?? 1)
  if (result !== null && !Number.isFinite(result)) return null
  return {
    datastreamId: stream.id,
    timeMs: decodeTime(new Date(value.timeMs).toISOString(), nowMs),
    result,
  }
}

function findStream(thing: ThingMeta, properties: readonly string[]): DatastreamMeta | undefined {
  for (const property of properties) {
    const stream = thing.datastreams.find((one) => one.property === property)
    if (stream) return stream
  }
  return undefined
}

function findStandardStream(
  { models }: GatewayParts,
  protocol: Protocol,
  thing: ThingMeta,
  { standard, suits }: DeviceValue,
): DatastreamMeta | undefined {
  const element = protocol.elements.find((one) => one.code === standard)
  const stream = element && findStream(thing, element.properties)
  if (!stream || !suits) return stream
  const declared = models
    .findThingType(thing.thingType)
    ?.datastreams.find((one) => one.id === stream.property)
  return suits(declared?.periodSeconds ?? 0) ? stream : undefined
}
