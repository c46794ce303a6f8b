import type { OperationInput, Trench } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { inScope, type Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOrganisation } from '../acting.ts'
import { requireLead, requireOwn } from '../applications/access.ts'
import { actOn } from '../applications/act-on.ts'
import { endOfWorkingDays } from '../applications/clock.ts'
import { toDetail } from '../applications/show.ts'
import { dropTimers, findApplication } from '../applications/store.ts'
import { resume, suspend } from '../applications/tasks.ts'
import { officeOf } from '../items/sync-items.ts'
import { dayOf, takeDailyNumber, takeGaplessNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { answerOpenQuote, insertQuote, readFigures } from './quotes-store.ts'
import { leastSharedM, lengthOf, restDays, sharedM } from './rules.ts'
import * as store from './store.ts'

/** 水电气网联合报装 (SOC-008): quotes of utilities and the trenches they share. */
export function bindUtilities(parts: ServicesParts): void {
  bindQuotes(parts)
  bindTrenches(parts)
  const { http, db } = parts.kernel
  http.bind(contract.getUtilityFigures, async () => {
    const items = parts.domains
      .list('serviceBundles')
      .filter((one) => one.publicFigures)
      .flatMap((one) => one.members.map(({ item }) => parts.domains.get('serviceItems', item)))
    const rows = await readFigures(
      db,
      items.map((one) => one.id),
    )
    return {
      items: items.map((item) => {
        const row = rows.find((one) => one.code === item.id)
        return {
          ...{ title: item.title.zh, connected: row?.connected ?? 0, steps: item.steps.length },
          ...{ averageDays: row?.days ?? null, averageFen: row?.fen ?? null },
        }
      }),
    }
  })
}

async function show(parts: ServicesParts, id: string) {
  const row = await findApplication(parts.kernel.db, id)
  if (!row) throw notFound('办件', id)
  return toDetail(parts, row)
}

const yuan = (fen: number) => (fen / 100).toFixed(2)

function bindQuotes(parts: ServicesParts): void {
  const { http } = parts.kernel
  http.bind(contract.giveQuote, async ({ params, body }, { principal }) => {
    await actOn(parts, params.id, principal, async (work) => {
      const { row, content, tx, now, note } = work
      requireLead(principal, row)
      if (content.kind !== 'public-service')
        throw conflict('no-quotes', '只有公共服务事项可以答复方案和报价。')
      const until = endOfWorkingDays(parts.territory, body.days ?? 10, now)
      const notice = `方案答复：${body.text}，${yuan(body.fen)} 元`
      await suspend(parts, work, { kind: 'applicant', notice, until, step: 'quote' })
      const { fen, text } = body
      await insertQuote(tx, { applicationId: row.id, fen, text, by: principal.name, now })
      await note('答复方案', `${body.text}，${yuan(body.fen)} 元`)
    })
    return show(parts, params.id)
  })
  http.bind(contract.answerQuote, async ({ params, body }, { principal }) => {
    await requireOwn(parts, principal, params.id)
    await actOn(parts, params.id, principal, async (work) => {
      const { row, tx, now, note } = work
      if (!(await answerOpenQuote(tx, row.id, { accepted: body.accepted, now })))
        throw conflict('no-quote', '没有等待您答复的方案。')
      await resume(parts, work, body.accepted ? '申请人接受方案' : '申请人不接受方案')
      if (body.accepted) return
      // Only this utility ends; the others of the same form go on.
      await dropTimers(tx, row.id, 'due', 'task')
      Object.assign(row, { state: 'withdrawn', clock_start: null, due_time: null })
      await note('不接受方案，终止报装')
    })
    return show(parts, params.id)
  })
}

function toTrench({ identity }: ServicesParts, row: store.TrenchRow): Trench {
  return {
    ...{ id: row.id, number: row.number, road: row.road, line: row.line, lengthM: row.length_m },
    ...{ fromDay: row.from_day, toDay: row.to_day, state: row.state, repeats: row.repeats },
    ...{ decision: row.decision, permitNumber: row.permit_number, decidedDay: row.decided_day },
    parties: row.parties.map((one) => ({
      ...{ organisationId: one.organisation_id, purpose: one.purpose },
      organisationName: identity.findOrganisation(one.organisation_id)?.name ?? '',
    })),
  }
}

async function showTrench(parts: ServicesParts, id: string): Promise<Trench> {
  return toTrench(parts, (await store.findTrench(parts.kernel.db, id)) as store.TrenchRow)
}

function bindTrenches(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.requestTrench, ({ body }, { principal }) => requestTrench(parts, principal, body))
  http.bind(contract.joinTrench, async ({ params, body }, { principal }) => {
    const { id: organisationId } = requireOrganisation(principal)
    await db.transaction(async (tx) => {
      const trench = await store.findTrench(tx, params.id, { lock: true })
      if (!trench) throw notFound('道路开挖', params.id)
      if (trench.state === 'refused' || trench.to_day < dayOf(clock.now()))
        throw conflict('wrong-state', '该开挖未获批准或已经结束，不能加入。')
      const party = { trenchId: params.id, organisationId, isFirst: false, now: clock.now() }
      if (!(await store.insertParty(tx, { ...party, purpose: body.purpose })))
        throw conflict('joined-before', '本单位已经加入该开挖。')
    })
    return showTrench(parts, params.id)
  })
  http.bind(contract.decideTrench, async ({ params, body }, { principal }) => {
    requireRoadOffice(parts, principal)
    const day = dayOf(clock.now())
    await db.transaction(async (tx) => {
      const trench = await store.findTrench(tx, params.id, { lock: true })
      if (!trench) throw notFound('道路开挖', params.id)
      if (trench.state !== 'requested') throw conflict('wrong-state', '该申请已经作出决定。')
      const year = day.slice(0, 4)
      const permitNumber = body.approves
        ? `掘许〔${year}〕第 ${await takeGaplessNumber(tx, `trench-${year}`)} 号`
        : null
      const state = body.approves ? 'approved' : 'refused'
      await store.decide(tx, params.id, { state, text: body.text, permitNumber, day })
      parts.messaging.tell(tx, {
        ...{
          key: `services.trench:${params.id}`,
          title: `道路开挖${body.approves ? '已批准' : '未批准'}：${trench.road}`,
        },
        text: `${permitNumber ?? ''} ${body.text}`.trim(),
        ...{ urgency: 'normal', category: 'notice', link: '/console/projects' },
        to: trench.parties.map((one) => ({ organisationId: one.organisation_id })),
      })
    })
    return showTrench(parts, params.id)
  })
  http.bind(contract.listTrenches, async ({ query }, { principal }) => {
    const { items, total } = await store.listTrenches(db, inScope('t.division_code', principal.scope), query)
    return { items: items.map((one) => toTrench(parts, one)), total }
  })
}

