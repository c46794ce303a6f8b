import type { applyForCard, CitizenCard, OperationInput } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing, tellSubject } from '../acting.ts'
import { dayOf, takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { signText } from '../signing.ts'
import { enqueue, readActive } from '../systems/store.ts'
import * as store from './store.ts'
import { cardPurpose, cardText } from './token.ts'

const validYears = 10
type Body = OperationInput<typeof applyForCard>['body']

/** A new card; an electronic one is in force at once, one of plastic is made, delivered and activated. */
export async function apply(parts: ServicesParts, principal: Principal, body: Body): Promise<string> {
  const { db } = parts.kernel
  if (body.holder && !hasPermission(principal, 'services.accept'))
    throw forbidden('只有窗口人员可以代为申领。', 'window-only')
  const own = body.holder ? null : (await requireActing(parts, principal, 'card')).subject
  if (own && own.kind !== 'person') throw invalid('/body/kind', '市民卡只发给自然人')
  return db.transaction(async (tx) => {
    const subject =
      own ??
      (await parts.identity.subjects.ensure(tx, {
        kind: 'person',
        ...(body.holder as { name: string; number: string }),
      }))
    return make(parts, tx, { subject, kind: body.kind, medium: body.medium, uses: body.uses, replaces: null })
  })
}

async function make(
  parts: ServicesParts,
  tx: Transaction,
  one: {
    subject: { id: string; name: string }
    kind: string
    medium: CitizenCard['medium']
    uses: CitizenCard['uses']
    replaces: string | null
  },
): Promise<string> {
  const now = parts.kernel.clock.now()
  const number = await takeDailyNumber(tx, 'SMK', now)
  const day = dayOf(now)
  const card: store.CardRow = {
    ...{ number, kind: one.kind, medium: one.medium, subject_id: one.subject.id, uses: one.uses },
    ...{ holder_name: one.subject.name, state: one.medium === 'electronic' ? 'active' : 'applied' },
    ...{ valid_until: `${Number(day.slice(0, 4)) + validYears}${day.slice(4)}`, reason: null },
    ...{ replaces: one.replaces, applied_time: now, changed_time: now },
  }
  if (!(await store.insertCard(tx, card)))
    throw conflict('has-card', '您已有一张同类卡，一人同类卡只能有一张；遗失的请先挂失再补换。')
  await tellSystems(parts, tx, card, 'issue')
  return number
}

/** Tells whoever takes card events, each once and in order of the card. */
export async function tellSystems(
  parts: ServicesParts,
  tx: Transaction,
  card: store.CardRow,
  event: string,
): Promise<void> {
  const now = parts.kernel.clock.now()
  const content = { event, number: card.number, kind: card.kind, state: card.state, uses: card.uses }
  for (const system of await readActive(tx, 'cards'))
    await enqueue(
      tx,
      {
        ...{ systemId: system.id, kind: 'card-event', objectId: card.number, reference: card.number },
        content: { ...content, time: now.toISOString() },
      },
      now,
    )
}

/** A card of the caller’s, or any at a window. */
export async function requireCard(parts: ServicesParts, principal: Principal, number: string) {
  const row = await store.findCard(parts.kernel.db, number)
  if (!row) throw notFound('市民卡', number)
  if (hasPermission(principal, 'services.accept')) return row
  const { subject } = await requireActing(parts, principal, 'card')
  if (subject.id !== row.subject_id) throw notFound('市民卡', number)
  return row
}

const steps: Readonly<Record<CitizenCard['state'], readonly CitizenCard['state'][]>> = {
  ...{ applied: ['making', 'cancelled'], making: ['delivered', 'cancelled'] },
  ...{ delivered: ['active', 'lost', 'cancelled'], active: ['lost', 'merged', 'cancelled'] },
  ...{ lost: ['replaced', 'cancelled'], replaced: [], merged: [], cancelled: [] },
}

/** Moves a card on; one that may no longer be used is on the list of offline readers in the same transaction. */
export async function move(
  parts: ServicesParts,
  tx: Transaction,
  number: string,
  to: CitizenCard['state'],
  reason: string | null = null,
): Promise<store.CardRow> {
  const card = await store.findCard(tx, number, { lock: true })
  if (!card) throw notFound('市民卡', number)
  if (!steps[card.state].includes(to)) throw conflict('wrong-state', '该卡当前状态不能这样办理。')
  const now = parts.kernel.clock.now()
  const wasUsed = card.state === 'active' || card.state === 'delivered'
  Object.assign(card, { state: to, reason, changed_time: now })
  await store.updateCard(tx, card)
  if (wasUsed && ['lost', 'merged', 'cancelled'].includes(to)) await store.setBlocked(tx, number, true, now)
  await tellSystems(parts, tx, card, to)
  return card
}

export async function lose(parts: ServicesParts, principal: Principal, number: string): Promise<void> {
  await requireCard(parts, principal, number)
  await parts.kernel.db.transaction(async (tx) => {
    const card = await move(parts, tx, number, 'lost', '挂失')
    await tellSubject(parts, tx, card.subject_id, {
      ...{ key: `services.card-lost:${number}`, title: '市民卡已挂失', link: '/portal/cards' },
      text: `${number} 已挂失，联机立即停用，脱机终端在下一版黑名单生效后停用。`,
    })
  })
}

/** A card of the same kind and uses in place of a lost one. */
export async function replace(parts: ServicesParts, principal: Principal, number: string): Promise<string> {
  const { subject_id: id, holder_name: name } = await requireCard(parts, principal, number)
  return parts.kernel.db.transaction(async (tx) => {
    const old = await move(parts, tx, number, 'replaced', '补换')
    const { kind, medium, uses } = old
    return make(parts, tx, { subject: { id, name }, kind, medium, uses, replaces: number })
  })
}

/** Brings the uses of one card onto another of the same holder; the first is retired. */
export async function merge(
  parts: ServicesParts,
  principal: Principal,
  number: string,
  from: string,
): Promise<void> {
  if (number === from) throw invalid('/body/from', '请选择另一张卡')
  const [into, other] = [
    await requireCard(parts, principal, number),
    await requireCard(parts, principal, from),
  ]
  if (into.subject_id !== other.subject_id) throw invalid('/body/from', '只能合并同一持卡人的卡')
  await parts.kernel.db.transaction(async (tx) => {
    const card = await store.findCard(tx, number, { lock: true })
    if (card?.state !== 'active') throw conflict('not-active', '合并到的卡须已激活。')
    const gone = await move(parts, tx, from, 'merged', `并入 ${number}`)
    card.uses = [...new Set([...card.uses, ...gone.uses])]
    card.changed_time = parts.kernel.clock.now()
    await store.updateCard(tx, card)
    await tellSystems(parts, tx, card, 'uses')
  })
}

/** Ends every card and entitlement of somebody who has died or moved away. */
export async function endCards(
  parts: ServicesParts,
  tx: Transaction,
  subjectId: string,
  reason: string,
): Promise<void> {
  for (const card of await store.listInForce(tx, subjectId))
    await move(parts, tx, card.number, 'cancelled', reason)
  await store.stopEntitlements(tx, subjectId, reason, parts.kernel.clock.now())
}

export async function token(parts: ServicesParts, principal: Principal, number: string) {
  const card = await requireCard(parts, principal, number)
  if (card.state !== 'active') throw conflict('not-active', '该卡不在使用中。')
  const text = cardText({ number, kind: card.kind, validUntil: card.valid_until })
  const { data, keyId, signature } = await signText(parts, cardPurpose, text)
  return { token: `${data}.${keyId}.${signature}`, validUntil: card.valid_until }
}

const stateTexts: Readonly<Record<CitizenCard['state'], string>> = {
  ...{ applied: '未制卡', making: '制卡中', delivered: '未激活', active: '有效', lost: '挂失' },
  ...{ replaced: '已补换', merged: '已并入他卡', cancelled: '已注销' },
}

export async function check(
  parts: ServicesParts,
  given: { number: string; use: CitizenCard['uses'][number]; entitlement?: string },
) {
  const { db, clock } = parts.kernel
  const card = await store.findCard(db, given.number)
  const day = dayOf(clock.now())
  const refuse = (text: string) => ({ outcome: 'refused' as const, text, isEntitled: null })
  if (!card) return refuse('没有这张卡')
  if (card.state !== 'active') return refuse(stateTexts[card.state])
  if (card.valid_until < day) return refuse('已过期')
  if (!card.uses.includes(given.use)) return refuse('该卡未开通此用途')
  const isEntitled = given.entitlement
    ? await store.isEntitled(db, card.subject_id, given.entitlement, day)
    : null
  return { outcome: 'passed' as const, text: '有效', isEntitled }
}

interface Tap {
  sequence: number
  number: string
  use: string
  fen: number
  time: string
}

/** Takes what a terminal collected; a tap after the card had stopped is listed for recovery. */
export async function takeTaps(parts: ServicesParts, terminal: string, taps: readonly Tap[]) {
  const counts = { taken: 0, toRecover: 0, known: 0 }
  await parts.kernel.db.transaction(async (tx) => {
    for (const tap of taps) {
      const card = await store.findCard(tx, tap.number)
      const time = new Date(tap.time)
      const stopped = !card || (!['active', 'delivered'].includes(card.state) && time >= card.changed_time)
      const reason = stopped ? (card?.reason ?? (card ? stateTexts[card.state] : '没有这张卡')) : null
      const { sequence, number, use, fen } = tap
      const row = { id: newId(), terminal, sequence, number, use, fen, time, reason }
      const outcome = stopped ? 'to-recover' : 'taken'
      if (!(await store.insertTap(tx, { ...row, outcome }))) counts.known++
      else if (stopped) counts.toRecover++
      else counts.taken++
    }
  })
  return counts
}
