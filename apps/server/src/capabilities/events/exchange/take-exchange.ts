import type { ExchangeMessage, ExchangeReceipt, SituationTold } from '@civitas/contract'
import { wholeScope } from '../../../kernel/access.ts'
import { hashSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { forbidden, Problem } from '../../../kernel/problem.ts'
import { endFromOutside } from '../close-event.ts'
import { lockIntake } from '../locks-store.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import { isOpen } from '../rules.ts'
import * as eventStore from '../store.ts'
import { type AssignmentTold, type EventTold, faultOf, type ProgressTold, type UrgeTold } from './messages.ts'
import { takeSituation } from './situations.ts'
import * as store from './store.ts'

type Outcome = { localId: string | null; reference: string | null }

/** Takes messages of a peer, each in a transaction of its own with its receipt: sent twice, it is answered as the first time. */
export async function takeExchange(
  parts: EventsParts,
  given: { key: string; messages: readonly ExchangeMessage[] },
): Promise<{ receipts: ExchangeReceipt[] }> {
  const { db, clock } = parts.kernel
  const peer = await store.findPeerByKey(db, hashSecret(given.key))
  if (!peer) throw forbidden('对接密钥无效或已停用。', 'unknown-peer')
  await store.noteContact(db, peer.id, {
    ...{ nextTry: clock.now(), failures: 0, contact: clock.now(), error: peer.last_error },
  })
  const receipts: ExchangeReceipt[] = []
  for (const message of given.messages) receipts.push(await takeOne(parts, peer, message))
  return { receipts }
}

async function takeOne(
  parts: EventsParts,
  peer: store.PeerRow,
  message: ExchangeMessage,
): Promise<ExchangeReceipt> {
  const { db, clock } = parts.kernel
  try {
    return await db.transaction(async (tx) => {
      await lockIntake(tx, `exchange ${peer.id}`)
      const known = await store.findReceipt(tx, peer.id, message.id)
      if (known) return known
      const outcome = await carryOut(parts, tx, peer, message)
      const receipt = { id: message.id, accepted: true, ...outcome, detail: null }
      await store.keepReceipt(tx, peer.id, receipt, clock.now())
      return receipt
    })
  } catch (error) {
    // What cannot be taken is told to the sender and not asked for again; anything else is a fault of this side.
    if (!(error instanceof Problem)) throw error
    return { id: message.id, accepted: false, localId: null, reference: null, detail: error.message }
  }
}

function carryOut(
  parts: EventsParts,
  tx: Transaction,
  peer: store.PeerRow,
  message: ExchangeMessage,
): Promise<Outcome> {
  const fault = faultOf(message.kind, message.body)
  if (fault) throw new Problem('invalid', 'exchange-body', fault)
  const { kind, objectId, body } = message
  if (kind === 'event' && peer.kind === 'lower')
    return takeEvent(parts, tx, peer, objectId, body as unknown as EventTold)
  if (kind === 'assignment' && peer.kind === 'upper')
    return takeAssignment(parts, tx, peer, objectId, body as unknown as AssignmentTold)
  if (kind === 'progress' && peer.kind === 'lower')
    return takeProgress(parts, tx, peer, objectId, body as unknown as ProgressTold)
  if (kind === 'urge' && peer.kind === 'upper')
    return takeUrge(parts, tx, peer, objectId, body as unknown as UrgeTold)
  if (kind === 'report' && peer.kind !== 'open311')
    return takeSituation(parts, tx, peer, body as unknown as SituationTold)
  throw new Problem('invalid', 'exchange-kind', `${peer.kind} 级平台不能发送 ${kind} 消息`)
}

/** An event of a lower level: raised here with its own times, then followed. */
async function takeEvent(
  parts: EventsParts,
  tx: Transaction,
  peer: store.PeerRow,
  remoteId: string,
  told: EventTold,
): Promise<Outcome> {
  const now = parts.kernel.clock.now()
  const link = await store.findLink(tx, peer.id, 'from-lower', { remoteId })
  const known = link && (await eventStore.findEvent(tx, link.event_id, { scope: wholeScope, lock: true }))
  if (link && known) {
    await store.updateLink(tx, link, { remoteState: told.state })
    await follow(parts, tx, known, told, peer)
    return { localId: known.id, reference: known.reference }
  }
  const row = await raiseTold(parts, tx, told, {
    source: 'lower',
    peer,
    state: told.state === 'merged' ? 'raised' : told.state,
  })
  const remote = { remoteId, remoteReference: told.reference }
  await store.insertLink(tx, { eventId: row.id, peerId: peer.id, role: 'from-lower', ...remote }, now)
  note(parts, tx, { eventId: row.id, act: 'raised', text: `${peer.name} 上报（${told.reference}）` })
  await publishEvent(parts, tx, 'raised', row)
  return { localId: row.id, reference: row.reference }
}

async function raiseTold(
  parts: EventsParts,
  tx: Transaction,
  told: EventTold,
  { source, peer, state }: { source: 'lower' | 'upper'; peer: store.PeerRow; state: EventTold['state'] },
): Promise<eventStore.EventRow> {
  const { domains, territory } = parts
  if (!domains.findEventType(told.type))
    throw new Problem('invalid', 'exchange-type', `本级没有“${told.type}”这种事件类型`)
  const { position } = told
  const divisionCode =
    (position && territory.findDivisionAt(...position)) ??
    (territory.findDivisionName(told.divisionCode) ? told.divisionCode : null)
  const row = await eventStore.insertEvent(tx, {
    reference: await eventStore.takeReference(tx, parts.kernel.clock.now()),
    type: told.type,
    title: told.title,
    description: told.description,
    own_level: told.level,
    own_active: isOpen(state),
    state,
    source,
    standard_class: told.standardClass,
    address: told.address,
    handled_by: source === 'lower' ? peer.name : null,
    entity_id: null,
    entity_name: null,
    division_code: divisionCode,
    lon: position?.[0] ?? null,
    lat: position?.[1] ?? null,
    value: null,
    unit: null,
    raised_time: new Date(told.raisedTime),
  })
  if (isOpen(state)) return row
  return eventStore.updateEvent(tx, row, {
    closed_time: told.closedTime ? new Date(told.closedTime) : parts.kernel.clock.now(),
  })
}

async function follow(
  parts: EventsParts,
  tx: Transaction,
  row: eventStore.EventRow,
  told: EventTold,
  peer: store.PeerRow,
): Promise<void> {
  if (!isOpen(row.state)) return
  const changed = await eventStore.updateEvent(tx, row, {
    title: told.title,
    own_level: told.level,
    level: told.level,
    standard_class: told.standardClass,
    state: told.state === 'verified' ? 'verified' : row.state,
    changed_time: parts.kernel.clock.now(),
  })
  const act = told.state === 'verified' && row.state === 'raised' ? 'verified' : 'level-changed'
  if (told.state === 'closed' || told.state === 'dismissed' || told.state === 'merged') {
    const closed = told.closedTime ? new Date(told.closedTime) : undefined
    await endFromOutside(parts, tx, changed, `${peer.name}：${told.answer ?? '已办结'}`, closed)
    return
  }
  if (act === 'verified' || told.level !== row.own_level)
    note(parts, tx, { eventId: row.id, act, text: `${peer.name} 续报`, detail: { told } })
  await publishEvent(parts, tx, act, changed)
}

/** An order of the upper level: an event here, taken as true since it was verified there. */
async function takeAssignment(
  parts: EventsParts,
  tx: Transaction,
  peer: store.PeerRow,
  remoteId: string,
  told: AssignmentTold,
): Promise<Outcome> {
  const now = parts.kernel.clock.now()
  const link = await store.findLink(tx, peer.id, 'from-upper', { remoteId })
  const known = link && (await eventStore.findEvent(tx, link.event_id, { scope: wholeScope }))
  if (known) return { localId: known.id, reference: known.reference }
  const row = await raiseTold(parts, tx, told.event, { source: 'upper', peer, state: 'verified' })
  const due = told.dueTime ? new Date(told.dueTime) : null
  const remote = { remoteId, remoteReference: told.event.reference, due, note: told.comment }
  await store.insertLink(tx, { eventId: row.id, peerId: peer.id, role: 'from-upper', ...remote }, now)
  const words = [`${peer.name} 下派（${told.event.reference}）`, told.comment].filter(Boolean).join('：')
  note(parts, tx, { eventId: row.id, act: 'raised', text: words, detail: { dueTime: told.dueTime } })
  await publishEvent(parts, tx, 'raised', row)
  return { localId: row.id, reference: row.reference }
}

const stepWords = { read: '已阅', accepted: '已接受', done: '已办结', refused: '不予受理' } as const

async function takeProgress(
  parts: EventsParts,
  tx: Transaction,
  peer: store.PeerRow,
  eventId: string,
  told: ProgressTold,
): Promise<Outcome> {
  const link = await store.findLink(tx, peer.id, 'to-lower', { eventId })
  const row = link && (await eventStore.findEvent(tx, eventId, { scope: wholeScope, lock: true }))
  if (!link || !row) throw new Problem('not-found', 'exchange-object', `没有下派过事件 ${eventId}`)
  const time = new Date(told.time)
  await store.updateLink(tx, link, {
    remoteState: told.step,
    ...(told.step === 'read' ? { read: time } : {}),
    ...(told.step === 'accepted' ? { accepted: time } : {}),
    ...(told.step === 'done' || told.step === 'refused' ? { done: time, note: told.text } : {}),
  })
  const text = [`${peer.name} ${stepWords[told.step]}（${told.reference}）`, told.text]
    .filter(Boolean)
    .join('：')
  note(parts, tx, { eventId, act: 'peer-progress', text, detail: { step: told.step } })
  if (told.step === 'done' && isOpen(row.state) && !row.case_open) await endFromOutside(parts, tx, row, text)
  else await publishEvent(parts, tx, 'level-changed', row)
  return { localId: row.id, reference: row.reference }
}

async function takeUrge(
  parts: EventsParts,
  tx: Transaction,
  peer: store.PeerRow,
  remoteId: string,
  told: UrgeTold,
): Promise<Outcome> {
  const assigned = await store.findLink(tx, peer.id, 'from-upper', { remoteId })
  const own = assigned ?? (await store.findLink(tx, peer.id, 'to-upper', { remoteId }))
  const row = own && (await eventStore.findEvent(tx, own.event_id, { scope: wholeScope }))
  if (!row) throw new Problem('not-found', 'exchange-object', '本级没有这起事件')
  note(parts, tx, { eventId: row.id, act: 'urged', text: `${peer.name}：${told.comment}` })
  await publishEvent(parts, tx, 'level-changed', row)
  return { localId: row.id, reference: row.reference }
}
