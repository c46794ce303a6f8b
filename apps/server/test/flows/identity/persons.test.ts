import * as contract from '@civitas/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeAudit, findBrokenBatch } from '../../../src/capabilities/identity/close-audit.ts'
import { sql } from '../../../src/kernel/db/sql.ts'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'
import { signInAs } from './relying-party.ts'

let city: TestPlatform
let staff: Awaited<ReturnType<TestPlatform['signedInAs']>>
const password = 'river stone 42 lamp'

/** Weeks may pass while sessions do not. */
let ahead = 0
beforeAll(async () => {
  city = await startTestPlatform({
    ...{ clock: { now: () => new Date(Date.now() + ahead) }, config: { sessionHours: 720 } },
  })
  staff = await city.signedInAs('service-manager')
})
afterAll(() => city.stop())

const zhang = { name: '韩子康', number: '990102199007270010', phone: '15044048085' }
const child = { kind: 'person', name: '韩超欣', number: '990102201805210012' } as const
const firm = {
  kind: 'organisation',
  name: '云川市欣懿电子科技有限公司',
  number: '919901041000000088',
} as const
const agent = { agentName: '邱英', agentNumber: '990102199807030023' }

const register = (account: string, person = zhang) =>
  city.anonymous().call(contract.registerPerson, { body: { account, password, ...person } })
const nextYear = () => new Date(Date.now() + 300 * 86_400_000).toISOString()

test('PLT-080: two accounts of one id number are one person, and neither is it before a clerk saw the document', async () => {
  const web = await register('zhang-web')
  const phone = await register('zhang-phone')
  expect(web.realName).toBe('waiting')
  const found = await staff.call(contract.listPersons, { query: { number: zhang.number } })
  expect(found.total).toBe(1)
  const { id, number } = found.items[0] as contract.Person
  expect(number).toBe('990102********0010')
  const { accounts } = await staff.call(contract.getPerson, { params: { id } })
  expect(accounts.map((one) => [one.account, one.isConfirmed])).toEqual([
    ['zhang-web', false],
    ['zhang-phone', false],
  ])
  const person = await signInAs(city, 'zhang-web', password)
  expect((await person.client.call(contract.getMyIdentity, {})).isConfirmed).toBe(false)
  await expect(
    person.client.call(contract.switchActing, { body: { mandateId: null } }),
  ).rejects.toMatchObject({ problem: { code: 'no-real-name' } })
  for (const userId of [web.userId, phone.userId])
    await staff.call(contract.verifyPerson, {
      params: { id },
      body: { level: 2, basis: '居民身份证', userId },
    })
  const mine = await person.client.call(contract.getMyIdentity, {})
  expect(mine).toMatchObject({ isConfirmed: true, person: { id, assurance: 2 } })
})

test('a stranger who knows a number gets nothing of its person', async () => {
  await register('stranger', { ...zhang, name: '冒名者' })
  const stranger = await signInAs(city, 'stranger', password)
  expect(await stranger.client.call(contract.getMyIdentity, {})).toMatchObject({
    person: null,
    mayActFor: [],
  })
  const wrong = { ...zhang, number: '990102199007270011' }
  await expect(register('typo', wrong)).rejects.toMatchObject({
    problem: { errors: [{ path: '/body/number', message: expect.stringContaining('校验码错误') }] },
  })
})

