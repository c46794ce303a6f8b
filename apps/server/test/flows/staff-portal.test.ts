import * as contract from '@civitas/contract'
import {
  acceptTask,
  addUserPost,
  assignTask,
  completeTask,
  createDelegation,
  getCase,
  getMe,
  listAuditEntries,
  listCases,
  listColleagues,
  listOrganisations,
  listTodos,
  offerTodo,
  removeUserPost,
  reportEvent,
  revokeDelegation,
  switchPost,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-078: one person, several posts; somebody stands in for somebody else. */
let city: TestPlatform
let admin: Client
let units: { id: string; name: string }[]
const now = new Date('2025-06-03T12:00:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
  admin = await city.signedInAs('administrator')
  units = (await admin.call(listOrganisations, { query: { limit: 50 } })).items
})
afterAll(() => city.stop())

const me = (client: Client) => client.call(getMe)
const unit = (n: number) => units[n] as { id: string; name: string }

async function aWorker(n = 0): Promise<{ client: Client; id: string; name: string }> {
  const client = await city.signedInAs('unit-worker', { organisationId: unit(n).id })
  const { id, name } = (await me(client)).user
  return { client, id, name }
}

describe('posts', () => {
  it('a person switches to another post: its rights only, and acts are logged under it', async () => {
    const { client, id } = await aWorker()
    const post = await admin.call(addUserPost, {
      params: { id },
      body: {
        ...{ title: '防汛专班联络员', organisationId: unit(1).id },
        ...{ roles: ['hotline-agent'], divisions: ['990102'] },
      },
    })
    const before = await me(client)
    expect(before.posts.map((one) => one.title)).toEqual(['处置人员', '防汛专班联络员'])
    expect(before.permissions).not.toContain('events.report')
    await client.call(switchPost, { body: { id: post.id } })
    const after = await me(client)
    expect(after).toMatchObject({ post: { id: post.id, organisationName: unit(1).name } })
    expect(after.scope).toEqual({ divisions: ['990102'], organisationId: unit(1).id })
    expect(after.permissions).toContain('events.report')
    expect(after.permissions).not.toContain('cases.work')
    await client.call(reportEvent, {
      body: { type: 'waterlogging.closure-needed', title: '积水', position: places.oldTown },
    })
    const logged = async () => {
      const found = await admin.call(listAuditEntries, { query: { action: 'events.reportEvent' } })
      return found.items.find((one) => one.userId === id)?.detail
    }
    await expect.poll(logged).toMatchObject({ post: '防汛专班联络员', organisation: unit(1).name })
    await admin.call(removeUserPost, { params: { id, postId: post.id } })
    expect((await me(client)).post.kind).toBe('main')
    expect((await me(client)).permissions).not.toContain('events.report')
  })

  it('nobody switches to a post of somebody else, and none beyond the giver’s rights is given', async () => {
    const [one, other] = [await aWorker(), await aWorker()]
    const body = { title: '兼任', organisationId: unit(1).id, roles: ['unit-worker'], divisions: ['990102'] }
    const post = await admin.call(addUserPost, { params: { id: one.id }, body })
    const stolen = other.client.call(switchPost, { body: { id: post.id } })
    await expect(stolen).rejects.toMatchObject({ problem: { status: 404 } })
    const district = await city.signedInAs('administrator', { divisions: ['990103'] })
    const beyond = district.call(addUserPost, { params: { id: one.id }, body })
    await expect(beyond).rejects.toMatchObject({ problem: { status: 404 } })
    const unknown = admin.call(addUserPost, { params: { id: one.id }, body: { ...body, roles: ['king'] } })
    await expect(unknown).rejects.toMatchObject({ problem: { errors: [{ path: '/body/roles/0' }] } })
  })
})

