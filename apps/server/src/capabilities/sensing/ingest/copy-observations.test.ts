import { expect, it } from 'vitest'
import { encodeBatch } from './copy-observations.ts'
import { toBatch } from './reading-batch.ts'

it('encodes times, numbers and null as PostgreSQL reads them', () => {
  const receivedMs = Date.UTC(2025, 5, 1)
  const timeMs = Date.UTC(1999, 11, 31, 23, 59, 59, 999)
  const bytes = encodeBatch(
    toBatch([
      { datastreamId: 7, timeMs, result: 1.5, quality: 2, receivedMs },
      { datastreamId: 8, timeMs: receivedMs, result: null, quality: 8, receivedMs },
    ]),
  )
  expect(bytes.readInt16BE(19)).toBe(5)
  expect(bytes.readInt32BE(25)).toBe(7)
  expect(bytes.readBigInt64BE(33)).toBe(-1000n)
  expect(bytes.readDoubleBE(45)).toBe(1.5)
  expect(bytes.readInt16BE(57)).toBe(2)
  expect(bytes.readBigInt64BE(63)).toBe(BigInt(receivedMs - Date.UTC(2000, 0, 1)) * 1000n)
  expect(bytes.readInt32BE(71 + 2 + 8 + 12)).toBe(-1)
  expect(bytes.readInt16BE(bytes.length - 2)).toBe(-1)
})
