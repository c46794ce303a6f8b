import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signatureOf, signedText } from '../../../src/capabilities/data/gateway/rules.ts'
import { hashSecret, isSm2Signature, sm3 } from '../../../src/kernel/crypto.ts'
import { organisations, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { accountOf, aDataset, people, selectOf } from './data-kit.ts'

let city: TestPlatform
let provider: Client
let insurance: Client
let bureau: Client
let key: { keyId: string; secret: string }
const now = new Date('2025-06-03T12:00:00+08:00')
const { operationCentre, trafficPolice, drainage } = organisations
const purpose = '医保参保核验'

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  provider = await city.signedInAs('data-steward', { organisationId: operationCentre.id })
  insurance = await city.signedInAs('data-steward', { organisationId: trafficPolice.id })
  bureau = await city.signedInAs('data-bureau')
  key = await newKey(insurance)
})
afterAll(() => city.stop())

async function newKey(client: Client, networks: string[] = []) {
  const app = await client.call(contract.createDataApp, { body: { name: '参保系统', contact: '' } })
  return client.call(contract.createAppKey, { params: { id: app.id }, body: { days: 30, networks } })
}

async function call(
  path: string,
  more: { key?: typeof key; purpose?: string; headers?: object; body?: unknown } = {},
) {
  const used = more.key ?? key
  const response = await fetch(city.url + path, {
    method: more.body === undefined ? 'GET' : 'POST',
    headers: {
      'x-civitas-key': `${used.keyId}.${used.secret}`,
      'x-civitas-purpose': encodeURIComponent(more.purpose ?? purpose),
      ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more.headers,
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

let made = 0
/** A dataset with an API, granted for some of its fields. */
async function granted(
  fields: string[],
  more: Parameters<typeof aDataset>[1] & {
    plain?: string[]
    rowFilter?: contract.RowFilter[]
    quota?: number
  } = {},
) {
  const { plain = [], rowFilter = [], quota = 1000, ...given } = more
  const dataset = await aDataset(city, given)
  const code = `service-${++made}`
  await provider.call(contract.createAbility, {
    body: {
      ...{ code, title: dataset.name, summary: '', version: 'v1', kind: 'dataset', datasetId: dataset.id },
      ...{ quotaPerDay: quota, sla: '99.9%', dataClass: '有条件共享', price: '免费' },
    },
  })
  const { items } = await insurance.call(contract.applyForData, {
    body: {
      items: [{ datasetId: dataset.id, fields, plain }],
      ...{ purpose, scene: '参保登记', from: '2025-06-01', to: '2026-05-31', delivery: 'api', rowFilter },
      legalBasis: '社会保险法第五十八条',
    },
  })
  const id = items[0]?.id as string
  const answered = await provider.call(contract.decideApplication, { params: { id }, body: { agree: true } })
  return { dataset, code, path: `/api/data/services/${code}`, grantId: answered.grantId as string }
}

const withAddress = {
  fields: [
    ...people,
    { name: 'address', title: '地址', type: 'text' as const, sensitive: 'address' as const },
  ],
  select: selectOf([
    {
      id_number: '11010519491231002X',
      name: '张三',
      phone: '13812345678',
      age: 75,
      street: '望云街道',
      address: '望云街道青石路1号',
    },
    {
      id_number: '110105199003070033',
      name: '李四',
      phone: '13987654321',
      age: 35,
      street: '临江街道',
      address: '临江街道滨河路2号',
    },
  ]),
}

/** Waits until the rows of a grant are where calls find them quickly. */
async function filled(grantId: string) {
  for (let i = 0; i < 200; i++) {
    const { rows } = await city.kernel.db.pool.query(
      'SELECT 1 FROM data.served WHERE grant_id = $1 AND version_id IS NOT NULL',
      [grantId],
    )
    if (rows.length > 0) return
    await new Promise((next) => setTimeout(next, 50))
  }
  throw new Error('the rows of the grant were not filled')
}

describe('PLT-053 the gateway', () => {
  it('shows 证件号 masked as 110105********002X and knows nothing of 地址, quickly and slowly', async () => {
    const { path, grantId } = await granted(['name', 'id_number'], withAddress)
    const slow = await call(`${path}?fields=name,id_number`)
    expect(slow.body.items).toContainEqual({ name: '张*', id_number: '110105********002X' })
    await filled(grantId)
    const quick = await call(path)
    expect(quick.body.items).toEqual(slow.body.items)
    expect(quick.body).toMatchObject({ total: 2, fields: ['name', 'id_number'] })
    for (const { body } of [slow, quick]) expect(JSON.stringify(body)).not.toContain('路1号')
    const more = await call(`${path}?fields=name,address`)
    expect(more).toMatchObject({ status: 400, body: { code: 'unknown-field' } })
    expect(more.body.items).toBeUndefined()
  })

  it('marks the row somebody doubts as 核查中, masked or not, until it is decided', async () => {
    const { path, grantId, dataset } = await granted(['name', 'id_number'], withAddress)
    await filled(grantId)
    expect((await call(path)).body.disputed).toEqual([])
    const body = { recordKey: '110105199003070033', field: 'name', evidence: '本人身份证' }
    await insurance.call(contract.reportDataError, { params: { id: dataset.id }, body })
    await expect.poll(async () => (await call(path)).body.disputed, { timeout: 10_000 }).toEqual([1])
    expect((await call(path)).body.items[1]).toEqual({ name: '李*', id_number: '110105********0033' })
  })

  it('lets nobody recover what is masked or outside the row filter', async () => {
    const rowFilter = [{ field: 'street', is: 'eq' as const, value: '望云街道' }]
    const { path, grantId } = await granted(['name', 'id_number', 'age'], { ...withAddress, rowFilter })
    await filled(grantId)
    const full = '11010519491231002X'
    const tries = [
      `${path}?key=${full}`,
      `${path}?filters=${encodeURIComponent(JSON.stringify([{ field: 'id_number', is: 'eq', value: full }]))}`,
      `${path}?filters=${encodeURIComponent(JSON.stringify([{ field: 'id_number', is: 'text', value: '19491231' }]))}`,
      `${path}?filters=${encodeURIComponent(JSON.stringify([{ field: 'phone', is: 'present' }]))}`,
      `${path}?filters=${encodeURIComponent(JSON.stringify([{ field: 'age', is: 'eq', value: "x') OR id_number LIKE '1%" }]))}`,
      ...[`${path}?order=id_number`, `${path}?order=phone`, `${path}?fields=*`, `${path}?fields=_person`],
      `${path}?fields=${encodeURIComponent('id_number AS x')}`,
    ]
    for (const one of tries) {
      const { status, body } = await call(one)
      expect([one, status]).toEqual([one, 400])
      expect(JSON.stringify(body)).not.toContain('19491231002')
      expect(body.items).toBeUndefined()
    }
    const rows = [await call(path), await call(`${path}?offset=1&limit=1`), await call(`${path}?fields=age`)]
    expect(rows.map(({ body }) => body.total)).toEqual([1, 1, 1])
    expect(JSON.stringify(rows)).not.toContain('李')
  })

  it('is called by key column where that is granted plain', async () => {
    const { path, grantId } = await granted(['name', 'id_number'], { plain: ['id_number'] })
    await filled(grantId)
    const { body } = await call(`${path}?key=11010519491231002X`)
    expect(body.items).toEqual([{ id_number: '11010519491231002X', name: '张*' }])
    expect((await call(`${path}?key=x`)).body).toMatchObject({ items: [], total: 0 })
  })

  it('refuses wrong keys, other purposes, other addresses, replayed signatures, and grants withdrawn', async () => {
    const { path, grantId } = await granted(['name'])
    const refused = async (more: Parameters<typeof call>[1]) => (await call(path, more)).body.code
    expect(await refused({ headers: { 'x-civitas-key': '' } })).toBe('no-key')
    expect(await refused({ key: { ...key, secret: 'guess' } })).toBe('wrong-key')
    expect(await refused({ purpose: '营销' })).toBe('purpose-mismatch')
    expect(await refused({ key: await newKey(insurance, ['10.0.0.0/8']) })).toBe('address-not-allowed')
    expect(
      await refused({
        key: await newKey(await city.signedInAs('data-steward', { organisationId: drainage.id })),
      }),
    ).toBe('not-granted')
    const time = now.toISOString()
    const text = signedText({ method: 'GET', url: path, body: '' }, { time, nonce: 'n1' })
    const signature = signatureOf(text, hashSecret(key.secret))
    const headers = {
      'x-civitas-signature': `key=${key.keyId}, time=${time}, nonce=n1, signature=${signature}`,
      'x-civitas-purpose': encodeURIComponent(purpose),
    }
    const signed = () => fetch(city.url + path, { headers })
    expect((await signed()).status).toBe(200)
    expect(await (await signed()).json()).toMatchObject({ code: 'replayed-signature' })
    const stale = await newKey(insurance)
    await insurance.call(contract.revokeAppKey, { params: { key: stale.keyId } })
    expect(await refused({ key: stale })).toBe('key-ended')
    await provider.call(contract.withdrawDataGrant, { params: { id: grantId }, body: { reason: '到期收回' } })
    expect(await refused({})).toBe('not-granted')
  })

  it('records each use for provider and person, with a receipt both verify without the platform', async () => {
    const { path, dataset, grantId } = await granted(['name', 'id_number'])
    await filled(grantId)
    const citizen = await city.signedInAs('citizen')
    expect(await citizen.call(contract.listMyDataUses, { query: {} })).toMatchObject({ isVerified: false })
    await bureau.call(contract.verifyPersonAccount, {
      body: { account: await accountOf(citizen), idNumber: '11010519491231002X' },
    })
    const served = await fetch(city.url + path, {
      headers: {
        'x-civitas-key': `${key.keyId}.${key.secret}`,
        'x-civitas-purpose': encodeURIComponent(purpose),
      },
    })
    const text = await served.text()
    const id = served.headers.get('x-civitas-receipt') as string
    const mine = await citizen.call(contract.listMyDataUses, { query: {} })
    expect(mine.items[0]).toMatchObject({
      id,
      organisationName: trafficPolice.name,
      purpose,
      rows: 3,
      datasetName: dataset.name,
    })
    const uses = await provider.call(contract.listDataUses, { query: { datasetId: dataset.id } })
    expect(uses.items[0]).toMatchObject({
      id,
      fields: ['name', 'id_number'],
      traceId: served.headers.get('x-request-id'),
    })
    const receipts = await Promise.all(
      [provider, insurance].map((client) => client.call(contract.getUseReceipt, { params: { id } })),
    )
    for (const receipt of receipts) {
      expect(isSm2Signature(Buffer.from(receipt.payload), receipt.signature, receipt.publicKey)).toBe(true)
      expect(isSm2Signature(Buffer.from(`${receipt.payload} `), receipt.signature, receipt.publicKey)).toBe(
        false,
      )
      const use = JSON.parse(receipt.payload).uses.find((one: { id: string }) => one.id === id)
      expect(use).toMatchObject({ purpose, rows: 3, sm3: sm3(text) })
    }
    const outsider = await city.signedInAs('data-steward', { organisationId: drainage.id })
    await expect(outsider.call(contract.getUseReceipt, { params: { id } })).rejects.toThrow()
    const statistics = await bureau.call(contract.getGatewayStatistics, { query: {} })
    expect(statistics.providers[0]).toMatchObject({ name: operationCentre.name })
  })

  it('serves what was published last', async () => {
    const { path, dataset, grantId } = await granted(['name', 'age'])
    await filled(grantId)
    await city.data.putTable({
      datasetId: dataset.id,
      select: selectOf([{ id_number: '110105201506010019', name: '赵六', phone: '', age: 20, street: '' }]),
    })
    expect((await call(path)).body.items).toEqual([{ name: '赵*', age: 20 }])
  })
})

describe('PLT-070 abilities', () => {
  const textService = {
    ...{
      code: 'send-text',
      title: '短信发送',
      summary: '向手机号发送短信',
      version: 'v1',
      kind: 'message' as const,
    },
    ...{
      quotaPerDay: 1000,
      sla: '99.9%',
      dataClass: '无数据',
      price: '免费',
      sandbox: { messageId: 'simulated' },
    },
  }
  const body = { phone: '13812345678', text: '您的申请已受理' }

  async function leave(client: Client, owner: Client, abilityId: string, quotaPerDay: number) {
    const asked = await client.call(contract.applyForAbility, {
      params: { id: abilityId },
      body: { purpose: '办件通知', quotaPerDay, to: '2026-01-01' },
    })
    return owner.call(contract.decideAbilityGrant, { params: { id: asked.id }, body: { agree: true } })
  }

  it('answers call 1,001 of 短信发送 v1 with 429 and shows 1,000/1,000', async () => {
    const ability = await provider.call(contract.createAbility, { body: textService })
    expect(await insurance.call(contract.tryAbility, { params: { code: 'send-text' }, body })).toMatchObject({
      ...{ sandbox: true, messageId: 'simulated' },
    })
    await leave(insurance, provider, ability.id, 1000)
    const send = () => call('/api/data/abilities/send-text/call', { purpose: '办件通知', body })
    for (let i = 0; i < 50; i++) {
      const answers = await Promise.all(Array.from({ length: 20 }, send))
      expect(new Set(answers.map((one) => one.status))).toEqual(new Set([200]))
    }
    expect(await send()).toMatchObject({
      ...{ status: 429, body: { code: 'quota-exceeded', detail: '今日调用次数已用完：1,000/1,000' } },
    })
    const { items } = await insurance.call(contract.listAbilities, { query: { kind: 'message' } })
    expect(items[0]).toMatchObject({ callsOfMine: 1000, quotaOfMine: 1000 })
  }, 120_000)

  it('gives a service rate of 70 % for 35 of 50 departments, and lists the 15 others', async () => {
    const bodies = Array.from({ length: 50 }, (_, i) => ({
      ...organisations.drainage,
      ...{
        id: `00000000-0000-7000-8000-0000000001${String(i).padStart(2, '0')}`,
        code: `R${i}`,
        name: `第${i}局`,
      },
    }))
    await city.kernel.db.transaction((tx) => city.identity.importOrganisations(tx, bodies))
    await city.identity.reload()
    await bureau.call(contract.setAbilityDuties, { body: { organisationIds: bodies.map((one) => one.id) } })
    const ability = await provider.call(contract.createAbility, { body: { ...textService, code: 'notify' } })
    for (const [i, one] of bodies.slice(0, 35).entries()) {
      const its = { keyId: `ck-${i}`, secret: 'of the test' }
      await city.kernel.db.pool.query(
        `WITH a AS (INSERT INTO data.app VALUES (gen_random_uuid(), $1, '办件系统', '', false, now()) RETURNING id),
          k AS (INSERT INTO data.app_key SELECT $2, id, $3, '{}', now(), '2030-01-01' FROM a)
         INSERT INTO data.ability_grant (id, ability_id, organisation_id, user_name, purpose, quota_per_day, to_day, state,
           created_time) VALUES (gen_random_uuid(), $4, $1, '', '办件通知', 10, '2030-01-01', 'granted', now())`,
        [one.id, its.keyId, hashSecret(its.secret), ability.id],
      )
      const sent = await call('/api/data/abilities/notify/call', { key: its, purpose: '办件通知', body })
      expect(sent.status).toBe(200)
    }
    const rate = await bureau.call(contract.getServiceRate, {
      query: { from: '2025-06-01', to: '2025-06-30' },
    })
    expect(rate).toMatchObject({ rate: 70, calling: 35, duty: 50 })
    expect(rate.missing.map((one) => one.name).sort()).toEqual(
      bodies
        .slice(35)
        .map((one) => one.name)
        .sort(),
    )
  }, 120_000)

  it('stops asking a department’s service that fails, repeats an answer, and retires with notice', async () => {
    let isBroken = false
    let asked = 0
    const upstream: Server = createServer((_request, response) => {
      asked++
      response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ asked }))
    })
    await new Promise<void>((next) => upstream.listen(0, '127.0.0.1', next))
    const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`
    const more = { code: 'permit-check', title: '许可核验', kind: 'http' as const, upstreamUrl }
    const ability = await provider.call(contract.createAbility, { body: { ...textService, ...more } })
    await leave(insurance, provider, ability.id, 100)
    const path = '/api/data/abilities/permit-check/call'
    const ask = (headers: object = {}) => call(path, { purpose: '办件通知', body: {}, headers })
    const once = { 'idempotency-key': 'k1' }
    expect([(await ask(once)).body, (await ask(once)).body]).toEqual([{ asked: 1 }, { asked: 1 }])
    isBroken = true
    for (let i = 0; i < 5; i++) expect((await ask()).body.code).toBe('upstream-failed')
    expect((await ask()).body.code).toBe('circuit-open')
    expect(asked).toBe(6)
    upstream.close()
    const retire = (day: string) =>
      provider.call(contract.retireAbility, { params: { id: ability.id }, body: { day } })
    await expect(retire('2025-06-10')).rejects.toThrow('须至少提前 30 天')
    expect(await retire('2025-07-10')).toMatchObject({ state: 'deprecated', retiresDay: '2025-07-10' })
  })

  it('holds contracts against the data elements, tests answers by them, and lets users rate', async () => {
    let name: unknown = '望云餐饮'
    const upstream: Server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ name }))
    })
    await new Promise<void>((next) => upstream.listen(0, '127.0.0.1', next))
    const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`
    const of = (properties: object) => ({ type: 'object', properties, required: Object.keys(properties) })
    const { items: elements } = await provider.call(contract.listElements, { query: { state: 'published' } })
    const text = elements.find((one) => one.type === 'text')?.code as string
    const input = {
      ...{ ...textService, code: 'firm-name', title: '企业名称', kind: 'http' as const, upstreamUrl },
      example: { request: { code: '91350100M000100Y43' } },
      contract: {
        request: of({ code: { type: 'string', 'x-element': text } }),
        response: of({ name: { type: 'string' }, capital: { type: 'number', 'x-element': text } }),
      },
    }
    const wrong = provider.call(contract.createAbility, { body: { ...input, contract: { request: 'text' } } })
    await expect(wrong).rejects.toMatchObject({ problem: { errors: [{ path: '/body/contract/request' }] } })
    const ability = await provider.call(contract.createAbility, { body: input })
    expect(ability.findings.map((one) => [one.field, one.message.slice(0, 5)])).toEqual([
      ['name', '未对标数据'],
      ['capital', '类型不符：'],
    ])
    const test = async () =>
      (await provider.call(contract.testAbility, { params: { id: ability.id } })).test as contract.AbilityTest
    const failed = await test()
    expect([failed.isPassed, failed.faults.length]).toEqual([false, 1])
    expect(failed.faults[0]).toContain('capital')
    const lenient = {
      ...input,
      code: 'firm-name-2',
      contract: { response: of({ name: { type: 'string' } }) },
    }
    const other = await provider.call(contract.createAbility, { body: lenient })
    const passed = await provider.call(contract.testAbility, { params: { id: other.id } })
    expect(passed.test).toMatchObject({ isPassed: true, faults: [] })
    name = 7
    const broken = await provider.call(contract.testAbility, { params: { id: other.id } })
    expect(broken.test?.isPassed).toBe(false)
    expect(broken.test?.faults[0]).toContain('答复/name')
    upstream.closeAllConnections()
    upstream.close()

    const rate = (client: Client, stars: number) =>
      client.call(contract.rateAbility, { params: { id: other.id }, body: { stars, comment: '稳定' } })
    await expect(rate(provider, 5)).rejects.toThrow('本单位')
    await expect(rate(insurance, 4)).rejects.toThrow('没有调用过')
    await city.kernel.db.pool.query(
      "INSERT INTO data.use_count (organisation_id, ability_id, day, calls) VALUES ($1, $2, '2025-06-01', 3)",
      [trafficPolice.id, other.id],
    )
    await rate(insurance, 2)
    expect(await rate(insurance, 4)).toMatchObject({ stars: 4, ratings: 1 })
    const { items } = await bureau.call(contract.listProviderRatings, { query: {} })
    expect(items.find((one) => one.organisationId === operationCentre.id)).toMatchObject({
      ...{ stars: 4, ratings: 1, rated: 1, failing: 2 },
      comments: [
        { abilityTitle: '企业名称', organisationName: trafficPolice.name, stars: 4, comment: '稳定' },
      ],
    })
  })

  it('runs a flow of abilities: branches, undoes what was done when a step fails, keeps to its time', async () => {
    const asked: string[] = []
    const pause = (ms: number) => new Promise((next) => setTimeout(next, ms))
    const upstream: Server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      const body = JSON.parse(text)
      asked.push(`${request.url} ${body.no ?? body.id}`)
      if (body.no === 'SLOW' && request.url === '/pay') await pause(2_000)
      const status = request.url === '/pay' && body.no === 'BROKEN' ? 500 : 200
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          id: `${request.url?.slice(1)}-${body.no}`,
          income: body.no === 'RICH' ? 9000 : 800,
        }),
      )
    })
    await new Promise<void>((next) => upstream.listen(0, '127.0.0.1', next))
    const address = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
    const http = (code: string) => ({
      ...{ ...textService, code, title: code, kind: 'http' as const, upstreamUrl: `${address}/${code}` },
    })
    for (const code of ['check', 'reserve', 'release', 'pay'])
      await provider.call(contract.createAbility, { body: http(code) })
    const steps: contract.AbilityFlowStep[] = [
      { name: 'check', ability: 'check', body: { no: '$.input.no' } },
      {
        ...{ name: 'hold', ability: 'reserve', body: { no: '$.input.no' } },
        when: { of: '$.check.income', is: 'lt', value: 1000 },
        undo: { ability: 'release', body: { id: '$.hold.id' } },
      },
      {
        ...{ name: 'pay', ability: 'pay', body: { no: '$.input.no', amount: 500 } },
        ...{ when: { of: '$.hold.id', is: 'present' }, timeoutMs: 500 },
      },
    ]
    const flow = { steps, answer: { income: '$.check.income', payment: '$.pay.id' } }
    const made = {
      ...textService,
      code: 'aid-in-one',
      title: '临时救助一件事',
      kind: 'flow' as const,
      timeoutMs: 5000,
    }
    const refused = (given: contract.AbilityFlow, by = provider) =>
      by
        .call(contract.createAbility, { body: { ...made, flow: given } })
        .then(() => undefined)
        .catch((error) => error.problem?.errors?.[0]?.path)
    expect(await refused(flow, insurance)).toBe('/body/flow/steps/0/ability')
    const early = { ...steps[0], body: { no: '$.pay.id' } } as contract.AbilityFlowStep
    expect(await refused({ ...flow, steps: [early] })).toBe('/body/flow/steps/0/body')
    const ability = await provider.call(contract.createAbility, { body: { ...made, flow } })
    expect(ability.flow?.steps).toHaveLength(3)
    await leave(insurance, provider, ability.id, 100)
    const run = (no: string) =>
      call('/api/data/abilities/aid-in-one/call', { purpose: '办件通知', body: { no } })
    const poor = await run('POOR')
    expect([poor.status, poor.body]).toEqual([200, { income: 800, payment: 'pay-POOR' }])
    expect((await run('RICH')).body).toEqual({ income: 9000 })
    expect(asked).toEqual(['/check POOR', '/reserve POOR', '/pay POOR', '/check RICH'])
    for (const no of ['BROKEN', 'SLOW']) {
      asked.length = 0
      const { status, body } = await run(no)
      expect([status, body.code]).toEqual([503, 'flow-failed'])
      expect(body.detail).toContain('步骤“pay”没有完成')
      expect(body.detail).toContain('前面的步骤已撤销')
      expect(asked).toEqual([`/check ${no}`, `/reserve ${no}`, `/pay ${no}`, `/release reserve-${no}`])
    }
    // Each step is a use of its own under the trace of the call.
    const uses = await provider.call(contract.listDataUses, { query: { limit: 200 } })
    const ofPoor = uses.items.filter((one) => one.traceId === poor.headers.get('x-request-id'))
    expect(ofPoor).toHaveLength(4)
    upstream.closeAllConnections()
    upstream.close()
  }, 60_000)
})
