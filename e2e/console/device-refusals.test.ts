import { createConnection } from 'node:net'
import {
  computeQuality,
  createEdgeNode,
  createGrant,
  createTerminal,
  createThing,
  createUser,
  edgeNodeHeader,
  enrolTerminal,
  finishConformanceRun,
  getMe,
  installPack,
  listAuditEntries,
  listOrganisations,
  type ProfileContent,
  publishProfile,
  sendCommands,
  signIn,
  startConformanceRun,
  terminalHeader,
} from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import mqtt, { MqttClient } from 'mqtt'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { findAxeViolations } from '../lib/axe.ts'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see, signInByHand } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

const unique = () => Date.now().toString(36).toUpperCase()
const row = (page: Page, words: string) => page.locator('tbody tr.ant-table-row').filter({ hasText: words })
const credentialOf = (made: { credential: { name: string; key: string } | null }) =>
  made.credential as { name: string; key: string }

/** A device of a pack with a key of its own. */
async function aDevice(client: Client, pack: string, thingType: string, name: string) {
  await client.call(installPack, { params: { id: pack } })
  return client.call(createThing, {
    body: {
      ...{ thingType, reference: name, name, position: [118.9, 33.45] },
      credential: { name: `cred-${name}`.toLowerCase() },
    },
  })
}

