import type {
  CardDocument,
  CardTemplate,
  OperationInput,
  addPlanCard as operation,
  PlanCard,
} from '@civitas/contract'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { findContacts, toAddressee } from '../duty/contacts.ts'
import type { CommandParts } from '../parts.ts'
import { todayOf } from '../plans/registry.ts'
import * as store from './store.ts'

/** What the declared plans propose for villages and firms. */
export function listTemplates({ domains }: Pick<CommandParts, 'domains'>): CardTemplate[] {
  return domains.list('plans').flatMap((plan) =>
    (plan.cards ?? []).map((card) => ({
      ...{ planId: plan.id, planTitle: plan.title, kind: card.for, reviewMonths: card.reviewMonths },
      document: {
        ...{ hazards: card.hazards.zh, signal: card.signal.zh, shelter: '', route: '' },
        posts: card.posts.map(({ id, title }) => ({ id, title: title.zh, contactId: null })),
        steps: card.steps.map(({ text, post, withinMinutes }) => ({ text: text.zh, post, withinMinutes })),
      },
    })),
  )
}

/** The card of a village or a firm; without words of its own it says what the template says. */
export async function addCard(
  parts: CommandParts,
  tx: Transaction,
  body: OperationInput<typeof operation>['body'],
  { name, scope }: Principal,
): Promise<PlanCard> {
  const template = listTemplates(parts).find((one) => one.planId === body.planId && one.kind === body.kind)
  if (!template) throw invalid('/body/planId', '这部预案没有此类预案卡模板')
  if (!parts.territory.findDivision(body.divisionCode))
    throw invalid('/body/divisionCode', `没有区划 ${body.divisionCode}`)
  requireInScope(body.divisionCode, scope)
  const document = body.document ?? template.document
  await requireSound(tx, document)
  const now = parts.kernel.clock.now()
  const review = new Date(now)
  review.setUTCMonth(review.getUTCMonth() + template.reviewMonths)
  const row = await store.insertCard(tx, {
    ...{ plan_id: body.planId, kind: body.kind, subject: body.subject, division_code: body.divisionCode },
    ...{ document, review_date: todayOf(review), changed_by: name, changed_time: now },
  })
  if (!row) throw conflict('card-exists', `${body.subject}已有这部预案的预案卡，请直接修改。`)
  return toCard(parts, tx, row)
}

/** Changes a card at the version that was read. */
export async function saveCard(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  body: { version: number; document: CardDocument; reviewDate: string },
  { name, scope }: Principal,
): Promise<PlanCard> {
  const found = await store.findCard(tx, id, scope)
  if (!found) throw notFound('基层预案卡', id)
  await requireSound(tx, body.document)
  const now = parts.kernel.clock.now()
  if (body.reviewDate < todayOf(now)) throw invalid('/body/reviewDate', '复核期限不能早于今天')
  const row = await store.updateCard(tx, id, {
    ...{ version: body.version, document: body.document, review_date: body.reviewDate },
    ...{ changed_by: name, changed_time: now },
  })
  if (!row) throw conflict('changed-meanwhile', `${found.changed_by}已修改这张预案卡，请刷新后再改。`)
  return toCard(parts, tx, row)
}

/** Steps name posts of the card, and posts people of the contact book. */
async function requireSound(tx: Queryable, { posts, steps }: CardDocument): Promise<void> {
  steps.forEach((step, at) => {
    if (!posts.some((one) => one.id === step.post))
      throw invalid(`/body/document/steps/${at}/post`, `步骤“${step.text}”的负责岗位不在卡上`)
  })
  const known = await findContacts(
    tx,
    posts.flatMap((one) => one.contactId ?? []),
  )
  posts.forEach((one, at) => {
    if (one.contactId && !known.some((each) => each.id === one.contactId))
      throw invalid(`/body/document/posts/${at}/contactId`, '通讯录里没有这个人')
  })
}

export async function toCard(parts: CommandParts, db: Queryable, row: store.CardRow): Promise<PlanCard> {
  return (await toCards(parts, db, [row]))[0] as PlanCard
}

/** Cards with who holds their posts now, looked up in the contact book. */
export async function toCards(
  { domains, territory, kernel }: CommandParts,
  db: Queryable,
  rows: readonly store.CardRow[],
): Promise<PlanCard[]> {
  const ids = rows.flatMap((row) => row.document.posts.flatMap((one) => one.contactId ?? []))
  const contacts = new Map((await findContacts(db, ids)).map((one) => [one.id, one]))
  const today = todayOf(kernel.clock.now())
  return rows.map((row) => ({
    ...{ id: row.id, planId: row.plan_id, kind: row.kind, subject: row.subject },
    planTitle: domains.find('plans', row.plan_id)?.title ?? { zh: row.plan_id, en: row.plan_id },
    ...{ divisionCode: row.division_code, divisionName: territory.findDivisionName(row.division_code) },
    document: row.document,
    holders: row.document.posts.map(({ id, contactId }) => {
      const found = contactId ? contacts.get(contactId) : undefined
      return { post: id, holder: found ? toAddressee(found) : null }
    }),
    ...{ reviewDate: row.review_date, isExpired: row.review_date < today, version: row.version },
    ...{ changedBy: row.changed_by, changedTime: row.changed_time.toISOString() },
  }))
}
