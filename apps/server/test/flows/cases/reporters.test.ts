import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organisations, places } from '../../../src/test-kit/index.ts'
import { act, type CaseCity, dispatchTo, handle, picture, refusal, startCaseCity } from './case-kit.ts'

let kit: CaseCity
beforeAll(async () => {
  kit = await startCaseCity()
})
afterAll(() => kit.city.stop())

const report = async (client: Awaited<ReturnType<CaseCity['workerOf']>>, body: object) =>
  client.call(contract.reportEvent, {
    body: { type: 'urban-management.component', title: '滨河路护栏断裂', position: places.oldTown, ...body },
  })
const ownOf = async (client: Awaited<ReturnType<CaseCity['workerOf']>>) =>
  (await client.call(contract.listOwnReports)).items[0] as contract.OwnReport
const outcomeOf = async (client: Awaited<ReturnType<CaseCity['workerOf']>>) =>
  client.call(contract.getReportOutcome, { params: { id: (await ownOf(client)).report.id } })

describe('GOV-050: what reporters get', () => {
  it('a photo with faces hidden is shown as its copy; the original stays for staff', async () => {
    const { city, duty, inspector, workerOf } = kit
    const citizen = await city.signedInAs('citizen')
    const event = await report(citizen, {
      title: '花坛破损',
      position: [places.oldTown[0] + 0.01, places.oldTown[1]],
    })
    await duty.call(contract.verifyEvent, { params: { id: event.id }, body: { real: true, comment: '属实' } })
    const find = async () => (await duty.call(contract.listCases, { query: { eventId: event.id } })).items[0]
    await expect.poll(find).toBeTruthy()
    const { id } = (await find()) as contract.Case
    await act(duty, id, { real: true })
    await act(duty, id, { accepted: true })
    const task = await dispatchTo(duty, id, organisations.drainage)
    const worker = await workerOf('drainage')
    await handle(worker, task, [places.oldTown[0] + 0.01, places.oldTown[1]])
    await act(duty, id, { complete: true })
    const { tasks } = await duty.call(contract.getCase, { params: { id } })
    const [photo] = tasks.find((one) => one.id === task.id)?.attachments ?? []
    const params = { id: photo?.id as string }
    const areas = [{ x: 0.1, y: 0.1, width: 0.2, height: 0.2 }]
    const body = { contentType: 'image/png' as const, content: picture(7), areas }
    await expect(worker.call(contract.maskAttachment, { params, body })).rejects.toMatchObject(
      refusal(403, 'not-permitted'),
    )
    await inspector.call(contract.maskAttachment, { params, body })
    await inspector.call(contract.attachCheckPhoto, {
      params: { id },
      body: {
        ...{ fileName: '核查.png', contentType: 'image/png', content: picture(8) },
        position: [places.oldTown[0] + 0.01, places.oldTown[1]],
      },
    })
    await inspector.call(contract.checkCase, { params: { id }, body: { passed: true, comment: '已修复' } })
    await expect.poll(async () => (await ownOf(citizen)).state).toBe('done')
    const reportId = (await ownOf(citizen)).report.id
    const shown = await citizen.call(contract.getOutcomePhoto, {
      params: { id: reportId, photoId: params.id },
    })
    expect(Buffer.from(shown).toString('base64')).toBe(picture(7))
    expect(Buffer.from(await duty.call(contract.getAttachment, { params })).toString('base64')).toBe(
      picture(1),
    )
    const after = await duty.call(contract.getCase, { params: { id } })
    const kept = after.tasks.find((one) => one.id === task.id)?.attachments.map((one) => one.masked)
    expect(kept).toEqual([true, false])
    expect(after.entries.find((one) => one.act === 'photo-masked')?.text).toBe('遮挡 1 处，原图封存')
  })

  it('two reports 12 m apart are one case; at its end both see before and after, and rate', async () => {
    const { city, duty, inspector, at, workerOf } = kit
    const [first, second] = [await city.signedInAs('citizen'), await city.signedInAs('citizen')]
    const event = await report(first, {})
    await at('2026-06-02T10:40')
    const [lon, lat] = places.oldTown
    const again = await report(second, { title: '护栏断了', position: [lon, lat + 12 / 111_195] })
    expect(again.id).toBe(event.id)
    await duty.call(contract.verifyEvent, { params: { id: event.id }, body: { real: true, comment: '属实' } })
    const findCase = async () =>
      (await duty.call(contract.listCases, { query: { eventId: event.id } })).items[0]
    await expect.poll(findCase).toBeTruthy()
    const { id } = (await findCase()) as contract.Case
    await act(duty, id, { real: true })
    await act(duty, id, { accepted: true })
    const task = await dispatchTo(duty, id, organisations.drainage)
    expect(await outcomeOf(first)).toMatchObject({ unit: organisations.drainage.name, photos: [] })
    await handle(await workerOf('drainage'), task)
    await act(duty, id, { complete: true })
    await inspector.call(contract.attachCheckPhoto, {
      params: { id },
      body: { fileName: '核查.png', contentType: 'image/png', content: picture(9), position: places.oldTown },
    })
    await inspector.call(contract.checkCase, { params: { id }, body: { passed: true, comment: '已修复' } })
    for (const citizen of [first, second]) {
      await expect.poll(async () => (await ownOf(citizen)).state).toBe('done')
      const { photos } = await outcomeOf(citizen)
      expect(photos.map((one) => one.when)).toEqual(['before', 'after', 'after'])
      const own = await ownOf(citizen)
      const shown = await citizen.call(contract.getOutcomePhoto, {
        params: { id: own.report.id, photoId: photos[0]?.id as string },
      })
      expect(Buffer.from(shown).toString('base64')).toBe(picture(1))
      await expect
        .poll(async () => (await citizen.call(contract.listInbox)).items.map((one) => one.title))
        .toContain('您反映的事项已办结')
      const rated = await citizen.call(contract.rateReport, {
        params: { id: own.report.id },
        body: { satisfied: true },
      })
      expect(rated.report.rating).toBe('satisfied')
    }
  })

  it('three reports of one burst pipe are one event, one task of the water works, three closing messages (PLT-097)', async () => {
    const { city, duty, inspector, at, workerOf } = kit
    const people = await Promise.all([1, 2, 3].map(() => city.signedInAs('citizen')))
    const [lon, lat] = places.riverside
    const words = ['解放路水管爆了', '马路上喷水', '爆管，水很大']
    const ids: string[] = []
    for (const [n, person] of people.entries()) {
      await at(`2026-06-03T09:${String(n * 7).padStart(2, '0')}`)
      const position: [number, number] = [lon, lat + (n * 45) / 111_195]
      const body = { type: 'urban-management.street-emergency', title: words[n] as string, position }
      ids.push((await person.call(contract.reportEvent, { body })).id)
    }
    expect(new Set(ids).size).toBe(1)
    const read = () => duty.call(contract.getEvent, { params: { id: ids[0] as string } })
    const params = { id: ids[0] as string }
    const { suggestion } = await read()
    expect(suggestion?.standardClass).toBe('gbt30428.events.0402')
    const { type, standardClass } = suggestion as contract.Suggestion
    const kind = type ?? 'urban-management.street-emergency'
    await duty.call(contract.classifyEvent, { params, body: { type: kind, standardClass } })
    await duty.call(contract.verifyEvent, { params, body: { real: true, comment: '属实' } })
    await city.settle()
    const { event, reports } = await read()
    expect(reports.map((one) => one.title)).toEqual(words)
    const { items } = await duty.call(contract.listCases, { query: { eventId: event.id } })
    expect(items).toHaveLength(1)
    const id = items[0]?.id as string
    const { tasks } = await duty.call(contract.getCase, { params: { id } })
    expect(tasks.map((one) => one.organisationName)).toEqual([organisations.water.name])
    await handle(await workerOf('water'), tasks[0] as contract.Task, [lon, lat])
    await inspector.call(contract.attachCheckPhoto, {
      params: { id },
      body: { fileName: '核查.png', contentType: 'image/png', content: picture(3), position: [lon, lat] },
    })
    await inspector.call(contract.checkCase, { params: { id }, body: { passed: true, comment: '已修复' } })
    await city.settle()
    expect((await read()).event.state).toBe('closed')
    const closing = async (person: (typeof people)[number]) =>
      (await person.call(contract.listInbox)).items.filter((one) => one.title === '您反映的事项已办结').length
    for (const person of people) await expect.poll(() => closing(person)).toBe(1)
  })

  it('nobody sees what became of another’s report', async () => {
    const { city } = kit
    const first = await city.signedInAs('citizen')
    await report(first, { position: places.riverside })
    const { report: own } = await ownOf(first)
    const other = await city.signedInAs('citizen')
    await expect(other.call(contract.getReportOutcome, { params: { id: own.id } })).rejects.toMatchObject({
      problem: { status: 404 },
    })
  })

  it('a village well goes to the water bureau, which is said at once and replies later', async () => {
    const { city, duty, workerOf } = kit
    await city.kernel.db.transaction((tx) =>
      city.cases.importDuties(tx, [
        { item: 'hotline.water-supply', divisionCode: '990100', organisationId: organisations.drainage.id },
      ]),
    )
    const citizen = await city.signedInAs('citizen')
    const [best] = await citizen.call(contract.suggestClass, { body: { text: '村里的水井坏了，没有井水' } })
    expect(best?.type).toBe('hotline.water-supply')
    const event = await report(citizen, { type: 'hotline.water-supply', title: '村里的水井坏了' })
    await expect.poll(async () => (await outcomeOf(citizen)).unit).toBe(organisations.drainage.name)
    expect((await ownOf(citizen)).state).toBe('handling')
    const [one] = (await duty.call(contract.listCases, { query: { eventId: event.id } })).items
    const worker = await workerOf('drainage')
    const reply = '机井水泵已更换，今日恢复供水。'
    await act(worker, (one as contract.Case).id, { result: 'solved', reply })
    await expect.poll(async () => (await ownOf(citizen)).state).toBe('done')
    expect((await outcomeOf(citizen)).reply).toBe(reply)
  })

  it('the first to report what is real gets points within the caps; the map shows squares, never a reporter', async () => {
    const { city, duty, leader, at } = kit
    const rule = await leader.call(contract.getOpennessRule)
    expect(rule).toMatchObject({ version: 0, eventTypes: [], pointsEach: 0 })
    const anybody = city.anonymous()
    expect((await anybody.call(contract.listPublicReports, { query: {} })).items).toEqual([])
    const { changedBy: _, changedTime: __, ...content } = rule
    const set = (more: object) =>
      leader.call(contract.saveOpennessRule, {
        body: { ...content, ...{ pointsEach: 10, dailyCap: 15, monthlyCap: 100, delayHours: 2 }, ...more },
      })
    await set({ eventTypes: ['urban-management.street-order'] })
    await expect(set({})).rejects.toMatchObject({ problem: { status: 409, code: 'changed-meanwhile' } })

    const [first, second] = [await city.signedInAs('citizen'), await city.signedInAs('citizen')]
    const body = {
      type: 'urban-management.street-order',
      title: '王某某家门口占道经营',
      position: places.riverside,
    }
    await at('2026-06-05T09:00')
    const real = async (n: number) => {
      const [lon, lat] = places.riverside
      const position: [number, number] = [lon, lat + (n * 400) / 111_195]
      const event = await first.call(contract.reportEvent, { body: { ...body, position } })
      if (n === 0) await second.call(contract.reportEvent, { body })
      const verify = { params: { id: event.id }, body: { real: true, comment: '属实' } }
      await duty.call(contract.verifyEvent, verify)
    }
    for (const n of [0, 1, 2]) await real(n)
    await city.settle()
    const own = await first.call(contract.listOwnPoints, { query: {} })
    expect(own.balance).toBe(15)
    expect(own.items.map((one) => one.points).sort((a, b) => b - a)).toEqual([10, 5, 0])
    expect((await second.call(contract.listOwnPoints, { query: {} })).balance).toBe(0)

    expect((await anybody.call(contract.listPublicReports, { query: {} })).items).toEqual([])
    await at('2026-06-05T12:00')
    const shown = await anybody.call(contract.listPublicReports, { query: {} })
    expect(shown.reports).toBe(4)
    expect(JSON.stringify(shown)).not.toMatch(/王某某|reporter/)
    for (const { position, lastDay } of shown.items) {
      expect(lastDay).toBe('2026-06-05')
      expect(Math.abs((position[0] * 93_000) / 500 - Math.floor((position[0] * 93_000) / 500))).toBeCloseTo(
        0.5,
        3,
      )
    }
    const { months } = await anybody.call(contract.getOpenness, { query: {} })
    expect(months[0]).toMatchObject({ month: '2026-06', rated: 2, satisfied: 100 })

    const { user } = await first.call(contract.getMe)
    const exchange = (points: number) =>
      leader.call(contract.enterPoints, { body: { userId: user.id, points, reason: '兑换公交卡' } })
    await expect(exchange(-20)).rejects.toMatchObject({ problem: { status: 400 } })
    expect(await exchange(-15)).toMatchObject({ points: -15, by: expect.any(String) })
    expect((await first.call(contract.listOwnPoints, { query: {} })).balance).toBe(0)
    await expect(second.call(contract.listPoints, { query: {} })).rejects.toMatchObject({
      problem: { status: 403 },
    })
  })
})
