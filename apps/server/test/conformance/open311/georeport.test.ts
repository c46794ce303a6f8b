import { addIntakeClient, closeEvent, getEvent, setIntakeClient } from '@civitas/contract'
import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../src/kernel/ids.ts'
import { places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/** Open311 GeoReport v2, by the sections of its specification. */
let city: TestPlatform
let apiKey: string
beforeAll(async () => {
  city = await startTestPlatform()
  const admin = await city.signedInAs('administrator')
  apiKey = (await admin.call(addIntakeClient, { body: { name: 'GeoReport', channel: 'citizen' } })).apiKey
})
afterAll(() => city.stop())

const xml = new XMLParser({
  parseTagValue: false,
  isArray: (name) => name === 'request' || name === 'service',
})

async function ask(path: string, init?: RequestInit) {
  const response = await fetch(`${city.url}/open311${path}`, init)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: isJson ? JSON.parse(text) : xml.parse(text),
  }
}

function post(fields: Record<string, string>, format = 'json') {
  return ask(`/v2/requests.${format}`, { method: 'POST', body: new URLSearchParams(fields) })
}

const [lon, lat] = places.oldTown
const damage = {
  service_code: 'city-base.parts-damage',
  lat: String(lat),
  long: String(lon),
  description: '路边井盖翻了。晚上很危险，联系人王先生',
  first_name: '强',
  last_name: '王',
  phone: '13800000000',
}
let step = 0
/** A report nobody else’s can join. */
const aReport = (more: Record<string, string> = {}) =>
  post({ ...damage, lat: String(lat + ++step * 0.001), api_key: apiKey, ...more })

describe('service discovery', () => {
  it('names the endpoint, its formats and its contact', async () => {
    const { body } = await ask('/discovery.json')
    expect(body.endpoints[0]).toMatchObject({
      specification: 'http://wiki.open311.org/GeoReport_v2',
      type: 'production',
      formats: ['text/xml', 'application/json'],
    })
    const asXml = await ask('/discovery.xml')
    expect(asXml.type).toContain('text/xml')
    const { endpoint } = asXml.body.discovery.endpoints
    expect(endpoint).toMatchObject({ url: body.endpoints[0].url, type: 'production' })
    expect(endpoint.formats.format).toEqual(['text/xml', 'application/json'])
  })
})

describe('GET Service List', () => {
  it('answers the same services in JSON and XML', async () => {
    const json = await ask('/v2/services.json')
    const asXml = await ask('/v2/services.xml?jurisdiction_id=990100')
    expect(json.type).toContain('application/json')
    expect(asXml.type).toContain('text/xml')
    const codes = json.body.map((one: { service_code: string }) => one.service_code)
    expect(codes).toContain('city-base.parts-damage')
    expect(asXml.body.services.service.map((one: { service_code: string }) => one.service_code)).toEqual(
      codes,
    )
    for (const one of json.body)
      expect(Object.keys(one)).toEqual(
        expect.arrayContaining(['service_code', 'service_name', 'description', 'metadata', 'type', 'group']),
      )
  })

  it('lists nothing only devices can tell', async () => {
    const { body } = await ask('/v2/services.json')
    const codes = body.map((one: { service_code: string }) => one.service_code)
    expect(codes.some((code: string) => code.startsWith('devices.'))).toBe(false)
  })

  it('refuses an unknown jurisdiction with 404', async () => {
    expect(await ask('/v2/services.json?jurisdiction_id=110000')).toMatchObject({
      status: 404,
      body: [{ code: 404 }],
    })
  })
})

describe('GET Service Definition', () => {
  it('describes the attributes of a service', async () => {
    const { body } = await ask('/v2/services/city-base.parts-damage.json')
    expect(body.service_code).toBe('city-base.parts-damage')
    expect(body.attributes[0]).toMatchObject({ code: 'level', datatype: 'singlevaluelist', required: false })
    const asXml = await ask('/v2/services/city-base.parts-damage.xml')
    expect(asXml.body.service_definition.attributes.attribute.values.value.length).toBe(4)
  })

  it('answers 404 for a service or a jurisdiction there is not', async () => {
    const wrong = '/v2/services/city-base.parts-damage.json?jurisdiction_id=110000'
    expect(await ask(wrong)).toMatchObject({ status: 404, body: [{ code: 404 }] })
    expect((await ask('/v2/services/no.such.xml')).body.errors.error).toMatchObject({ code: '404' })
  })
})

