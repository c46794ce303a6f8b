import { type PublicNotice, publicNoticeApproved } from '@civitas/contract'
import { findUnit } from '@civitas/domain-kit'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { findContacts } from '../duty/contacts.ts'
import { levelNames, lockOpen } from '../incidents/keep-incident.ts'
import * as incidents from '../incidents/store.ts'
import * as orders from '../orders/store.ts'
import { actorOf, type CommandParts, iso, tell } from '../parts.ts'
import { listStarts } from '../plans/store.ts'
import { fillTemplate, type NoticeFacts, unfilled, usualTemplate } from './rules.ts'
import * as store from './store.ts'

/** People one message goes to at most. */
const most = 10_000

export function toNotice(row: store.NoticeRow, version: number, userId: string): PublicNotice {
  return {
    ...{ id: row.id, incidentId: row.incident_id, title: row.title, body: row.body, state: row.state },
    ...{ planTitle: row.plan_title, reportVersion: row.report_version },
    isOutdated: row.report_version < version && (row.state === 'draft' || row.state === 'in-review'),
    ...{ authorName: row.author_name, isMine: row.author_id === userId },
    ...{ reviewerName: row.reviewer_name, comment: row.comment },
    ...{ changedTime: row.changed_time.toISOString(), publishedTime: iso(row.published_time) },
  }
}

