import type * as contract from '@civitas/contract'
import type { OperationInput, Question } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './questions-store.ts'
import { replyDays, shortenName } from './rules.ts'

export function toQuestion(
  { identity, kernel }: ServicesParts,
  row: store.QuestionRow,
  toAll = false,
): Question {
  return {
    ...{ id: row.id, number: row.number, name: toAll ? shortenName(row.name) : row.name },
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ title: row.title, text: row.text, isPublic: row.is_public, state: row.state },
    dueTime: row.due_time.toISOString(),
    isOverdue: row.state === 'waiting' && kernel.clock.now() > row.due_time,
    reply: row.reply,
    repliedTime: row.replied_time?.toISOString() ?? null,
    createdTime: row.created_time.toISOString(),
  }
}

export function askQuestion(
  parts: ServicesParts,
  principal: Principal,
  body: OperationInput<typeof contract.askQuestion>['body'],
): Promise<Question> {
  const { db, clock } = parts.kernel
  if (!parts.identity.findOrganisation(body.organisationId))
    throw invalid('/body/organisationId', '没有这个单位')
  return db.transaction(async (tx) => {
    const now = clock.now()
    const one = {
      ...{ id: newId(), number: await takeDailyNumber(tx, 'WZ', now) },
      ...{ user_id: principal.userId, name: principal.name, organisation_id: body.organisationId },
      ...{ title: body.title, text: body.text, is_public: body.isPublic },
      due_time: parts.territory.calendars.endOf({ days: replyDays, clock: 'working-day' }, now),
    }
    const row = await store.insertQuestion(tx, one, now)
    tellUnit(parts, tx, row)
    return toQuestion(parts, row)
  })
}

async function tellUnit(parts: ServicesParts, tx: Transaction, row: store.QuestionRow): Promise<void> {
  parts.messaging.tell(tx, {
    key: `question/${row.id}/${row.organisation_id}`,
    title: `网络问政：${row.title}`,
    text: `${row.number}，应于 ${dayOf(row.due_time)} 前答复。`,
    ...{ urgency: 'normal', to: [{ organisationId: row.organisation_id }], link: '/console/questions' },
  })
}

type Act = OperationInput<typeof contract.handleQuestion>['body']

/** Who answers does all but publish; who publishes for the city does everything, so a reply has a second pair of eyes. */
export function handleQuestion(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: Act,
): Promise<Question> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = await store.lockQuestion(tx, id)
    const mine =
      row?.organisation_id === principal.organisationId || hasPermission(principal, 'services.publish')
    if (!row || !mine) throw notFound('提问', id)
    const now = clock.now()
    const next = carryOut(parts, principal, row, body, now)
    const by = { repliedBy: body.act === 'reply' ? principal.name : null }
    await store.saveQuestion(tx, next, { ...by, publishedTime: body.act === 'publish' ? now : null })
    if (body.act === 'assign') tellUnit(parts, tx, next)
    if (body.act === 'reply' || body.act === 'decline')
      parts.messaging.tell(tx, {
        key: `question/${row.id}/${body.act}/${now.getTime()}`,
        title: `您的提问已答复：${row.title}`,
        text: next.reply?.slice(0, 500) ?? '',
        ...{ urgency: 'normal', to: [{ userId: row.user_id }], link: '/portal/questions' },
      })
    return toQuestion(parts, next)
  })
}

function carryOut(
  parts: ServicesParts,
  principal: Principal,
  row: store.QuestionRow,
  body: Act,
  now: Date,
): store.QuestionRow {
  if (body.act === 'publish') {
    if (!hasPermission(principal, 'services.publish'))
      throw conflict('needs-publisher', '公开答复须由有发布权限的人审核。')
    if (row.state !== 'replied') throw conflict('not-replied', '答复后方可公开。')
    if (!row.is_public) throw conflict('private', '提问人不同意公开。')
    return { ...row, state: 'published' }
  }
  if (row.state !== 'waiting') throw conflict('not-waiting', '这一提问已办理，请刷新后再试。')
  if (body.act === 'assign') {
    if (!body.organisationId || !parts.identity.findOrganisation(body.organisationId))
      throw invalid('/body/organisationId', '请选择承办单位')
    return { ...row, organisation_id: body.organisationId }
  }
  if (!body.text) throw invalid('/body/text', body.act === 'reply' ? '请写明答复' : '请写明理由')
  return { ...row, state: body.act === 'reply' ? 'replied' : 'declined', reply: body.text, replied_time: now }
}