/** The office the item of opening roads names decides on trenches. */
function requireRoadOffice(parts: ServicesParts, principal: Principal): void {
  const office = officeOf(parts, 'road-opening')
  if (!office?.id || office.id !== principal.organisationId)
    throw forbidden(`由${office?.name ?? '城市道路主管部门'}决定。`, 'not-lead')
}

type Request = OperationInput<typeof contract.requestTrench>['body']

/** Asks to open a road. Where the same segment is opened already, it is offered to join instead of opening again. */
async function requestTrench(parts: ServicesParts, principal: Principal, body: Request) {
  const { id: organisationId } = requireOrganisation(principal)
  const { db, clock } = parts.kernel
  const line = readLine(body)
  const same = await findSame(parts, line, body)
  const offers = same.map(({ row, metres }) => ({ trench: toTrench(parts, row), sharedM: metres }))
  const warning = same.length === 0 ? null : warningOf(offers)
  if (warning && !body.repeats) return { trench: null, warning, offers }
  const id = newId()
  const now = clock.now()
  const [lon = 0, lat = 0] = line.coordinates[0] ?? []
  await db.transaction(async (tx) => {
    await store.insertTrench(
      tx,
      {
        ...{ id, number: await takeDailyNumber(tx, 'WJ', now), road: body.road, line, box: boxOf(line) },
        ...{ length_m: lengthOf(line.coordinates), from_day: body.fromDay, to_day: body.toDay },
        ...{ repeats: warning ? (body.repeats ?? null) : null },
        division: parts.territory.findDivisionAt(lon, lat) ?? parts.territory.cityCode(),
      },
      now,
    )
    await store.insertParty(tx, { trenchId: id, organisationId, purpose: body.purpose, isFirst: true, now })
  })
  return { trench: await showTrench(parts, id), warning, offers }
}

function warningOf(offers: readonly { trench: Trench; sharedM: number }[]): string {
  const each = offers.map(
    ({ trench, sharedM: metres }) =>
      `${trench.road}有 ${metres} 米与${trench.permitNumber ?? trench.number}（${trench.fromDay} 至 ${trench.toDay}）重复`,
  )
  return `重复开挖：${each.join('；')}。请加入已有开挖，确需另行开挖的须说明理由。`
}

function readLine({ line, fromDay, toDay }: Request): GeoJSON.LineString {
  if (line.type !== 'LineString' || !Array.isArray(line.coordinates) || line.coordinates.length < 2)
    throw invalid('/body/line', '开挖位置须是至少两个点的折线（GeoJSON LineString）')
  const isPoint = (point: unknown) =>
    Array.isArray(point) && Math.abs(point[0]) <= 180 && Math.abs(point[1]) <= 90
  if (!line.coordinates.every(isPoint)) throw invalid('/body/line', '折线的坐标须是经度和纬度')
  const length = lengthOf(line.coordinates)
  if (length < 1 || length > 20_000) throw invalid('/body/line', '开挖长度须在 1 米到 20 公里之间')
  if (!contract.isDay(fromDay)) throw invalid('/body/fromDay', '不是有效日期')
  if (!contract.isDay(toDay) || toDay < fromDay) throw invalid('/body/toDay', '结束日期不能早于开始日期')
  return line
}

const around = 0.000_1

function boxOf({ coordinates }: GeoJSON.LineString): [number, number, number, number] {
  const [lons, lats] = [coordinates.map((one) => one[0] ?? 0), coordinates.map((one) => one[1] ?? 0)]
  return [
    ...[Math.min(...lons) - around, Math.min(...lats) - around],
    ...[Math.max(...lons) + around, Math.max(...lats) + around],
  ] as [number, number, number, number]
}

async function findSame({ kernel }: ServicesParts, line: GeoJSON.LineString, { fromDay, toDay }: Request) {
  const shift = (day: string, days: number) =>
    new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
  const span = { from: shift(fromDay, -restDays), to: shift(toDay, restDays) }
  const near = await store.listNear(kernel.db, boxOf(line), span)
  return near
    .map((row) => ({ row, metres: sharedM(line.coordinates, row.line.coordinates) }))
    .filter(({ metres }) => metres >= leastSharedM)
}