test('a guardian acts for a child, a representative for a firm, an agent within scenes and time', async () => {
  const kid = await staff.call(contract.enterPerson, { body: child })
  const company = await staff.call(contract.enterPerson, { body: firm })
  const power = { scenes: null, untilTime: null }
  const { name: agentName, number: agentNumber } = zhang
  await staff.call(contract.recordMandate, {
    params: { id: kid.id },
    body: { ...power, authority: 'guardian', agentName, agentNumber, proof: '户口簿：父子' },
  })
  await staff.call(contract.recordMandate, {
    params: { id: company.id },
    body: { ...power, authority: 'representative', agentName, agentNumber, proof: '营业执照' },
  })
  await expect(
    staff.call(contract.recordMandate, {
      params: { id: company.id },
      body: { ...power, authority: 'guardian', agentName, agentNumber, proof: '营业执照' },
    }),
  ).rejects.toMatchObject({ problem: { status: 400 } })
  const zhangs = await signInAs(city, 'zhang-web', password)
  const mine = await zhangs.client.call(contract.getMyIdentity, {})
  expect(mine.mayActFor.map((one) => one.authority).sort()).toEqual(['guardian', 'representative'])
  const asFirm = mine.mayActFor.find((one) => one.authority === 'representative') as contract.Mandate
  await zhangs.client.call(contract.switchActing, { body: { mandateId: asFirm.id } })
  const given = await zhangs.client.call(contract.giveMandate, {
    body: { ...agent, scenes: ['年报', '许可证续期'], untilTime: nextYear() },
  })
  expect(given).toMatchObject({ authority: 'agent', subjectName: firm.name, state: 'active' })
  const second = await zhangs.client.call(contract.getMyIdentity, {})
  expect(second.given.map((one) => one.authority).sort()).toEqual(['agent', 'representative'])
  await zhangs.client.call(contract.withdrawMandate, { params: { id: given.id } })
  const { mandates } = await staff.call(contract.getPerson, { params: { id: company.id } })
  expect(mandates.find((one) => one.id === given.id)).toMatchObject({
    state: 'withdrawn',
    withdrawnReason: '委托人撤回',
  })
})

test('PLT-080: a new representative ends what the old one gave', async () => {
  const { items } = await staff.call(contract.listPersons, { query: { number: firm.number } })
  const { id } = items[0] as contract.Person
  const zhangs = await signInAs(city, 'zhang-web', password)
  const mine = await zhangs.client.call(contract.getMyIdentity, {})
  const asFirm = mine.mayActFor.find((one) => one.authority === 'representative') as contract.Mandate
  await zhangs.client.call(contract.switchActing, { body: { mandateId: asFirm.id } })
  await zhangs.client.call(contract.giveMandate, { body: { ...agent, scenes: null, untilTime: nextYear() } })
  await staff.call(contract.recordMandate, {
    params: { id },
    body: {
      ...{ authority: 'representative', agentName: '邹文娟', agentNumber: '990102198503200105' },
      ...{ scenes: null, untilTime: null, proof: '变更登记' },
    },
  })
  const { mandates } = await staff.call(contract.getPerson, { params: { id } })
  expect(mandates.filter((one) => one.state === 'active').map((one) => one.agentName)).toEqual(['邹文娟'])
  expect((await zhangs.client.call(contract.getMyIdentity, {})).actingFor).toBeNull()
})

test('a death ends sessions and powers; a cancelled person keeps an id and nothing else', async () => {
  const { items } = await staff.call(contract.listPersons, { query: { number: zhang.number } })
  const { id } = items[0] as contract.Person
  const zhangs = await signInAs(city, 'zhang-web', password)
  await staff.call(contract.endPerson, { params: { id }, body: { state: 'deceased', reason: '死亡证明' } })
  await expect(zhangs.client.call(contract.getMyIdentity, {})).rejects.toMatchObject({
    problem: { status: 401 },
  })
  const { mandates } = await staff.call(contract.getPerson, { params: { id } })
  expect(mandates.every((one) => one.state === 'withdrawn')).toBe(true)
  const other = await staff.call(contract.enterPerson, {
    body: { kind: 'person', name: '曾强桂', number: '990102200006120016' },
  })
  const end = { state: 'cancelled', reason: '本人申请注销' } as const
  await staff.call(contract.endPerson, { params: { id: other.id }, body: end })
  const row = await city.kernel.db.first(sql`SELECT name, number_sealed, number_hash FROM identity.subject
    WHERE id = ${other.id}`)
  expect(row).toEqual({ name: '已注销', number_sealed: null, number_hash: null })
})

