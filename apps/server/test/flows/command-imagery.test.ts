import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { geoTiff, type Picture } from './imagery-kit.ts'

/** GOV-033: what changed between two dates over a polygon. */
let city: TestPlatform
let duty: Client
beforeAll(async () => {
  city = await startTestPlatform()
  duty = await city.signedInAs('duty-officer')
})
afterAll(() => city.stop())

/** 100 × 80 pixels of 10 m in the three-degree zone of 117° E (EPSG:4548), no building yet. */
const field: Picture = {
  ...{ width: 100, height: 80, epsg: 4548, origin: [676_000, 3_700_800], pixel: 10 },
  at: () => [60, 90, 50],
}
/** A building of 30 × 20 pixels: 60,000 m². */
const built = (x: number, y: number) =>
  x >= 40 && x < 70 && y >= 20 && y < 40 ? [200, 200, 200] : [62, 91, 50]

const upload = (title: string, takenDate: string, picture: Picture) =>
  duty.call(contract.addGroundImage, {
    body: { title, takenDate, source: '无人机正射', content: geoTiff(picture) },
  })

function around([west, south, east, north]: number[]): {
  type: 'Polygon'
  coordinates: number[][][]
} {
  const [w = 0, s = 0, e = 0, n = 0] = [west, south, east, north]
  return {
    type: 'Polygon',
    coordinates: [
      [
        [w, s],
        [e, s],
        [e, n],
        [w, n],
        [w, s],
      ],
    ],
  }
}

describe('two imagery dates', () => {
  it('give the changed area in square metres, with the changed cells', async () => {
    const before = await upload('汛前', '2025-03-01', { ...field, deflate: true })
    const after = await upload('汛后', '2025-09-01', { ...field, at: built })
    expect(before).toMatchObject({ width: 100, height: 80, bands: 3, epsg: 4548 })
    expect(before.box[0]).toBeCloseTo(118.9, 0)
    const body = { beforeId: before.id, afterId: after.id, polygon: around(after.box) }
    const whole = await duty.call(contract.compareGroundImages, { body })
    // The plane is 0.07 % larger than the ground this far from its meridian.
    expect(Math.abs(whole.changedAreaM2 / 60_000 - 1)).toBeLessThan(0.002)
    expect(whole.changedPixels).toBe(600)
    expect(whole.comparedAreaM2).toBeGreaterThan(780_000)
    expect(whole.cells.features).toHaveLength(20)
    const sum = whole.cells.features.reduce((total, one) => total + Number(one.properties?.areaM2), 0)
    expect(sum).toBeCloseTo(whole.changedAreaM2, 0)
    expect(await duty.call(contract.getImageComparison, { params: { id: whole.id } })).toEqual(whole)

    // Half of the building: the polygon ends in its middle.
    const [west = 0, south = 0, east = 0, north = 0] = after.box
    const middle = west + ((east - west) * 55) / 100
    const half = await duty.call(contract.compareGroundImages, {
      body: { ...body, polygon: around([west, south, middle, north]) },
    })
    expect(half.changedAreaM2 / whole.changedAreaM2).toBeGreaterThan(0.45)
    expect(half.changedAreaM2 / whole.changedAreaM2).toBeLessThan(0.55)
    const blind = await duty.call(contract.compareGroundImages, { body: { ...body, threshold: 0.9 } })
    expect(blind).toMatchObject({ changedAreaM2: 0, changedPixels: 0 })
    expect((await duty.call(contract.listImageComparisons, { query: { search: '汛后' } })).total).toBe(3)
  })

  it('compares images of different reference systems at the same places, and tells what lies outside', async () => {
    const inDegrees = (at: Picture['at'], origin: [number, number]): Picture => ({
      ...{ width: 50, height: 50, epsg: 4490, origin, pixel: 0.0001, at, deflate: true },
    })
    const before = await upload(
      '一期',
      '2025-01-01',
      inDegrees(() => [10], [118.9, 33.4]),
    )
    const shifted = inDegrees((x) => [x < 25 ? 10 : 250], [118.9025, 33.4])
    const after = await upload('二期', '2025-02-01', shifted)
    const { changedAreaM2, unknownAreaM2, comparedPixels, changedPixels } = await duty.call(
      contract.compareGroundImages,
      { body: { beforeId: before.id, afterId: after.id, polygon: around(after.box) } },
    )
    // The western half lies in both images and is the same; the eastern one is not in the former image.
    expect([comparedPixels, changedPixels, changedAreaM2]).toEqual([1250, 0, 0])
    const square = 0.0001 * 111_320 * Math.cos((33.3975 * Math.PI) / 180) * 0.0001 * 110_920
    expect(unknownAreaM2 / 1250 / square).toBeCloseTo(1, 2)
  })

  it('refuses what is no georeferenced picture, dates in the wrong order, and people without the right', async () => {
    const body = { title: '坏文件', takenDate: '2025-01-01', source: '未知' }
    const bad = (content: Buffer) =>
      duty.call(contract.addGroundImage, { body: { ...body, content: content.toString('base64') } })
    await expect(bad(Buffer.from('not a picture'))).rejects.toMatchObject({
      problem: { code: 'not-geotiff' },
    })
    await expect(bad(Buffer.from('II*\0\xff\xff\xff\x7f', 'latin1'))).rejects.toMatchObject({
      problem: { code: 'not-geotiff' },
    })
    const [one] = (await duty.call(contract.listGroundImages, { query: { search: '汛前' } })).items
    const id = one?.id ?? ''
    await expect(
      duty.call(contract.compareGroundImages, {
        body: { beforeId: id, afterId: id, polygon: around(one?.box ?? []) },
      }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/afterId' }] } })
    const district = await city.signedInAs('district-officer')
    await expect(
      district.call(contract.addGroundImage, { body: { ...body, content: geoTiff(field) } }),
    ).rejects.toMatchObject({ problem: { status: 403 } })
  })
})
