import { type CityEvent, eventChanged } from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import { wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { listEntries } from '../entries-store.ts'
import type { EventsParts } from '../publish-event.ts'
import * as eventStore from '../store.ts'
import type { EventTold, ProgressTold } from './messages.ts'
import * as store from './store.ts'

/** Tells the upper level of what happens here, and of how far its orders have come. */
export function tellPeers(parts: EventsParts): void {
  parts.kernel.messages.subscribe(
    'events.tell-peers',
    eventChanged,
    async (tx, { body }) => {
      const active = await tx.once('events.active-peers', () => store.readActivePeers(tx))
      const peers = active.filter((peer) => peer.kind === 'upper')
      if (peers.length === 0) return
      const row = await eventStore.findEvent(tx, body.event.id, { scope: wholeScope })
      if (!row) return
      const event = parts.toEvent(row)
      for (const peer of peers) {
        const assigned = await store.findLink(tx, peer.id, 'from-upper', { eventId: event.id })
        if (assigned) await tellProgress(parts, tx, assigned, event)
        else await tellEvent(parts, tx, peer, event)
      }
    },
    { together: true },
  )
}

/** An event goes up once it is grave enough, and from then on whatever becomes of it. */
async function tellEvent(
  { kernel }: EventsParts,
  tx: Transaction,
  peer: store.PeerRow,
  event: CityEvent,
): Promise<void> {
  const known = await store.findLink(tx, peer.id, 'to-upper', { eventId: event.id })
  if (!known && peer.min_level && rankLevel(event.highestLevel) < rankLevel(peer.min_level)) return
  const now = kernel.clock.now()
  if (!known) await store.insertLink(tx, { eventId: event.id, peerId: peer.id, role: 'to-upper' }, now)
  const body = toTold(event, await answerOf(tx, event))
  await store.enqueue(tx, { peerId: peer.id, kind: 'event', objectId: event.id, body }, now)
}

export function toTold(event: CityEvent, answer: string | null): EventTold {
  const { reference, type, standardClass, title, description, level, state, divisionCode } = event
  const { position, address, raisedTime, changedTime, closedTime } = event
  return {
    ...{ reference, type, standardClass, title, description, level, state, divisionCode },
    ...{ position, address, raisedTime, changedTime, closedTime, answer },
  }
}

async function answerOf(tx: Transaction, event: CityEvent): Promise<string | null> {
  if (!event.closedTime) return null
  const entries = await listEntries(tx, event.id)
  return entries.findLast((one) => one.act === 'closed' || one.act === 'dismissed')?.text ?? null
}

async function tellProgress(
  parts: EventsParts,
  tx: Transaction,
  link: store.LinkRow,
  event: CityEvent,
): Promise<void> {
  const step = stepOf(event)
  if (!step || !link.remote_id) return
  if (step === 'accepted' ? link.accepted_time : link.done_time) return
  await sendProgress(parts, tx, link, event, step, (await answerOf(tx, event)) ?? '')
}

function stepOf(event: CityEvent): ProgressTold['step'] | null {
  if (event.state === 'closed') return 'done'
  if (event.state === 'dismissed') return 'refused'
  return event.caseId ? 'accepted' : null
}

export async function sendProgress(
  { kernel }: EventsParts,
  tx: Transaction,
  link: store.LinkRow,
  event: CityEvent,
  step: ProgressTold['step'],
  text: string,
): Promise<void> {
  const now = kernel.clock.now()
  const body: ProgressTold = { step, time: now.toISOString(), reference: event.reference, text }
  await store.updateLink(tx, link, {
    ...(step === 'read' ? { read: now } : {}),
    ...(step === 'accepted' ? { accepted: now } : {}),
    ...(step === 'done' || step === 'refused' ? { done: now } : {}),
  })
  await store.enqueue(
    tx,
    { peerId: link.peer_id, kind: 'progress', objectId: link.remote_id as string, body },
    now,
  )
}
