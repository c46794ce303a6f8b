import { Undecodable } from '../../ingest/decode-readings.ts'
import { readTime } from './codec.ts'

/** Types of application data this side takes values from (GB/T 26875.3-2011, 8.1.1, table 3). */
export const dataTypes = {
  systemState: 1,
  componentState: 2,
  componentValue: 3,
  transmitterState: 21,
} as const

/** One information object: bits of state, or a measured value, of a system or component. */
export interface FireObject {
  type: number
  /** `system.address` or `system.address.component.number`; null is the transmitter itself. */
  of: string | null
  timeMs: number
  state: number | null
  /** Kind of measured value (8.2.1.3, table 8), and its number in the unit of that table. */
  measured: { kind: number; value: number } | null
}

/** Bytes of an object by type, with its time. */
const sizes: Readonly<Record<number, number>> = { 1: 10, 2: 46, 3: 16, 21: 7 }

/** Steps of measured values by kind (table 8). */
const steps: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 0.01, 3: 0.1, 4: 0.1, 5: 0.1, 6: 0.1, 7: 1, 8: 0.1, 9: 0.1, 10: 0.1, 11: 0.1, 12: 1 },
}

/** Reads the objects of application data (7); an empty list for types that carry no values. */
export function readFireObjects(data: Buffer): FireObject[] {
  const [type, count] = [data[0], data[1]]
  if (type === undefined || count === undefined) throw new Undecodable('malformed', '应用数据单元过短')
  const size = sizes[type]
  if (size === undefined) return []
  if (data.length < 2 + size * count)
    throw new Undecodable('malformed', `应有 ${count} 个信息对象，数据不完整`)
  return Array.from({ length: count }, (_, i) =>
    readObject(type, data.subarray(2 + i * size, 2 + (i + 1) * size)),
  )
}

function readObject(type: number, bytes: Buffer): FireObject {
  const timeMs = readTime(bytes, bytes.length - 6)
  const system = `${bytes[0]}.${bytes[1]}`
  const component = () => `${system}.${bytes[2]}.${bytes.readUInt32LE(3)}`
  switch (type) {
    case dataTypes.systemState:
      return { type, of: system, timeMs, state: bytes.readUInt16LE(2), measured: null }
    case dataTypes.componentState:
      return { type, of: component(), timeMs, state: bytes.readUInt16LE(7), measured: null }
    case dataTypes.componentValue: {
      const kind = bytes[7] as number
      const value = Math.round(bytes.readInt16LE(8) * (steps[kind] ?? 1) * 100) / 100
      return { type, of: component(), timeMs, state: null, measured: { kind, value } }
    }
    default:
      return { type, of: null, timeMs, state: bytes[0] as number, measured: null }
  }
}
