import { signIn } from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toTypeTerm } from '../../../src/capabilities/entities/adapters/ngsi-ld/entities/registers.ts'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { errorOf, type NgsiClient, ngsiClient } from './ngsi-client.ts'

let city: TestPlatform
let ngsi: NgsiClient
beforeAll(async () => {
  city = await startTestPlatform()
  ngsi = await ngsiClient(city)
})
afterAll(() => city.stop())

const bus = 'urn:ngsi-ld:Bus:1'
const at = (hour: number) => `2026-01-01T0${hour}:00:00Z`
const level = (value: number, hour: number) => ({ type: 'Property', value, observedAt: at(hour) })
const between = `timerel=between&timeAt=${at(1)}&endTimeAt=${at(3)}`

describe('5.6.11–5.6.16, 5.7.3, 5.7.4 the past of entities', () => {
  it('is written and read as temporal representations', async () => {
    const body = { id: bus, type: 'Bus', level: [level(10, 1), level(20, 2), level(40, 3), level(80, 4)] }
    const made = await ngsi('POST', '/temporal/entities', body)
    expect([made.status, made.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/temporal/entities/${bus}`])
    expect(
      (await ngsi('POST', '/temporal/entities', { id: bus, type: 'Bus', level: [level(90, 5)] })).status,
    ).toBe(204)
    expect((await ngsi('POST', `/temporal/entities/${bus}/attrs`, { level: [level(5, 0)] })).status).toBe(204)
    const { body: all } = await ngsi('GET', `/temporal/entities/${bus}`)
    expect(all).toMatchObject({ id: bus, type: 'Bus' })
    expect(all.level).toHaveLength(6)
    expect(all.level[0]).toMatchObject({ ...level(5, 0), instanceId: expect.stringMatching(/^urn:/) })
    const part = await ngsi('GET', `/temporal/entities/${bus}?${between}&options=temporalValues`)
    expect(part.body.level).toEqual({
      type: 'Property',
      values: [
        [10, at(1)],
        [20, at(2)],
        [40, at(3)],
      ],
    })
    const last = await ngsi(
      'GET',
      `/temporal/entities?type=Bus&timerel=after&timeAt=${at(1)}&lastN=1&options=temporalValues`,
    )
    expect(last.body).toEqual([{ id: bus, type: 'Bus', level: { type: 'Property', values: [[90, at(5)]] } }])
    expect(errorOf(await ngsi('GET', '/temporal/entities?type=Bus'))).toBe('BadRequestData')
    expect((await ngsi('GET', `/temporal/entities?type=Bus&timerel=during&timeAt=${at(1)}`)).status).toBe(400)
  })

  it('is aggregated', async () => {
    const methods = 'totalCount,distinctCount,sum,avg,min,max,stddev,sumsq'
    const query = `${between}&options=aggregatedValues&aggrMethods=${methods}`
    const { body } = await ngsi('GET', `/temporal/entities/${bus}?${query}`)
    const value = (name: string) => body.level[name][0][0]
    expect([
      value('totalCount'),
      value('distinctCount'),
      value('sum'),
      value('min'),
      value('max'),
      value('sumsq'),
    ]).toEqual([3, 3, 70, 10, 40, 2100])
    expect(value('avg')).toBeCloseTo(70 / 3)
    expect(value('stddev')).toBeCloseTo(Math.sqrt(700 - (70 / 3) ** 2))
    const hourly = await ngsi('GET', `/temporal/entities/${bus}?${query}&aggrPeriodDuration=PT2H`)
    expect(hourly.body.level.sum.map((one: unknown[]) => one[0])).toEqual([30, 40])
    const posted = await ngsi('POST', '/temporal/entityOperations/query?options=temporalValues', {
      ...{ type: 'Query', entities: [{ type: 'Bus' }], temporalQ: { timerel: 'before', timeAt: at(2) } },
    })
    expect(posted.body[0].level.values).toEqual([
      [5, at(0)],
      [10, at(1)],
    ])
  })

  it('is corrected instance by instance, and removed', async () => {
    const { body } = await ngsi('GET', `/temporal/entities/${bus}`)
    const [first, second] = body.level
    const path = (one: { instanceId: string }) => `/temporal/entities/${bus}/attrs/level/${one.instanceId}`
    expect((await ngsi('PATCH', path(first), { level: [{ type: 'Property', value: 6 }] })).status).toBe(204)
    expect((await ngsi('DELETE', path(second))).status).toBe(204)
    expect((await ngsi('DELETE', path(second))).status).toBe(404)
    const after = await ngsi('GET', `/temporal/entities/${bus}`)
    expect(after.body.level.map((one: { value: number }) => one.value)).toEqual([6, 20, 40, 80, 90])
    expect((await ngsi('DELETE', `/temporal/entities/${bus}/attrs/level?deleteAll=true`)).status).toBe(204)
    expect((await ngsi('DELETE', `/temporal/entities/${bus}`)).status).toBe(204)
    expect((await ngsi('GET', `/temporal/entities/${bus}`)).status).toBe(404)
  })

  it('follows the ordinary operations, also after the entity is gone', async () => {
    const id = 'urn:ngsi-ld:Tram:1'
    await ngsi('POST', '/entities', { id, type: 'Tram', level: level(1, 1), plain: 1 })
    await ngsi('PATCH', `/entities/${id}/attrs/level`, level(2, 2))
    await ngsi('PATCH', `/entities/${id}`, { level: level(3, 3), plain: 2 })
    const values = async (name: string) =>
      (await ngsi('GET', `/temporal/entities/${id}`)).body[name].map((one: { value: number }) => one.value)
    expect(await values('level')).toEqual([1, 2, 3])
    expect(await values('plain')).toEqual([1, 2])
    expect((await ngsi('DELETE', `/entities/${id}`)).status).toBe(204)
    expect(await values('level')).toEqual([1, 2, 3])
  })

  it('holds the readings of sensing', async () => {
    const thing = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
    const times = [at(1), at(2)]
    const credentials = { account: 'ngsi-tester-administrator-990100', password: 'correct horse battery' }
    const { accessToken } = await city.anonymous().call(signIn, { body: credentials })
    const authorization = `Bearer ${accessToken}`
    for (const [i, phenomenonTime] of times.entries()) {
      const path = `/sta/v1.1/Datastreams(${thing.datastream('depth')})/Observations`
      const sent = await ngsi('POST', `/../..${path}`, { phenomenonTime, result: i + 1 }, { authorization })
      expect(sent.status).toBe(201)
    }
    await city.settle()
    const row = await city.entities.find(city.kernel.db, thing.id)
    const term = toTypeTerm(row?.type ?? '')
    const uri = `urn:ngsi-ld:${term}:${row?.reference}`
    const now = await ngsi('GET', `/entities/${uri}`)
    expect(now.body.depth).toMatchObject({
      type: 'Property',
      value: 2,
      observedAt: '2026-01-01T02:00:00.000Z',
    })
    const past = await ngsi('GET', `/temporal/entities/${uri}?${between}&attrs=depth&options=temporalValues`)
    expect(past.body.depth.values.map((one: unknown[]) => one[0])).toEqual([1, 2])
    const found = await ngsi('GET', `/entities?type=${term}&q=depth==2`)
    expect(found.body).toHaveLength(1)
  })
})
