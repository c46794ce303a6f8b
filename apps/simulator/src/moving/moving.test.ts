import { describe, expect, it } from 'vitest'
import { positionSentence } from './ais-sentences.ts'
import { planJourney } from './habits.ts'
import { measureLine, momentAt, offsetM, type Place } from './journey.ts'
import { batchBody, decodeFrames, encodeFrame, ids, locationBody } from './jt808-frames.ts'
import { recall, receive } from './receiver.ts'

const line = measureLine([
  [118.9, 33.4],
  [118.92, 33.4],
  [118.92, 33.42],
])
const detour = measureLine([
  [118.9, 33.4],
  [118.9, 33.42],
  [118.92, 33.42],
])
const truck = planJourney({ kind: 'muck-truck', line, detour, isHasty: false, share: 0.3 })
const noon = Date.parse('2026-06-01T12:00:00+08:00')
const metres = (a: Place, b: Place) => Math.hypot(...offsetM(a, b))

describe('a journey', () => {
  it('never jumps: in ten seconds nothing gets further than it drives', () => {
    for (let t = 0; t < truck.periodSeconds * 2; t += 10) {
      const [from, to] = [momentAt(truck, noon + t * 1000), momentAt(truck, noon + (t + 10) * 1000)]
      expect(metres(from.place, to.place)).toBeLessThan((36 / 3.6) * 10 + 1)
    }
  })

  it('keeps to its route but for one round in six, when it takes its detour', () => {
    let off = 0
    let times = 0
    for (let t = 0; t < truck.periodSeconds; t += 10) {
      times++
      const { place } = momentAt(truck, noon + t * 1000)
      const onRoute = Math.min(Math.abs(place[1] - 33.4), Math.abs(place[0] - 118.92)) < 1e-6
      if (!onRoute) off++
    }
    expect(off).toBeGreaterThan(0)
    expect(off / times).toBeLessThan(1 / 6)
  })

  it('stands at both ends of its route', () => {
    const ends = new Set<string>()
    for (let t = 0; t < truck.periodSeconds; t += 10) {
      const { place, speedKmH } = momentAt(truck, noon + t * 1000)
      if (speedKmH === 0) ends.add(place.map((one) => one.toFixed(4)).join())
    }
    expect([...ends].sort()).toEqual(['118.9000,33.4000', '118.9200,33.4200'])
  })

  it('is driven too fast by the hasty alone', () => {
    const topOf = (isHasty: boolean) => {
      const taxi = planJourney({ kind: 'taxi', line, detour: null, isHasty, share: 0 })
      const times = Array.from({ length: Math.ceil(taxi.periodSeconds / 5) }, (_, i) => noon + i * 5_000)
      return Math.max(...times.map((time) => momentAt(taxi, time).speedKmH))
    }
    expect(topOf(false)).toBeLessThan(40)
    expect(topOf(true)).toBeGreaterThan(70)
  })
})

describe('a receiver', () => {
  it('says the same again of the same instant, and drifts now and then', () => {
    expect(receive('A1', truck, noon)).toEqual(receive('A1', truck, noon))
    const off = Array.from({ length: 4_000 }, (_, i) => noon + i * 1_000).filter(
      (time) => metres(receive('A1', truck, time).place, momentAt(truck, time).place) > 1_000,
    )
    expect(off.length).toBeGreaterThan(2)
    expect(off.length).toBeLessThan(40)
  })

  it('recalls whole minutes while it drives, every fifth while it stands', () => {
    const day = recall('A1', truck, noon - 86_400_000, noon)
    expect(day.every(({ timeMs }) => timeMs % 60_000 === 0 && timeMs < noon)).toBe(true)
    expect(day.length).toBeGreaterThan(288)
    expect(day.length).toBeLessThan(1_440)
  })
})

describe('on the wire', () => {
  const fix = { timeMs: noon, place: [118.9, 33.4] as const, speedKmH: 36, headingDeg: 90 }

  it('a location is a frame of JT/T 808-2019, marks escaped, with its check byte', () => {
    const frame = encodeFrame(ids.location, '199001000001', 0x7e, locationBody(fix))
    expect(frame[0]).toBe(0x7e)
    expect(frame.at(-1)).toBe(0x7e)
    expect(frame.subarray(1, -1).includes(0x7e)).toBe(false)
    const { answers, rest } = decodeFrames(Buffer.concat([frame, frame.subarray(0, 5)]))
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({ id: ids.location, serial: 0x7e })
    const body = answers[0]!.body
    expect(body.readUInt32BE(8)).toBe(33_400_000)
    expect(body.readUInt32BE(12)).toBe(118_900_000)
    expect(body.readUInt16BE(18)).toBe(360)
    expect(body.toString('hex', 22, 28)).toBe('260601120000')
    expect(rest).toHaveLength(5)
  })

  it('a batch says how many locations it holds and how long each is', () => {
    const body = batchBody([fix, fix])
    expect(body.toString('hex', 0, 5)).toBe('000201001c')
    expect(body).toHaveLength(3 + 2 * (2 + 28))
  })

  it('a ship’s position is 168 bits in one sentence with its sum', () => {
    const sentence = positionSentence('413990101', fix)
    expect(sentence).toMatch(/^!AIVDM,1,1,,A,1[0-W`-w]{27},0\*[0-9A-F]{2}\r\n$/)
  })
})
