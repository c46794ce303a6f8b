import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

const dayMs = 86_400_000
let now = new Date('2025-06-03T10:00:00+08:00')
let city: TestPlatform
let duty: Client
let admin: Client

beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) }, config: { sessionHours: 720 } })
  await signIn()
})
afterAll(() => city.stop())

let signedIn = now
async function signIn() {
  signedIn = now
  duty = await city.signedInAs('duty-officer')
  admin = await city.signedInAs('administrator')
}

/** Sessions end after thirty days, so people sign in again. */
const passDays = async (n: number) => {
  now = new Date(now.getTime() + n * dayMs)
  if (now.getTime() - signedIn.getTime() > 20 * dayMs) await signIn()
}

const [lon, lat] = places.oldTown
const pondingAt = (metresNorth: number) =>
  duty.call(contract.reportEvent, {
    body: {
      type: 'waterlogging.ponding',
      title: `路口积水 ${metresNorth}`,
      position: [lon, lat + metresNorth / 110_500],
    },
  })

describe('ponding that keeps coming back', () => {
  it('is proposed to the drainage owner with the six it is about, once (GOV-060)', async () => {
    await city.kernel.db.transaction((tx) =>
      city.cases.importDuties(tx, [
        { item: 'waterlogging.drainage', divisionCode: '990100', organisationId: organisations.drainage.id },
      ]),
    )
    const ids: string[] = []
    for (let i = 0; i < 6; i++) {
      ids.push((await pondingAt(i * 4)).id)
      if (i === 4) expect(await admin.call(contract.findRecurrences)).toEqual([])
      await passDays(7)
    }
    await pondingAt(80)
    const [raised, ...more] = await admin.call(contract.findRecurrences)
    expect(more).toEqual([])
    expect(raised).toMatchObject({ type: 'waterlogging.ponding-root-cause', state: 'verified', value: 6 })
    await city.settle()
    const { event, because } = await duty.call(contract.getEvent, { params: { id: raised?.id as string } })
    expect(because.map((one) => one.id)).toEqual(ids)
    const { tasks } = await admin.call(contract.getCase, { params: { id: event.caseId as string } })
    expect(tasks).toMatchObject([{ task: 'find-cause', organisationId: organisations.drainage.id }])
    expect(await admin.call(contract.findRecurrences)).toEqual([])
  })
})

