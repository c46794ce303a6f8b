import {
  createEntity,
  createTrackRequest,
  decideTrackRequest,
  findPresence,
  getTrack,
  listAuditEntries,
  listTrackQueries,
  listTrackRequests,
  readTrackRequest,
  reportPositions,
  saveDutyHours,
  signIn,
} from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-018: where people were is asked by one, approved by another, read for a while, and recorded. */
let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
let asker: typeof admin
let leader: typeof admin
let now = new Date('2025-06-03T09:00:00+08:00')
let worker: { id: string }
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  admin = await city.signedInAs('administrator')
  asker = await city.signedInAs('duty-officer')
  leader = await city.signedInAs('leader')
  worker = await aWorker()
})
afterAll(() => city.stop())

const [lon, lat] = [118.905, 33.405] as const
const window = { from: '2025-06-02T11:00:00Z', to: '2025-06-02T13:00:00Z' }

/** On duty until 20:00 Beijing time, reporting every minute from 19:50 to 20:10. */
async function aWorker(): Promise<{ id: string }> {
  const { id } = await admin.call(createEntity, {
    body: {
      ...{ type: 'city-base.field-worker', reference: 'W-7', name: '网格员乙', attributes: {} },
      geometry: { type: 'Point', coordinates: [lon, lat] },
    },
  })
  await admin.call(saveDutyHours, {
    params: { entityId: id },
    body: { windows: [{ from: '08:00', to: '20:00' }] },
  })
  const start = Date.parse('2025-06-02T19:50:00+08:00')
  const positions = Array.from({ length: 21 }, (_, i) => ({
    ...{ lon: lon + i * 0.000_5, lat, time: new Date(start + i * 60_000).toISOString() },
  }))
  await admin.call(reportPositions, { body: { entityId: id, positions } })
  await city.settle()
  return { id }
}

/** Sessions do not last as long as an approval. */
async function signInAgain(account: string) {
  const body = { account, password: 'correct horse battery' }
  const { accessToken } = await city.anonymous().call(signIn, { body })
  return createClient({ baseUrl: city.url, token: () => accessToken })
}

const askTrack = () =>
  asker.call(createTrackRequest, {
    body: { question: { kind: 'track', entityId: worker.id, ...window }, purpose: '投诉核实' },
  })
const refusedAs = (code: string, status = 403) => ({ problem: { code, status } })

