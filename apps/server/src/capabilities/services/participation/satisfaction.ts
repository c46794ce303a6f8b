import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import { rectifyDays } from '../ratings/rules.ts'
import type { ServicesParts } from '../services-parts.ts'
import { rateOf } from './rules.ts'
import * as store from './store.ts'

function stateOf(row: store.RoundRow, day: string): contract.SatisfactionRound['state'] {
  if (row.published_time) return 'published'
  if (day < row.from_day) return 'coming'
  return day > row.to_day ? 'closed' : 'open'
}

function toRound(
  { identity, kernel }: ServicesParts,
  row: store.RoundRow,
  toAll = false,
): contract.SatisfactionRound {
  const now = kernel.clock.now()
  const { task } = row
  return {
    ...{ id: row.id, kind: row.kind, title: row.title, question: row.question, answers: row.answers },
    ...{ organisationId: row.organisation_id, fromDay: row.from_day, toDay: row.to_day },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ floorPercent: row.floor_percent, state: stateOf(row, dayOf(now)), result: row.result },
    task:
      task && !toAll
        ? {
            ...{ state: task.state, dueTime: new Date(task.due).toISOString() },
            ...{ measures: task.measures, note: task.note },
            isOverdue: task.state === 'open' && new Date(task.due) < now,
          }
        : null,
  }
}

/** Rounds, answers and publication; a rate below its floor asks the unit what it does about it. */
export function bindSatisfaction(parts: ServicesParts): void {
  bindRounds(parts)
  bindAnswers(parts)
  bindPublication(parts)
}

async function requireRound(parts: ServicesParts, id: string, by?: Principal): Promise<store.RoundRow> {
  const row = await store.findRound(parts.kernel.db, id)
  const isOwn = !by || row?.organisation_id === by.organisationId || hasPermission(by, 'services.publish')
  if (!row || !isOwn) throw notFound('满意度调查', id)
  return row
}

function bindRounds(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listSatisfaction, async ({ query }) => {
    const day = dayOf(clock.now())
    const within = sql`(r.published_time IS NOT NULL OR ${day} BETWEEN r.from_day AND r.to_day)`
    const { items, total } = await store.listRounds(db, query, within)
    return { items: items.map((row) => toRound(parts, row, true)), total }
  })
  http.bind(contract.listSatisfactionRounds, async ({ query }, { principal }) => {
    const within = hasPermission(principal, 'services.publish')
      ? sql`TRUE`
      : sql`r.organisation_id = ${principal.organisationId}`
    const { items, total } = await store.listRounds(db, query, within)
    return { items: items.map((row) => toRound(parts, row)), total }
  })
  http.bind(contract.openSatisfactionRound, async ({ body }) => {
    if (!parts.identity.findOrganisation(body.organisationId))
      throw invalid('/body/organisationId', '没有这个单位')
    if (body.toDay < body.fromDay) throw invalid('/body/toDay', '结束日期不能早于开始日期')
    const id = newId()
    await store.insertRound(
      db,
      {
        ...{ id, kind: body.kind, title: body.title, question: body.question, from_day: body.fromDay },
        ...{ to_day: body.toDay, organisation_id: body.organisationId, floor_percent: body.floorPercent },
      },
      clock.now(),
    )
    return toRound(parts, await requireRound(parts, id))
  })
}

function bindAnswers(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const requireOpen = (row: store.RoundRow) => {
    if (stateOf(row, dayOf(clock.now())) !== 'open')
      throw conflict('not-open', `调查时间为 ${row.from_day} 至 ${row.to_day}。`)
  }
  http.bind(contract.answerSatisfaction, async ({ params, body }, { principal }) => {
    const { by } = await requireActing(parts, principal)
    const row = await requireRound(parts, params.id)
    requireOpen(row)
    const given = { channel: 'online', subjectId: by.id, grades: [body.grade] }
    if ((await store.insertAnswers(db, row.id, given, clock.now())) === 0)
      throw conflict('answered-before', '您已评价过，每人一次。')
    return { done: true as const }
  })
  http.bind(contract.addSatisfactionAnswers, async ({ params, body }, { principal }) => {
    const row = await requireRound(parts, params.id, principal)
    requireOpen(row)
    const given = { channel: body.channel, subjectId: null, grades: body.grades }
    return { taken: await store.insertAnswers(db, row.id, given, clock.now()) }
  })
}

function bindPublication(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.publishSatisfaction, async ({ params }) => {
    const row = await requireRound(parts, params.id)
    const now = clock.now()
    const state = stateOf(row, dayOf(now))
    if (state === 'published') throw conflict('published-before', '结果已公布。')
    if (state !== 'closed') throw conflict('not-over', `调查 ${row.to_day} 结束后才能公布。`)
    const result = rateOf(await store.countAnswers(db, row.id), { from: row.from_day, to: row.to_day })
    if (!result) throw conflict('no-answers', '没有收到回答，不能公布。')
    await db.transaction(async (tx) => {
      await store.publish(tx, row.id, result, now)
      if (result.percent >= row.floor_percent) return
      const due = parts.territory.calendars.endOf({ days: rectifyDays, clock: 'working-day' }, now)
      await store.insertTask(tx, row, due)
      parts.messaging.tell(tx, {
        ...{ key: `services.satisfaction:${row.id}`, urgency: 'normal', link: '/console/satisfaction' },
        title: `满意率低于 ${row.floor_percent} %：${row.title}`,
        text: `${result.text}，请于 ${dayOf(due)} 前说明整改措施。`,
        to: [{ organisationId: row.organisation_id }],
      })
    })
    return toRound(parts, await requireRound(parts, row.id))
  })
  http.bind(contract.handleSatisfactionTask, async ({ params, body }, { principal }) => {
    const row = await requireRound(parts, params.id, principal)
    if (!row.task || row.task.state === 'closed') throw conflict('no-task', '没有待办的整改任务。')
    if (body.act === 'answer') await store.saveTask(db, row.id, { state: 'answered', measures: body.text })
    else {
      if (!hasPermission(principal, 'services.publish') || principal.organisationId === row.organisation_id)
        throw forbidden('整改由发布部门核验办结，被评价单位不能自行办结。', 'own-task')
      if (row.task.state !== 'answered') throw conflict('not-answered', '单位尚未说明整改措施。')
      await store.saveTask(db, row.id, { state: 'closed', note: body.text })
    }
    return toRound(parts, await requireRound(parts, row.id))
  })
}
