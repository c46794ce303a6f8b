import { publicNoticeApproved } from '@civitas/contract'
import type { ServicesParts } from '../services-parts.ts'
import { check, getArticle, publish } from './articles.ts'
import { findNewsColumn } from './sites-store.ts'
import * as store from './store.ts'

/** Notices about incidents go up on the city’s own site at once; two people have read them where the command is. */
export function followNotices(parts: ServicesParts): void {
  const { kernel } = parts
  kernel.messages.subscribe('services.public-notices', publicNoticeApproved, async (tx, { body }) => {
    const column = await findNewsColumn(tx)
    if (!column || (await store.findArticle(tx, body.id))) return
    const now = kernel.clock.now()
    const content = {
      title: body.title,
      summary: body.body.slice(0, 120),
      body: body.body,
      keywords: ['情况通报'],
    }
    const author = { authorId: body.author.userId, authorName: body.author.name }
    await store.insertArticle(tx, { id: body.id, columnId: column.id, content, ...author }, now)
    const review = { userId: body.reviewer.userId, userName: body.reviewer.name, reason: '指挥台审核' }
    await store.insertReview(tx, body.id, { version: 1, step: 'third', decision: 'approve', ...review }, now)
    const findings = await check(tx, content)
    // What the checks refuse waits for the editors with what was found, as any other text does.
    if (findings.some((one) => one.weight === 'refuse'))
      return store.setState(tx, body.id, { state: 'draft', findings }, now)
    await publish(parts, tx, await getArticle(tx, body.id))
  })
}
