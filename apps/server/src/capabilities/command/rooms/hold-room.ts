import type { Addressee, Resolution, RoomView } from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { findContacts, toAddressee } from '../duty/contacts.ts'
import { lockOpen } from '../incidents/keep-incident.ts'
import { findIncident, note } from '../incidents/store.ts'
import { findAddressee } from '../orders/bind.ts'
import { issueOrder, recipientsOf } from '../orders/issue-order.ts'
import { actorOf, type CommandParts, system, tell } from '../parts.ts'
import * as store from './store.ts'

export async function viewRoom(db: Queryable, row: store.RoomRow): Promise<RoomView> {
  return { room: store.toRoom(row), ...(await store.readRoom(db, row.id)) }
}

/** A room the caller may enter: who is invited, whatever their role; else who takes orders, within scope. */
export async function getRoom(db: Queryable, id: string, principal: Principal): Promise<store.RoomRow> {
  const row = await store.findRoom(db, id)
  if (!row) throw notFound('会商', id)
  const obeys = principal.permissions.has('command.obey')
  if (obeys && isInScope(row.division_code, principal.scope)) return row
  const { attendance } = await store.readRoom(db, id)
  if (!attendance.some((one) => one.person.userId === principal.userId)) throw notFound('会商', id)
  return row
}

interface OpenInput {
  title: string
  contactIds: string[]
  callAfterMinutes?: number
}

/** Opens a consultation and invites; who has not come after some minutes is called by telephone. */
export async function openRoom(
  parts: CommandParts,
  incidentId: string,
  input: OpenInput,
  principal: Principal,
): Promise<RoomView> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const incident = await lockOpen(tx, incidentId, principal.scope)
    const contacts = await findContacts(tx, input.contactIds)
    if (contacts.length !== new Set(input.contactIds).size)
      throw invalid('/body/contactIds', '有人员不在通讯录里')
    const now = kernel.clock.now()
    const row = await store.insertRoom(tx, incidentId, input.title, now)
    const people = contacts.map(toAddressee)
    await inviteAll(parts, tx, row, {
      ...{ people, principal, about: incident.title, minutes: input.callAfterMinutes },
    })
    const text = `发起会商：${input.title}，邀请${people.map((one) => one.name).join('、')}`
    await note(
      tx,
      { incidentId, act: 'room-opened', by: actorOf(principal), text, detail: { roomId: row.id } },
      now,
    )
    await tellRoom(parts, tx, row)
    return viewRoom(tx, row)
  })
}

interface Invitation {
  people: readonly Addressee[]
  principal: Principal
  about: string
  minutes: number | undefined
}

/** Invites and tells people; the caller is there from the start, who does not come is called after some minutes. */
async function inviteAll(
  parts: CommandParts,
  tx: Transaction,
  row: store.RoomRow,
  { people, principal, about, minutes = 5 }: Invitation,
): Promise<void> {
  const now = parts.kernel.clock.now()
  await store.invite(tx, row.id, people, now)
  await joinAs(tx, row.id, principal, now)
  const to = people.flatMap(recipientsOf)
  // The page of the room: who is invited may enter it, also without the right to see the incident.
  const link = `/console/consultation-rooms/${row.id}`
  if (!row.is_drill && to.length > 0)
    parts.messaging.tell(tx, {
      ...{ key: `command.room.${row.id}`, title: `会商邀请：${row.title}`, text: `请立即进入会商：${about}` },
      ...{ urgency: 'emergency', to, subject: { kind: 'room', id: row.id }, link },
    })
  await parts.timers.set(tx, 'room-absent', row.id, new Date(now.getTime() + minutes * 60_000))
}

/** A consultation about a figure or a matter, of no incident; those who hold the posts are invited (PLT-092). */
export async function callConsultation(
  parts: CommandParts,
  input: OpenInput & { subject: string; subjectLink?: string },
  principal: Principal,
): Promise<RoomView> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const contacts = await findContacts(tx, input.contactIds)
    if (contacts.length !== new Set(input.contactIds).size)
      throw invalid('/body/contactIds', '有人员不在通讯录里')
    const consultation = {
      ...{ title: input.title, subject: input.subject, subjectLink: input.subjectLink ?? null },
      ...{ divisionCode: principal.scope.divisions[0] ?? null, calledBy: principal.name },
    }
    const row = await store.insertConsultation(tx, consultation, kernel.clock.now())
    await inviteAll(parts, tx, row, {
      ...{ people: contacts.map(toAddressee), principal, about: input.subject },
      minutes: input.callAfterMinutes,
    })
    await parts.ledger.append(tx, {
      ...{ kind: 'command.consultation-called', subjectId: row.id },
      payload: { ...consultation, people: contacts.map((one) => one.name) },
    })
    await tellRoom(parts, tx, row)
    return viewRoom(tx, row)
  })
}

type Noted = Parameters<typeof note>[1]

