import { createServer, type Server } from 'node:http'
import {
  addCascadeNode,
  addShareAgreement,
  askCascade,
  decideCascade,
  listCascadeNodes,
  listCascadeRequests,
  listCascadeResources,
  listCodeLinks,
  listVerticalSystems,
  putCodeLinks,
  saveVerticalSystem,
  setCascadeSelf,
  syncCascade,
  translateCodes,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { aDataset } from './data-kit.ts'

const clocks = [0, 1, 2].map(() => ({ time: new Date('2025-06-03T12:00:00+08:00') }))
let platforms: TestPlatform[]
let clients: Client[]
const [county, city, province] = [0, 1, 2]

beforeAll(async () => {
  platforms = []
  for (const clock of clocks)
    platforms.push(await startTestPlatform({ clock: { now: () => new Date(clock.time) } }))
  clients = await Promise.all(platforms.map((one) => one.signedInAs('administrator')))
}, 240_000)
afterAll(async () => {
  for (const one of platforms) await one.stop()
})

const by = (at: number) => clients[at] as Client
const at = (index: number) => platforms[index] as TestPlatform

async function join(upper: number, lower: number, names: [string, string], kind?: 'peer') {
  const key = `key-between-${upper}-and-${lower}-${kind ?? 'level'}`
  const below = await by(lower).call(addCascadeNode, {
    body: { kind: kind ?? 'upper', name: names[0], url: at(upper).url, key },
  })
  const body = { kind: kind ?? ('lower' as const), name: names[1], url: at(lower).url, key }
  return { below, above: await by(upper).call(addCascadeNode, { body }) }
}

it('routes a county’s request through the city to the province and brings back the data with every step', async () => {
  const selves = [
    ['泗洪县', '321324'],
    ['宿迁市', '321300'],
    ['江苏省', '320000'],
  ] as const
  for (const [i, [name, divisionCode]] of selves.entries())
    await by(i).call(setCascadeSelf, { body: { name, divisionCode } })
  const { below: node } = await join(city, county, ['宿迁市', '泗洪县'])
  await join(province, city, ['江苏省', '宿迁市'])
  await aDataset(at(province), { name: '省级社保参保信息' })
  await by(province).call(syncCascade)
  const known = (index: number) => async () =>
    (await by(index).call(listCascadeResources, { query: { search: '省级社保' } })).items
  await expect.poll(known(city), { timeout: 30_000 }).toHaveLength(1)
  await by(city).call(syncCascade)
  await expect.poll(known(county), { timeout: 30_000 }).toHaveLength(1)
  const [resource] = await known(county)()
  expect(resource?.levels).toHaveLength(2)
  const asked = await by(county).call(askCascade, {
    body: { code: resource?.code ?? '', nodeId: node.id, purpose: '核对低保资格' },
  })
  const request = (index: number) => async () =>
    (await by(index).call(listCascadeRequests)).items.find((one) => one.id === asked.id)
  await expect.poll(async () => (await request(province)())?.isHere, { timeout: 30_000 }).toBe(true)
  expect((await request(province)())?.purpose).toBe('核对低保资格')
  await by(province).call(decideCascade, { params: { id: asked.id }, body: { approve: true } })
  await expect.poll(async () => (await request(county)())?.state, { timeout: 30_000 }).toBe('approved')
  const done = await request(county)()
  expect(done?.trail.map((step) => step.act)).toEqual([
    ...['asked', 'forwarded', 'received', 'approved', 'relayed', 'received'],
  ])
  expect(done?.trail.map((step) => [step.node, step.division])).toEqual(
    [0, 1, 2, 2, 1, 0].map((i) => [...(selves[i] ?? [])]),
  )
  for (const step of done?.trail ?? []) expect(Date.parse(step.time)).not.toBeNaN()
  expect(done?.rows).toHaveLength(3)
  // What is personal comes masked, and the city keeps nothing of what it passed on.
  expect(JSON.stringify(done?.rows)).not.toContain('11010519491231002X')
  expect((await request(city)())?.rows).toBeNull()
}, 120_000)

it('keeps five requests while the province is away for 30 minutes and sends each once, in order, when it is back', async () => {
  const taken: Array<{ id: string; purpose: string }> = []
  const server: Server = createServer(async (incoming, response) => {
    let text = ''
    for await (const part of incoming) text += part
    const { message } = JSON.parse(text)
    taken.push({ id: message.id, purpose: message.body.purpose })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"accepted":true,"detail":null}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  const key = 'key-of-a-simulated-province'
  const node = await by(county).call(addCascadeNode, {
    body: { kind: 'upper', name: '模拟省级节点', url: `http://127.0.0.1:${port}`, key },
  })
  const catalogue = {
    resources: [{ code: '301001/000009', name: '模拟资源', organisation_name: '省厅', levels: ['省'] }],
  }
  const told = await fetch(`${at(county).url}/api/data/cascade/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      key,
      message: {
        id: '0197a000-0000-7000-8000-000000000001',
        kind: 'catalogue',
        body: catalogue,
        time: '2025-06-03T04:00:00Z',
      },
    }),
  })
  expect(await told.json()).toEqual({ accepted: true, detail: null })
  const ids: string[] = []
  for (let i = 1; i <= 5; i++) {
    const body = { code: '301001/000009', nodeId: node.id, purpose: `第${i}次核验` }
    ids.push((await by(county).call(askCascade, { body })).id)
  }
  const state = async () => (await by(county).call(listCascadeNodes)).items.find((one) => one.id === node.id)
  await expect.poll(async () => (await state())?.lastError, { timeout: 30_000 }).toBeTruthy()
  const clock = clocks[county] as { time: Date }
  clock.time = new Date(clock.time.getTime() + 30 * 60_000)
  expect(await state()).toMatchObject({ waiting: 5 })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  clock.time = new Date(clock.time.getTime() + 2 * 60_000)
  try {
    await expect.poll(async () => (await state())?.waiting, { timeout: 40_000 }).toBe(0)
    expect(taken.map((one) => one.purpose)).toEqual([1, 2, 3, 4, 5].map((i) => `第${i}次核验`))
    expect(new Set(taken.map((one) => one.id)).size).toBe(5)
    const { items } = await by(county).call(listCascadeRequests)
    for (const id of ids) expect(items.find((one) => one.id === id)?.state).toBe('sent')
  } finally {
    server.close()
  }
}, 120_000)

it('keeps who above does what already, and which data they do not give', async () => {
  const system = {
    ...{ title: '全国社会救助信息系统', level: 'state' as const, owner: '民政部' },
    ...{ functions: ['低保审核', '救助金发放'], interface: '每日文件', network: 'dedicated' as const },
    ...{ available: ['低保对象名单'], gaps: ['家庭经济状况'], supplement: '本市居民家庭经济核对平台' },
  }
  const made = await by(county).call(saveVerticalSystem, { body: system })
  const find = async (query: object) =>
    (await by(county).call(listVerticalSystems, { query })).items.map((one) => one.title)
  expect(await find({ doing: '低保' })).toEqual([system.title])
  expect(await find({ doing: '车辆登记' })).toEqual([])
  await by(county).call(saveVerticalSystem, { body: { ...system, id: made.id, gaps: [] } })
  expect([await find({ hasGaps: true }), await find({ hasGaps: false })]).toEqual([[], [system.title]])
})

it('turns codes of another city into ours by a mapping, logs those without, and gives it what was agreed alone', async () => {
  const fields = [
    { name: 'no', title: '编号', type: 'text' as const, isKey: true },
    { name: 'sex', title: '性别', type: 'text' as const, element: 'sex' },
    { name: 'note', title: '备注', type: 'text' as const },
  ]
  const select = ['1', 'M', 'F', 'X', 'X'].map(
    (sex, i) => `SELECT 'N${i}' AS "no", '${sex}' AS sex, 'n' AS note`,
  )
  const given = await aDataset(at(province), {
    name: '跨城就医名单',
    fields,
    select: select.join(' UNION ALL '),
  })
  const { below: node, above } = await join(province, county, ['邻市甲', '邻市乙'], 'peer')
  const again = { kind: 'peer' as const, name: '邻市乙', url: at(county).url, key: 'another-key-0000' }
  const doubled = await by(province)
    .call(addCascadeNode, { body: again })
    .catch((error) => error.problem)
  expect(doubled.code).toBe('node-known')
  await by(province).call(syncCascade)
  const known = async () =>
    (await by(county).call(listCascadeResources, { query: { search: '跨城就医' } })).items
  const agreement = {
    ...{ nodeId: above.id, datasetId: given.id, document: '医保合作〔2025〕1号' },
    ...{ fields: ['no', 'sex'], from: '2025-06-01', to: '2025-06-30' },
  }
  const refused = await by(province)
    .call(addShareAgreement, { body: { ...agreement, fields: ['no', 'none'] } })
    .catch((error) => error.problem)
  expect(refused.errors[0].path).toBe('/body/fields/1')
  const made = await by(province).call(addShareAgreement, { body: agreement })
  expect([made.isInForce, made.nodeName]).toEqual([true, '邻市乙'])
  // Another city sees what was agreed and nothing else.
  await by(province).call(syncCascade)
  await expect.poll(known, { timeout: 30_000 }).toHaveLength(1)
  const seen = (await by(county).call(listCascadeResources, { query: {} })).items
  expect(seen.filter((one) => one.nodeId === node.id)).toHaveLength(1)
  const links = [{ foreignCode: 'M', code: '1' }]
  const put = (body: object) =>
    by(county)
      .call(putCodeLinks, { body: { nodeId: node.id, codeSet: 'GBT2261.1', links, ...body } })
      .catch((error) => error.problem)
  expect((await put({ links: [{ foreignCode: 'M', code: '99' }] })).errors[0].path).toBe('/body/links/0/code')
  expect(await put({})).toEqual({ done: true })

  const ask = async () => {
    const body = { code: seen[0]?.code ?? '', nodeId: node.id, purpose: '异地就医结算' }
    return by(county).call(askCascade, { body: { ...body, code: (await known())[0]?.code ?? '' } })
  }
  const request = (index: number, id: string) => async () =>
    (await by(index).call(listCascadeRequests)).items.find((one) => one.id === id)
  const first = await ask()
  await expect.poll(async () => (await request(province, first.id)())?.isHere, { timeout: 30_000 }).toBe(true)
  await by(province).call(decideCascade, { params: { id: first.id }, body: { approve: true } })
  await expect
    .poll(async () => (await request(county, first.id)())?.state, { timeout: 30_000 })
    .toBe('approved')
  const rows = (await request(county, first.id)())?.rows
  expect(rows).toEqual(['1', '1', 'F', 'X', 'X'].map((sex, i) => ({ no: `N${i}`, sex })))
  const query = { node: node.id, unmapped: true }
  const { items } = await by(county).call(listCodeLinks, { query })
  expect(items.map((one) => [one.foreignCode, one.seen, one.code]).sort()).toEqual([
    ['F', 1, null],
    ['X', 2, null],
  ])
  await put({ links: [{ foreignCode: 'F', code: '2' }] })
  const body = { nodeId: node.id, codeSet: 'GBT2261.1', codes: ['M', 'F', 'X'] }
  expect((await by(county).call(translateCodes, { body })).items.map((one) => one.code)).toEqual([
    '1',
    '2',
    null,
  ])
  // After its last day the agreement gives nothing.
  const second = await ask()
  await expect
    .poll(async () => (await request(province, second.id)())?.isHere, { timeout: 30_000 })
    .toBe(true)
  ;(clocks[province] as { time: Date }).time = new Date('2025-07-01T12:00:00+08:00')
  clients[province] = await at(province).signedInAs('administrator')
  const late = await by(province)
    .call(decideCascade, { params: { id: second.id }, body: { approve: true } })
    .catch((error) => error.problem)
  expect(late.code).toBe('no-agreement')
}, 120_000)
