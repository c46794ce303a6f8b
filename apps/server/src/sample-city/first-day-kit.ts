import { crc32, deflateSync } from 'node:zlib'
import type { Client } from '@civitas/sdk'
import type { Cast } from './cast.ts'

const players = ['admin', 'leader', 'duty', 'district', 'grid', 'inspector', 'citizen'] as const

/** The people who play the first day. */
export type Players = Record<(typeof players)[number], Client>

/** Those of the cast who play the first day, signed in. */
export async function callPlayers(cast: Cast): Promise<Players> {
  const called: Partial<Players> = {}
  for (const account of players) called[account] = await cast(account)
  return called as Players
}

/** A picture to stand for a photo of a place: sky, street and a patch, different for every number; PNG in Base64. */
export function drawPhoto(number: number): string {
  const [width, height] = [240, 180]
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3
      const isPatch = (x - 60 - ((number * 37) % 120)) ** 2 + (y - 130) ** 2 * 3 < 900
      const grey = y < 80 ? 190 + Math.round(y / 4) : 120 + ((x * 7 + y * 13 + number) % 9)
      const [r, g, b] = isPatch ? [92, 74, 58] : y < 80 ? [grey - 30, grey - 8, grey] : [grey, grey, grey - 4]
      rows.set([r, g, b], at)
    }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [
    chunkOf('IHDR', header),
    chunkOf('IDAT', deflateSync(rows)),
    chunkOf('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([signature, ...parts]).toString('base64')
}

function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  size.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body) >>> 0)
  return Buffer.concat([size, body, sum])
}
