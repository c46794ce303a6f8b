import { expect, it } from 'vitest'
import { readDbf } from './dbf.ts'

/** A table of three columns and three records, the second deleted. */
function table(texts: Buffer[], driver: number): Buffer {
  const header = Buffer.alloc(32 + 3 * 32 + 1)
  header[0] = 3
  header.writeUInt32LE(3, 4)
  header.writeUInt16LE(header.length, 8)
  header.writeUInt16LE(1 + 8 + 4 + 8, 10)
  header[29] = driver
  const columns = [
    ['NAME', 'C', 8],
    ['N', 'N', 4],
    ['DAY', 'D', 8],
  ] as const
  for (const [at, [name, type, length]] of columns.entries()) {
    header.write(name, 32 + at * 32)
    header.write(type, 32 + at * 32 + 11)
    header[32 + at * 32 + 16] = length
  }
  header[header.length - 1] = 0x0d
  const records = texts.map((text, at) =>
    Buffer.concat([
      Buffer.from(at === 1 ? '*' : ' '),
      Buffer.concat([text, Buffer.alloc(8, ' ')], 8),
      Buffer.from(at === 0 ? ' 1.5' : '****'),
      Buffer.from(at === 0 ? '20250603' : '        '),
    ]),
  )
  return Buffer.concat([header, ...records])
}

const chinese = Buffer.from([0xd4, 0xc6, 0xb4, 0xa8])

it('reads texts by the code page that is said, by the driver, or by what they are', () => {
  const first = { NAME: '云川', N: '1.5', DAY: '2025-06-03' }
  const last = { NAME: '云川', N: null, DAY: null }
  const gbk = [chinese, chinese, chinese]
  const utf8 = gbk.map(() => Buffer.from('云川'))
  expect(readDbf(table(gbk, 0), 'GBK')).toEqual([first, null, last])
  expect(readDbf(table(gbk, 77), null)).toEqual([first, null, last])
  expect(readDbf(table(gbk, 0), null)).toEqual([first, null, last])
  expect(readDbf(table(utf8, 0), null)).toEqual([first, null, last])
  expect(readDbf(table(utf8, 0), 'UTF-8\r\n')).toEqual([first, null, last])
  expect(() => readDbf(table(gbk, 0), 'KOI8-R')).toThrow('不支持的编码')
})

it('tells a table that was cut', () => {
  const whole = table([chinese, chinese, chinese], 77)
  expect(() => readDbf(whole.subarray(0, whole.length - 5), null)).toThrow('不完整')
})
