import { wholeScope } from '../../../kernel/access.ts'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { endFromOutside } from '../close-event.ts'
import { type EventsParts, note } from '../publish-event.ts'
import { isOpen } from '../rules.ts'
import * as eventStore from '../store.ts'
import * as store from './store.ts'

const patienceMs = 15_000
/** How often a forwarded request is asked about, and how soon it is tried again when its server is away, ms. */
const askEveryMs = 60_000

interface Open311Request {
  service_request_id?: string
  token?: string
  status?: string
  status_notes?: string | null
}

/** Sends one forwarded event to its Open311 server, or asks there what has become of it; false when none is due. */
export async function followNextForward(parts: EventsParts, tx: Transaction): Promise<boolean> {
  const { clock, log } = parts.kernel
  const link = await claimOne(tx, 'events.open311', () => store.listDueLinks(tx, clock.now()))
  if (!link) return false
  const peer = (await store.findPeer(tx, link.peer_id)) as store.PeerRow
  const row = await getEvent(tx, link.event_id)
  const askTime = new Date(clock.now().getTime() + askEveryMs)
  try {
    if (!link.remote_id) await submit(parts, tx, { peer, link, row })
    else await askAfter(parts, tx, { peer, link, row })
  } catch (error) {
    const { message } = error as Error
    log.warn(
      { peer: peer.name, event: row.reference, error: message },
      'an Open311 server could not be asked',
    )
    await store.updateLink(tx, link, { askTime })
    return true
  }
  const done = (await store.findLink(tx, peer.id, link.role, { eventId: row.id }))?.done_time
  await store.updateLink(tx, link, { askTime: done ? null : askTime })
  return true
}

async function getEvent(tx: Transaction, id: string, lock = false): Promise<eventStore.EventRow> {
  return (await eventStore.findEvent(tx, id, { scope: wholeScope, lock })) as eventStore.EventRow
}

interface Forward {
  peer: store.PeerRow
  link: store.LinkRow
  row: eventStore.EventRow
}

async function submit(parts: EventsParts, tx: Transaction, { peer, link, row }: Forward): Promise<void> {
  const { kernel, sealer } = parts
  const fields = new URLSearchParams({
    service_code: link.note ?? '',
    description: [row.title, row.description].filter(Boolean).join('。').slice(0, 4000),
    ...(row.lat === null || row.lon === null ? {} : { lat: String(row.lat), long: String(row.lon) }),
    ...(row.address ? { address_string: row.address } : {}),
    ...(peer.sealed_key ? { api_key: sealer.open(peer.sealed_key) } : {}),
    ...(peer.division_code ? { jurisdiction_id: peer.division_code } : {}),
  })
  const [answer] = await call(`${base(peer)}/requests.json`, { method: 'POST', body: fields })
  const remoteId = answer?.service_request_id ?? (answer?.token && (await resolveToken(peer, answer.token)))
  if (!remoteId) throw new Error('the server gave neither an id nor a token that leads to one')
  await store.updateLink(tx, link, {
    ...{ remoteId, remoteReference: remoteId, remoteState: 'open', delivered: kernel.clock.now() },
  })
  note(parts, tx, { eventId: row.id, act: 'peer-progress', text: `${peer.name} 已受理（${remoteId}）` })
}

async function resolveToken(peer: store.PeerRow, token: string): Promise<string | undefined> {
  const [answer] = await call(`${base(peer)}/tokens/${encodeURIComponent(token)}.json`)
  return answer?.service_request_id
}

async function askAfter(parts: EventsParts, tx: Transaction, { peer, link, row }: Forward): Promise<void> {
  const id = encodeURIComponent(link.remote_id as string)
  const [answer] = await call(`${base(peer)}/requests/${id}.json`)
  if (!answer?.status || answer.status === link.remote_state) return
  const text = [`${peer.name} ${answer.status === 'closed' ? '已办结' : answer.status}`, answer.status_notes]
    .filter(Boolean)
    .join('：')
  const closed = answer.status === 'closed'
  await store.updateLink(tx, link, {
    remoteState: answer.status,
    ...(closed ? { done: parts.kernel.clock.now() } : {}),
  })
  note(parts, tx, { eventId: row.id, act: 'peer-progress', text })
  if (!closed) return
  const event = await getEvent(tx, row.id, true)
  if (isOpen(event.state) && !event.case_open) await endFromOutside(parts, tx, event, text)
}

function base(peer: store.PeerRow): string {
  return peer.base_url.replace(/\/+$/, '')
}

async function call(url: string, init: RequestInit = {}): Promise<Open311Request[]> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) })
  if (!response.ok) throw new Error(`HTTP ${response.status} ${(await response.text()).slice(0, 200)}`)
  const answer = await response.json()
  return Array.isArray(answer) ? answer : []
}
