import { describe, expect, it } from 'vitest'
import { cutJt808, decodeJt808, encodeJt808, unescapeBytes } from './codec.ts'
import { readAuthentication, readLocation, readLocationBatch, readRegistration } from './messages.ts'

/** Frames of public parsers’ own tests (go-jt808, JT808 for .NET, xtream-codec). */
const frames = {
  register2013:
    '7e0100002d0144199999990001000b0065373034343358485830303030320000000000000000000000006964303030303301d4c1413138383838927e',
  authenticate2013: '7e0102000b01234567890100003137323939383431373338b57e',
  authenticate2019:
    '7e0102402f010000000001729984173800000b3137323939383431373338313233343536373839303132333435332e372e31350000000000000000000000000000227e',
  location2013:
    '7E020000261234567890120001000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D016C7E',
  location2019:
    '7e02004026010000000001391234432900000000006f0000001601dc9a0707456246007b004200032501292233440202006401040000000c417e',
  answer2013: '7e8001000501234567890100007fff0001008d7e',
}

const decode = (hex: string) => {
  const { frames: cut } = cutJt808(Buffer.from(hex, 'hex'))
  return decodeJt808(cut[0] as Buffer)
}

describe('JT/T 808-2019, 4.4 frames', () => {
  it.each(Object.entries(frames))('reads %s and writes the same bytes again', (_, hex) => {
    expect(encodeJt808(decode(hex)).toString('hex')).toBe(hex.toLowerCase())
  })

  it('undoes escapes (4.4.1)', () => {
    const raw = unescapeBytes(Buffer.from('30 7d02 08 7d01 55'.replace(/ /g, ''), 'hex'), 0x7d, {
      1: 0x7d,
      2: 0x7e,
    })
    expect(raw.toString('hex')).toBe('307e087d55')
  })

  it('refuses a wrong checksum and an escape that is none', () => {
    expect(() => decode(frames.answer2013.replace('8d7e', '8c7e'))).toThrow(/校验码不符/)
    expect(() => decode('7e0102007d037e')).toThrow(/转义/)
  })

  it('keeps frames apart when one begins where the other ends', () => {
    const stream = Buffer.from(`00${frames.answer2013}${frames.location2019}7e01`, 'hex')
    const cut = cutJt808(stream)
    expect(cut.frames.map((one) => decodeJt808(one).id)).toEqual([0x8001, 0x0200])
    expect(cut.rest.toString('hex')).toBe('7e01')
    expect(cut.noise?.toString('hex')).toBe('00')
  })
})

describe('JT/T 808-2019, 8 messages', () => {
  it('8.5 registration, 2013', () => {
    const { body, version, phone } = decode(frames.register2013)
    expect(phone).toBe('14419999999')
    expect(readRegistration(body, version)).toEqual({
      ...{ province: 11, city: 101, maker: '70443', model: 'XHX00002', terminalId: 'id00003' },
      ...{ plateColour: 1, plate: '粤A18888' },
    })
  })

  it('8.8 authentication, 2013 and 2019', () => {
    const old = decode(frames.authenticate2013)
    expect(readAuthentication(old.body, old.version)).toBe('17299841738')
    const now = decode(frames.authenticate2019)
    expect(now).toMatchObject({ version: 1, phone: '17299841738', serial: 0 })
    expect(readAuthentication(now.body, now.version)).toBe('17299841738')
  })

  it('8.12 location, 2013, with mileage', () => {
    const location = readLocation(decode(frames.location2013).body)
    expect(location).toMatchObject({
      lat: 12.222_222,
      lon: 132.444_444,
      altitudeM: 40,
      speedKmH: 6,
      fixed: true,
    })
    expect(location.timeMs).toBe(Date.parse('2018-10-15T10:10:10+08:00'))
    expect(location.items.get(1)?.readUInt32BE(0)).toBe(100)
    expect(location.items.get(2)?.readUInt16BE(0)).toBe(125)
  })

  it('8.12 location, 2019, south latitude', () => {
    const location = readLocation(decode(frames.location2019).body)
    expect(location).toMatchObject({
      alarm: 111,
      status: 22,
      lat: -31.234_567,
      lon: 121.987_654,
      fixed: true,
    })
    expect(location).toMatchObject({ altitudeM: 123, speedKmH: 6.6, headingDeg: 3 })
    expect(location.timeMs).toBe(Date.parse('2025-01-29T22:33:44+08:00'))
  })

  it('8.49 batch', () => {
    const one = decode(frames.location2019).body
    const length = Buffer.from([0, one.length])
    const body = Buffer.concat([Buffer.from([0, 2, 1]), length, one, length, one])
    expect(readLocationBatch(body)).toHaveLength(2)
    expect(() => readLocationBatch(body.subarray(0, -1))).toThrow(/不完整/)
  })
})
