import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { organisations, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

let city: TestPlatform
let admin: Client
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

async function send(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const response = await fetch(city.url + path, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  })
  return { status: response.status, body: await response.json() }
}

/** A terminal of a user of its own, enrolled. */
async function enrol(reference: string, more: { testRing?: boolean; policyId?: string } = {}) {
  const client = await city.signedInAs('grid-worker', { divisions: ['990102'] })
  const bearer = { authorization: `Bearer ${client.options.token?.()}` }
  const { user } = await client.call(contract.getMe)
  const { terminal, code } = await admin.call(contract.createTerminal, {
    body: {
      ...{ reference, userId: user.id, organisationId: organisations.oldTownUrban.id },
      ...{ purpose: '城管巡查', ...more },
    },
  })
  const { token } = await city.anonymous().call(contract.enrolTerminal, { body: { code: code.code } })
  const terminalOnly = { [contract.terminalHeader]: token }
  return {
    ...{ id: terminal.id, terminal, code: code.code, bearer, terminalOnly },
    both: { ...bearer, ...terminalOnly },
    checkIn: (body: object = {}) => send('POST', '/api/sensing/terminal/check-in', terminalOnly, body),
  }
}

const things = '/api/sensing/things'
const commandsOf = async (id: string) => (await admin.call(contract.getTerminal, { params: { id } })).commands

it('refuses the next call of a lost handheld with 401 设备已停用 and queues its lock (PLT-009)', async () => {
  const held = await enrol('T-0007')
  expect(held.terminal).toMatchObject({ state: 'pending', organisationName: '云城区城市管理局' })
  expect((await send('GET', things, held.both)).status).toBe(200)
  await expect(
    city.anonymous().call(contract.enrolTerminal, { body: { code: held.code } }),
  ).rejects.toMatchObject({ problem: { code: 'wrong-code' } })

  const params = { id: held.id }
  const lost = await admin.call(contract.setTerminalState, {
    params,
    body: { state: 'lost', reason: '巡查中遗失' },
  })
  expect(lost).toMatchObject({ state: 'lost', stateText: '遗失' })
  expect(await send('GET', things, held.both)).toMatchObject({ status: 401, body: { detail: '设备已停用' } })
  expect(await commandsOf(held.id)).toMatchObject([{ kind: 'lock', state: 'queued' }])
  // Leaving the header out does not help whoever found it; the person may sign in elsewhere.
  expect(await send('GET', things, held.bearer)).toMatchObject({
    status: 401,
    body: { detail: '设备已停用' },
  })
  expect((await admin.call(contract.listThings)).total).toBeGreaterThanOrEqual(0)

  // Its own channel stays open, and the lock is handed out until it is confirmed.
  const [order] = (await held.checkIn()).body.commands
  expect((await held.checkIn()).body.commands).toEqual([order])
  expect(await commandsOf(held.id)).toMatchObject([{ state: 'delivered' }])
  const result = `/api/sensing/terminal/commands/${order.id}/result`
  expect((await send('POST', result, held.terminalOnly, { done: true })).status).toBe(200)
  expect((await send('POST', result, held.terminalOnly, { done: true })).status).toBe(409)
  expect(await commandsOf(held.id)).toMatchObject([{ kind: 'lock', state: 'confirmed' }])
  expect((await held.checkIn()).body.commands).toEqual([])

  await admin.call(contract.setTerminalState, { params, body: { state: 'active', reason: '已找回' } })
  expect((await send('GET', things, held.both)).status).toBe(200)
  expect((await send('GET', things, held.bearer)).status).toBe(200)
})