describeJourney('what devices are refused, and what they are seen to do', (journey) => {
  /** Connects from an address of this machine (127.0.0.0/8). */
  async function connectFrom(localAddress: string, { name, key }: { name: string; key: string }) {
    const open = () => createConnection({ host: '127.0.0.1', port: journey.mqttPort, localAddress })
    const client = new MqttClient(open, {
      ...{ username: name, password: key, reconnectPeriod: 0, clientId: `c-${localAddress}-${unique()}` },
      protocolVersion: 4,
    })
    await new Promise<void>((done, failed) => {
      client.once('connect', () => done())
      client.once('error', failed)
    })
    return client
  }

  async function publish(credential: { name: string; key: string }, id: string, rows: object) {
    const address = `mqtt://127.0.0.1:${journey.mqttPort}`
    const { name: username, key: password } = credential
    const client = await mqtt.connectAsync(address, { username, password, reconnectPeriod: 0 })
    await client.publishAsync(`civitas/v1/things/${id}/telemetry`, JSON.stringify(rows), { qos: 1 })
    await client.endAsync()
  }

  it('a lost handheld gets 401 设备已停用 on its next call (PLT-009)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const grid = await signInAs(journey.url, 'grid')
    const { user } = await grid.call(getMe)
    const organisation = (await admin.call(listOrganisations, { query: { limit: 1 } })).items[0]
    const reference = `T-${unique()}`
    const { code } = await admin.call(createTerminal, {
      body: { reference, userId: user.id, organisationId: organisation?.id ?? '', purpose: '城管巡查' },
    })
    const { token } = await admin.call(enrolTerminal, { body: { code: code.code } })
    const bearer = `Bearer ${grid.options.token?.()}`
    const ask = () =>
      fetch(`${journey.url}/api/sensing/things`, {
        headers: { authorization: bearer, [terminalHeader]: token },
      })
    expect((await ask()).status).toBe(200)
    const { page, errors } = await journey.open('admin', `/console/terminals?search=${reference}`, sizes.desk)
    await (await see(row(page, reference).getByRole('link'))).click()
    await (await see(page.getByRole('button', { name: '标记遗失', exact: true }))).click()
    const lose = page.getByRole('dialog', { name: '标记遗失' })
    await lose.getByLabel('说明').fill('巡查时遗失')
    await lose.getByRole('button', { name: '标记遗失', exact: true }).click()
    await see(row(page, '锁定').filter({ hasText: '排队中' }))
    const refused = await ask()
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
      401,
      '设备已停用',
    ])
    // What was found again serves its person again: the other journeys sign in as the same.
    await page.getByRole('button', { name: '标记找回', exact: true }).click()
    const found = page.getByRole('dialog', { name: '标记找回' })
    await found.getByLabel('说明').fill('已找回')
    await found.getByRole('button', { name: '标记找回', exact: true }).click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '在用' }))
    expect((await ask()).status).toBe(200)
    expect(errors).toEqual([])
  })

  it('an edge node shows what it holds back, and its 60 readings fill the gap (PLT-009)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const made = await aDevice(admin, 'water-level', 'water-level-v1', `WL-${unique()}`)
    const datastreamId = made.datastreams.find((one) => one.property === 'level')?.datastreamId
    const reference = `E-${unique()}`
    const { node, key } = await admin.call(createEdgeNode, { body: { reference, divisionCode: '990102' } })
    const say = async (path: string, body: object) => {
      const answer = await fetch(`${journey.url}/api/sensing/edge-nodes/${node.id}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [edgeNodeHeader]: key },
        body: JSON.stringify(body),
      })
      expect(answer.status).toBe(200)
      return answer.json() as Promise<{ accepted: number }>
    }
    await say('heartbeat', { cpu: 0.4, storage: 0.7, queued: 60, modules: [] })
    const { page, errors } = await journey.open('admin', '/console/terminals?tab=nodes', sizes.desk)
    await page.getByRole('searchbox').first().fill(reference)
    await see(row(page, reference).filter({ hasText: '在线' }).getByRole('cell', { name: '60', exact: true }))
    const start = Math.floor(Date.now() / 60_000) * 60_000 - 61 * 60_000
    const rows = Array.from({ length: 60 }, (_, minute) => ({
      ...{ datastreamId, result: 100 + minute },
      phenomenonTime: new Date(start + minute * 60_000).toISOString(),
    }))
    expect(await say('readings', { sequence: 1, rows })).toMatchObject({ accepted: 60 })
    await say('heartbeat', { cpu: 0.4, storage: 0.7, queued: 0, modules: [] })
    await page.reload()
    await page.getByRole('searchbox').first().fill(reference)
    await see(row(page, reference).getByRole('cell', { name: '0', exact: true }))
    await page.goto(`${journey.url}/console/devices/${made.thing.id}`)
    await see(page.getByRole('row').filter({ hasText: '水位' }).filter({ hasText: '159' }))
    expect(errors).toEqual([])
  })

  it('a clone is refused and raised as an event, and reading is not controlling (PLT-014)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const name = `P7-${unique()}`
    const made = await aDevice(admin, 'lamps', 'lamp-v1', name)
    const credential = credentialOf(made)
    const first = await connectFrom('127.0.0.1', credential)
    await expect(connectFrom('127.0.0.2', credential)).rejects.toThrow(/Not authorized/)
    expect(first.connected).toBe(true)
    const { page, errors } = await journey.open(
      'admin',
      `/console/admission?tab=attempts&search=${credential.name}`,
      sizes.desk,
    )
    await see(row(page, '疑似克隆').filter({ hasText: '127.0.0.2' }))
    await page.goto(`${journey.url}/console/events?search=${name}`)
    await see(row(page, name).filter({ hasText: '疑似克隆' }))
    await first.endAsync()
    const organisation = (await admin.call(listOrganisations, { query: { limit: 1 } })).items[0]
    const account = `reader-${unique()}`.toLowerCase()
    const password = 'lantern-harbour-48'
    await admin.call(createUser, {
      body: {
        ...{ account, name: '应急值班', password, roles: ['duty-officer'] },
        ...{ divisions: ['990106'], organisationId: organisation?.id ?? null },
      },
    })
    await admin.call(createGrant, {
      body: {
        ...{ organisationId: organisation?.id ?? '', thingIds: [made.thing.id], rights: ['read'] },
        ...{ expiresTime: new Date(Date.now() + 3_600_000).toISOString(), reason: '汛期' },
      },
    })
    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const reader = journey.keep(await context.newPage())
    await reader.goto(`${journey.url}/console/devices/${made.thing.id}?tab=commands`)
    await signInByHand(reader, account, password)
    await (await see(reader.getByRole('button', { name: '下发命令' }))).click()
    const dialog = reader.getByRole('dialog')
    await choose(reader, dialog.getByLabel('命令'), '关灯')
    await dialog.getByRole('button', { name: '预览后果' }).click()
    await see(dialog.getByText('不能下发'))
    const { accessToken } = await createClient({ baseUrl: journey.url }).call(signIn, {
      body: { account, password },
    })
    const client = createClient({ baseUrl: journey.url, token: () => accessToken })
    await expect(
      client.call(sendCommands, { body: { thingIds: [made.thing.id], command: 'switch-off' } }),
    ).rejects.toMatchObject({ problem: { status: 403, code: 'no-control-right' } })
    await expect
      .poll(async () => {
        const query = { action: 'sensing.sendCommands', search: account }
        return (await admin.call(listAuditEntries, { query })).items.map((one) => one.outcome)
      })
      .toContain('refused')
    expect(errors).toEqual([])
  })

  it('a report in metres fails the item 单位 with the packet quoted (PLT-015)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const name = `JS-${unique()}`
    const made = await aDevice(admin, 'water-level', 'water-level-v1', name)
    const content: ProfileContent = {
      model: 'water-level-v1',
      properties: [{ id: 'level', unit: 'cm', periodSeconds: 300, mandatory: true }],
      ...{ commands: [], securityLevel: 1, namingRule: null, reconnects: false },
    }
    const params = { id: `ponding-${unique()}`.toLowerCase() }
    for (const _ of [1, 2])
      await admin.call(publishProfile, { params, body: { title: '积水监测', content, graceDays: 0 } })
    const run = await admin.call(startConformanceRun, {
      body: { profileId: params.id, thingId: made.thing.id, vendor: '试验厂', modelName: name },
    })
    await publish(credentialOf(made), made.thing.id, {
      properties: { level: { value: 0.35, unit: 'm' } },
    })
    await admin.call(finishConformanceRun, { params: { id: run.id } })
    const { page, errors } = await journey.open('admin', '/console/conformance?tab=runs', sizes.desk)
    await (
      await see(
        row(page, name)
          .filter({ hasText: `${params.id} V2` })
          .filter({ hasText: '不通过' }),
      )
    ).click()
    const report = page.getByRole('dialog', { name: '检测报告' })
    const item = report.locator('div').filter({ hasText: /^不符合单位 level/ })
    await see(item.locator('code').filter({ hasText: '"unit":"m"' }))
    await see(report.getByText('应为 cm，报文为 m').first())
    expect(await findAxeViolations(page)).toEqual([])
    expect(errors).toEqual([])
  })

  it('a day with 270 of 288 readings and 40 alike shows 93.75% and 卡值, both with evidence (PLT-017)', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const name = `KZ-${unique()}`
    const made = await aDevice(admin, 'water-level', 'water-level-v1', name)
    const start = Date.parse('2025-06-01T00:00:00+08:00')
    const rows = Array.from({ length: 270 }, (_, i) => ({
      time: new Date(start + i * 300_000).toISOString(),
      properties: { level: i >= 100 && i < 140 ? 77 : 60 + (i % 20) },
    }))
    await publish(credentialOf(made), made.thing.id, rows)
    await admin.call(computeQuality, { body: { day: '2025-06-01' } })
    const { page, errors } = await journey.open(
      'admin',
      `/console/health?tab=scores&day=2025-06-01&search=${name}`,
      sizes.desk,
    )
    const found = row(page, name).filter({ hasText: '93.75%' }).filter({ hasText: '卡值' })
    await (await see(found.getByText('270 / 288'))).click()
    const tests = page.getByRole('dialog', { name: new RegExp(name) })
    await see(tests.getByText('应收 288 条，实收 270 条'))
    await see(tests.getByText(/连续 40 个相同值 77/))
    expect(await findAxeViolations(page)).toEqual([])
    expect(errors).toEqual([])
  })
})
