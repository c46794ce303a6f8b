import { signIn } from '@civitas/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

let city: TestPlatform
beforeAll(async () => {
  city = await startTestPlatform()
})
afterAll(() => city.stop())

const person = { kind: 'person', name: '韩子康', number: '990102199007270010' } as const
const firm = {
  kind: 'organisation',
  name: '云川市欣懿电子科技有限公司',
  number: '919901041000000088',
} as const

test('a person is entered once, found by number, and the number is unreadable in the database', async () => {
  const { subjects } = city.identity
  const { db } = city.kernel
  const first = await db.transaction((tx) => subjects.ensure(tx, person))
  const again = await db.transaction((tx) => subjects.ensure(tx, person))
  expect(again).toEqual(first)
  expect(await subjects.findByNumber(db, person.number)).toMatchObject({ id: first.id, assurance: 1 })
  expect(await subjects.find(db, first.id)).toMatchObject(person)
  const rows = await db.query(sql`SELECT to_jsonb(s) AS row FROM identity.subject s WHERE id = ${first.id}`)
  expect(JSON.stringify(rows)).not.toContain(person.number)
  await expect(
    db.transaction((tx) => subjects.ensure(tx, { ...person, name: '另一人' })),
  ).rejects.toMatchObject({ code: 'name-differs' })
})

test('a number with a wrong check digit is refused', async () => {
  const wrong = { ...person, number: '990102199007270011' }
  await expect(
    city.kernel.db.transaction((tx) => city.identity.subjects.ensure(tx, wrong)),
  ).rejects.toMatchObject({ kind: 'invalid' })
})

test('an account of a firm acts for it while it is empowered, and is told of what concerns it', async () => {
  const { subjects } = city.identity
  const { db } = city.kernel
  const client = await city.signedInAs('firm')
  const row = await db.first<{ id: string; account: string }>(
    sql`SELECT id, account FROM identity.app_user WHERE 'firm' = ANY(roles)`,
  )
  expect(client).toBeDefined()
  const { id: userId, account } = row as { id: string; account: string }
  const { accessToken } = await city.anonymous().call(signIn, {
    body: { account, password: 'correct horse battery' },
  })
  const principal = await city.kernel.http.authenticate({
    url: '/api/identity/me',
    headers: { authorization: `Bearer ${accessToken}` },
  } as never)
  expect(await subjects.ofCaller(db, principal!)).toBeNull()
  const [agent, company] = await db.transaction(async (tx) => {
    const agent = await subjects.ensure(tx, { kind: 'person', name: '邱英', number: '990102199807030023' })
    await subjects.link(tx, { userId, subjectId: agent.id, channel: 'web' })
    return [agent, await subjects.ensure(tx, firm)]
  })
  expect(await subjects.ofCaller(db, principal!)).toMatchObject({
    authority: 'self',
    subject: { id: agent.id },
  })
  await db.transaction((tx) =>
    subjects.empower(tx, {
      ...{ subjectId: company.id, agentId: agent.id, authority: 'agent', scenes: ['licence'] },
      ...{ from: new Date(Date.now() - 1000), until: new Date(Date.now() + 60_000) },
      ...{ proof: '授权委托书', grantedBy: null },
    }),
  )
  expect(await subjects.ofCaller(db, principal!)).toMatchObject({
    ...{ authority: 'agent', scenes: ['licence'], subject: { id: company.id }, by: { id: agent.id } },
  })
  expect(await subjects.usersOf(db, company.id)).toEqual([userId])
})