test('PLT-081: duties that must be apart are refused in one hand, and every refusal has a reason', async () => {
  const admin = await city.signedInAs('administrator')
  const body = { account: 'two-hats', name: '两职', password, divisions: ['990100'] }
  await expect(
    admin.call(contract.createUser, { body: { ...body, roles: ['window-clerk', 'approver'] } }),
  ).rejects.toMatchObject({ problem: { code: 'duty-conflict', detail: expect.stringContaining('职责冲突') } })
  const street = await admin.call(contract.createUser, {
    body: { ...body, roles: ['grid-worker'], divisions: ['990102001'] },
  })
  const explain = (operation: string, division?: string) =>
    admin.call(contract.explainDecision, {
      query: { userId: street.id, operation, ...(division ? { division } : {}) },
    })
  expect(await explain('cases.listCases', '990102001')).toMatchObject({ allowed: true, roles: ['网格员'] })
  expect(await explain('cases.listCases', '990102002')).toMatchObject({
    ...{ allowed: false, code: 'outside-scope', reason: expect.stringContaining('数据范围不符') },
  })
  expect(await explain('identity.createUser')).toMatchObject({ allowed: false, code: 'no-permission' })
  const holders = await admin.call(contract.listHolders, { query: { operation: 'identity.createUser' } })
  expect(holders.items.map((one) => one.account)).not.toContain('two-hats')
})

test('PLT-081: the cases of another street are none, and the decision log says 数据范围不符', async () => {
  const street = await city.signedInAs('grid-worker', { divisions: ['990102001'] })
  const me = await street.call(contract.getMe, {})
  const { items, total } = await street.call(contract.listCases, { query: { division: '990102002' } })
  expect({ items, total }).toEqual({ items: [], total: 0 })
  await street.call(contract.listCases, { query: { division: '990102001' } })
  const admin = await city.signedInAs('administrator')
  const log = async () =>
    (await admin.call(contract.listAuditEntries, { query: { limit: 200 } })).items.filter(
      (one) => one.userId === me.user.id && one.action === 'cases.listCases',
    )
  await expect.poll(async () => (await log()).length).toBe(1)
  expect((await log())[0]).toMatchObject({
    ...{ target: '990102002', outcome: 'refused' },
    detail: { code: 'outside-scope', reason: '数据范围不符：990102002 不在 990102001 内' },
  })
})

test('the audit trail is chained into the ledger, and a changed line is found', async () => {
  await new Promise((done) => setTimeout(done, 600))
  expect(await closeAudit(city.kernel, 0)).toBeGreaterThan(10)
  await city.settle()
  const batch = await city.kernel.db.first<{ id: string; sm3: string }>(
    sql`SELECT id, sm3 FROM identity.audit_batch`,
  )
  const kept = await city.kernel.db.first<{
    payload: string
  }>(sql`SELECT p.body AS payload FROM ledger.entry e
    JOIN ledger.payload p ON p.entry_id = e.id WHERE e.kind = 'identity.audit' AND e.subject_id = ${batch?.id}`)
  expect(kept?.payload).toContain(batch?.sm3)
  expect(await findBrokenBatch(city.kernel)).toBeNull()
  const owner = await city.kernel.db.pool.connect()
  await owner.query('SET ROLE NONE')
  await owner.query(
    "UPDATE identity.audit_entry SET account = 'nobody' WHERE id = (SELECT min(id) FROM identity.audit_entry)",
  )
  owner.release(true)
  expect(await findBrokenBatch(city.kernel)).toBe(batch?.id)
})

test('PLT-081: duties kept apart come into one hand by a waiver somebody else approved, and only while it lasts', async () => {
  const admin = await city.signedInAs('administrator')
  const roles = ['window-clerk', 'approver']
  const body = { account: 'county-desk', name: '一人科室', password, divisions: ['990100'], roles }
  const create = () => admin.call(contract.createUser, { body })
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString()
  const ask = (account = body.account) =>
    admin.call(contract.askDutyWaiver, {
      body: { account, roles, reason: '偏远乡镇仅一人在岗', untilTime: until },
    })
  const asked = await ask()
  expect(asked).toMatchObject({ state: 'asked', duties: '受理与审批' })
  await expect(create()).rejects.toMatchObject({ problem: { code: 'duty-conflict' } })
  const decide = (client: typeof admin) =>
    client.call(contract.decideDutyWaiver, { params: { id: asked.id }, body: { agree: true, note: '同意' } })
  await expect(decide(admin)).rejects.toMatchObject({ problem: { code: 'dual-control' } })
  const other = await city.signedInAs('administrator')
  expect((await decide(other)).state).toBe('approved')
  await expect(
    admin.call(contract.createUser, { body: { ...body, account: 'another-desk' } }),
  ).rejects.toMatchObject({ problem: { detail: expect.stringContaining('职责冲突') } })
  const user = await create()
  expect(user.roles).toEqual(roles)
  ahead = 31 * 86_400_000
  const later = await city.signedInAs('administrator')
  const { items } = await later.call(contract.listDutyWaivers, { query: { state: 'ended' } })
  expect(items.map((one) => one.account)).toEqual(['county-desk'])
  const change = (given: object) => later.call(contract.changeUser, { params: { id: user.id }, body: given })
  await expect(change({ roles })).rejects.toMatchObject({ problem: { code: 'duty-conflict' } })
  expect((await change({ roles: ['window-clerk'] })).roles).toEqual(['window-clerk'])
  ahead = 0
})