/** What an incident keeps of its consultations; those of no incident keep their own minutes. */
async function noteOf(
  tx: Transaction,
  entry: Omit<Noted, 'incidentId'> & { incidentId: string | null },
  now: Date,
): Promise<void> {
  const { incidentId } = entry
  if (incidentId) await note(tx, { ...entry, incidentId }, now)
}

function joinAs(tx: Transaction, roomId: string, principal: Principal, now: Date): Promise<void> {
  const { userId, name, organisationId } = principal
  return store.join(tx, roomId, { contactId: null, userId, organisationId, name, phone: null }, now)
}

export function tellRoom(parts: CommandParts, tx: Transaction, row: store.RoomRow): Promise<void> {
  const { id, incident_id: incidentId, division_code: divisionCode } = row
  return tell(parts, tx, { kind: 'room', id, incidentId, divisionCode })
}

export async function joinRoom(parts: CommandParts, id: string, principal: Principal): Promise<RoomView> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await getRoom(tx, id, principal)
    requireOpen(row)
    const now = kernel.clock.now()
    await joinAs(tx, id, principal, now)
    const entry = {
      incidentId: row.incident_id,
      act: 'room-joined',
      by: actorOf(principal),
      text: `${principal.name}进入会商`,
    }
    await noteOf(tx, entry, now)
    await tellRoom(parts, tx, row)
    return viewRoom(tx, row)
  })
}

export function requireOpen(row: store.RoomRow): void {
  if (row.state === 'closed') throw conflict('room-closed', '会商已结束，纪要已确认，记录不能再改。')
}

/** Calls by telephone those who were invited and have not come. */
export async function callAbsent(parts: CommandParts, tx: Transaction, id: string): Promise<void> {
  const row = await store.findRoom(tx, id)
  if (row?.state !== 'open') return
  const now = parts.kernel.clock.now()
  for (const absent of await store.callAbsent(tx, id, now)) {
    const to = recipientsOf(absent.person)
    if (!row.is_drill && to.length > 0)
      parts.messaging.tell(tx, {
        ...{
          key: `command.room.${id}.call.${absent.id}`,
          title: `会商催请：${row.title}`,
          text: '请立即进入会商。',
        },
        ...{ urgency: 'emergency', to, channels: ['voice'], subject: { kind: 'room', id } },
      })
    const text = `${absent.person.name}未到，已电话催请`
    await noteOf(tx, { incidentId: row.incident_id, act: 'room-called', by: system, text }, now)
  }
  await tellRoom(parts, tx, row)
}

interface ResolveInput {
  text: string
  contactId?: string
  organisationId?: string
  dueTime?: string
}

/** A decision without an owner and a date is not one. */
export async function resolveRoom(
  parts: CommandParts,
  id: string,
  input: ResolveInput,
  principal: Principal,
): Promise<Resolution> {
  const { kernel } = parts
  if (!input.dueTime) throw invalid('/body/dueTime', '决议须有完成时限')
  if (!input.contactId && !input.organisationId)
    throw invalid('/body/organisationId', '决议须有责任人或责任单位')
  const due = new Date(input.dueTime)
  return kernel.db.transaction(async (tx) => {
    const row = await getRoom(tx, id, principal)
    requireOpen(row)
    const owner = await findAddressee(parts, input)
    const resolution = await store.insertResolution(
      tx,
      { roomId: id, text: input.text, owner, due },
      kernel.clock.now(),
    )
    await tellRoom(parts, tx, row)
    return store.toResolution(resolution)
  })
}

/** Confirms the minutes: each decision becomes a signed order with its date, the room is closed for good. */
export async function confirmMinutes(
  parts: CommandParts,
  id: string,
  text: string,
  principal: Principal,
): Promise<RoomView> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await getRoom(tx, id, principal)
    requireOpen(row)
    const incident = row.incident_id
      ? await findIncident(tx, row.incident_id, { scope: principal.scope })
      : null
    if (incident === undefined) throw notFound('突发事件', row.incident_id as string)
    const by = actorOf(principal)
    const now = kernel.clock.now()
    for (const one of await store.listOpenResolutions(tx, id)) {
      const order = await issueOrder(
        parts,
        tx,
        {
          incident,
          kind: 'resolution',
          title: one.text.slice(0, 200),
          text: one.text,
          addressee: one.owner,
          dueTime: one.due_time,
        },
        by,
      )
      await store.linkResolution(tx, one.id, order.id)
    }
    await store.closeRoom(tx, id, text, principal.name, now)
    await parts.timers.cancel(tx, 'room-absent', id)
    const entry = { incidentId: row.incident_id, act: 'minutes-confirmed', by }
    await noteOf(tx, { ...entry, text: `会商纪要已确认：${text}` }, now)
    await tellRoom(parts, tx, row)
    return viewRoom(tx, (await store.findRoom(tx, id)) as store.RoomRow)
  })
}
