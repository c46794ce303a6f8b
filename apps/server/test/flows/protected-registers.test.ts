import { createServer, type Server } from 'node:http'
import {
  changeEntity,
  createEntity,
  getEntity,
  listEntities,
  listEntityTypes,
  listEntityVersions,
  listRelationships,
  relateEntities,
} from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

type Client = Awaited<ReturnType<TestPlatform['signedInAs']>>
const type = 'base-registers.person'
const citizenId = '11010519491231002X'
let city: TestPlatform
let admin: Client
let officer: Client
let person: { id: string; version: number }
let firm: { id: string }

beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  officer = await city.signedInAs('duty-officer')
  const made = await admin.call(createEntity, {
    body: {
      ...{ type, reference: 'RK-0001', name: '秘密居民', divisionCode: '990102' },
      attributes: { citizen_id: citizenId, sex: '2', phone: '13800138000', residence_division: '990102' },
    },
  })
  person = made
  firm = await admin.call(createEntity, {
    body: {
      ...{ type: 'base-registers.legal-entity', reference: '91990100MA00000001', name: '公开企业' },
      ...{ divisionCode: '990102', attributes: {} },
    },
  })
  await admin.call(relateEntities, { params: { id: person.id }, body: { name: 'works-at', toId: firm.id } })
})
afterAll(() => city.stop())

const tokenOf = (client: Client) => client.options.token?.() ?? ''

async function ask(client: Client, path: string, init: { method?: string; body?: unknown } = {}) {
  const answer = await fetch(`${city.url}/ngsi-ld/v1${path}`, {
    method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${tokenOf(client)}`,
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: init.body === undefined ? undefined : JSON.stringify(init.body),
  })
  return { status: answer.status, text: await answer.text() }
}

describe('the register of persons, to somebody who may read entities only', () => {
  it('has no rows: not by id, in lists, in search, in counts, in history, at the other end of a relation', async () => {
    await expect(officer.call(getEntity, { params: { id: person.id } })).rejects.toMatchObject({
      problem: { status: 404 },
    })
    await expect(
      officer.call(listEntityVersions, { params: { id: person.id }, query: {} }),
    ).rejects.toMatchObject({
      problem: { status: 404 },
    })
    for (const query of [{ type }, { search: '秘密居民' }, { search: citizenId }, { division: '990102' }]) {
      const { items } = await officer.call(listEntities, { query: { ...query, limit: 500 } })
      expect(items.filter((one) => one.type === type)).toEqual([])
    }
    expect((await officer.call(listEntities, { query: { type } })).total).toBe(0)
    const types = await officer.call(listEntityTypes, {})
    expect(types.find((one) => one.id === type)?.count).toBe(0)
    expect(await officer.call(listRelationships, { params: { id: firm.id } })).toEqual([])
  })

  it('cannot be changed, added to or related to', async () => {
    const clerk = await city.signedInAs('district-officer')
    for (const client of [officer, clerk]) {
      const change = client.call(changeEntity, {
        params: { id: person.id },
        body: { version: person.version, name: '改名' },
      })
      await expect(change).rejects.toMatchObject({
        problem: { status: expect.toSatisfy((s: number) => s >= 403) },
      })
    }
  })

  it('stays whole to NGSI-LD: no retrieval, query, filter, count, discovery or past tells of it', async () => {
    const uri = `urn:ngsi-ld:BaseRegistersPerson:RK-0001`
    expect((await ask(admin, `/entities/${encodeURIComponent(uri)}`)).status).toBe(200)
    expect((await ask(officer, `/entities/${encodeURIComponent(uri)}`)).status).toBe(404)
    expect((await ask(officer, `/temporal/entities/${encodeURIComponent(uri)}`)).status).toBe(404)
    const queries = [
      '/entities?type=BaseRegistersPerson&limit=100',
      `/entities?type=BaseRegistersPerson&q=citizen_id==%22${citizenId}%22`,
      '/entities?q=phone~=138&limit=100',
      `/entities?id=${encodeURIComponent(uri)}&type=BaseRegistersPerson`,
      '/entities?attrs=citizen_id&limit=100',
      '/temporal/entities?type=BaseRegistersPerson&timerel=after&timeAt=2020-01-01T00:00:00Z',
    ]
    for (const path of queries) {
      expect((await ask(officer, path)).text, path).not.toMatch(/秘密居民|RK-0001|11010519/)
      if (path.startsWith('/entities')) expect((await ask(admin, path)).text, path).toMatch(/RK-0001/)
    }
    const query = { type: 'Query', entities: [{ type: 'BaseRegistersPerson' }] }
    expect((await ask(officer, '/entityOperations/query', { body: query })).text).toBe('[]')
    expect((await ask(officer, '/types')).text).not.toContain('BaseRegistersPerson')
    expect((await ask(admin, '/types')).text).toContain('BaseRegistersPerson')
    expect((await ask(officer, '/attributes')).text).not.toContain('citizen_id')
  })

  it('is told to subscribers who may read it alone', async () => {
    const heard: string[] = []
    const server = await new Promise<Server>((done) => {
      const made = createServer((request, response) => {
        request.on('data', (chunk) => heard.push(`${request.url} ${chunk}`)).on('end', () => response.end())
      }).listen(0, '127.0.0.1', () => done(made))
    })
    const { port } = server.address() as { port: number }
    for (const [client, name] of [
      [admin, 'admin'],
      [officer, 'officer'],
    ] as const) {
      const made = await ask(client, '/subscriptions', {
        body: {
          type: 'Subscription',
          entities: [{ type: 'BaseRegistersPerson' }],
          notification: { endpoint: { uri: `http://127.0.0.1:${port}/${name}`, accept: 'application/json' } },
        },
      })
      expect(made.status).toBe(201)
    }
    await admin.call(changeEntity, {
      params: { id: person.id },
      body: { version: person.version, attributes: { phone: '13900139000' } },
    })
    await expect
      .poll(() => heard.some((one) => one.startsWith('/admin') && one.includes('13900139000')), {
        timeout: 20_000,
      })
      .toBe(true)
    await city.settle()
    expect(heard.filter((one) => one.startsWith('/officer'))).toEqual([])
    server.close()
  })
})
