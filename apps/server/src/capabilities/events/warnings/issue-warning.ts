import type { Recipient, Warning, WarningChannel } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict } from '../../../kernel/problem.ts'
import { writeCap } from '../adapters/cap/write-cap.ts'
import type { EventsParts } from '../publish-event.ts'
import { withBorders } from './area.ts'
import { type Doer, lockWarning, noteWarning, platform, publishWarning } from './draft-warning.ts'
import { dropForGateways } from './drop-for-gateways.ts'
import { changeInWords, needsSecondPerson } from './rules.ts'
import * as store from './store.ts'

/** How long those responsible have to confirm before they are sent an SMS, and then called, seconds (GOV-034). */
const remindSeconds = 300

/** One key: the draft becomes a warning in force and goes out by every channel it names. */
export async function issueWarning(
  parts: EventsParts,
  id: string,
  comment: string,
  by: Principal,
): Promise<Warning> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await lockWarning(tx, id, by)
    if (row.state !== 'draft') throw conflict('not-draft', '该预警不是草稿，不能发布。')
    if (needsSecondPerson(row, by.userId))
      throw conflict('second-person', '橙色、红色预警须由起草人以外的人员审核发布。')
    return issue(parts, tx, row, by, comment, {
      sender_id: row.sender_id ?? by.organisationId,
      sender_name: row.sender_name ?? by.organisationName,
    })
  })
}

/** Issues without a person what was agreed to go out by itself. */
export function issueByItself(parts: EventsParts, tx: Transaction, row: store.WarningRow): Promise<Warning> {
  return issue(parts, tx, row, platform, '约定自动发布', {})
}

async function issue(
  parts: EventsParts,
  tx: Transaction,
  row: store.WarningRow,
  by: Doer,
  comment: string,
  sender: Partial<Pick<store.WarningRow, 'sender_id' | 'sender_name'>>,
): Promise<Warning> {
  const now = parts.kernel.clock.now()
  const before = row.supersedes_id ? await supersede(parts, tx, row, by) : undefined
  const issued = await store.updateWarning(tx, withBorders(parts.territory, row), {
    ...sender,
    ...{ state: 'issued', effective_time: now, issued_time: now, issued_by: by.userId, issued_name: by.name },
  })
  const cap = writeCap({
    warning: store.toWarning(issued),
    msgType: before ? 'Update' : 'Alert',
    sentTime: now,
    sender: senderOf(parts),
    references: before
      ? [{ identifier: before.identifier, sentTime: (before.issued_time ?? now).toISOString() }]
      : [],
    web: null,
  })
  const kept = await store.updateWarning(tx, issued, { cap })
  await noteWarning(parts, tx, kept, by, 'issued', comment)
  await parts.ledger.append(tx, { kind: 'events.warning-issued', subjectId: row.id, payload: { cap } })
  await broadcast(parts, tx, kept, before)
  return publishWarning(parts, tx, 'issued', kept)
}

/** The sender of CAP messages of this installation: the city. */
export function senderOf({ territory }: EventsParts): string {
  return `cn-${territory.cityCode() ?? '000000'}`
}

async function supersede(
  parts: EventsParts,
  tx: Transaction,
  row: store.WarningRow,
  by: Doer,
): Promise<store.WarningRow | undefined> {
  const before = await store.findWarning(tx, row.supersedes_id as string, {
    scope: { divisions: [], everything: true },
    lock: true,
  })
  if (!before || (before.state !== 'issued' && before.state !== 'expired')) return undefined
  const superseded = await store.updateWarning(tx, before, {
    ...{ state: 'superseded', superseded_by_id: row.id, ended_time: parts.kernel.clock.now() },
    ended_reason: changeInWords(before.level, row.level),
  })
  await noteWarning(parts, tx, superseded, by, 'superseded', superseded.ended_reason ?? '')
  await publishWarning(parts, tx, 'superseded', superseded)
  return superseded
}

/** Sends it to those responsible (who must confirm), to subscribers, and to gateways of loudspeakers, screens and stations. */
async function broadcast(
  parts: EventsParts,
  tx: Transaction,
  row: store.WarningRow,
  before: store.WarningRow | undefined,
): Promise<void> {
  const title = before ? `${row.headline}（${changeInWords(before.level, row.level)}）` : row.headline
  const people = row.channels.filter((one) => one === 'app' || one === 'sms' || one === 'voice')
  const told = people.length > 0 ? await tellPeople(parts, tx, row, title) : 0
  const now = parts.kernel.clock.now()
  for (const channel of row.channels) {
    const isPeople = people.some((one) => one === channel)
    const outcome = isPeople
      ? { targets: told, sent: told, failed: 0, detail: null }
      : await dropForGateways(parts, row, channel)
    await store.writeBroadcast(tx, row.id, { channel, ...outcome }, now)
  }
}

/** Answers how many people it goes to. */
async function tellPeople(
  parts: EventsParts,
  tx: Transaction,
  row: store.WarningRow,
  title: string,
): Promise<number> {
  const { messaging, identity } = parts
  const roles = ['grid-worker', 'district-officer', 'duty-officer']
  const responsible = new Set<string>()
  for (const division of row.division_codes)
    for (const role of roles)
      for (const person of await identity.findPeople(tx, { role, division })) responsible.add(person.id)
  const subscribers = (await store.listSubscribers(tx, row.division_codes)).filter(
    (id) => !responsible.has(id),
  )
  const base = {
    title,
    text: [row.description, row.instruction].filter(Boolean).join('\n'),
    urgency: row.level === 'red' || row.level === 'orange' ? ('emergency' as const) : ('urgent' as const),
    subject: { kind: 'warning', id: row.id },
    drill: row.exercise,
    ...(row.sender_id ? { senderId: row.sender_id } : {}),
  }
  const send = async (key: string, ids: readonly string[], more: object) => {
    if (ids.length === 0) return
    const to: Recipient[] = ids.map((userId) => ({ userId }))
    await messaging.send(tx, { ...base, key: `warning ${row.id} ${key}`, to, ...more })
  }
  await send('responsible', [...responsible], {
    receipt: true,
    until: 'confirmed',
    link: `/console/warnings/${row.id}`,
    fallback: [
      { channel: 'sms', afterSeconds: remindSeconds },
      { channel: 'voice', afterSeconds: remindSeconds },
    ],
  })
  // A drill is for those who take part in it.
  if (!row.exercise)
    await send('subscribers', subscribers, { channels: row.channels.filter(isForPeople), link: '/portal' })
  return responsible.size + (row.exercise ? 0 : subscribers.length)
}

function isForPeople(channel: WarningChannel): boolean {
  return channel === 'app' || channel === 'sms'
}
