import * as contract from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { percent, pointsFor } from './rules.ts'
import * as store from './store.ts'

const hourMs = 3_600_000

export function bindOpenness(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  rewardReports(parts)
  http.bind(contract.getOpennessRule, () => store.readRule(db))
  http.bind(contract.saveOpennessRule, async ({ body }, { principal }) => {
    for (const [index, type] of body.eventTypes.entries())
      if (!parts.domains.findEventType(type)) throw invalid(`/body/eventTypes/${index}`, '没有这种事件类型')
    if (!(await store.writeRule(db, body, principal.name, clock.now())))
      throw conflict('changed-meanwhile', '规则已被他人修改，请刷新后再改。')
    return store.readRule(db)
  })
  http.bind(contract.listPublicReports, ({ query }) => listPublic(parts, query))
  http.bind(contract.getOpenness, ({ query }) => countMonths(parts, query.months ?? 12))
  http.bind(contract.listOwnPoints, async ({ query }, { principal }) => {
    const { userId } = principal
    const page = await listEntries(parts, db, { ...query, userId })
    return { ...page, balance: await store.balanceOf(db, userId) }
  })
  http.bind(contract.listPoints, ({ query }) => listEntries(parts, db, query))
  http.bind(contract.enterPoints, async ({ body }, { principal }) => {
    if (body.points === 0) throw invalid('/body/points', '分值不能为 0')
    const id = await db.transaction(async (tx) => {
      const [person] = await parts.identity.findPeople(tx, { userIds: [body.userId] })
      if (!person) throw invalid('/body/userId', '没有这位用户')
      await store.holdPoints(tx, body.userId)
      const balance = await store.balanceOf(tx, body.userId)
      if (balance + body.points < 0) throw invalid('/body/points', `积分不足，现有 ${balance} 分`)
      return store.insertEntry(tx, { ...body, by: principal.name }, clock.now())
    })
    const { items } = await listEntries(parts, db, { id })
    return items[0] as contract.PointEntry
  })
}

/** The first citizen to report what turns out to be real is rewarded once, within the caps. */
function rewardReports(parts: CasesParts): void {
  const { messages, clock } = parts.kernel
  messages.subscribe(
    'cases.reward-reports',
    contract.eventChanged,
    (tx, { body }) => reward(parts, tx, body.event.id, clock.now()),
    { when: ({ act, event }) => act === 'verified' && event.source === 'citizen' },
  )
}

async function reward({ events }: CasesParts, tx: Transaction, eventId: string, now: Date): Promise<void> {
  const rule = await store.readRule(tx)
  const first = rule.pointsEach > 0 ? await events.publicReports.findFirstReporter(tx, eventId) : undefined
  if (!first) return
  await store.holdPoints(tx, first.userId)
  const points = pointsFor(rule, await store.countGiven(tx, first.userId, now))
  const reason = points > 0 ? '首报有效' : '首报有效，已到当日或当月上限'
  await store.insertEntry(
    tx,
    { userId: first.userId, points, reason, eventId, eventReference: first.reference, by: null },
    now,
  )
}

async function listPublic(
  { kernel, events, domains, territory }: CasesParts,
  { days = 90, type, limit = 1000 }: { days?: number; type?: string; limit?: number },
) {
  const rule = await store.readRule(kernel.db)
  const now = kernel.clock.now().getTime()
  const types = rule.eventTypes.filter((one) => !type || one === type)
  const squares = await events.publicReports.countSquares(kernel.db, {
    ...{ types, side: rule.blurMetres, least: rule.leastInSquare, limit },
    ...{ from: new Date(now - days * 24 * hourMs), to: new Date(now - rule.delayHours * hourMs) },
  })
  return {
    blurMetres: rule.blurMetres,
    reports: squares.reduce((sum, one) => sum + one.reports, 0),
    items: squares.map((one) => ({
      ...{ type: one.type, state: one.state, reports: one.reports, lastDay: one.lastDay },
      typeTitle: domains.findEventType(one.type)?.title ?? { zh: one.type, en: one.type },
      position: [one.lon, one.lat] as [number, number],
      divisionName: territory.findDivisionName(one.divisionCode),
    })),
  }
}

async function countMonths({ kernel, events }: CasesParts, months: number) {
  const { db, clock } = kernel
  const local = new Date(clock.now().getTime() + 8 * hourMs)
  const from = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - months + 1, 1) - 8 * hourMs)
  const [rows, cases] = await Promise.all([
    events.publicReports.countMonths(db, from),
    store.countOnTime(db, from),
  ])
  return {
    months: rows.map(({ satisfied, ...row }) => {
      const { inTime = 0, closed = 0 } = cases.get(row.month) ?? {}
      return { ...row, onTime: percent(inTime, closed), satisfied: percent(satisfied, row.rated) }
    }),
  }
}

async function listEntries(
  { identity }: CasesParts,
  db: Queryable,
  query: Parameters<typeof store.listEntries>[1],
): Promise<contract.Page<contract.PointEntry>> {
  const page = await store.listEntries(db, query)
  const userIds = [...new Set(page.items.map((one) => one.userId))]
  const people = userIds.length > 0 ? await identity.findPeople(db, { userIds }) : []
  const names = new Map(people.map((one) => [one.id, one.name]))
  const items = page.items.map((one) => ({
    ...one,
    userName: names.get(one.userId) ?? null,
    time: one.time.toISOString(),
  }))
  return { items, total: page.total }
}
