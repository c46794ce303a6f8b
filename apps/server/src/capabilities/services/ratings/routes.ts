import * as contract from '@civitas/contract'
import { applicationChanged, type OperationInput, type ServiceRating } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { requireOwn } from '../applications/access.ts'
import { endOfWorkingDays } from '../applications/clock.ts'
import { setTimer } from '../applications/store.ts'
import { reportRating } from '../docking/report.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { editableMs, isBad, rectifyDays } from './rules.ts'
import * as store from './store.ts'

type Given = OperationInput<typeof contract.rateService>['body']

/** 好差评 with rectification (SOC-011; 国办发〔2019〕51号). */
export function bindRatings(parts: ServicesParts): void {
  const { http, db, clock, messages } = parts.kernel
  messages.subscribe(
    'services.invite-rating',
    applicationChanged,
    (tx, { body }) => store.inviteRating(tx, { id: newId(), applicationId: body.applicationId }, clock.now()),
    { when: (body) => body.state === 'delivered' || body.state === 'refused', together: true },
  )
  http.bind(contract.rateService, async ({ params, body }, { principal }) =>
    toRating(parts, await rate(parts, principal, params.id, body), true),
  )
  http.bind(contract.rateWindow, async ({ body }) => {
    if (!parts.identity.findOrganisation(body.organisationId)) throw notFound('单位', body.organisationId)
    const now = clock.now()
    const row: store.RatingRow = {
      ...{ id: newId(), application_id: null, item_title: `窗口 ${body.window}`, window_name: body.window },
      ...{ organisation_id: body.organisationId, subject_id: null, invited_time: now, ...noRectification },
      ...{ grade: null, tags: [], text: null, channel: 'pad', device: null, is_anonymous: true },
      ...{ is_excluded: false, time: null },
    }
    await db.transaction(async (tx) => {
      await fill(parts, tx, row, { ...body, anonymous: true }, now)
      await store.insertRating(tx, row)
    })
    return toRating(parts, row, false)
  })
  bindRectification(parts)
}

const noRectification = {
  ...{ rect_state: null, rect_due: null, rect_verdict: null, rect_reply: null, rect_again: null },
  rect_closed_time: null,
}

/** One rating for a service; it may be changed for a day, and once more after a rectification. */
async function rate(parts: ServicesParts, principal: Principal, applicationId: string, given: Given) {
  const { db, clock } = parts.kernel
  await requireOwn(parts, principal, applicationId)
  const now = clock.now()
  return db.transaction(async (tx) => {
    const application = await requireOwn(parts, principal, applicationId)
    if (application.state !== 'delivered' && application.state !== 'refused')
      throw conflict('not-finished', '办结后才能评价。')
    // The invitation may still be on its way.
    await store.inviteRating(tx, { id: newId(), applicationId }, now)
    const row = (await store.findRating(tx, { applicationId })) as store.RatingRow
    if (row.grade !== null && row.rect_state === 'replied') row.rect_again = given.grade
    else {
      if (row.time && now.getTime() - row.time.getTime() > editableMs)
        throw conflict('too-late', '评价提交 24 小时后不能再修改。')
      await fill(parts, tx, row, given, row.time ?? now)
    }
    await store.updateRating(tx, row)
    await reportRating(parts, tx, row)
    return row
  })
}

async function fill(
  parts: ServicesParts,
  tx: Parameters<typeof store.excludeBurst>[0],
  row: store.RatingRow,
  given: Given,
  now: Date,
): Promise<void> {
  Object.assign(row, { grade: given.grade, tags: given.tags ?? [], text: given.text ?? null, time: now })
  Object.assign(row, { channel: given.channel ?? 'web', is_anonymous: given.anonymous ?? false })
  row.device = given.device ?? null
  if (given.device) row.is_excluded = await store.excludeBurst(tx, given.device, now)
  const isOpen = row.rect_state === null || row.rect_state === 'open'
  if (!isOpen) return
  const due = endOfWorkingDays(parts.territory, rectifyDays, now)
  Object.assign(row, isBad(given.grade) ? { rect_state: 'open', rect_due: due } : noRectification)
  if (row.application_id && isBad(given.grade)) await setTimer(tx, row.application_id, 'rectify', due)
  if (!isBad(given.grade) || !row.organisation_id) return
  parts.messaging.tell(tx, {
    ...{
      key: `services.bad-rating:${row.id}`,
      title: '收到差评，请限期整改',
      urgency: 'urgent',
      category: 'task',
    },
    ...{ text: `“${row.item_title}”收到差评，${rectifyDays} 个工作日内核实、整改并答复。` },
    ...{ to: [{ organisationId: row.organisation_id }], link: '/console/service-ratings' },
  })
}