describe('the track of a person', () => {
  it('is not answered without an approved request', async () => {
    await expect(
      asker.call(getTrack, { params: { entityId: worker.id }, query: window }),
    ).rejects.toMatchObject(refusedAs('approval-required'))
    const body = { lon, lat, radiusM: 500, purpose: '走失人员', approver: '中心主任', ...window }
    await expect(
      asker.call(findPresence, { body: { ...body, entityType: 'city-base.field-worker' } }),
    ).rejects.toMatchObject(refusedAs('approval-required'))
    expect(await asker.call(findPresence, { body })).toMatchObject({ items: [], withoutPeople: true })
  })

  it('is read by its asker alone, after another has approved, for a day; every read is recorded', async () => {
    const request = await askTrack()
    expect(request).toMatchObject({ state: 'waiting', mine: true, mayDecide: false, entityName: '网格员乙' })
    const params = { id: request.id }
    await expect(asker.call(readTrackRequest, { params, query: {} })).rejects.toMatchObject(
      refusedAs('approval-required'),
    )
    const [waiting] = (await leader.call(listTrackRequests, { query: { state: 'waiting' } })).items
    expect(waiting).toMatchObject({ id: request.id, mine: false, mayDecide: true, purpose: '投诉核实' })
    const approved = await leader.call(decideTrackRequest, { params, body: { approve: true } })
    expect(approved).toMatchObject({ state: 'approved', validUntil: '2025-06-04T01:00:00.000Z' })
    await expect(
      leader.call(decideTrackRequest, { params, body: { approve: false, reason: '反悔' } }),
    ).rejects.toMatchObject(refusedAs('already-decided', 409))
    const answer = await asker.call(readTrackRequest, { params, query: {} })
    expect(answer.track).toMatchObject({ stored: 10, hidden: 11 })
    expect(answer.presence).toBeNull()
    await asker.call(readTrackRequest, { params, query: {} })
    await expect(admin.call(readTrackRequest, { params, query: {} })).rejects.toMatchObject(
      refusedAs('not-the-asker'),
    )
    const { items } = await admin.call(listTrackQueries, { query: { entityId: worker.id } })
    expect(items).toHaveLength(2)
    expect(items[0]).toMatchObject({ purpose: '投诉核实', approver: approved.deciderName, found: 10 })
    expect(items.map((one) => one.requestId)).toEqual([request.id, request.id])
    now = new Date('2025-06-04T09:00:01+08:00')
    const later = await signInAgain('duty-officer-2')
    await expect(later.call(readTrackRequest, { params, query: {} })).rejects.toMatchObject(
      refusedAs('approval-expired'),
    )
    const [over] = (await later.call(listTrackRequests, { query: { state: 'expired' } })).items
    expect(over).toMatchObject({ id: request.id, reads: 2 })
    now = new Date('2025-06-03T09:01:00+08:00')
    await expect
      .poll(async () => {
        const { items } = await admin.call(listAuditEntries, { query: { limit: 100 } })
        return items
          .filter((one) => one.target === request.id && one.action.startsWith('sensing.track-request'))
          .map((one) => one.action)
      })
      .toEqual(['sensing.track-request.approved', 'sensing.track-request.asked'])
  })

  it('is approved by nobody for himself, nor by one without the permission or out of scope', async () => {
    const own = await admin.call(createTrackRequest, {
      body: { question: { kind: 'track', entityId: worker.id, ...window }, purpose: '自查' },
    })
    const body = { approve: true }
    await expect(admin.call(decideTrackRequest, { params: { id: own.id }, body })).rejects.toMatchObject(
      refusedAs('own-request'),
    )
    await expect(asker.call(decideTrackRequest, { params: { id: own.id }, body })).rejects.toMatchObject({
      problem: { status: 403 },
    })
    const stranger = await city.signedInAs('leader', { divisions: ['990103'] })
    await expect(stranger.call(decideTrackRequest, { params: { id: own.id }, body })).rejects.toMatchObject(
      refusedAs('not-found', 404),
    )
    const others = await city.signedInAs('duty-officer')
    expect((await others.call(listTrackRequests, { query: {} })).total).toBe(0)
  })

  it('stays closed when refused, which needs a reason', async () => {
    const params = { id: (await askTrack()).id }
    await expect(leader.call(decideTrackRequest, { params, body: { approve: false } })).rejects.toMatchObject(
      { problem: { errors: [{ path: '/body/reason' }] } },
    )
    const refused = await leader.call(decideTrackRequest, {
      params,
      body: { approve: false, reason: '与工作无关' },
    })
    expect(refused).toMatchObject({ state: 'refused', reason: '与工作无关', validUntil: null })
    await expect(asker.call(readTrackRequest, { params, query: {} })).rejects.toMatchObject(
      refusedAs('approval-refused'),
    )
  })
})

describe('who was near a point', () => {
  const ask = (client: typeof admin) =>
    client.call(createTrackRequest, {
      body: { question: { kind: 'presence', lon, lat, radiusM: 500, ...window }, purpose: '走失人员' },
    })

  it('names people to an approved request', async () => {
    const params = { id: (await ask(asker)).id }
    await leader.call(decideTrackRequest, { params, body: { approve: true, validHours: 1 } })
    const { presence, track } = await asker.call(readTrackRequest, { params, query: {} })
    expect(track).toBeNull()
    expect(presence?.items.map((one) => one.entityId)).toEqual([worker.id])
    expect((await admin.call(listTrackQueries, { query: {} })).items[0]).toMatchObject({
      ...{ kind: 'presence', requestId: params.id, found: 1 },
    })
  })

  it('shows the asker nothing outside his divisions, whoever approved', async () => {
    const stranger = await city.signedInAs('duty-officer', { divisions: ['990103'] })
    const params = { id: (await ask(stranger)).id }
    await leader.call(decideTrackRequest, { params, body: { approve: true } })
    const { presence } = await stranger.call(readTrackRequest, { params, query: {} })
    expect(presence).toEqual({ items: [], hidden: 0 })
  })
})
