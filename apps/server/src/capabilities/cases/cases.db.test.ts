import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../kernel/db/sql.ts'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

/** The smallest PNG there is: one grey pixel. */
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='
const otherPicture = Buffer.concat([Buffer.from(picture, 'base64'), Buffer.from([0])]).toString('base64')

let city: TestPlatform
let duty: Client
let dispatcher: Client
let worker: Client
let inspector: Client
let place = 0

beforeAll(async () => {
  city = await startTestPlatform()
  const give = (item: string, divisionCode: string, organisation: contract.Organisation) => ({
    item: `city-base.${item}`,
    divisionCode,
    organisationId: organisation.id,
  })
  await city.kernel.db.transaction((tx) =>
    city.cases.importDuties(tx, [
      give('parts-dispatch', '990100', organisations.operationCentre),
      give('parts-repair', '990100', organisations.drainage),
      give('parts-repair', '990102', organisations.oldTownUrban),
    ]),
  )
  duty = await city.signedInAs('duty-officer')
  dispatcher = await city.signedInAs('district-officer', { organisationId: organisations.operationCentre.id })
  worker = await city.signedInAs('grid-worker', { organisationId: organisations.oldTownUrban.id })
  inspector = await city.signedInAs('inspector')
})
afterAll(() => city.stop())

/** Reports damage somewhere nothing was reported yet and confirms it; answers the case that follows. */
async function aRepairCase(): Promise<contract.Case> {
  const event = await reportDamage()
  await confirm(event)
  await city.settle()
  const { items } = await duty.call(contract.listCases, { query: { eventId: event.id } })
  expect(items).toHaveLength(1)
  return items[0] as contract.Case
}

function reportDamage(): Promise<contract.CityEvent> {
  place += 1
  const position: [number, number] = [
    places.oldTown[0] + (place % 20) * 0.0005,
    places.oldTown[1] + place * 0.0003,
  ]
  return duty.call(contract.reportEvent, {
    body: { type: 'city-base.parts-damage', title: `第${place}处井盖破损`, position },
  })
}

function confirm({ id }: contract.CityEvent): Promise<unknown> {
  return duty.call(contract.verifyEvent, { params: { id }, body: { real: true, comment: '属实' } })
}

/** What opening a case leaves beside its row, without what differs from case to case. */
function leftBy(eventId: string) {
  return city.kernel.db.first(sql`SELECT
      (SELECT jsonb_agg(n.act ORDER BY n.id) FROM cases.entry n WHERE n.case_id = c.id) AS acts,
      (SELECT count(*)::int FROM cases.timer r WHERE r.case_id = c.id) AS timers,
      (SELECT jsonb_agg(m.body ->> 'act' ORDER BY m.id) FROM kernel.message m
        WHERE m.name = ${contract.caseChanged.name} AND m.body -> 'case' ->> 'id' = c.id::text) AS told,
      (SELECT jsonb_agg(jsonb_build_array(m.title = c.reference || ' ' || c.title, m.body, m.link)) FROM messaging.message m
        JOIN cases.task t ON m.subject_id = t.id::text AND t.case_id = c.id) AS notices,
      (SELECT jsonb_agg(l.note ORDER BY l.note) FROM kernel.trace_link l
        WHERE c.id::text IN (l.from_id, l.to_id) AND l.note <> 'counted') AS links
    FROM cases.city_case c WHERE c.event_id = ${eventId}`)
}

