import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createFirstAdministrator,
  createThing,
  enterPerson,
  listPersons,
  listSealedTexts,
  resealTexts,
  rotateKey,
  signIn,
} from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import mqtt from 'mqtt'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Launched, launch, stopProcess } from '../../src/test-kit/launch.ts'

/** A server of its own, with its own embedded database, killed without warning while readings come in. */
const data = mkdtempSync(join(tmpdir(), 'civitas-kill-'))
const password = 'correct horse battery'
let server: Launched

beforeAll(async () => {
  chmodSync(data, 0o711)
  server = await launch({ CIVITAS_DATA: data })
})
afterAll(async () => {
  await stopProcess(server.process)
  rmSync(data, { recursive: true, force: true })
})

const baseUrl = () => `http://127.0.0.1:${server.port}`

async function administrator(): Promise<Client> {
  const { accessToken } = await createClient({ baseUrl: baseUrl() }).call(signIn, {
    body: { account: 'chief', password },
  })
  return createClient({ baseUrl: baseUrl(), token: () => accessToken })
}

it('keeps every acknowledged reading over kill -9', async () => {
  await createClient({ baseUrl: baseUrl() }).call(createFirstAdministrator, {
    body: { token: server.token, account: 'chief', password },
  })
  const { thing, datastreams, credential } = await (await administrator()).call(createThing, {
    body: {
      thingType: 'waterlogging.gauge',
      reference: 'K1',
      attributes: { point_kind: 'underpass' },
      credential: { name: 'kill-gauge' },
    },
  })
  const id = datastreams.find((one) => one.property === 'depth')?.datastreamId as number
  const options = { username: credential?.name, password: credential?.key, reconnectPeriod: 0 }
  const acknowledged: number[] = []
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, options)
  device.on('error', () => undefined)
  const began = Date.now() - 3_600_000
  let stop = false
  const publishing = (async () => {
    for (let i = 0; !stop; i++) {
      const timeMs = began + i
      const payload = JSON.stringify({ result: i % 50, phenomenonTime: new Date(timeMs).toISOString() })
      void device.publishAsync(`v1.1/Datastreams(${id})/Observations`, payload, { qos: 1 }).then(
        () => acknowledged.push(timeMs),
        () => undefined,
      )
      if (i % 20 === 0) await new Promise((next) => setTimeout(next, 1))
    }
  })()
  await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(3_000)
  await stopProcess(server.process, 'SIGKILL')
  stop = true
  await publishing
  device.end(true)

  server = await launch({ CIVITAS_DATA: data })
  const admin = await administrator()
  const headers = { authorization: `Bearer ${admin.options.token?.()}` }
  const stored = new Set<number>()
  for (let skip = 0; ; skip += 1000) {
    const page = await fetch(
      `${baseUrl()}/sta/v1.1/Datastreams(${id})/Observations?$top=1000&$skip=${skip}&$select=phenomenonTime&$orderby=phenomenonTime`,
      { headers },
    ).then((response) => response.json())
    for (const row of page.value) stored.add(Date.parse(row.phenomenonTime))
    if (page.value.length < 1000) break
  }
  const lost = acknowledged.filter((timeMs) => !stored.has(timeMs))
  expect(lost).toEqual([])
  expect(thing.reference).toBe('K1')
})

/** A citizen id of its own for a number, with the check digit of GB 11643. */
function citizenId(n: number): string {
  const body = `11010119900101${String(n).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}

it('goes on sealing anew after kill -9 where it stopped, and loses no number', async () => {
  const first = await administrator()
  const people = Array.from({ length: 800 }, (_, n) => n)
  const enter = async (worker: number) => {
    for (const n of people.filter((each) => each % 8 === worker))
      await first.call(enterPerson, { body: { kind: 'person', name: `某${n}`, number: citizenId(n) } })
  }
  await Promise.all(Array.from({ length: 8 }, (_, worker) => enter(worker)))
  const purpose = 'subject-number'
  const read = async (client: Client) =>
    (await client.call(listSealedTexts)).items.find((one) => one.purpose === purpose)
  const rotateAndReseal = async () => {
    await first.call(rotateKey, { body: { purpose, usage: 'seal' } })
    return first.call(resealTexts, { params: { purpose } })
  }
  // A run that ends before it is killed proves nothing; then the next rotation is tried.
  let done = 0
  for (let tries = 0; tries < 5; tries++) {
    await rotateAndReseal()
    do done = (await read(first))?.run?.done ?? 0
    while (done === 0)
    if (done < people.length) break
  }
  await stopProcess(server.process, 'SIGKILL')
  expect(done).toBeLessThan(people.length)

  server = await launch({ CIVITAS_DATA: data })
  const admin = await administrator()
  await expect
    .poll(async () => (await read(admin))?.run?.finishedTime, { timeout: 30_000 })
    .toEqual(expect.any(String))
  const after = await read(admin)
  expect(after).toMatchObject({ left: 0, run: { done: people.length, total: people.length, failed: 0 } })
  expect(after?.versions).toEqual([{ version: after?.activeVersion, texts: people.length }])
  const found = await admin.call(listPersons, { query: { number: citizenId(700) } })
  expect(found.items[0]?.name).toBe('某700')
})