const clock = new Intl.DateTimeFormat('zh-CN', {
  ...{ month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', hour12: false },
  timeZone: 'Asia/Shanghai',
})

/** What is known of an incident now, in the words of a notice. */
async function knownOf(
  parts: CommandParts,
  tx: Transaction,
  row: incidents.IncidentRow,
): Promise<NoticeFacts> {
  const kind = parts.domains.find('incidentKinds', row.kind)
  const given = await orders.listOrders(tx, { incidentId: row.id, limit: 100 }, wholeScope)
  const underWay = given.items.filter((one) => ['accepted', 'arrived', 'done'].includes(one.state))
  return {
    ...{ title: row.title, kind: kind?.title.zh ?? row.kind, time: clock.format(row.opened_time) },
    place: parts.territory.findDivisionName(row.division_code) ?? '我市',
    level: levelNames[row.level ?? row.proposal.level],
    facts: (kind?.facts ?? []).flatMap((one) => {
      const value = row.facts[one.id]
      return value === undefined ? [] : [`${one.title.zh} ${value}${findUnit(one.unit)?.symbol.zh ?? ''}`]
    }),
    measures: [...new Set(underWay.map((one) => one.title))],
  }
}

/** A draft from the words of the plan started last, filled with the newest report and what is being done. */
export async function draftNotice(
  parts: CommandParts,
  tx: Transaction,
  incidentId: string,
  principal: Principal,
): Promise<PublicNotice> {
  const incident = await lockOpen(tx, incidentId, principal.scope)
  const document = (await listStarts(tx, incidentId)).at(-1)?.document
  const template = document?.publicNotice ?? usualTemplate
  const row: store.NoticeRow = {
    ...{ id: newId(), incident_id: incidentId, title: `关于${incident.title}的情况通报`.slice(0, 100) },
    body: fillTemplate(template, await knownOf(parts, tx, incident)),
    plan_title: document?.publicNotice ? document.title.zh : null,
    ...{ report_version: incident.version, state: 'draft', author_id: principal.userId },
    ...{ author_name: principal.name, reviewer_name: null, comment: null, published_time: null },
    changed_time: parts.kernel.clock.now(),
  }
  await keep(parts, tx, incident, row, { principal, words: `起草公开信息：${row.title}` })
  return toNotice(row, incident.version, principal.userId)
}

async function lockNotice(tx: Transaction, id: string, principal: Principal) {
  const row = await store.findNotice(tx, id, true)
  const incident = row && (await incidents.findIncident(tx, row.incident_id, { scope: principal.scope }))
  if (!row || !incident) throw notFound('公开信息', id)
  return { row, incident }
}

/** Whoever changes a draft is its author from then on: the review is by somebody else. */
export async function changeNotice(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  body: { title: string; body: string; submit: boolean },
  principal: Principal,
): Promise<PublicNotice> {
  const { row, incident } = await lockNotice(tx, id, principal)
  if (row.state !== 'draft') throw conflict('not-a-draft', '已送审或已发布的公开信息不能再改，请另行起草。')
  const hole = unfilled(body.title) ?? unfilled(body.body)
  if (body.submit && hole) throw invalid('/body/body', `还有没填的内容：${hole}`)
  const next: store.NoticeRow = {
    ...{ ...row, title: body.title, body: body.body, state: body.submit ? 'in-review' : 'draft' },
    ...{ author_id: principal.userId, author_name: principal.name },
    ...{ report_version: row.report_version, changed_time: parts.kernel.clock.now() },
  }
  await keep(parts, tx, incident, next, {
    ...{ principal, words: `${body.submit ? '送审' : '修改'}公开信息：${next.title}` },
  })
  return toNotice(next, incident.version, principal.userId)
}

/** Lets a notice out, or gives it back with a reason. Nobody lets out their own; a drill’s stays among those who take part. */
export async function decideNotice(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  body: { approve: boolean; comment?: string },
  principal: Principal,
): Promise<PublicNotice> {
  const { row, incident } = await lockNotice(tx, id, principal)
  if (row.state !== 'in-review') throw conflict('not-in-review', '这条公开信息不在审核中，请刷新后再看。')
  if (row.author_id === principal.userId) throw forbidden('起草人不能审核自己的公开信息。', 'own-notice')
  if (!body.approve && !body.comment?.trim()) throw invalid('/body/comment', '请写明退回理由')
  const now = parts.kernel.clock.now()
  const out = incident.is_drill ? 'drilled' : 'published'
  const next: store.NoticeRow = {
    ...{ ...row, state: body.approve ? out : 'draft', reviewer_name: principal.name },
    ...{ comment: body.comment?.trim() || null, changed_time: now },
    published_time: body.approve ? now : null,
  }
  const verb = body.approve ? (incident.is_drill ? '演练发布' : '发布') : '退回'
  await keep(parts, tx, incident, next, { principal, words: `${verb}公开信息：${next.title}` })
  if (body.approve) await letOut(parts, tx, next, { incident, principal })
  return toNotice(next, incident.version, principal.userId)
}

interface Outward {
  readonly incident: incidents.IncidentRow
  readonly principal: Principal
}

async function letOut(
  parts: CommandParts,
  tx: Transaction,
  row: store.NoticeRow,
  { incident, principal }: Outward,
): Promise<void> {
  const { kernel, ledger, identity, messaging } = parts
  const payload = { title: row.title, body: row.body, author: row.author_name, reviewer: principal.name }
  await ledger.append(tx, { kind: 'public-notice', subjectId: row.id, payload })
  if (!incident.is_drill)
    await kernel.messages.publish(tx, publicNoticeApproved, {
      ...{ id: row.id, title: row.title, body: row.body },
      author: { userId: row.author_id, name: row.author_name },
      reviewer: { userId: principal.userId, name: principal.name },
    })
  const userIds = incident.is_drill
    ? (await findContacts(tx, incident.drill_people)).flatMap((one) => one.user_id ?? [])
    : (await identity.findPeople(tx, { role: 'citizen' })).map((one) => one.id)
  for (let from = 0; from < userIds.length; from += most)
    messaging.tell(tx, {
      key: `command.public-notice.${row.id}.${from}`,
      ...{ title: row.title, text: row.body, urgency: 'urgent', category: 'warning' },
      to: userIds.slice(from, from + most).map((userId) => ({ userId })),
      ...{ channels: ['app', 'push'], drill: incident.is_drill },
      ...(incident.is_drill ? {} : { link: `/portal/news/${row.id}` }),
    })
}

/** Keeps a notice, with a line in the log of its incident. */
async function keep(
  parts: CommandParts,
  tx: Transaction,
  incident: incidents.IncidentRow,
  row: store.NoticeRow,
  { principal, words }: { principal: Principal; words: string },
): Promise<void> {
  await store.putNotice(tx, row)
  const by = actorOf(principal)
  await incidents.note(
    tx,
    { incidentId: incident.id, act: 'public-notice', by, text: words },
    row.changed_time,
  )
  await tell(parts, tx, {
    ...{ kind: 'notice', id: row.id, incidentId: incident.id, divisionCode: incident.division_code },
  })
}