/** Ids and the like, which every case has its own of. */
function blank(left: unknown): unknown {
  return JSON.parse(JSON.stringify(left).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id'))
}

async function tasksOf(id: string): Promise<contract.Task[]> {
  return (await duty.call(contract.getCase, { params: { id } })).tasks
}

async function lastTask(id: string): Promise<contract.Task> {
  return (await tasksOf(id)).at(-1) as contract.Task
}

async function file(id: string, accepted = true): Promise<void> {
  const params = { id: (await lastTask(id)).id }
  await dispatcher.call(contract.acceptTask, { params })
  await dispatcher.call(contract.completeTask, { params, body: { form: { accepted } } })
}

function attach(client: Client, id: string, content = picture) {
  const body = { fileName: '现场.png', contentType: 'image/png' as const, content }
  return client.call(contract.attachEvidence, { params: { id }, body })
}

async function repair(id: string): Promise<void> {
  const params = { id: (await lastTask(id)).id }
  await worker.call(contract.acceptTask, { params })
  await attach(worker, params.id)
  await attach(worker, params.id, otherPicture)
  await worker.call(contract.completeTask, { params, body: { form: { measure: 'replaced' } } })
}

const refusal = (status: number, code: string) => ({ problem: { status, code } })

describe('a case', () => {
  it('leaves the same when many are opened at once as when one is', async () => {
    const single = await aRepairCase()
    const events: contract.CityEvent[] = []
    for (let n = 0; n < 30; n++) events.push(await reportDamage())
    // Messages wait for the oldest transaction: all of them come when this one ends.
    await city.kernel.db.transaction(async (tx) => {
      await tx.query(sql`SELECT pg_current_xact_id()`)
      await Promise.all(events.map(confirm))
    })
    await city.settle()
    const expected = await leftBy(single.eventId as string)
    expect(expected).toMatchObject({
      ...{ told: ['opened', 'task-changed'], links: ['opened', 'started'], notices: [expect.anything()] },
    })
    for (const { id } of events) expect(blank(await leftBy(id))).toEqual(blank(expected))
    const shared = await city.kernel.db.first<{ n: number }>(sql`SELECT count(DISTINCT transaction)::int AS n
      FROM kernel.message WHERE name = ${contract.caseChanged.name} AND body ->> 'act' = 'opened'
        AND body -> 'case' ->> 'eventId' = ANY(${events.map((one) => one.id)})`)
    expect(shared?.n).toBeLessThan(10)
  })

  it('opens once for a verified event, numbered by its type, with the first task at the unit on duty', async () => {
    const opened = await aRepairCase()
    expect(opened).toMatchObject({
      type: 'city-base.parts-repair',
      state: 'open',
      stage: 'report',
      lamp: 'green',
      organisationName: organisations.operationCentre.name,
      divisionCode: '990102001001001',
    })
    expect(opened.reference).toMatch(/^BJ-\d{8}-\d{4}$/)
    expect(await lastTask(opened.id)).toMatchObject({ task: 'file-report', state: 'assigned' })
    const again = duty.call(contract.openCase, { body: { eventId: opened.eventId as string } })
    await expect(again).rejects.toMatchObject(refusal(409, 'case-exists'))
  })

  it('goes from filing over repair and check to its end, and ends its event', async () => {
    const { id, eventId } = await aRepairCase()
    await file(id)
    const task = await lastTask(id)
    expect(task).toMatchObject({ task: 'repair-part', organisationName: organisations.oldTownUrban.name })
    await repair(id)
    const before = await inspector.call(contract.getCase, { params: { id } })
    expect(before.case).toMatchObject({ state: 'checking', stage: 'check' })
    expect(before.mayCheck).toBe(true)
    const closed = await inspector.call(contract.checkCase, {
      params: { id },
      body: { passed: true, comment: '已换新盖', form: { distance_m: 5 } },
    })
    expect(closed).toMatchObject({ state: 'closed', inTime: true, lamp: 'green' })
    const { event } = await duty.call(contract.getEvent, { params: { id: eventId as string } })
    expect(event).toMatchObject({ state: 'closed', caseId: id })
    const { entries } = await duty.call(contract.getCase, { params: { id } })
    expect(entries.map((one) => one.act)).toEqual([
      'opened',
      'stage-entered',
      'task-assigned',
      'task-accepted',
      'task-done',
      'stage-entered',
      'task-assigned',
      'task-accepted',
      'evidence-attached',
      'evidence-attached',
      'task-done',
      'check-started',
      'check-passed',
      'closed',
    ])
    expect(entries.find((one) => one.act === 'task-done' && one.text.startsWith('维修'))).toMatchObject({
      organisationName: organisations.oldTownUrban.name,
      channel: 'api',
    })
  })

  it('closes at once by an exit whose condition the form meets', async () => {
    const { id } = await aRepairCase()
    await file(id, false)
    const { case: row } = await duty.call(contract.getCase, { params: { id } })
    expect(row.state).toBe('closed')
  })

  it('goes back when the check fails, and is not checked by who handled it', async () => {
    const { id } = await aRepairCase()
    await file(id)
    await repair(id)
    const failed = { params: { id }, body: { passed: false, comment: '盖子仍松动' } }
    await expect(dispatcher.call(contract.checkCase, failed)).rejects.toMatchObject(
      refusal(403, 'same-person'),
    )
    expect((await dispatcher.call(contract.getCase, { params: { id } })).mayCheck).toBe(false)
    const back = await inspector.call(contract.checkCase, failed)
    expect(back).toMatchObject({ state: 'open', stage: 'repair' })
    await expect(inspector.call(contract.checkCase, failed)).rejects.toMatchObject(
      refusal(409, 'not-checking'),
    )
    await repair(id)
    const wrongForm = { passed: true, comment: '好', form: { distance_m: 500 } }
    await expect(
      inspector.call(contract.checkCase, { params: { id }, body: wrongForm }),
    ).rejects.toMatchObject({
      problem: { status: 400, errors: [{ path: '/body/form/distance_m', message: '不大于 50' }] },
    })
  })

  it('is opened by hand for a verified event only, and of a known type', async () => {
    const event = await duty.call(contract.reportEvent, {
      body: { type: 'city-base.parts-damage', title: '路灯倾倒', position: places.riverside },
    })
    const open = (body: { eventId: string; type?: string }) => duty.call(contract.openCase, { body })
    await expect(open({ eventId: event.id })).rejects.toMatchObject(refusal(409, 'not-verified'))
    await expect(open({ eventId: event.id, type: 'no.such' })).rejects.toMatchObject(
      refusal(400, 'invalid-input'),
    )
    await expect(open({ eventId: '00000000-0000-7000-8000-0000000000ff' })).rejects.toMatchObject(
      refusal(400, 'invalid-input'),
    )
    await expect(worker.call(contract.openCase, { body: { eventId: event.id } })).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
  })

  it('is found by words, state, lamp and division, and not outside one’s divisions', async () => {
    const { id, title, reference } = await aRepairCase()
    const find = async (query: object) =>
      (await duty.call(contract.listCases, { query })).items.some((one) => one.id === id)
    expect(await find({ search: title })).toBe(true)
    expect(await find({ search: reference })).toBe(true)
    expect(await find({ search: '青石桥社区', state: 'open', lamp: 'green', division: '990102' })).toBe(true)
    expect(await find({ lamp: 'red' })).toBe(false)
    expect(await find({ division: '990103' })).toBe(false)
    expect(await find({ from: '2999-01-01T00:00:00Z' })).toBe(false)
    const stranger = await city.signedInAs('district-officer', { divisions: ['990103'] })
    await expect(stranger.call(contract.getCase, { params: { id } })).rejects.toMatchObject(
      refusal(404, 'not-found'),
    )
    const seen = await stranger.call(contract.listCases, { query: { limit: 500 } })
    expect(seen.items.every((one) => one.divisionCode?.startsWith('990103'))).toBe(true)
  })

  it('types are listed with their stages, tasks and check form', async () => {
    const types = await duty.call(contract.listCaseTypes)
    const type = types.find((one) => one.id === 'waterlogging.road-closure')
    expect(type?.stages.map((stage) => stage.tasks.map((task) => task.id))).toEqual([
      ['close-road', 'pump-water'],
      ['confirm-reopening'],
    ])
    expect(type?.checkForm).toHaveProperty('properties.remark')
  })
})

describe('a task', () => {
  it('is accepted by people of its unit and by grid staff of no unit, once', async () => {
    const { id } = await aRepairCase()
    const params = { id: (await lastTask(id)).id }
    await expect(worker.call(contract.acceptTask, { params })).rejects.toMatchObject(
      refusal(403, 'other-organisation'),
    )
    const grid = await city.signedInAs('grid-worker', { divisions: ['990102001001001'] })
    const accepted = await grid.call(contract.acceptTask, { params })
    expect(accepted).toMatchObject({ state: 'accepted', lamp: 'green' })
    expect((await grid.call(contract.acceptTask, { params })).acceptedTime).toBe(accepted.acceptedTime)
    await expect(dispatcher.call(contract.acceptTask, { params })).rejects.toMatchObject(
      refusal(409, 'already-accepted'),
    )
    await expect(
      dispatcher.call(contract.completeTask, { params, body: { form: { accepted: true } } }),
    ).rejects.toMatchObject(refusal(403, 'not-own-task'))
    const elsewhere = await city.signedInAs('grid-worker', { divisions: ['990103'] })
    await expect(elsewhere.call(contract.getTask, { params })).rejects.toMatchObject(
      refusal(404, 'not-found'),
    )
    await expect(elsewhere.call(contract.acceptTask, { params })).rejects.toMatchObject(
      refusal(404, 'not-found'),
    )
    await expect(inspector.call(contract.acceptTask, { params })).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
  })

  it('is finished with a whole form and enough photos only', async () => {
    const { id } = await aRepairCase()
    await file(id)
    const params = { id: (await lastTask(id)).id }
    const done = { params, body: { form: { measure: 'repaired' } } }
    await expect(worker.call(contract.completeTask, done)).rejects.toMatchObject(refusal(409, 'not-accepted'))
    await worker.call(contract.acceptTask, { params })
    await expect(
      worker.call(contract.completeTask, { params, body: { form: { cost_note: 5 } } }),
    ).rejects.toMatchObject({
      message: '处置方式：必填；材料说明：应为文字',
      problem: {
        status: 400,
        errors: [
          { path: '/body/form/measure', message: '必填' },
          { path: '/body/form/cost_note', message: '应为文字' },
        ],
      },
    })
    await expect(worker.call(contract.completeTask, done)).rejects.toMatchObject(
      refusal(409, 'photos-missing'),
    )
    const first = await attach(worker, params.id)
    expect((await attach(worker, params.id)).id).toBe(first.id)
    await expect(worker.call(contract.completeTask, done)).rejects.toMatchObject(
      refusal(409, 'photos-missing'),
    )
    await attach(worker, params.id, otherPicture)
    const finished = await worker.call(contract.completeTask, done)
    expect(finished).toMatchObject({ state: 'done', form: { measure: 'repaired' } })
    expect(finished.attachments).toHaveLength(2)
    await expect(worker.call(contract.completeTask, done)).rejects.toMatchObject(refusal(409, 'already-done'))
  })

  it('keeps a photo as it was taken, with its SM3 digest, for those who may see the case', async () => {
    const { id } = await aRepairCase()
    const task = await lastTask(id)
    await dispatcher.call(contract.acceptTask, { params: { id: task.id } })
    const attachment = await attach(dispatcher, task.id)
    expect(attachment).toMatchObject({ size: 67, contentType: 'image/png' })
    expect(attachment.sm3).toMatch(/^[0-9a-f]{64}$/)
    const url = `${city.url}/api/cases/attachments/${attachment.id}`
    const headers = { authorization: `Bearer ${duty.options.token?.()}` }
    const answer = await fetch(url, { headers })
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await answer.arrayBuffer()).toString('base64')).toBe(picture)
    const stranger = await city.signedInAs('district-officer', { divisions: ['990103'] })
    await expect(
      stranger.call(contract.getAttachment, { params: { id: attachment.id } }),
    ).rejects.toMatchObject(refusal(404, 'not-found'))
  })

  it('refuses what is no picture', async () => {
    const { id } = await aRepairCase()
    const task = await lastTask(id)
    await dispatcher.call(contract.acceptTask, { params: { id: task.id } })
    const text = Buffer.from('<script>alert(1)</script>').toString('base64')
    await expect(attach(dispatcher, task.id, text)).rejects.toMatchObject(refusal(400, 'wrong-content'))
    await expect(attach(dispatcher, task.id, '照片')).rejects.toMatchObject(refusal(400, 'invalid-input'))
  })

  it('returned waits for a dispatcher, who gives it to another unit with a fresh clock', async () => {
    const { id } = await aRepairCase()
    await file(id)
    const params = { id: (await lastTask(id)).id }
    await expect(
      dispatcher.call(contract.returnTask, { params, body: { reason: '与我无关' } }),
    ).rejects.toMatchObject(refusal(403, 'not-own-task'))
    const waiting = await worker.call(contract.returnTask, { params, body: { reason: '属排水公司管养' } })
    expect(waiting).toMatchObject({ state: 'waiting', organisationName: null, dueTime: null })
    await expect(worker.call(contract.acceptTask, { params })).rejects.toMatchObject(
      refusal(409, 'not-assigned'),
    )
    const own = await worker.call(contract.listTasks, { query: { open: true, limit: 500 } })
    expect(own.items.map((one) => one.id)).not.toContain(params.id)
    const all = await dispatcher.call(contract.listTasks, { query: { state: 'waiting', limit: 500 } })
    expect(all.items.map((one) => one.id)).toContain(params.id)
    await expect(
      duty.call(contract.assignTask, { params, body: { organisationId: params.id } }),
    ).rejects.toMatchObject({ problem: { errors: [{ path: '/body/organisationId' }] } })
    const assigned = await duty.call(contract.assignTask, {
      params,
      body: { organisationId: organisations.drainage.id },
    })
    expect(assigned).toMatchObject({ state: 'assigned', organisationName: organisations.drainage.name })
    expect(assigned.dueTime).not.toBeNull()
  })

  it('of a place nobody answers for waits for a dispatcher', async () => {
    await city.kernel.db.transaction((tx) =>
      city.cases.importDuties(tx, [
        {
          item: 'city-base.parts-dispatch',
          divisionCode: '990103',
          organisationId: organisations.riversideUrban.id,
        },
      ]),
    )
    const event = await duty.call(contract.reportEvent, {
      body: { type: 'air.station-check', title: '监测站数据存疑', position: places.riverside },
    })
    await duty.call(contract.verifyEvent, { params: { id: event.id }, body: { real: true, comment: '属实' } })
    const body = { eventId: event.id, type: 'waterlogging.sensor-check' }
    const opened = await duty.call(contract.openCase, { body })
    expect(await lastTask(opened.id)).toMatchObject({ state: 'waiting', organisationId: null, lamp: 'green' })
    const { entries } = await duty.call(contract.getCase, { params: { id: opened.id } })
    expect(entries.find((one) => one.act === 'task-waiting')?.text).toContain('待派遣')
  })

  it('mine are those I accepted', async () => {
    const { id } = await aRepairCase()
    const params = { id: (await lastTask(id)).id }
    const grid = await city.signedInAs('grid-worker')
    await grid.call(contract.acceptTask, { params })
    const mine = await grid.call(contract.listTasks, { query: { mine: true } })
    expect(mine.items.map((one) => one.id)).toEqual([params.id])
  })
})