describe('POST Service Request', () => {
  it('takes a report and answers its id, in both formats', async () => {
    const json = await aReport()
    expect(json).toMatchObject({ status: 200, body: [{ service_notice: '已受理' }] })
    const asXml = await post({ ...damage, lat: String(lat + ++step * 0.001), api_key: apiKey }, 'xml')
    expect(asXml.body.service_requests.request[0].service_request_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('takes an address instead of a position, and a picture by address', async () => {
    const { lat: _, long: __, ...fields } = damage
    const answer = await post({
      ...fields,
      address_string: '望云街道解放路',
      media_url: 'https://example.org/a.jpg',
      api_key: apiKey,
    })
    expect(answer.status).toBe(200)
  })

  it('refuses what is missing with 400 and a wrong key with 403, naming the field', async () => {
    const { lat: _, long: __, ...noPlace } = damage
    expect(await post({ ...noPlace, api_key: apiKey })).toMatchObject({ status: 400, body: [{ code: 400 }] })
    expect((await post({ ...damage, lat: 'abc', api_key: apiKey })).body[0].description).toContain('lat')
    const { service_code: _code, ...noCode } = damage
    expect((await post({ ...noCode, api_key: apiKey })).status).toBe(400)
    expect((await post({ ...damage, service_code: 'no.such', api_key: apiKey })).status).toBe(404)
    expect((await post({ ...damage, api_key: 'wrong' })).status).toBe(403)
    expect((await post(damage)).status).toBe(403)
    expect((await post({ ...damage, 'attribute[level]': 'huge', api_key: apiKey })).status).toBe(400)
  })

  it('takes fields a form leaves empty as not given, and key and jurisdiction in the address too', async () => {
    const { lat: _, long: __, ...fields } = damage
    const empty = {
      lat: '',
      long: '',
      address_id: '',
      media_url: '',
      email: 'a@example.org',
      device_id: 'd-1',
    }
    const body = new URLSearchParams({ ...fields, ...empty, address_string: '望云街道解放路' })
    const to = (query: string) => ask(`/v2/requests.json?${query}`, { method: 'POST', body })
    expect((await to(`api_key=${apiKey}&jurisdiction_id=990100`)).status).toBe(200)
    expect((await to(`api_key=${apiKey}&jurisdiction_id=110000`)).status).toBe(404)
    const { address_string: _address, ...nowhere } = { ...fields, ...empty, address_string: '' }
    expect((await post({ ...nowhere, api_key: apiKey })).status).toBe(400)
    const long = await aReport({ description: '长'.repeat(4001) })
    expect(long.body[0]).toMatchObject({ code: 400, description: expect.stringContaining('description') })
  })

  it('tells every fault as a list, in XML as in JSON', async () => {
    const asXml = await post({ ...damage, api_key: 'wrong' }, 'xml')
    expect(asXml).toMatchObject({ status: 403, body: { errors: { error: { code: '403' } } } })
    expect(asXml.type).toContain('text/xml')
    const missing = await post({ api_key: apiKey, description: '井盖' }, 'xml')
    expect(missing).toMatchObject({ status: 400, body: { errors: { error: { code: '400' } } } })
  })

  it('takes nothing from a client that was switched off', async () => {
    const admin = await city.signedInAs('administrator')
    const body = { name: '停用的', channel: 'citizen' as const }
    const added = await admin.call(addIntakeClient, { body })
    await admin.call(setIntakeClient, { params: { id: added.client.id }, body: { active: false } })
    expect((await aReport({ api_key: added.apiKey })).status).toBe(403)
  })
})

describe('GET Service Requests', () => {
  it('answers one, its token, and its state as the city works on it', async () => {
    const id = (await aReport()).body[0].service_request_id
    const one = await ask(`/v2/requests/${id}.json?api_key=${apiKey}`)
    expect(one.body[0]).toMatchObject({
      service_request_id: id,
      status: 'open',
      service_code: damage.service_code,
      long: lon,
    })
    expect((await ask(`/v2/tokens/${id}.json`)).body).toEqual([{ service_request_id: id, token: id }])
    const duty = await city.signedInAs('duty-officer')
    const eventId = await eventOf(id)
    await duty.call(closeEvent, { params: { id: eventId }, body: { comment: '已更换井盖' } })
    const after = await ask(`/v2/requests/${id}.xml`)
    expect(after.body.service_requests.request[0]).toMatchObject({
      status: 'closed',
      status_notes: '已更换井盖',
    })
    expect((await duty.call(getEvent, { params: { id: eventId } })).event.state).toBe('closed')
  })

  it('shows words and address to the client they came from only', async () => {
    const id = (await aReport()).body[0].service_request_id
    expect((await ask(`/v2/requests/${id}.json`)).body[0].description).toBeNull()
    expect((await ask(`/v2/requests/${id}.json?api_key=${apiKey}`)).body[0].description).toContain('井盖')
    expect(JSON.stringify((await ask('/v2/requests.json')).body)).not.toContain('13800000000')
  })

  it('filters by id, code, state and time, and pages', async () => {
    const first = (await aReport()).body[0].service_request_id
    const second = (await aReport()).body[0].service_request_id
    const ids = async (query: string) =>
      (await ask(`/v2/requests.json?${query}`)).body.map(
        (one: { service_request_id: string }) => one.service_request_id,
      )
    expect((await ids(`service_request_id=${first},${second}`)).sort()).toEqual([first, second].sort())
    expect(await ids(`service_code=${damage.service_code}&status=open`)).toContain(first)
    expect(await ids('status=closed')).not.toContain(first)
    expect(await ids('start_date=2001-01-01T00:00:00Z&end_date=2001-02-01T00:00:00Z')).toEqual([])
    expect(await ids('page_size=1&page=2')).toEqual([first])
    // Ids override every other argument.
    const narrow =
      'status=closed&service_code=no.such&start_date=2001-01-01T00:00:00Z&end_date=2001-02-01T00:00:00Z'
    expect(await ids(`service_request_id=${first}&${narrow}`)).toEqual([first])
    expect(await ids('status=open,closed')).toContain(first)
    expect((await ask('/v2/requests.json?status=waiting')).status).toBe(400)
    expect((await ask('/v2/requests.json?start_date=soon')).status).toBe(400)
    expect((await ask(`/v2/requests/${newId()}.json`)).status).toBe(404)
    expect((await ask(`/v2/tokens/${newId()}.xml`)).body.errors.error).toMatchObject({ code: '404' })
  })

  it('spans 90 days at most, from the one date given or to it', async () => {
    const id = (await aReport()).body[0].service_request_id
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    const has = async (query: string) =>
      (await ask(`/v2/requests.json?${query}`)).body.some(
        (one: { service_request_id: string }) => one.service_request_id === id,
      )
    expect(await has(`start_date=${at(-1)}`)).toBe(true)
    expect(await has(`start_date=${at(-100)}`)).toBe(false)
    expect(await has(`end_date=${at(-1)}`)).toBe(false)
    expect(await has(`end_date=${at(80)}`)).toBe(true)
    expect((await ask(`/v2/requests.json?start_date=${at(-100)}&end_date=${at(0)}`)).status).toBe(400)
    expect(
      (await ask(`/v2/requests.xml?start_date=${at(1)}&end_date=${at(-1)}`)).body.errors.error,
    ).toMatchObject({ code: '400' })
  })
})

async function eventOf(reportId: string): Promise<string> {
  const { rows } = await city.kernel.db.pool.query('SELECT event_id FROM events.report WHERE id = $1', [
    reportId,
  ])
  return rows[0].event_id
}