describe('standing in', () => {
  const span = { startTime: '2025-06-03T00:00:00Z', endTime: '2025-06-06T00:00:00Z', reason: '休假' }

  it('a colleague sees the to-dos and works with the rights given, until they are taken back', async () => {
    const [away, deputy] = [await aWorker(), await aWorker()]
    const todo = { source: 'oa', key: 'doc-1', userId: away.id, title: '公文会签', state: 'open' as const }
    await admin.call(offerTodo, { body: todo })
    const found = await away.client.call(listColleagues, { query: { search: deputy.name } })
    expect(found.items).toMatchObject([{ id: deputy.id }])
    const body = { ...span, toUserId: deputy.id, permissions: ['cases.read', 'cases.work'] }
    const given = await away.client.call(createDelegation, { body })
    expect(given).toMatchObject({ state: 'active', toName: deputy.name })
    const todos = () => deputy.client.call(listTodos, { query: {} })
    expect((await todos()).items).toMatchObject([{ title: '公文会签', onBehalfOf: away.name }])
    await deputy.client.call(switchPost, { body: { id: given.id } })
    const standing = await me(deputy.client)
    expect(standing.permissions.sort()).toEqual(['cases.read', 'cases.work'])
    expect(standing.post).toMatchObject({ kind: 'delegation', title: `代办：${away.name}` })
    await away.client.call(revokeDelegation, { params: { id: given.id } })
    expect((await me(deputy.client)).post.kind).toBe('main')
    expect((await todos()).total).toBe(0)
  })

  it('finishes a task the absent person had taken on', async () => {
    const [away, deputy] = [await aWorker(0), await aWorker(0)]
    const caseId = await aTaskOf(away.client)
    const [task] = (await admin.call(getCase, { params: { id: caseId } })).tasks
    const params = { id: task?.id as string }
    const body = { form: {}, comment: '已处置' }
    const refused = deputy.client.call(completeTask, { params, body })
    await expect(refused).rejects.toMatchObject({ problem: { status: 403 } })
    const given = await away.client.call(createDelegation, {
      body: { ...span, toUserId: deputy.id, permissions: ['cases.work'] },
    })
    await deputy.client.call(switchPost, { body: { id: given.id } })
    // The form is still checked: what stops now is what is missing in it, not the right to it.
    const tried = await deputy.client.call(completeTask, { params, body }).catch((error) => error)
    expect(tried.problem?.status ?? 200).not.toBe(403)
  })

  it('gives no right the giver has not, to nobody outside, and is not passed on', async () => {
    const [away, deputy, stranger] = [await aWorker(), await aWorker(), await aWorker(1)]
    const give = (client: Client, more: object) =>
      client.call(createDelegation, {
        body: { ...span, toUserId: deputy.id, permissions: ['cases.work'], ...more },
      })
    const refusal = (path: string) => ({ problem: { errors: [{ path }] } })
    await expect(give(away.client, { permissions: ['cases.check'] })).rejects.toMatchObject(
      refusal('/body/permissions/0'),
    )
    await expect(give(away.client, { toUserId: stranger.id })).rejects.toMatchObject(
      refusal('/body/toUserId'),
    )
    await expect(give(away.client, { endTime: '2025-06-02T00:00:00Z' })).rejects.toMatchObject(
      refusal('/body/endTime'),
    )
    const given = await give(away.client, {})
    await deputy.client.call(switchPost, { body: { id: given.id } })
    await expect(give(deputy.client, { toUserId: away.id })).rejects.toMatchObject({
      problem: { code: 'delegated' },
    })
  })
})

describe('the first page', () => {
  it('is arranged by level, by role and by the person, and counts use by unit only', async () => {
    const desk = (client: Client) => client.call(contract.getDeskSettings)
    const grid = await city.signedInAs('grid-worker', {
      organisationId: unit(0).id,
      divisions: ['990102101001001'],
    })
    const officer = await city.signedInAs('district-officer', { divisions: ['990102'] })
    expect(await desk(admin)).toMatchObject({ level: 'city', arrangedBy: 'level' })
    const first = await desk(grid)
    expect(first).toMatchObject({ level: 'grid', arrangedBy: 'level' })
    expect(first.sections).not.toEqual((await desk(officer)).sections)
    const layout = (kind: 'level' | 'role', name: string) => ({
      params: { kind, name },
      body: { sections: ['notices' as const, 'todos' as const], favourites: ['cases'] },
    })
    await expect(officer.call(contract.saveDeskLayout, layout('level', 'grid'))).rejects.toMatchObject({
      problem: { status: 403 },
    })
    await admin.call(contract.saveDeskLayout, layout('level', 'grid'))
    const { favourites, sections } = await desk(grid)
    expect([sections, favourites]).toEqual([['notices', 'todos'], ['cases']])
    const role = layout('role', 'grid-worker')
    await admin.call(contract.saveDeskLayout, { ...role, body: { ...role.body, sections: ['events'] } })
    expect(await desk(grid)).toMatchObject({ sections: ['events'], arrangedBy: 'role' })
    const own = { favourites: ['events'], sections: ['todos' as const] }
    expect(await grid.call(contract.saveDeskSettings, { body: own })).toMatchObject({
      ...own,
      arrangedBy: 'own',
    })
    await grid.call(contract.saveDeskSettings, { body: { favourites: [], sections: null } })
    expect(await desk(grid)).toMatchObject({
      sections: ['events'],
      favourites: ['cases'],
      arrangedBy: 'role',
    })
    const { items } = await admin.call(contract.listDeskLayouts)
    expect(items.map((one) => one.name).sort()).toEqual(['city', 'district', 'grid', 'grid-worker', 'town'])

    for (const client of [grid, grid, admin])
      await client.call(contract.notePageUse, { body: { page: 'cases' } })
    const uses = (query: object, client = admin) => client.call(contract.listPageUses, { query })
    const counted = await uses({ by: 'unit', organisationId: unit(0).id })
    expect(counted.items).toEqual([
      {
        ...{ page: 'cases', organisationId: unit(0).id, organisationName: unit(0).name },
        ...{ units: 1, uses: expect.any(Number), lastTime: now.toISOString() },
      },
    ])
    expect(counted.items[0]?.uses).toBeGreaterThanOrEqual(2)
    await expect(uses({}, grid)).rejects.toMatchObject({ problem: { status: 403 } })
  })
})

/** A case whose first task the person has taken on. */
async function aTaskOf(worker: Client): Promise<string> {
  const event = await admin.call(reportEvent, {
    body: { type: 'waterlogging.closure-needed', title: '积水封控', position: places.oldTown, level: 'red' },
  })
  await city.settle()
  const [opened] = (await admin.call(listCases, { query: { eventId: event.id } })).items
  const id = opened?.id as string
  const [task] = (await admin.call(getCase, { params: { id } })).tasks
  const params = { id: task?.id as string }
  await admin.call(assignTask, { params, body: { organisationId: unit(0).id } })
  await worker.call(acceptTask, { params })
  return id
}
