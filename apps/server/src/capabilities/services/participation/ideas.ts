import * as contract from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { shortenName } from '../consultations/rules.ts'
import { findInForce } from '../items/store.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { checkContent } from '../site/rules.ts'
import { listAllWords } from '../site/store.ts'
import { ideaAfter } from './rules.ts'
import * as store from './store.ts'

function toIdea({ identity }: ServicesParts, row: store.IdeaRow): contract.Idea {
  return {
    ...{ id: row.id, number: row.number, name: shortenName(row.name), title: row.title, text: row.text },
    ...{ itemId: row.item_id, itemTitle: row.item_title, state: row.state, reply: row.reply },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
    ...{ votes: row.votes, hiddenReason: row.hidden_reason, appeal: row.appeal },
    createdTime: row.created_time.toISOString(),
  }
}

export function bindIdeas(parts: ServicesParts): void {
  bindReading(parts)
  bindProposing(parts)
  bindHandling(parts)
}

async function requireIdea(parts: ServicesParts, id: string): Promise<contract.Idea> {
  return toIdea(parts, (await store.findIdea(parts.kernel.db, id)) as store.IdeaRow)
}

function bindReading(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  const show = ({ items, total }: Awaited<ReturnType<typeof store.listIdeas>>) => ({
    items: items.map((row) => toIdea(parts, row)),
    total,
  })
  http.bind(contract.listIdeas, async ({ query }) =>
    show(await store.listIdeas(db, query, { within: sql`i.hidden_reason IS NULL`, byVotes: true })),
  )
  http.bind(contract.listAllIdeas, async ({ query }) =>
    show(await store.listIdeas(db, query, { within: sql`TRUE`, byVotes: false })),
  )
  http.bind(contract.listMyIdeas, async ({ query }, { principal }) =>
    show(await store.listIdeas(db, query, { within: sql`i.user_id = ${principal.userId}`, byVotes: false })),
  )
}

function bindProposing(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.proposeIdea, async ({ body }, { principal }) => {
    const { by } = await requireActing(parts, principal)
    const { title, text, itemId = null } = body
    const faults = checkContent(
      { title, summary: '', body: text, keywords: [] },
      await listAllWords(db),
      () => false,
    ).filter((one) => one.weight === 'refuse')
    if (faults[0]) throw invalid('/body/text', `内容未通过检查：${faults.map((one) => one.text).join('；')}`)
    if (itemId && !(await findInForce(db, itemId, dayOf(clock.now()))))
      throw invalid('/body/itemId', '没有这个事项')
    const id = newId()
    await db.transaction(async (tx) => {
      const number = await takeDailyNumber(tx, 'DZ', clock.now())
      const one = { id, number, subject_id: by.id, user_id: principal.userId, name: by.name }
      await store.insertIdea(tx, { ...one, title, text, item_id: itemId }, clock.now())
    })
    return requireIdea(parts, id)
  })
  http.bind(contract.voteForIdea, async ({ params }, { principal }) => {
    const { by } = await requireActing(parts, principal)
    const row = await store.findIdea(db, params.id)
    if (!row || row.hidden_reason !== null) throw notFound('点子', params.id)
    if (row.subject_id === by.id) throw conflict('own-idea', '不能支持自己的点子。')
    if (!(await store.vote(db, row.id, by.id, clock.now())))
      throw conflict('voted-before', '您已支持过这个点子。')
    return requireIdea(parts, row.id)
  })
  http.bind(contract.appealHidden, async ({ params, body }, { principal }) => {
    const row = await store.findIdea(db, params.id)
    if (row?.user_id !== principal.userId) throw notFound('点子', params.id)
    if (row.hidden_reason === null) throw conflict('not-hidden', '该点子没有被屏蔽。')
    if (row.appeal !== null) throw conflict('appealed-before', '已提出过申诉。')
    await store.saveIdea(db, { ...row, appeal: body.text }, clock.now())
    return requireIdea(parts, row.id)
  })
}

function bindHandling(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.handleIdea, async ({ params, body }, { principal }) => {
    const { act, text, itemId } = body
    if (itemId && !(await findInForce(db, itemId, dayOf(clock.now()))))
      throw invalid('/body/itemId', '没有这个事项')
    await db.transaction(async (tx) => {
      const row = await store.findIdea(tx, params.id, { lock: true })
      if (!row) throw notFound('点子', params.id)
      const state = ideaAfter(row.state, act)
      if (!state) throw conflict('wrong-state', '当前状态不能这样办理。')
      const isModeration = act === 'hide' || act === 'show'
      const next: store.IdeaRow = {
        ...row,
        state,
        hidden_reason: act === 'hide' ? text : act === 'show' ? null : row.hidden_reason,
        reply: isModeration ? row.reply : text,
        item_id: itemId ?? row.item_id,
        organisation_id: isModeration ? row.organisation_id : principal.organisationId,
      }
      await store.saveIdea(tx, next, clock.now())
      parts.messaging.tell(tx, {
        ...{ key: `services.idea:${row.id}:${act}:${clock.now().toISOString()}`, urgency: 'normal' },
        ...{ title: `您的点子“${row.title}”有新进展`, text, to: [{ userId: row.user_id }] },
        link: '/portal/ideas',
      })
    })
    return requireIdea(parts, params.id)
  })
}
