import { getMe, listTodos, offerTodo, reconcileTodos } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

let city: TestPlatform
let admin: Client
let worker: Client
let userId: string
beforeAll(async () => {
  city = await startTestPlatform()
  admin = await city.signedInAs('administrator')
  worker = await city.signedInAs('unit-worker')
  userId = (await worker.call(getMe)).user.id
})
afterAll(() => city.stop())

const offer = (key: string, state: 'open' | 'done' = 'open') =>
  admin.call(offerTodo, { body: { source: 'oa', key, userId, title: `公文 ${key}`, link: '/oa', state } })
const total = async () => (await worker.call(listTodos, { query: {} })).total

it('a to-do finished in its system leaves the portal, and the count drops by one (PLT-078)', async () => {
  for (const key of ['a', 'a', 'b', 'c']) await offer(key)
  expect(await total()).toBe(3)
  await offer('b', 'done')
  expect(await total()).toBe(2)
  expect((await admin.call(listTodos, { query: {} })).total).toBe(0)
})

it('reconciling keeps only what is open at the source, and names what is missing', async () => {
  const told = await admin.call(reconcileTodos, { params: { source: 'oa' }, body: { open: ['c', 'd'] } })
  expect(told).toEqual({ removed: 1, missing: ['d'] })
  expect((await worker.call(listTodos, { query: {} })).items.map((one) => one.key)).toEqual(['c'])
  const refused = worker.call(reconcileTodos, { params: { source: 'oa' }, body: { open: [] } })
  await expect(refused).rejects.toMatchObject({ problem: { status: 403 } })
})
