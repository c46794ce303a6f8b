import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import * as contract from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { drillScripts } from '../../src/capabilities/command/reviews/scripts.ts'
import { newId } from '../../src/kernel/ids.ts'
import { type Launched, launch, stopProcess } from '../../src/test-kit/launch.ts'
import { cloneDatabase, type TestDatabase } from '../../src/test-kit/test-database.ts'

/**
 * Timers of the command and of messages over two processes, one of which is killed: unread orders, rooms, proposals, war
 * mode, the clock of a drill, broadcasts nobody answers and the SMS that follow them.
 */
const password = 'correct horse battery'
let database: TestDatabase
let sqlClient: pg.Client
const folders: string[] = []
const running: Launched[] = []

beforeAll(async () => {
  database = await cloneDatabase(inject('databaseServer'))
  sqlClient = new pg.Client({ connectionString: database.url })
  await sqlClient.connect()
})
afterAll(async () => {
  for (const one of running) await stopProcess(one.process)
  await sqlClient.end()
  await database.drop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function startOne(): Promise<Launched> {
  const data = mkdtempSync(join(tmpdir(), 'civitas-command-timers-'))
  folders.push(data)
  const one = await launch({
    CIVITAS_DATABASE_URL: database.url,
    CIVITAS_DATA: data,
    CIVITAS_CLUSTER: 'true',
    CIVITAS_SAMPLE_CITY: 'false',
  })
  running.push(one)
  return one
}

async function signInto(server: Launched): Promise<Client> {
  const baseUrl = `http://127.0.0.1:${server.port}`
  const open = createClient({ baseUrl })
  await open.call(contract.createFirstAdministrator, {
    body: { token: server.token, account: 'chief', password },
  })
  const { accessToken } = await open.call(contract.signIn, { body: { account: 'chief', password } })
  return createClient({ baseUrl, token: () => accessToken })
}

const openIncident = (client: Client, drill: boolean) =>
  client.call(contract.openIncident, {
    body: { kind: 'emergency.flood', title: '内涝', text: '接报', source: 'phone', facts: {}, drill },
  })

async function giveOrder(client: Client, id: string, contactId: string, n: number): Promise<void> {
  await client.call(contract.issueOrder, { params: { id }, body: { title: `增援 ${n}`, contactId } })
}

async function beginWar(client: Client, incidentId: string, n: number): Promise<void> {
  const endTime = new Date(Date.now() + 3_600_000).toISOString()
  const { id } = await client.call(contract.proposeSwitch, {
    body: { title: `战时 ${n}`, profileId: 'flood', endTime, incidentId },
  })
  for (const role of ['chief', 'deputy'] as const)
    await client.call(contract.playAuthoriser, { params: { id }, body: { role } })
}

async function proposeUnanswered(incidentId: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const id = newId()
    await sqlClient.query(
      `INSERT INTO command.plan_proposal (id, plan_id, level, reason, incident_id, state, time)
       VALUES ($1, $2, 'yellow', $3, $4, 'open', now())`,
      [id, `plan-${n}`, `达到启动条件 ${n}`, incidentId],
    )
    await sqlClient.query(
      `INSERT INTO command.timer (id, kind, subject_id, due_time) VALUES ($1, 'proposal-unanswered', $2, now() + interval '1 hour')`,
      [newId(), id],
    )
  }
}

/** Calls field staff around a place together and tells them something; none of them answers. */
async function broadcast(client: Client, id: string, members: number): Promise<void> {
  const centre: [number, number] = [118.905, 33.405]
  for (let n = 0; n < members; n++)
    await client.call(contract.saveContact, {
      body: { name: `外勤 ${n}`, duty: '巡查', phone: `1390000${1000 + n}`, isField: true, position: centre },
    })
  const group = await client.call(contract.callGroup, {
    params: { id },
    body: { title: '一公里组呼', centre, radiusM: 1_000 },
  })
  await client.call(contract.broadcastToGroup, { params: { id: group.id }, body: { text: '到桥头集合' } })
}

/** What is due in minutes becomes due one after another within some seconds. */
async function hasten(): Promise<void> {
  for (const [table, waits] of [
    ['command.timer', 'fired_time IS NULL'],
    ['messaging.receiver', 'due_time IS NOT NULL'],
  ])
    await sqlClient.query(`UPDATE ${table} t SET due_time = now() + make_interval(secs => s.n * 6.0 / s.total)
      FROM (SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS n, count(*) OVER () AS total FROM ${table}
        WHERE ${waits}) s WHERE s.id = t.id`)
}

/** Lets the clock of the drill and the later steps of fallbacks run ahead; answers what is still to be done. */
async function untilAllFired(): Promise<string[]> {
  await sqlClient.query(`UPDATE command.timer SET due_time = now()
    WHERE kind = 'drill-inject' AND fired_time IS NULL AND due_time > now()`)
  await sqlClient.query(
    `UPDATE messaging.receiver SET due_time = now() WHERE due_time > now() + interval '10 seconds'`,
  )
  const { rows } = await sqlClient.query<{
    left: string
  }>(`SELECT concat_ws(' ', 'timer', kind, due_time - now()) AS left
      FROM command.timer WHERE fired_time IS NULL
    UNION ALL SELECT concat_ws(' ', 'fallback', m.key, r.step, r.reach, r.due_time - now())
      FROM messaging.receiver r JOIN messaging.message m ON m.id = r.message_id WHERE r.due_time IS NOT NULL
    UNION ALL SELECT concat_ws(' ', 'delivery', channel, state, attempts, code, due_time - now())
      FROM messaging.delivery WHERE due_time IS NOT NULL`)
  return rows.map((one) => one.left)
}

/** Ids of the SMS handed over, by all processes, one for each time. */
function handedOver(): string[] {
  return folders
    .map((folder) => join(folder, 'outbox', 'sms'))
    .flatMap((sms) => (existsSync(sms) ? readdirSync(sms, { recursive: true, encoding: 'utf8' }) : []))
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'))
    .sort()
}

const count = async (sql: string): Promise<number> => (await sqlClient.query(sql)).rows[0].n
const orders = 60
const each = 8
const members = 40

it('each timer fires exactly once over two processes, one of which is killed and started again', async () => {
  const first = await startOne()
  const chief = await signInto(first)
  await startOne()
  const [real, drill] = [await openIncident(chief, false), await openIncident(chief, true)]
  const contact = await chief.call(contract.saveContact, {
    body: { name: '值班室', duty: '值班', phone: '0527-8000001' },
  })
  for (let n = 0; n < orders; n++) await giveOrder(chief, real.id, contact.id, n)
  for (let n = 0; n < each; n++) {
    await beginWar(chief, drill.id, n)
    await chief.call(contract.openRoom, {
      params: { id: real.id },
      body: { title: `会商 ${n}`, contactIds: [contact.id] },
    })
  }
  await proposeUnanswered(real.id, each)
  await chief.call(contract.startDrill, { body: { script: 'rainstorm' } })

  await broadcast(chief, real.id, members)
  await hasten()
  await expect
    .poll(() => count('SELECT count(*)::int AS n FROM command.timer WHERE fired_time IS NOT NULL'), {
      timeout: 30_000,
      interval: 50,
    })
    .toBeGreaterThan(10)
  await stopProcess(first.process, 'SIGKILL')
  await sqlClient.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`)
  await startOne()
  await expect.poll(untilAllFired, { timeout: 60_000, interval: 200 }).toEqual([])

  const acts = await sqlClient.query(`SELECT act, count(*)::int AS n FROM command.entry
    WHERE act IN ('order-called', 'room-called', 'proposal-unanswered', 'mode-ended', 'no-reply', 'inject') GROUP BY act`)
  expect(Object.fromEntries(acts.rows.map((row) => [row.act, row.n]))).toEqual({
    ...{ 'order-called': orders, 'room-called': each, 'proposal-unanswered': each, 'mode-ended': each },
    'no-reply': members,
    inject: drillScripts.find((one) => one.id === 'rainstorm')?.injects.length,
  })
  const twice = await count(`SELECT count(*)::int AS n FROM (SELECT FROM command.entry
    WHERE act IN ('order-called', 'mode-ended', 'inject', 'no-reply') GROUP BY act, text, incident_id, detail HAVING count(*) > 1) AS doubled`)
  const calls = await count(
    `SELECT count(*)::int AS n FROM messaging.message WHERE key LIKE 'command.order.%.call.%'`,
  )
  expect({ twice, calls }).toEqual({ twice: 0, calls: orders })

  const { rows: sms } = await sqlClient.query<{ id: string; state: string; phone: string }>(
    `SELECT d.id, d.state, r.phone FROM messaging.delivery d JOIN messaging.receiver r ON r.id = d.receiver_id
     JOIN messaging.message m ON m.id = r.message_id
     WHERE m.key LIKE 'command.broadcast.%' AND d.channel = 'sms' ORDER BY d.id`,
  )
  expect(new Set(sms.map((one) => one.phone)).size).toBe(members)
  expect(sms.every((one) => one.state === 'sent')).toBe(true)
  // What leaves the platform leaves it at least once: only the one under hand at the kill may have gone twice.
  const gone = handedOver()
  const mine = sms.map((one) => one.id)
  expect([...new Set(gone)].filter((id) => mine.includes(id))).toEqual(mine)
  expect(gone.length - new Set(gone).size).toBeLessThanOrEqual(1)
}, 240_000)