it('fills the gap of an edge node with exactly its 60 readings, however often they are sent (PLT-009)', async () => {
  const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'underpass' } })
  const datastreamId = gauge.datastream('depth')
  const { node, key } = await admin.call(contract.createEdgeNode, {
    body: { reference: 'E-01', divisionCode: '990102' },
  })
  const headers = { [contract.edgeNodeHeader]: key }
  const start = Math.floor(Date.now() / 60_000) * 60_000 - 61 * 60_000
  const reading = (minute: number) => ({
    ...{ datastreamId, phenomenonTime: new Date(start + minute * 60_000).toISOString() },
    result: minute / 10,
  })
  const path = `/api/sensing/edge-nodes/${node.id}/readings`
  const upload = (sequence: number, rows: object[], with_ = headers) =>
    send('POST', path, with_, { sequence, rows })
  // The readings before and after the hour without a link came by themselves.
  await upload(1, [reading(-1)])
  await upload(2, [reading(60)])

  const held = Array.from({ length: 60 }, (_, minute) => reading(minute))
  const together = await Promise.all([upload(3, held), upload(3, held)])
  const answers = [...together, await upload(3, held), await upload(4, held.slice(30))]
  expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200])
  expect(answers[2]?.body).toEqual({ sequence: 3, repeated: true, accepted: 60, refused: [] })
  expect(await upload(3, held.slice(1))).toMatchObject({ status: 409, body: { code: 'sequence-used' } })

  const rows = await city.kernel.db.pool.query(
    `SELECT phenomenon_time AS time, result FROM sensing.observation
     WHERE datastream_id = $1 ORDER BY phenomenon_time`,
    [datastreamId],
  )
  expect(rows.rows.map((row) => [row.time.toISOString(), row.result])).toEqual(
    Array.from({ length: 62 }, (_, i) => [reading(i - 1).phenomenonTime, (i - 1) / 10]),
  )
  // The newest value stays the newest.
  const { datastreams } = await admin.call(contract.getThing, { params: { id: gauge.id } })
  expect(datastreams.find((one) => one.datastreamId === datastreamId)).toMatchObject({ value: 6 })

  const far = await city.aThing('waterlogging.gauge', {
    position: [118.955, 33.405],
    attributes: { point_kind: 'underpass' },
  })
  const mixed = [
    reading(61),
    { ...reading(61), datastreamId: far.datastream('depth') },
    { ...reading(61), phenomenonTime: '2999-01-01T00:00:00Z' },
  ]
  expect((await upload(5, mixed)).body).toMatchObject({ accepted: 1, refused: [{ row: 1 }, { row: 2 }] })
  expect((await upload(6, [reading(62)], { [contract.edgeNodeHeader]: 'wrong' })).status).toBe(401)
})

it('says what an edge node is, and hands it the rules it should run', async () => {
  const { node, key } = await admin.call(contract.createEdgeNode, {
    body: { reference: 'E-02', divisionCode: '990102' },
  })
  expect(node).toMatchObject({ state: 'unknown', stateText: '未知', cpu: null })
  const params = { id: node.id }
  const content = { property: 'depth', above: 30 }
  await admin.call(contract.assignEdgeModule, {
    params,
    body: { module: 'ponding', kind: 'rule', version: '2', content },
  })
  const beat = (modules: object[]) =>
    send(
      'POST',
      `/api/sensing/edge-nodes/${node.id}/heartbeat`,
      { [contract.edgeNodeHeader]: key },
      { cpu: 0.4, storage: 0.7, queued: 60, modules },
    )
  expect((await beat([{ module: 'ponding', version: '1' }])).body.modules).toEqual([
    { module: 'ponding', kind: 'rule', version: '2', content },
  ])
  expect(await admin.call(contract.getEdgeNode, { params })).toMatchObject({
    ...{ state: 'online', cpu: 0.4, storage: 0.7, queued: 60 },
    assigned: [{ inStep: false }],
  })
  await beat([{ module: 'ponding', version: '2' }])
  expect(await admin.call(contract.getEdgeNode, { params })).toMatchObject({ assigned: [{ inStep: true }] })
  const stranger = await city.signedInAs('administrator', { divisions: ['990103'] })
  expect((await stranger.call(contract.listEdgeNodes)).total).toBe(0)
})