function bindRectification(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listServiceRatings, async ({ query }, { principal }) => {
    const all = hasPermission(principal, 'services.supervise')
    if (!all && !hasPermission(principal, 'services.examine')) throw forbidden('只有办理和监督人员可以查看。')
    const who = all ? sql`TRUE` : sql`r.organisation_id = ${principal.organisationId}`
    const { items, total } = await store.listRatings(db, who, query)
    return { items: items.map((row) => toRating(parts, row, false)), total }
  })
  const change = (id: string, act: (row: store.RatingRow, now: Date) => void) =>
    db.transaction(async (tx) => {
      const row = await store.findRating(tx, { id })
      if (!row) throw notFound('评价', id)
      act(row, clock.now())
      await store.updateRating(tx, row)
      return toRating(parts, row, false)
    })
  http.bind(contract.replyToRating, ({ params, body }, { principal }) =>
    change(params.id, (row) => {
      if (row.organisation_id !== principal.organisationId) throw notFound('评价', params.id)
      if (row.rect_state !== 'open') throw conflict('wrong-state', '该评价没有待整改的内容。')
      Object.assign(row, { rect_state: 'replied', rect_verdict: body.verdict, rect_reply: body.reply })
    }),
  )
  http.bind(contract.closeRating, ({ params }, { principal }) =>
    change(params.id, (row, now) => {
      // Never by the office that was rated.
      if (row.organisation_id === principal.organisationId)
        throw forbidden('被评价单位不能办结对自己的差评。', 'own-rating')
      if (row.rect_state !== 'replied') throw conflict('wrong-state', '被评价单位尚未答复。')
      Object.assign(row, { rect_state: 'closed', rect_closed_time: now })
    }),
  )
  http.bind(contract.judgeExcludedRatings, async ({ body }) => ({
    changed: await store.judgeExcluded(db, body.ids, body.counts),
  }))
  http.bind(contract.getRatingScores, async ({ query }) => {
    const rows = await store.readScores(db, query.month ?? dayOf(clock.now()).slice(0, 7))
    return {
      items: rows.map((row) => ({
        organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
        ...{ ratings: row.ratings, goodRate: row.ratings ? row.good / row.ratings : null },
        participation: row.invited ? Math.min(1, row.ratings / row.invited) : null,
        ...{ bad: row.bad, rectified: row.rectified },
        rectificationRate: row.bad ? row.rectified / row.bad : null,
      })),
    }
  })
}

/** A rating as shown; who gave it is never told to those rated. */
function toRating({ identity, kernel }: ServicesParts, row: store.RatingRow, isOwn: boolean): ServiceRating {
  const due = row.rect_due
  return {
    ...{ id: row.id, applicationId: isOwn ? row.application_id : null, itemTitle: row.item_title },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ grade: row.grade, tags: row.tags, text: row.text, channel: row.channel },
    ...{ isAnonymous: row.is_anonymous, isExcluded: row.is_excluded, time: row.time?.toISOString() ?? null },
    rectification:
      row.rect_state && due
        ? {
            ...{ state: row.rect_state, dueTime: due.toISOString(), verdict: row.rect_verdict },
            isOverdue: row.rect_state !== 'closed' && due < kernel.clock.now(),
            ...{ reply: row.rect_reply, again: row.rect_again },
          }
        : null,
  }
}
