import * as contract from '@civitas/contract'
import { isInScope, type Principal, wholeScope } from '../../../kernel/access.ts'
import { dayOf } from '../../../kernel/days.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import { findReport } from '../reports/store.ts'
import { findEvent } from '../store.ts'
import * as store from './store.ts'

const dayMs = 86_400_000

export function bindReporterBlocks(parts: EventsParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listReporterBlocks, async ({ query }, { principal }) => {
    const page = await store.listBlocks(db, query, principal.scope)
    return { ...page, items: page.items.map((row) => store.toBlock(row, clock.now())) }
  })
  http.bind(contract.blockReporter, ({ body }, { principal }) => block(parts, body, principal))
  http.bind(contract.ruleBlockAppeal, ({ params, body }, { principal }) =>
    rule(parts, params.id, body, principal),
  )
  http.bind(contract.getOwnBlock, async (_, { principal }) => {
    const row = await store.findRunning(db, principal.userId, clock.now())
    return { block: row ? store.toBlock(row, clock.now()) : null }
  })
  http.bind(contract.appealBlock, ({ body }, { principal }) => appeal(parts, body.text, principal))
}

/** Refuses a report of somebody who is suspended, saying why, until when, and what they may do. */
export async function requireNotBlocked(parts: EventsParts, by: Principal): Promise<void> {
  const { db, clock } = parts.kernel
  const row = await store.findRunning(db, by.userId, clock.now())
  if (!row) return
  const why = `您的上报因“${row.reason}”暂停至 ${dayOf(row.until_time)}，可在“我的上报”申诉。`
  throw forbidden(`${why}紧急情况请拨打 110、119、120，其他诉求可拨打 12345。`, 'reporter-blocked')
}

async function block(
  parts: EventsParts,
  given: { reportId: string; days: number; reason: string },
  by: Principal,
): Promise<contract.ReporterBlock> {
  const { kernel, messaging } = parts
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const report = await findReport(tx, given.reportId)
    const event = report && (await findEvent(tx, report.event_id, { scope: wholeScope }))
    if (!report || !event || !isInScope(event.division_code, by.scope)) throw notFound('上报', given.reportId)
    const userId = report.reporter_id
    if (report.channel !== 'citizen' || !userId)
      throw conflict('no-citizen', '只能暂停在门户上报的市民；其他渠道请在来源系统处理。')
    await store.holdReporter(tx, userId)
    if (await store.findRunning(tx, userId, now)) throw conflict('already-blocked', '此上报人已在暂停期内。')
    const row = await store.insertBlock(
      tx,
      {
        ...{ user_id: userId, report_id: report.id, event_id: event.id, division_code: event.division_code },
        reporter_name: report.hidden ? null : report.reporter_name,
        ...{ reason: given.reason, until_time: new Date(now.getTime() + given.days * dayMs) },
      },
      by,
      now,
    )
    messaging.tell(tx, {
      ...{ key: `events.block ${row.id}`, title: '您的上报已暂停', urgency: 'normal', to: [{ userId }] },
      text: `因“${given.reason}”，您的上报暂停至 ${dayOf(row.until_time)}。如有异议，可在“我的上报”申诉一次。`,
      ...{ channels: ['app'], subject: { kind: 'event', id: event.id }, link: '/portal' },
    })
    return store.toBlock(row, now)
  })
}

async function appeal(parts: EventsParts, text: string, by: Principal): Promise<contract.ReporterBlock> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const row = await store.findRunning(tx, by.userId, now)
    if (!row) throw conflict('not-blocked', '您的上报没有被暂停。')
    if (!(await store.writeAppeal(tx, row.id, text, now)))
      throw conflict('appealed', '您已申诉过，请等待答复。')
    return store.toBlock({ ...row, appeal: text, appeal_time: now }, now)
  })
}

async function rule(
  parts: EventsParts,
  id: string,
  given: { lift: boolean; answer: string },
  by: Principal,
): Promise<contract.ReporterBlock> {
  const { kernel, messaging } = parts
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const row = await store.lockBlock(tx, id, by.scope)
    if (!row) throw notFound('暂停记录', id)
    if (row.appeal === null) throw conflict('no-appeal', '上报人没有申诉。')
    if (row.ruled_time) throw conflict('ruled', `申诉已由 ${row.ruled_name} 裁定。`)
    if (row.blocked_by === by.userId) throw forbidden('作出暂停的人不能裁定申诉。', 'same-person')
    const ruled = await store.writeRuling(tx, id, { ...given, by: by.name }, now)
    const outcome = given.lift ? '申诉成立，上报已恢复' : '申诉不成立，暂停不变'
    messaging.tell(tx, {
      ...{ key: `events.block ${id} ruling`, title: '暂停上报的申诉已有答复', urgency: 'normal' },
      ...{ to: [{ userId: row.user_id }], text: `${outcome}：${given.answer}` },
      ...{ channels: ['app'], subject: { kind: 'event', id: row.event_id }, link: '/portal' },
    })
    return store.toBlock(ruled, now)
  })
}
