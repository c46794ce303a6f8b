import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFirstAdministrator } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Launched, launch, stopProcess } from '../../../src/test-kit/launch.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** A server of its own, killed without warning while notifications are on their way. */
const data = mkdtempSync(join(tmpdir(), 'civitas-notify-'))
const password = 'correct horse battery'
let server: Launched
let receiver: Receiver

beforeAll(async () => {
  chmodSync(data, 0o711)
  server = await launch({ CIVITAS_DATA: data })
  receiver = await startReceiver()
})
afterAll(async () => {
  await stopProcess(server.process)
  await receiver.stop()
  rmSync(data, { recursive: true, force: true })
})

async function ngsi(method: string, path: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${server.port}/ngsi-ld/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`chief:${password}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : undefined }
}

const create = async (n: number) => {
  const a = { type: 'Property', value: n }
  const { status } = await ngsi('POST', '/entities', { id: `urn:ngsi-ld:Tower:${n}`, type: 'Tower', a })
  expect(status).toBe(201)
}

const toldOf = () =>
  new Set(receiver.received.flatMap((one) => one.body.data.map((entity: { id: string }) => entity.id)))

it('tells of every change over kill -9, and keeps subscription and counters', async () => {
  await createClient({ baseUrl: `http://127.0.0.1:${server.port}` }).call(createFirstAdministrator, {
    body: { token: server.token, account: 'chief', password },
  })
  const id = 'urn:ngsi-ld:Subscription:kept'
  const notification = { endpoint: { uri: receiver.url } }
  const subscription = { id, type: 'Subscription', entities: [{ type: 'Tower' }], notification }
  expect((await ngsi('POST', '/subscriptions', subscription)).status).toBe(201)
  await create(0)
  await expect.poll(() => toldOf().size, { timeout: 10_000 }).toBe(1)
  expect((await ngsi('GET', `/subscriptions/${id}`)).body.notification.timesSent).toBe(1)

  // Every answer now takes long, so most notifications are still waiting when the process dies.
  receiver.answer = { status: 200, delayMs: 300 }
  for (let n = 1; n <= 20; n++) await create(n)
  expect(toldOf().size).toBeLessThan(20)
  await stopProcess(server.process, 'SIGKILL')
  receiver.answer = { status: 200 }
  server = await launch({ CIVITAS_DATA: data })
  await expect.poll(() => toldOf().size, { timeout: 20_000 }).toBe(21)

  await create(21)
  await expect.poll(() => toldOf().size, { timeout: 10_000 }).toBe(22)
  const { body } = await ngsi('GET', `/subscriptions/${id}`)
  expect(body).toMatchObject({ status: 'active', notification: { status: 'ok' } })
  expect(body.notification.timesSent).toBeGreaterThanOrEqual(22)
})