test('PLT-080: an officer moves on the day: the old rights are gone and open tasks are with the successor', async () => {
  const admin = await city.signedInAs('administrator')
  const [urban, water] = [organisations.riversideUrban.id, organisations.drainage.id]
  const officer = (account: string, name: string) =>
    admin.call(contract.createUser, {
      body: { account, name, password, roles: ['unit-worker'], divisions: ['990100'], organisationId: urban },
    })
  const zhao = await officer('zhao-urban', '赵某')
  const qian = await officer('qian-urban', '钱某')
  const { event } = await admin.call(contract.getEvent, {
    params: {
      id: (
        await admin.call(contract.reportEvent, {
          body: {
            type: 'waterlogging.closure-needed',
            title: '涵洞积水',
            position: places.oldTown,
            level: 'red',
          },
        })
      ).id,
    },
  })
  await city.settle()
  const cases = await admin.call(contract.listCases, { query: { eventId: event.id } })
  const { tasks } = await admin.call(contract.getCase, { params: { id: cases.items[0]?.id as string } })
  const task = tasks[0]?.id as string
  await city.kernel.db.pool.query(
    "UPDATE cases.task SET organisation_id = $1, state = 'assigned' WHERE id = $2",
    [urban, task],
  )
  const zhaos = (await signInAs(city, 'zhao-urban', password)).client
  const qians = (await signInAs(city, 'qian-urban', password)).client
  await zhaos.call(contract.acceptTask, { params: { id: task } })
  await expect(
    qians.call(contract.completeTask, { params: { id: task }, body: { form: {} } }),
  ).rejects.toMatchObject({ problem: { code: 'not-own-task' } })
  const effectiveTime = new Date(Date.now() + 86_400_000).toISOString()
  const plan = (more: object = {}) =>
    admin.call(contract.planOfficerMove, {
      params: { id: zhao.id },
      body: {
        ...{ organisationId: water, roles: ['grid-worker'], divisions: ['990102'], effectiveTime },
        ...{ successorId: qian.id, reason: '调任水利局', ...more },
      },
    })
  await expect(plan({ successorId: zhao.id })).rejects.toMatchObject({
    problem: { errors: [{ path: '/body/successorId' }] },
  })
  expect(await plan()).toMatchObject({ state: 'planned', successorName: '钱某' })
  await expect(plan()).rejects.toMatchObject({ problem: { code: 'transfer-planned' } })
  expect((await zhaos.call(contract.getMe, {})).user.roles).toEqual(['unit-worker'])
  ahead = 86_400_000 + 1_000
  await expect
    .poll(async () => (await zhaos.call(contract.getMe, {})).user.organisationId, { timeout: 20_000 })
    .toBe(water)
  const moved = await zhaos.call(contract.getMe, {})
  expect(moved.user).toMatchObject({ roles: ['grid-worker'], divisions: ['990102'] })
  await city.settle()
  const taken = async () =>
    (await admin.call(contract.getCase, { params: { id: cases.items[0]?.id as string } })).tasks.find(
      (one) => one.id === task,
    )?.acceptedBy
  await expect.poll(taken).toBe('钱某')
  await expect(
    zhaos.call(contract.completeTask, { params: { id: task }, body: { form: {} } }),
  ).rejects.toMatchObject({ problem: { code: 'not-own-task' } })
  const done = await admin.call(contract.listOfficerMoves, { query: { state: 'done' } })
  expect(done.items).toMatchObject([
    { userName: '赵某', fromOrganisation: organisations.riversideUrban.name, successorName: '钱某' },
  ])
  ahead = 0
})
