import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** GOV-031, GOV-032: what is learned of past incidents, the cards of villages and firms, where goods went. */
let city: TestPlatform
let duty: Client
let leader: Client
let admin: Client

beforeAll(async () => {
  city = await startTestPlatform()
  duty = await city.signedInAs('duty-officer')
  leader = await city.signedInAs('leader')
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const fault = (path: string) => ({ problem: { errors: [expect.objectContaining({ path })] } })
const anIncident = (title: string) =>
  duty.call(contract.openIncident, {
    body: { kind: 'emergency.flood', title, text: '解放路下穿通道积水', position: places.oldTown },
  })
const library = async (query: contract.OperationInput<typeof contract.listLibraryCases>['query'] = {}) =>
  (await duty.call(contract.listLibraryCases, { query })).items

describe('the library of past incidents (GOV-031)', () => {
  it('takes in an incident once its review is confirmed, with its plan, and is searched by its lessons', async () => {
    const { id } = await anIncident('东关下穿通道被淹')
    await duty.call(contract.decideLevel, { params: { id }, body: { level: 'yellow', comment: '同意' } })
    await duty.call(contract.startPlan, {
      params: { id },
      body: { planId: 'emergency.flood', level: 'yellow', acceptVacancies: true },
    })
    await duty.call(contract.endIncident, { params: { id }, body: { comment: '积水排除' } })
    const lessons = '泵车应提前前置到低洼通道。'
    await duty.call(contract.saveReview, { params: { id }, body: { lessons, confirm: false } })
    expect(await library({ search: '前置' })).toEqual([])
    await duty.call(contract.saveReview, { params: { id }, body: { lessons, confirm: true } })
    const [found, ...others] = await library({ search: '前置', planId: 'emergency.flood', drill: false })
    expect(others).toEqual([])
    expect(found).toMatchObject({
      ...{ incidentId: id, title: '东关下穿通道被淹', level: 'yellow', planId: 'emergency.flood', lessons },
      summary: expect.stringContaining('解放路下穿通道积水'),
    })
    await duty.call(contract.saveReview, {
      params: { id },
      body: { lessons: '改为常设泵站。', confirm: true },
    })
    expect((await library({ search: '常设泵站' })).map((one) => one.id)).toEqual([found?.id])
    expect(await library({ search: '前置' })).toEqual([])
    const one = await duty.call(contract.getLibraryCase, { params: { id: found?.id ?? '' } })
    expect(one.lessons).toBe('改为常设泵站。')
  })

  it('takes cases written by hand of what was before, and names what is wrong with one', async () => {
    const body = {
      ...{ title: '邻市液氯泄漏', kind: 'emergency.hazardous-leak', place: '邻市化工园' },
      ...{ happenedTime: '2019-07-19T00:00:00Z', summary: '储罐阀门破裂。', lessons: '阀门应每季检测。' },
    }
    const made = await admin.call(contract.addLibraryCase, { body })
    expect(made).toMatchObject({ incidentId: null, isDrill: false, kindTitle: { zh: expect.any(String) } })
    expect((await library({ kind: 'emergency.hazardous-leak' })).map((one) => one.id)).toEqual([made.id])
    const add = (more: object) => admin.call(contract.addLibraryCase, { body: { ...body, ...more } })
    await expect(add({ kind: 'no.such' })).rejects.toMatchObject(fault('/body/kind'))
    await expect(add({ planId: 'no.such' })).rejects.toMatchObject(fault('/body/planId'))
    await expect(add({ happenedTime: '2999-01-01T00:00:00Z' })).rejects.toMatchObject(
      fault('/body/happenedTime'),
    )
  })

  it('shows nobody cases of another district', async () => {
    const other = await city.signedInAs('district-officer', { divisions: ['990103'] })
    expect((await other.call(contract.listLibraryCases, { query: {} })).total).toBe(0)
  })
})

describe('cards of villages and firms (GOV-031)', () => {
  it('are made from the template of a plan; whom to call is read from the contact book', async () => {
    const templates = await duty.call(contract.listCardTemplates)
    expect(templates.map((one) => `${one.planId} ${one.kind}`)).toContain('emergency.flood village')
    const make = (more: object = {}) =>
      admin.call(contract.addPlanCard, {
        body: {
          ...{ planId: 'emergency.flood', kind: 'village', subject: '翠桥社区', divisionCode: '990102001' },
          ...more,
        },
      })
    const card = await make()
    expect(card.document.steps.length).toBeGreaterThan(3)
    expect(card.holders.every((one) => one.holder === null)).toBe(true)
    await expect(make()).rejects.toMatchObject({ problem: { code: 'card-exists' } })
    await expect(make({ planId: 'emergency.blackout' })).rejects.toMatchObject(fault('/body/planId'))

    const contact = await admin.call(contract.saveContact, {
      body: { name: '社区值班员', duty: '预警传递', phone: '0990-1', isField: true },
    })
    const { document } = card
    const posts = document.posts.map((one, at) => (at === 0 ? { ...one, contactId: contact.id } : one))
    const save = (version: number, more: Partial<contract.CardDocument> = {}) =>
      admin.call(contract.savePlanCard, {
        params: { id: card.id },
        body: { version, reviewDate: card.reviewDate, document: { ...document, posts, ...more } },
      })
    const saved = await save(1, { shelter: '社区文化广场' })
    expect(saved.holders[0]?.holder).toMatchObject({ name: '社区值班员', phone: '0990-1' })
    await expect(save(1)).rejects.toMatchObject({ problem: { code: 'changed-meanwhile' } })
    await expect(
      save(2, { steps: [{ text: '疏散', post: 'nobody', withinMinutes: 5 }] }),
    ).rejects.toMatchObject(fault('/body/document/steps/0/post'))
    const found = await duty.call(contract.listPlanCards, { query: { search: '翠桥', division: '990102' } })
    expect(found.items.map((one) => [one.version, one.document.shelter])).toEqual([[2, '社区文化广场']])
    const other = await city.signedInAs('district-officer', { divisions: ['990103'] })
    await expect(other.call(contract.getPlanCard, { params: { id: card.id } })).rejects.toMatchObject({
      problem: { status: 404 },
    })
  })
})

describe('the flow of goods and forces (GOV-032)', () => {
  it('is drawn from stores to incidents by stage, and between stores, with what it cost', async () => {
    const store = async (reference: string, at: [number, number]) =>
      (
        await admin.call(contract.createEntity, {
          body: {
            ...{ type: 'emergency.store', reference, name: reference },
            geometry: { type: 'Point', coordinates: at },
          },
        })
      ).id
    const [a, b] = [await store('流向甲库', places.oldTownNear), await store('流向乙库', places.riverside)]
    const lot = await duty.call(contract.addLot, {
      body: { storeId: a, material: '雨衣', unit: '件', quantity: 500, unitCost: 20 },
    })
    const { id: incidentId } = await anIncident('流向测试')
    const take = (quantity: number) =>
      leader.call(contract.requestResource, {
        params: { id: incidentId },
        body: { resourceId: a, lotId: lot.id, quantity },
      })
    const [first, second, third] = [await take(100), await take(50), await take(30)]
    const move = (id: string, to: 'approved' | 'shipped' | 'cancelled', counterpart?: string) =>
      duty.call(contract.moveAllocation, {
        params: { id },
        body: { to, ...(counterpart ? { counterpart } : {}) },
      })
    await move(first.id, 'approved')
    await move(first.id, 'shipped', '驾驶员')
    await move(third.id, 'cancelled')
    await duty.call(contract.moveLot, {
      params: { id: lot.id },
      body: { kind: 'transfer', toStoreId: b, quantity: 60, counterpart: '乙库管理员' },
    })
    const all = await duty.call(contract.listResourceFlows, { query: { what: '雨衣' } })
    expect(all.flows.map((one) => [one.from, one.to, one.kind, one.stage, one.quantity]).sort()).toEqual(
      [
        [a, b, 'transfer', 'done', 60],
        [a, incidentId, 'allocation', 'planned', 50],
        [a, incidentId, 'allocation', 'underway', 100],
      ].sort(),
    )
    expect(all.cost).toBe(150 * 20)
    expect(all.places.map((one) => [one.name, one.kind]).sort()).toEqual(
      [
        ['流向测试', 'incident'],
        ['流向甲库', 'store'],
        ['流向乙库', 'store'],
      ].sort(),
    )
    const ofIncident = await duty.call(contract.listResourceFlows, { query: { incidentId } })
    expect(ofIncident.flows).toHaveLength(2)
    expect(second.state).toBe('requested')
    const other = await city.signedInAs('district-officer', { divisions: ['990103'] })
    const theirs = await other.call(contract.listResourceFlows, { query: { what: '雨衣' } })
    expect(theirs.flows.some((one) => one.to === incidentId)).toBe(false)
  })
})
