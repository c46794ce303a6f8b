import type { Addressee, MessageRequest, Recipient, TaskOrder } from '@civitas/contract'
import { signSm2, sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { note, takeReference } from '../incidents/store.ts'
import { type Actor, type CommandParts, tell } from '../parts.ts'
import { readEffective } from '../war-mode/settings.ts'
import { signedText } from './rules.ts'
import * as store from './store.ts'

/** The incident an order belongs to, as far as the order needs it. */
export interface OrderIncident {
  id: string
  reference: string
  division_code: string | null
  is_drill: boolean
  drill_people: string[]
}

export interface NewOrder {
  incident: OrderIncident | null
  kind: string
  title: string
  text?: string
  output?: string | null
  addressee: Addressee
  dueTime?: Date | null
  position?: readonly [number, number] | null
  startId?: string | null
  taskNumber?: number | null
  phase?: string | null
  isVacant?: boolean
  supersedesId?: string | null
}

/** Signs an order, keeps its digest as evidence, sends it and sets the clock of its acknowledgement. */
export async function issueOrder(
  parts: CommandParts,
  tx: Transaction,
  input: NewOrder,
  by: Actor,
): Promise<TaskOrder> {
  const now = parts.kernel.clock.now()
  const former = input.supersedesId ? await supersede(tx, input.supersedesId, input.incident) : null
  const row = await signOrder(parts, tx, former ? inPlaceOf(former, input) : input, by, now)
  await store.insertOrder(tx, row)
  const found = (await store.lockOrder(tx, row.id)) as store.FullOrderRow
  const sent = await sendOrder(parts, tx, found, input.incident)
  if (former) await withdraw(parts, tx, former, row, input.incident)
  if (input.incident)
    await note(
      tx,
      {
        incidentId: input.incident.id,
        act: input.supersedesId ? 'order-superseded' : 'order-issued',
        by,
        text: `向${input.addressee.name}下达：${input.title}`,
        detail: { orderId: row.id, kind: input.kind },
      },
      now,
    )
  await tellOrder(parts, tx, sent)
  return store.toOrder(sent, now)
}

/** The order another takes the place of: of the same incident, and not carried out yet. */
async function supersede(
  tx: Transaction,
  id: string,
  incident: OrderIncident | null,
): Promise<store.FullOrderRow> {
  const former = await store.lockOrder(tx, id)
  if (!former || former.incident_id !== (incident?.id ?? null))
    throw invalid('/body/supersedesId', '这起事件没有这条指令')
  if (former.superseded_by) throw conflict('order-superseded', `指令 ${former.reference} 已被取代。`)
  if (former.state === 'done') throw conflict('order-done', `指令 ${former.reference} 已完成，不能取代。`)
  return store.updateProgress(tx, former, { state: 'superseded' })
}

/** A task of a plan stays a task of its plan when it is given to somebody else. */
function inPlaceOf(former: store.FullOrderRow, input: NewOrder): NewOrder {
  return { ...input, startId: former.start_id, taskNumber: former.task_number, phase: former.phase }
}

/** Whoever had the former order is told that it holds no more; in a drill only those who take part. */
async function withdraw(
  { messaging, timers }: CommandParts,
  tx: Transaction,
  former: store.FullOrderRow,
  next: store.OrderRow,
  incident: OrderIncident | null,
): Promise<void> {
  await timers.cancel(tx, 'order-unread', former.id)
  const to = recipientsOf(former.addressee)
  const isToTell = !former.is_drill || takesPart(former.addressee, incident?.drill_people ?? [])
  if (!isToTell || to.length === 0) return
  const isSame = JSON.stringify(to) === JSON.stringify(recipientsOf(next.addressee))
  await messaging.sendMany(tx, [
    {
      key: `command.order.${former.id}.withdrawn`,
      title: `${former.is_drill ? '【演练】' : ''}撤回：${former.title}`,
      text: `指令 ${former.reference} 已被 ${next.reference} 取代，${isSame ? '请按新指令办理' : `改由${next.addressee.name}办理`}。`,
      urgency: 'emergency',
      to,
      subject: { kind: 'order', id: former.id },
      link: `/console/my-orders?order=${former.id}`,
      drill: former.is_drill,
    },
  ])
}

async function signOrder(
  { key, ledger }: CommandParts,
  tx: Transaction,
  input: NewOrder,
  by: Actor,
  now: Date,
): Promise<store.OrderRow> {
  const { incident, addressee } = input
  const id = newId()
  const reference = await takeReference(tx, 'ZL', now)
  const words = signedText({
    ...{ reference, incident: incident?.reference ?? null, title: input.title, text: input.text ?? '' },
    ...{ output: input.output ?? null, to: addressee.name, due: input.dueTime?.toISOString() ?? null },
    ...{ by: by.name, time: now.toISOString(), supersedes: input.supersedesId ?? null },
  })
  const digest = sm3(words)
  const signature = signSm2(Buffer.from(words, 'utf8'), key)
  const payload = { reference, digest, signature, drill: incident?.is_drill ?? false }
  const entry = await ledger.append(tx, { kind: 'command.order', subjectId: id, payload })
  return {
    ...{ id, reference, incident_id: incident?.id ?? null, start_id: input.startId ?? null },
    ...{ task_number: input.taskNumber ?? null, kind: input.kind, phase: input.phase ?? null },
    ...{ title: input.title, text: input.text ?? '', output: input.output ?? null, addressee },
    ...{ to_user: addressee.userId, to_organisation: addressee.organisationId },
    ...{
      lon: input.position?.[0] ?? null,
      lat: input.position?.[1] ?? null,
      due_time: input.dueTime ?? null,
    },
    ...{ is_vacant: input.isVacant ?? false, is_drill: incident?.is_drill ?? false },
    ...{
      issued_by: by.userId,
      issued_name: by.name,
      issued_time: now,
      supersedes_id: input.supersedesId ?? null,
    },
    ...{ signed_text: words, digest, signature, public_key: key.publicKey, ledger_entry: entry },
  }
}

/** An order that has not arrived is sent as a text, then spoken by telephone; seconds after the step before. */
const fallback = [
  { channel: 'sms', afterSeconds: 20 },
  { channel: 'voice', afterSeconds: 25 },
] as const

/** Sends the order over the channels; in a drill only to those who take part. */
export async function sendOrder(
  parts: CommandParts,
  tx: Transaction,
  row: store.FullOrderRow,
  incident: Pick<OrderIncident, 'drill_people'> | null,
): Promise<store.FullOrderRow> {
  const to = recipientsOf(row.addressee)
  const isToTell = !row.is_drill || takesPart(row.addressee, incident?.drill_people ?? [])
  const notice: MessageRequest = {
    key: `command.order.${row.id}.${row.resends}`,
    title: `${row.is_drill ? '【演练】' : ''}指令：${row.title}`,
    text: row.text || row.title,
    urgency: 'emergency',
    to,
    subject: { kind: 'order', id: row.id },
    link: `/console/my-orders?order=${row.id}`,
    fallback: [...fallback],
    receipt: true,
    drill: row.is_drill,
  }
  const [sent] = await parts.messaging.sendMany(tx, isToTell && to.length > 0 ? [notice] : [])
  const messageId = sent ?? null
  const settings = await readEffective(tx, { divisionCode: row.division_code, isDrill: row.is_drill })
  const unread = new Date(parts.kernel.clock.now().getTime() + settings.unreadMinutes * 60_000)
  await parts.timers.set(tx, 'order-unread', row.id, unread)
  return store.updateProgress(tx, row, { message_id: messageId, channel: messageId ? 'app' : row.channel })
}

function takesPart(addressee: Addressee, people: readonly string[]): boolean {
  return addressee.contactId !== null && people.includes(addressee.contactId)
}

/** A person by account, with the number of the contact book; by telephone when there is no account; else the unit. */
export function recipientsOf({ userId, name, phone, ...addressee }: Addressee): Recipient[] {
  if (userId) return [{ userId, ...(phone ? { phone } : {}) }]
  if (phone) return [{ name, phone }]
  return addressee.organisationId ? [{ organisationId: addressee.organisationId }] : []
}

export function tellOrder(parts: CommandParts, tx: Transaction, row: store.FullOrderRow): Promise<void> {
  const { id, incident_id: incidentId, division_code: divisionCode } = row
  return tell(parts, tx, { kind: 'order', id, incidentId, divisionCode })
}