it('reports compliance of policy groups and its ratio', async () => {
  const policy = await admin.call(contract.saveTerminalPolicy, {
    body: {
      title: '执法终端',
      rules: {
        ...{ minimumOsLevel: '14', screenLock: true, usbForbidden: true, certificate: true },
        allowedApps: ['civitas', 'camera'],
      },
    },
  })
  const good = await enrol('P-1', { policyId: policy.id })
  const bad = await enrol('P-2', { policyId: policy.id })
  await enrol('P-3', { policyId: policy.id })
  const facts = {
    ...{ osLevel: '14.0', screenLock: true, usbEnabled: false, apps: ['civitas'] },
    certificateUntil: '2999-01-01T00:00:00Z',
  }
  await good.checkIn({ facts })
  await bad.checkIn({
    facts: { osLevel: '9.10', screenLock: false, usbEnabled: true, apps: ['game'], certificateUntil: null },
  })
  const page = await admin.call(contract.listTerminals, { query: { policyId: policy.id } })
  expect(page.items.map((one) => [one.reference, one.failures])).toEqual([
    ['P-1', []],
    ['P-2', ['os-level', 'screen-lock', 'usb', 'certificate', 'apps']],
    ['P-3', ['not-reported']],
  ])
  expect(await admin.call(contract.getTerminalCompliance)).toMatchObject({
    ...{ compliant: 1, terminals: 3, ratio: 1 / 3 },
    failures: { usb: 1, 'not-reported': 1 },
  })
  const failing = await admin.call(contract.listTerminals, { query: { compliant: false, search: 'P-' } })
  expect(failing.items.map((one) => one.reference)).toEqual(['P-2', 'P-3'])
})

it('wipes only when a second person agrees, and the terminal is then gone', async () => {
  const held = await enrol('W-1')
  const wipe = await admin.call(contract.sendTerminalCommand, {
    params: { id: held.id },
    body: { kind: 'wipe', reason: '交回' },
  })
  expect(wipe.state).toBe('awaiting-approval')
  expect((await held.checkIn()).body.commands).toEqual([])
  const decision = { params: { id: wipe.id }, body: { approve: true, comment: '同意' } }
  await expect(admin.call(contract.decideTerminalCommand, decision)).rejects.toMatchObject({
    problem: { status: 403, code: 'needs-second-person' },
  })
  const second = await city.signedInAs('administrator')
  expect((await second.call(contract.decideTerminalCommand, decision)).state).toBe('queued')
  expect((await held.checkIn()).body.commands).toEqual([{ id: wipe.id, kind: 'wipe' }])
  const result = `/api/sensing/terminal/commands/${wipe.id}/result`
  await send('POST', result, held.terminalOnly, { done: true })
  expect((await held.checkIn()).status).toBe(401)
  expect((await send('GET', things, held.both)).status).toBe(401)
})

it('pushes a version ring by ring, stops when paused and goes back when rolled back', async () => {
  const tester = await enrol('R-0', { testRing: true })
  const others: Array<typeof tester> = []
  for (let i = 1; i <= 10; i++) others.push(await enrol(`R-${i}`))
  const publish = (version: string) =>
    admin.call(contract.createTerminalRelease, {
      body: { app: 'patrol', version, url: `/packages/patrol-${version}`, digest: 'a'.repeat(64) },
    })
  const step = (id: string, given: 'advance' | 'pause' | 'resume' | 'roll-back') =>
    admin.call(contract.steerTerminalRelease, { params: { id }, body: { step: given, reason: '按计划' } })
  const wantedBy = async (one: typeof tester, versions = {}) =>
    (await one.checkIn({ versions })).body.wanted[0]?.version ?? null
  const wanting = async (version: string) => {
    const all = await Promise.all(others.map((one) => wantedBy(one)))
    return all.filter((one) => one === version).length
  }
  const first = await publish('1.0')
  for (const to of ['advance', 'advance'] as const) await step(first.id, to)
  expect(await wanting('1.0')).toBe(10)

  const next = await publish('2.0')
  expect(await wantedBy(tester)).toBe('2.0')
  expect(await wanting('2.0')).toBe(0)
  const active = await admin.call(contract.listTerminals, { query: { state: 'active' } })
  const tenth = await step(next.id, 'advance')
  expect(tenth).toMatchObject({ ring: 'tenth', ringText: '10%' })
  const chosen = Math.ceil(active.total / 10)
  expect([chosen, chosen + 1]).toContain(tenth.targeted)

  await step(next.id, 'pause')
  await expect(step(next.id, 'advance')).rejects.toMatchObject({ problem: { code: 'paused' } })
  expect(await wanting('2.0')).toBe(0)
  expect(await wantedBy(tester, { patrol: '2.0' })).toBe('2.0')
  await step(next.id, 'resume')
  await step(next.id, 'advance')
  expect(await wanting('2.0')).toBe(10)
  await wantedBy(tester, { patrol: '2.0' })
  await step(next.id, 'roll-back')
  expect(await wanting('1.0')).toBe(10)
  expect(await wantedBy(tester, { patrol: '2.0' })).toBe('1.0')
})
