import type { ExchangeLink, ExchangeOrder, ExchangePeer, Page, WarningLevel } from '@civitas/contract'
import { type Principal, type Scope, wholeScope } from '../../../kernel/access.ts'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { lockEvent } from '../merge-events.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import { isOpen } from '../rules.ts'
import * as eventStore from '../store.ts'
import type { AssignmentTold } from './messages.ts'
import * as store from './store.ts'
import { sendProgress, toTold } from './tell-peers.ts'

export interface PeerInput {
  kind: ExchangePeer['kind']
  name: string
  baseUrl: string
  division?: string
  minLevel?: WarningLevel
  presentKey?: string
}

/** Registers an installation; the key it must present here is answered this once. */
export async function addPeer(
  { kernel, sealer }: EventsParts,
  given: PeerInput,
): Promise<{ peer: ExchangePeer; key: string }> {
  const key = newSecret()
  const peer: store.NewPeer = {
    id: newId(),
    kind: given.kind,
    name: given.name,
    base_url: given.baseUrl,
    division_code: given.division ?? null,
    min_level: given.minLevel ?? null,
    sealed_key: given.presentKey ? sealer.seal(given.presentKey) : null,
    key_hash: hashSecret(key),
  }
  if (!(await store.insertPeer(kernel.db, peer, kernel.clock.now())))
    throw conflict('name-taken', `名称“${given.name}”已被使用。`)
  return { peer: ((await store.listPeers(kernel.db, peer.id)) as [ExchangePeer])[0], key }
}

export async function changePeer(
  { kernel, sealer }: EventsParts,
  id: string,
  given: { active?: boolean; baseUrl?: string; presentKey?: string; minLevel?: WarningLevel | null },
): Promise<ExchangePeer> {
  const known = await store.findPeer(kernel.db, id)
  if (!known) throw notFound('对接平台', id)
  const change = {
    id,
    active: given.active ?? known.active,
    base_url: given.baseUrl ?? known.base_url,
    sealed_key: given.presentKey ? sealer.seal(given.presentKey) : known.sealed_key,
    min_level: given.minLevel === undefined ? known.min_level : given.minLevel,
  }
  await store.updatePeer(kernel.db, change, kernel.clock.now())
  return ((await store.listPeers(kernel.db, id)) as [ExchangePeer])[0]
}

export interface AssignInput {
  peerId: string
  dueTime?: string
  comment?: string
  serviceCode?: string
}

/** Gives an event to a lower level, or forwards it to whoever else answers for it; the event waits for their answer. */
export async function assignToPeer(
  parts: EventsParts,
  id: string,
  given: AssignInput,
  by: Principal,
): Promise<ExchangeLink> {
  const { kernel, toEvent } = parts
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const row = await lockEvent(tx, id, by.scope)
    const peer = await store.findPeer(tx, given.peerId)
    if (!peer?.active || peer.kind === 'upper') throw invalid('/body/peerId', '没有这个可下派或转办的平台')
    if (!isOpen(row.state)) throw conflict('not-open', `事件 ${row.reference} 已不在办理中，不能下派或转办。`)
    if (row.source === 'lower') throw conflict('owned-by-lower', '此事件由下级平台办理，可以催办。')
    if (row.case_open) throw conflict('case-open', '事件已在本级立案，不能再下派或转办。')
    const role = peer.kind === 'lower' ? 'to-lower' : 'to-open311'
    if (await store.findLink(tx, peer.id, role, { eventId: id }))
      throw conflict('already-assigned', `事件已交给${peer.name}。`)
    if (role === 'to-open311' && !given.serviceCode)
      throw invalid('/body/serviceCode', '转办到 Open311 平台须给出 service_code')
    const { comment = '' } = given
    const due = given.dueTime ? new Date(given.dueTime) : null
    const isOpen311 = role === 'to-open311'
    await store.insertLink(
      tx,
      {
        ...{ eventId: id, peerId: peer.id, role, due },
        note: isOpen311 ? (given.serviceCode ?? null) : comment,
        ...(isOpen311 ? { askTime: now } : {}),
      },
      now,
    )
    if (!isOpen311) {
      const event = toTold(toEvent(row), null)
      const body: AssignmentTold = { event, dueTime: due?.toISOString() ?? null, comment }
      await store.enqueue(tx, { peerId: peer.id, kind: 'assignment', objectId: id, body }, now)
    }
    const who = { eventId: id, userId: by.userId, userName: by.name }
    const text = [peer.name, comment].filter(Boolean).join('：')
    note(parts, tx, { ...who, act: 'assigned-out', text, detail: { peerId: peer.id, dueTime: due } })
    // Whoever gives it away takes it as true; this level opens no case for it any more.
    const handedOver = await eventStore.updateEvent(tx, row, {
      state: 'verified',
      handled_by: peer.name,
      changed_time: now,
    })
    await publishEvent(parts, tx, row.state === 'raised' ? 'verified' : 'level-changed', handedOver)
    return store.toLink((await store.findLink(tx, peer.id, role, { eventId: id })) as store.LinkRow)
  })
}

/** Urges the lower level an event came from or was given to; it stays theirs to change. */
export async function urgePeer(
  parts: EventsParts,
  id: string,
  comment: string,
  by: Principal,
): Promise<ExchangeLink[]> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await lockEvent(tx, id, by.scope)
    const links = await store.listLinks(tx, id)
    const below = links.filter((one) => one.role === 'from-lower' || one.role === 'to-lower')
    if (below.length === 0) throw conflict('not-below', '此事件不在下级平台，无需催办。')
    for (const link of below) {
      // The other side knows what it sent up by our id, and what we gave it by our id too.
      const message = { peerId: link.peer_id, kind: 'urge' as const, objectId: id, body: { comment } }
      await store.enqueue(tx, message, kernel.clock.now())
    }
    const who = { eventId: id, userId: by.userId, userName: by.name }
    note(parts, tx, { ...who, act: 'urged', text: comment })
    await publishEvent(parts, tx, 'level-changed', row)
    return links.map(store.toLink)
  })
}

export async function listOrders(
  parts: EventsParts,
  query: { limit?: number; offset?: number; peerId?: string },
  scope: Scope,
): Promise<Page<ExchangeOrder>> {
  const { db } = parts.kernel
  const { rows, total } = await store.listOrders(db, query, scope)
  const events = new Map(
    (
      await eventStore.findEvents(
        db,
        rows.map((row) => row.event_id),
      )
    ).map((row) => [row.id, row]),
  )
  const items = rows.map((row) => ({
    event: parts.toEvent(events.get(row.event_id) as eventStore.EventRow),
    link: store.toLink(row),
  }))
  return { items, total }
}

/** Somebody who may handle it has opened an event the upper level assigned: it has been read. */
export async function noteRead(parts: EventsParts, eventId: string): Promise<void> {
  const { db } = parts.kernel
  const assigned = (await store.listLinks(db, eventId)).find(
    (one) => one.role === 'from-upper' && !one.read_time,
  )
  if (!assigned) return
  await db.transaction(async (tx) => {
    const row = await eventStore.findEvent(tx, eventId, { scope: wholeScope, lock: true })
    const link = await store.findLink(tx, assigned.peer_id, 'from-upper', { eventId })
    if (row && link && !link.read_time) await sendProgress(parts, tx, link, parts.toEvent(row), 'read', '')
  })
}
