import * as contract from '@civitas/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { places } from '../../../src/test-kit/index.ts'
import { type CaseCity, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

const around = '118,32,120,35'

it('PLT-089: one map of three networks counts on the server, opens to the record and keeps to the viewer’s divisions', async () => {
  const { city, duty } = kit
  const [lon, lat] = places.oldTown
  const citizen = await city.signedInAs('citizen')
  const report = (type: string, title: string, position: [number, number]) =>
    citizen.call(contract.reportEvent, { body: { type, title, position } })
  const railing = await report('urban-management.component', '护栏断裂', [lon, lat])
  await report('hotline.water-supply', '小区停水', [lon + 0.001, lat])
  await report('urban-management.street-order', '占道经营', places.riverside)
  await duty.call(contract.registerCase, {
    body: { type: 'urban-management.urban-case', title: '暴露垃圾', position: [lon, lat + 0.001] },
  })
  await city.settle()
  const read = (client: typeof duty, more: object = {}) =>
    client.call(contract.getNetworkMap, { query: { bbox: around, zoom: 10, ...more } })
  const seen = await read(duty)
  const of = (network: contract.CityNetwork) =>
    seen.counts.filter((one) => one.network === network).reduce((sum, one) => sum + one.count, 0)
  expect([of('urban'), of('governance'), of('emergency')]).toEqual([3, 1, 0])
  expect(seen.squares).toEqual([])
  expect(seen.points.map((one) => one.page).sort()).toEqual(['cases', 'events', 'events', 'events'])
  expect(seen.points.find((one) => one.title === '护栏断裂')).toMatchObject({
    id: railing.id,
    network: 'urban',
  })
  expect(seen.divisions.find((one) => one.code === '990103')).toMatchObject({ urban: 1, governance: 0 })

  const riverside = await city.signedInAs('district-officer', { divisions: ['990103'] })
  const own = await read(riverside)
  expect(own.points.map((one) => one.title)).toEqual(['占道经营'])
  expect(own.counts.reduce((sum, one) => sum + one.count, 0)).toBe(1)
  const records = await riverside.call(contract.listNetworkRecords, { query: { bbox: around } })
  expect(records).toMatchObject({ total: 1, items: [{ title: '占道经营', page: 'events' }] })

  const governance = await read(duty, { network: 'governance' })
  expect(governance.points.map((one) => one.title)).toEqual(['小区停水'])

  for (let n = 0; n < 70; n++)
    await Promise.all(
      [0, 1, 2].map((row) =>
        duty.call(contract.registerCase, {
          body: {
            ...{ type: 'urban-management.urban-case', title: `垃圾 ${n} ${row}` },
            position: [lon + n / 100_000, lat + row / 100_000] as [number, number],
          },
        }),
      ),
    )
  const many = await read(duty)
  expect(many.points).toEqual([])
  expect(many.squares.length).toBeLessThan(40)
  expect(many.squares.reduce((sum, one) => sum + one.count, 0)).toBe(214)
  const page = await duty.call(contract.listNetworkRecords, {
    query: { bbox: around, limit: 10, offset: 210 },
  })
  expect([page.total, page.items.length]).toEqual([214, 4])
}, 60_000)
