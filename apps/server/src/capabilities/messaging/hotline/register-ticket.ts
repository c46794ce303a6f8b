import {
  type createTicket,
  type linkTicket,
  type OperationInput,
  type Ticket,
  ticketRaised,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { toGrams } from '../../../kernel/search.ts'
import * as calls from './call-store.ts'
import { type HotlineParts, tellDesks } from './hotline-parts.ts'
import { noteUse } from './knowledge-store.ts'
import { isSamePlace, isSensitive, likeness, sameMatter } from './rules.ts'
import * as store from './ticket-store.ts'

type Registration = OperationInput<typeof createTicket>['body']
type Linking = OperationInput<typeof linkTicket>['body']

/** Tickets of the last so many hours are compared for being about the same. */
const sameWithinHours = 24

/**
 * Writes down what somebody asks. An answer given at once closes it; the same matter at the same place as an open one
 * joins that one; anything else is raised as an event for a unit to act on.
 */
export async function registerTicket(
  parts: HotlineParts,
  given: Registration,
  by: Principal,
): Promise<{ ticket: Ticket; linked: boolean }> {
  return parts.kernel.db.transaction(async (tx) => {
    const category = (await store.listCategories(tx)).find((one) => one.id === given.category)
    if (!category) throw invalid('/body/category', `没有“${given.category}”这个诉求分类`)
    const call = given.callId ? await getOwnCall(tx, given.callId, by) : undefined
    await store.lockCategory(tx, given.category)
    const main = given.answer || given.separate || given.secret ? undefined : await findMain(parts, tx, given)
    if (main) return { ticket: await addCaller(parts, tx, main, given, call, by), linked: true }
    const row = await insert(parts, tx, given, call, by)
    if (given.answer && given.knowledgeId) await noteUse(tx, given.knowledgeId)
    const ticket = await addCaller(parts, tx, row, given, call, by)
    if (row.state === 'handling') await raise(parts, tx, row, category.eventType)
    return { ticket, linked: false }
  })
}

async function getOwnCall(tx: Transaction, id: string, by: Principal): Promise<calls.CallRow> {
  const call = await calls.findCall(tx, id, true)
  if (!call) throw invalid('/body/callId', '没有这通电话')
  if (call.seat_user_id !== by.userId) throw forbidden('只能为自己接听的电话登记工单。', 'not-your-call')
  return call
}

/** The open ticket about the same matter at the same place, most alike first. */
async function findMain({ kernel }: HotlineParts, tx: Transaction, given: Registration) {
  if (!given.address) return undefined
  const since = new Date(kernel.clock.now().getTime() - sameWithinHours * 3_600_000)
  const grams = toGrams(given.title, given.text)
  const alike = (await store.listOpen(tx, given.category, since))
    .filter((one) => !one.secret && isSamePlace(one.address, given.address ?? null))
    .map((one) => ({ one, score: likeness(grams, toGrams(one.title, one.body)) }))
    .filter(({ score }) => score >= sameMatter)
    .sort((a, b) => b.score - a.score)
  return alike[0]?.one
}

async function insert(
  { kernel }: HotlineParts,
  tx: Transaction,
  given: Registration,
  call: calls.CallRow | undefined,
  by: Principal,
): Promise<store.TicketRow> {
  const now = kernel.clock.now()
  const day = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const row = await store.insertTicket(tx, {
    id: newId(),
    reference: await store.takeReference(tx, day),
    channel: given.channel ?? (call ? 'phone' : 'walk-in'),
    line: call?.line ?? null,
    ...{ category: given.category, title: given.title, body: given.text, address: given.address ?? null },
    lon: given.position?.[0] ?? null,
    lat: given.position?.[1] ?? null,
    urgency: given.urgency ?? 'normal',
    secret: given.secret ?? false,
    sensitive: (given.secret ?? false) || isSensitive(`${given.title}${given.text}`),
    state: given.answer ? 'answered' : 'handling',
    answer: given.answer ?? null,
    created_by: by.userId,
    created_time: now,
    closed_time: given.answer ? now : null,
  })
  const act = given.answer ? 'answered' : 'registered'
  await store.addEntry(tx, row.id, { act, userName: by.name, text: given.answer ?? given.text }, now)
  return row
}

async function addCaller(
  parts: HotlineParts,
  tx: Transaction,
  ticket: store.TicketRow,
  given: Pick<Registration, 'callerName' | 'callerPhone' | 'hidden'> & { note?: string },
  call: calls.CallRow | undefined,
  by: Principal,
): Promise<Ticket> {
  const now = parts.kernel.clock.now()
  const caller = {
    ticketId: ticket.id,
    callId: call?.id ?? null,
    name: given.callerName ?? call?.caller_name ?? null,
    phone: given.callerPhone ?? call?.number ?? null,
    hidden: given.hidden ?? call?.hidden ?? ticket.secret,
  }
  const isNew = await store.insertCaller(tx, caller, now)
  const isFirst = isNew && ticket.callers === 0
  const act = isNew ? 'linked' : 'urged'
  const text = given.note ?? (isNew ? '同一事项，并入本工单' : '来电人再次来电催办')
  if (!isFirst) await store.addEntry(tx, ticket.id, { act, userName: by.name, text }, now)
  if (call)
    await calls.updateCall(tx, call.id, {
      ticket_id: ticket.id,
      caller_name: caller.name,
      hidden: caller.hidden,
    })
  tellDesks(parts, tx)
  return store.toTicket(
    await store.updateTicket(tx, ticket.id, {
      callers: ticket.callers + (isNew ? 1 : 0),
      urges: ticket.urges + (isNew ? 0 : 1),
      changed_time: now,
    }),
  )
}

/** Hands the ticket to `events`; who called stays here, but for a name that was given freely. */
export async function raise(
  { kernel }: HotlineParts,
  tx: Transaction,
  ticket: store.TicketRow,
  eventType: string,
): Promise<void> {
  const [caller] = await store.listCallers(tx, ticket.id)
  const hidden = ticket.secret || (caller?.hidden ?? true)
  await kernel.messages.publish(tx, ticketRaised, {
    ...{ ticketId: ticket.id, reference: ticket.reference, round: ticket.round, eventType, hidden },
    ...{ title: ticket.title, text: ticket.body, address: ticket.address },
    position: ticket.lon !== null && ticket.lat !== null ? [ticket.lon, ticket.lat] : null,
    callerName: hidden ? null : (caller?.name ?? null),
    time: kernel.clock.now().toISOString(),
  })
}

/** Links a call to an open ticket: a new caller is added, one who stands there already urges. */
export async function linkToTicket(
  parts: HotlineParts,
  id: string,
  given: Linking,
  by: Principal,
): Promise<Ticket> {
  return parts.kernel.db.transaction(async (tx) => {
    const ticket = await store.findTicket(tx, id, true)
    if (!ticket) throw notFound('工单', id)
    if (ticket.state !== 'handling') throw conflict('ticket-not-open', '工单已办结，请新登记一张。')
    const call = given.callId ? await getOwnCall(tx, given.callId, by) : undefined
    return addCaller(parts, tx, ticket, given, call, by)
  })
}