describe('disputes of the same neighbours', () => {
  let leaderOfGrid: Client
  const household = async (room: string) => {
    const { id } = await admin.call(contract.createEntity, {
      body: {
        type: 'grassroots.household',
        reference: `H-${room}`,
        name: `一号楼 ${room}`,
        geometry: { type: 'Point', coordinates: [lon, lat] },
        attributes: { building: '一号楼', room },
      },
    })
    return id
  }
  const dispute = (parties: string[], n: number) =>
    admin.call(contract.reportEvent, {
      body: { type: 'grassroots.dispute', title: `噪声纠纷 ${n}`, position: [lon + n * 0.001, lat], parties },
    })

  it('three times in sixty days are a matter for the grid (GOV-016)', async () => {
    const [a, b, c] = [await household('101'), await household('102'), await household('103')]
    await dispute([a, b], 1)
    await passDays(61)
    const ids: string[] = []
    for (const [n, parties] of [
      [b, a],
      [a, b],
      [b, a, c],
    ].entries()) {
      ids.push((await dispute(parties, n + 2)).id)
      await passDays(3)
    }
    leaderOfGrid = await city.signedInAs('grid-worker', { divisions: ['990102001001001'] })
    const { id: userId } = (await leaderOfGrid.call(contract.getMe)).user
    await admin.call(contract.saveGridStaff, {
      body: {
        ...{ divisionCode: '990102001001001', post: 'leader', name: '网格长甲', phone: '0990-1', userId },
        fromDate: '2025-01-01',
      },
    })
    const [raised, ...more] = await admin.call(contract.findRecurrences)
    expect(more).toEqual([])
    expect(raised).toMatchObject({ type: 'grassroots.repeat-dispute', level: 'yellow', value: 3 })
    await city.settle()
    const { event, because } = await admin.call(contract.getEvent, { params: { id: raised?.id as string } })
    expect(because.map((one) => one.id)).toEqual(ids)
    const params = { id: event.caseId as string }
    const { tasks } = await admin.call(contract.getCase, { params })
    expect(tasks).toMatchObject([{ task: 'visit-parties', state: 'assigned', assigneeName: '网格长甲' }])
    const own = await leaderOfGrid.call(contract.listTasks, { query: { mine: true } })
    expect(own.items.map((one) => one.id)).toEqual([tasks[0]?.id])
    await leaderOfGrid.call(contract.acceptTask, { params: { id: tasks[0]?.id as string } })
    const form = { outcome: 'settled', remark: '双方约定夜间不装修' }
    await leaderOfGrid.call(contract.completeTask, {
      params: { id: tasks[0]?.id as string },
      body: { form },
    })
    expect((await admin.call(contract.getCase, { params })).case.state).toBe('closed')
  })

  it('warn of a group petition, of violence in a family and of a sudden growth, to the grid leader (GOV-016)', async () => {
    const report = (type: string, more: object) =>
      duty.call(contract.reportEvent, {
        body: { type: `grassroots.${type}`, title: '登记', position: [lon, lat], ...more },
      })
    const home = await household('301')
    const times: string[][] = [[], [], []]
    await passDays(1)
    for (let n = 0; n < 6; n++) {
      now = new Date(now.getTime() + 20 * 60_000)
      const position = [lon + 0.01 + n * 0.0002, lat]
      if (n < 5) times[0]?.push((await report('petition', { title: `反映欠薪 ${n}`, position })).id)
      if (n < 2) {
        const { id } = await report('family-violence', { entityId: home })
        times[1]?.push(id)
        await duty.call(contract.verifyEvent, { params: { id }, body: { real: true, comment: '属实' } })
        await duty.call(contract.closeEvent, { params: { id }, body: { comment: '已告诫' } })
      }
      times[2]?.push((await report('order-alarm', { position: [lon, lat + n * 0.0006] })).id)
    }
    const raised = await admin.call(contract.findRecurrences)
    const types = ['group-petition-risk', 'family-violence-risk', 'order-alarm-growth']
    expect(raised.map((one) => [one.type, one.level]).sort()).toEqual(
      [
        ['grassroots.group-petition-risk', 'orange'],
        ['grassroots.family-violence-risk', 'red'],
        ['grassroots.order-alarm-growth', 'yellow'],
      ].sort(),
    )
    await city.settle()
    for (const [n, type] of types.entries()) {
      const { id } = raised.find((one) => one.type.endsWith(type)) as contract.CityEvent
      const { event, because } = await admin.call(contract.getEvent, { params: { id } })
      expect(because.map((one) => one.id)).toEqual(times[n])
      const { tasks } = await admin.call(contract.getCase, { params: { id: event.caseId as string } })
      expect(tasks).toMatchObject([{ task: 'prevent-risk', assigneeName: '网格长甲' }])
    }
    const found = raised.find((one) => one.type.endsWith('family-violence-risk'))
    expect(found?.title).toContain('180 日内 2 起')
    expect(await admin.call(contract.findRecurrences)).toEqual([])

    // One answers that it was true, one that it was not, one has not looked yet.
    for (const [n, hit] of [
      [0, 'hit'],
      [1, 'miss'],
    ] as const) {
      const { id } = raised.find((one) => one.type.endsWith(types[n] as string)) as contract.CityEvent
      const { event, risk } = await admin.call(contract.getEvent, { params: { id } })
      expect(risk?.score).toBe(Math.round(risk?.factors.reduce((sum, one) => sum + one.points, 0) ?? -1))
      expect(risk?.factors[0]).toMatchObject({ factor: 'frequency', points: 20, most: 40 })
      expect(risk?.prevention?.title.zh).toBe('核实风险并预防处置')
      const { tasks } = await admin.call(contract.getCase, { params: { id: event.caseId as string } })
      const params = { id: tasks[0]?.id as string }
      await leaderOfGrid.call(contract.acceptTask, { params })
      await leaderOfGrid.call(contract.completeTask, { params, body: { form: { hit, measure: '已上门' } } })
    }
    const { items } = await admin.call(contract.listRiskOutcomes)
    const outcomes = types.map((type) => items.find((one) => one.type.endsWith(type)))
    expect(outcomes).toMatchObject([
      { raised: 1, confirmed: 1, unconfirmed: 0, waiting: 0, hitRate: 100, precision: 100 },
      { raised: 1, confirmed: 0, unconfirmed: 1, waiting: 0, hitRate: 0, precision: 0 },
      { raised: 1, confirmed: 0, unconfirmed: 0, waiting: 1, hitRate: 0, precision: null },
    ])
    expect(outcomes[0]?.byCount).toEqual([{ count: 5, confirmed: 1, looked: 1 }])
    expect(outcomes[0]?.rule).toBe('200 米内 30 日 5 起以上')
  })

  it('names the party that does not exist', async () => {
    const wrong = '00000000-0000-7000-8000-00000000ffff'
    await expect(dispute([wrong], 9)).rejects.toMatchObject({
      problem: { errors: [{ path: '/body/parties/0' }] },
    })
  })

  it('only those of the whole city look through all of it', async () => {
    const grid = await city.signedInAs('duty-officer', { divisions: ['990102001001'] })
    await expect(grid.call(contract.findRecurrences)).rejects.toMatchObject({ problem: { status: 403 } })
  })
})
