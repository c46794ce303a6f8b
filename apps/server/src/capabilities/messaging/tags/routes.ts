import * as contract from '@civitas/contract'
import { requireWholeCity } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { MessagingParts } from '../messaging-parts.ts'
import { countReceivers } from '../send-message.ts'
import { listTagged, listTags, writeTag } from './store.ts'

/** People gathered under a word, and how many a message would reach. */
export function bindTags(parts: MessagingParts): void {
  const { kernel, identity } = parts
  const { http, db } = kernel
  http.bind(contract.countRecipients, ({ body }, { principal }) =>
    db.transaction((tx) => countReceivers(parts, tx, body.to, principal.scope)),
  )
  http.bind(contract.listRecipientTags, async ({ query }, { principal }) => {
    const { rows, total } = await listTags(db, query)
    const userIds = [...new Set(rows.flatMap((row) => row.user_ids))]
    const people = await identity.findPeople(db, { userIds, scope: principal.scope })
    const seen = new Set(people.map((one) => one.id))
    const items = rows.map(({ tag, user_ids }) => ({
      tag,
      people: user_ids.filter((id) => seen.has(id)).length,
    }))
    return { items, total }
  })
  http.bind(contract.listTagPeople, async ({ query }, { principal }) => {
    const userIds = await listTagged(db, query.tag)
    const people = await identity.findPeople(db, { userIds, scope: principal.scope })
    return { items: people.map(({ id, name }) => ({ id, name })) }
  })
  http.bind(contract.saveRecipientTag, async ({ body }, { principal }) => {
    requireWholeCity(principal.scope)
    const known = await identity.findPeople(db, { userIds: body.userIds })
    const ids = new Set(known.map((one) => one.id))
    const missing = body.userIds.findIndex((id) => !ids.has(id))
    if (missing >= 0) throw invalid(`/body/userIds/${missing}`, '没有这个用户，或已停用')
    await db.transaction((tx) => writeTag(tx, body.tag, body.userIds))
    return { done: true as const }
  })
}
