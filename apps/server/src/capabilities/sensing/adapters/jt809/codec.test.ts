import { describe, expect, it } from 'vitest'
import { Undecodable } from '../../ingest/decode-readings.ts'
import { crypt, cutJt809, decodeJt809, encodeJt809 } from './codec.ts'
import { readExchange, readLogin, readPositions } from './messages.ts'

/** Messages as platforms send them, marks included. */
const login2011 =
  '5B000000480000008510010133EFB8010000000000270F0133EFB832303138303932303132372E302E302E31' +
  '000000000000000000000000000000000000000000000003296A915D'
const escaped =
  '5B000000920000068294000133EFB8010000000000270FD4C1413132333435000000000000000000000000000294010000005C' +
  '010002000000005A01AC3F40123FFAA1000000005A01AC4D5003736D616C6C636869000000000000000031323334353637383930' +
  '31000000000000000000313233343536407171' +
  '2E636F6D00000000000000000000000000000000000000BAD85D'
const position2011 = '00130707DC0F0F0F07EF4D80017018400032003300000096002D002D0000000300000101'

const decode = (hex: string) => decodeJt809(cutJt809(Buffer.from(hex, 'hex')).frames[0] as Buffer, null)
const exchange = (dataType: number, data: Buffer) => ({ plate: '粤A12345', colour: 2, dataType, data })

describe('JT/T 809', () => {
  it('7.2.1.1 a login of 2011, with header and CRC', () => {
    const message = decode(login2011)
    expect(message).toMatchObject({
      ...{ edition: 2011, serial: 133, id: 0x1001, centreId: 20_180_920, key: null, version: [1, 0, 0] },
    })
    expect(readLogin(message.body)).toEqual({ userId: 20_180_920, password: '20180920' })
  })

  it('5.2 bytes that look like marks are escaped, and come back', () => {
    const message = decode(escaped)
    expect(message).toMatchObject({ serial: 1_666, id: 0x9400 })
    expect(readExchange(message.body)).toMatchObject({ plate: '粤A12345', colour: 2, dataType: 0x9401 })
    const body = Buffer.from([0x5a, 0x5b, 0x5d, 0x5e, 1, 2, 0x5a, 1])
    for (const edition of [2011, 2019] as const) {
      const made = { edition, serial: 7, id: 0x1200, centreId: 0x5b5d5a5e, version: [1, 0, 0] as const, body }
      const frame = encodeJt809(made, Date.parse('2026-06-01T12:00:00Z'))
      expect(frame.subarray(1, -1).includes(0x5b)).toBe(false)
      expect(frame.subarray(1, -1).includes(0x5d)).toBe(false)
      const [cut] = cutJt809(frame).frames
      expect(decodeJt809(cut as Buffer, edition)).toEqual({ ...made, key: null })
    }
  })

  it('tells the edition of a login by its length', () => {
    const body = Buffer.alloc(50)
    const made = {
      edition: 2019 as const,
      serial: 1,
      id: 0x1001,
      centreId: 1,
      version: [1, 0, 1] as const,
      body,
    }
    expect(decode(encodeJt809(made, 0).toString('hex')).edition).toBe(2019)
  })

  it('refuses a wrong CRC and a wrong length', () => {
    expect(() => decode(login2011.replace('6A915D', '6A905D'))).toThrow(/CRC/)
    expect(() => decode(login2011.replace('5B00000048', '5B00000049'))).toThrow(/长度/)
  })

  it('5.4 a body encrypted with the numbers agreed on', () => {
    const cipher = { m1: 30_000_000, ia1: 20_000_000, ic1: 20_000_000 }
    const clear = Buffer.from([1, 2, 3, 4, 5, 6, 7])
    expect(crypt(clear, 256_178, cipher).toString('hex').toUpperCase()).toBe('D34C7078A73A41')
    expect(crypt(crypt(clear, 0, cipher), 0, cipher)).toEqual(clear)
  })

  it('8.3.2.2 a position of 2011 and a batch of them', () => {
    const one = Buffer.from(position2011, 'hex')
    const [location] = readPositions(exchange(0x1202, one), 2011)
    expect(location).toMatchObject({
      ...{ lon: 133.123_456, lat: 24.123_456, speedKmH: 50, headingDeg: 45, altitudeM: 45, status: 3 },
      ...{ alarm: 257, fixed: true, timeMs: Date.parse('2012-07-19T15:15:15+08:00') },
    })
    expect(location?.items.get(1)?.readUInt32BE(0)).toBe(1_500)
    expect(readPositions(exchange(0x1203, Buffer.concat([Buffer.from([2]), one, one])), 2011)).toHaveLength(2)
    expect(() => readPositions(exchange(0x1203, Buffer.concat([Buffer.from([2]), one])), 2011)).toThrow(
      /2 个/,
    )
    expect(() => readPositions(exchange(0x1202, Buffer.concat([one, one])), 2011)).toThrow(/多出/)
  })

  it('8.3.2.2 a position of 2019 holds one of JT/T 808', () => {
    const inner = Buffer.from('00000000000000030200000007160000000f0168005a260601120000', 'hex')
    const head = Buffer.from([0, 0, 0, 0, inner.length])
    const data = Buffer.concat([head, inner, Buffer.alloc(45)])
    expect(readPositions(exchange(0x1202, data), 2019)).toMatchObject([
      { lat: 33.554_432, fixed: true, timeMs: Date.parse('2026-06-01T12:00:00+08:00') },
    ])
    const encrypted = Buffer.concat([Buffer.from([1]), data.subarray(1)])
    expect(() => readPositions(exchange(0x1202, encrypted), 2019)).toThrow(/加密/)
  })

  it('never throws anything but a refusal, whatever comes', () => {
    let seed = 809
    const random = (n: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff
      return seed % n
    }
    const good = Buffer.from(login2011, 'hex')
    let refused = 0
    for (let i = 0; i < 10_000; i++) {
      const frame =
        i % 2 ? Buffer.from(good) : Buffer.from(Array.from({ length: random(200) }, () => random(256)))
      for (let k = 0; k < 3 && frame.length > 0; k++) frame[random(frame.length)] = random(256)
      for (const cut of cutJt809(frame).frames) {
        try {
          const message = decodeJt809(cut, i % 3 === 0 ? 2019 : null)
          readPositions(readExchange(message.body), message.edition)
        } catch (error) {
          expect(error instanceof Undecodable || error instanceof RangeError).toBe(true)
          refused++
        }
      }
    }
    expect(refused).toBeGreaterThan(3_000)
  })
})
