import { Undecodable } from '../../ingest/decode-readings.ts'
import type { Reply } from './exchange.ts'

/** Largest body put together, bytes, and transfers of one peer under way at once. */
export const blockLimits = { bytes: 256 * 1024, transfers: 4 }

type Taken = { reply: Reply } | { payload: Buffer; block: Buffer | null }

/** Puts bodies together that come in blocks (RFC 7959, 2: Block1). */
export function createBlocks() {
  const open = new Map<string, { parts: Buffer[]; bytes: number }>()
  return {
    /** The whole body once the last block is there; until then what to answer. */
    take: (option: Buffer | undefined, path: string, payload: Buffer): Taken => {
      if (!option) return { payload, block: null }
      const { number, more, size } = readBlock(option)
      // Tokens may change from block to block (RFC 7959, 3.4), so the resource names the transfer.
      const held = number === 0 ? { parts: [], bytes: 0 } : open.get(path)
      if (!held || held.bytes !== number * size) {
        open.delete(path)
        return { reply: { code: '4.08', payload: '缺少前面的数据块' } }
      }
      if (more && payload.length !== size) throw new Undecodable('malformed', `数据块应为 ${size} 字节`)
      held.parts.push(Buffer.from(payload))
      held.bytes += payload.length
      open.delete(path)
      if (held.bytes > blockLimits.bytes)
        throw new Undecodable('too-large', `正文超过 ${blockLimits.bytes} 字节`)
      if (!more) return { payload: Buffer.concat(held.parts), block: option }
      open.set(path, held)
      if (open.size > blockLimits.transfers) open.delete(open.keys().next().value as string)
      return { reply: { code: '2.31', payload: '', block: option } }
    },
  }
}

/** NUM, M and SZX of a block option (RFC 7959, 2.2). */
function readBlock(option: Buffer): { number: number; more: boolean; size: number } {
  if (option.length > 3) throw new Undecodable('malformed', 'Block1 选项过长')
  const value = option.length === 0 ? 0 : option.readUIntBE(0, option.length)
  const exponent = value & 7
  if (exponent === 7) throw new Undecodable('malformed', 'Block1 块大小无效')
  return { number: value >> 4, more: (value & 8) !== 0, size: 2 ** (exponent + 4) }
}
