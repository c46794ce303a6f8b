import type { CityEvent } from '@civitas/contract'
import { type Principal, wholeScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { conflict, forbidden, invalid } from '../../kernel/problem.ts'
import { listCauses } from './causes-store.ts'
import { lockMerging } from './locks-store.ts'
import { lockEvent, mergeInto } from './merge-events.ts'
import { findEventAbout } from './open-store.ts'
import { type EventsParts, note, publishEvent } from './publish-event.ts'
import * as reports from './reports/store.ts'
import { closeFault, endsWhenCleared, isOpen } from './rules.ts'
import * as store from './store.ts'

interface Closing {
  text: string
  userId?: string
  userName?: string
  closedTime?: Date
}

/** An installation that owns an event lower down changes it; this one may urge it (PLT-089: 不越位、不替代). */
function requireOwn(row: store.EventRow): void {
  if (row.source === 'lower')
    throw forbidden('此事件由下级平台办理，本级不能代为处置，可以催办。', 'owned-by-lower')
}

/** Another installation has ended what it was given, or what it had told of. */
export async function endFromOutside(
  parts: EventsParts,
  tx: Transaction,
  row: store.EventRow,
  text: string,
  closedTime?: Date,
): Promise<void> {
  await close(parts, tx, row, { text, closedTime })
}

async function close(
  parts: EventsParts,
  tx: Transaction,
  row: store.EventRow,
  { closedTime, ...closing }: Closing,
): Promise<CityEvent> {
  const now = parts.kernel.clock.now()
  const closed = await store.updateEvent(tx, row, {
    state: 'closed',
    closed_time: closedTime ?? now,
    changed_time: now,
    case_open: false,
  })
  note(parts, tx, { eventId: row.id, act: 'closed', ...closing })
  return publishEvent(parts, tx, 'closed', closed)
}

/** Ends an event whose condition has passed, unless a case or a person has still to deal with it. */
export async function endEventOf(
  parts: EventsParts,
  tx: Transaction,
  row: store.EventRow,
  text: string,
): Promise<void> {
  const type = parts.domains.findEventType(row.type)
  const { state, case_id: caseId, highest_level: highestLevel } = row
  if (endsWhenCleared({ state, caseId, highestLevel }, type)) await close(parts, tx, row, { text })
}

/** A person closes an event that needs no case. */
export async function closeEvent(
  parts: EventsParts,
  id: string,
  comment: string,
  by: Principal,
): Promise<CityEvent> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await lockEvent(tx, id, by.scope)
    requireOwn(row)
    const fault = closeFault(row.state, row.case_open)
    if (fault) throw conflict(fault.code, fault.message)
    return close(parts, tx, row, { text: comment, userId: by.userId, userName: by.name })
  })
}

/** A person says whether an event is real. One that is not ends here. */
export async function verifyEvent(
  parts: EventsParts,
  id: string,
  answer: { real: boolean; comment: string; mergeIds?: readonly string[] },
  by: Principal,
): Promise<CityEvent> {
  return parts.kernel.db.transaction(async (tx) => {
    if (answer.mergeIds?.length && !answer.real)
      throw invalid('/body/mergeIds', '核实不属实的事件不能合并其他事件。')
    // The same that are merged hold back everybody else’s merging, in one order, so that none waits for another.
    if (answer.mergeIds?.length) await lockMerging(tx)
    const now = parts.kernel.clock.now()
    const row = await lockEvent(tx, id, by.scope)
    requireOwn(row)
    if (row.state !== 'raised') throw conflict('not-waiting', '事件不在待核实状态。')
    const state = answer.real ? 'verified' : 'dismissed'
    const changed = await store.updateEvent(tx, row, {
      state,
      changed_time: now,
      closed_time: answer.real ? null : now,
    })
    note(parts, tx, {
      eventId: id,
      act: state,
      text: answer.comment,
      userId: by.userId,
      userName: by.name,
    })
    // Who verifies has seen the alarm: it need not rise any more, real or not.
    const causes = await listCauses(tx, id)
    await parts.sensing.acknowledgeAlarms(tx, causes, { by: by.name, note: answer.comment || null })
    const event = await publishEvent(parts, tx, state, changed)
    for (const mergeId of new Set(answer.mergeIds ?? []))
      await mergeInto(parts, tx, { id: mergeId, intoId: id, comment: answer.comment }, by)
    if (answer.real && !changed.active) await endEventOf(parts, tx, changed, '现象已解除，无需处置，自动关闭')
    return answer.mergeIds?.length ? parts.toEvent(await lockEvent(tx, id, by.scope)) : event
  })
}

export interface CaseOpened {
  eventId: string
  caseId: string
  /** Number of the case. */
  reference: string
}

/** Cases were opened for events: each event waits for the end of its case. */
export async function noteCasesOpened(
  parts: EventsParts,
  tx: Transaction,
  opened: readonly CaseOpened[],
  by: { userId: string | null; userName: string | null },
): Promise<void> {
  if (opened.length === 0) return
  const changed = await store.setCases(tx, opened, parts.kernel.clock.now())
  const rows = new Map(changed.map((row) => [row.id, row]))
  for (const { eventId, caseId, reference } of opened) {
    note(parts, tx, { eventId, act: 'case-opened', text: `案件 ${reference}`, ...by, detail: { caseId } })
    await publishEvent(parts, tx, 'case-opened', rows.get(eventId) as store.EventRow)
  }
}

/** The last open case of an event was closed: the event ends with it. */
export async function noteCaseClosed(
  parts: EventsParts,
  tx: Transaction,
  id: string,
  reference: string,
): Promise<void> {
  const row = await lockEvent(tx, id, wholeScope)
  if (isOpen(row.state)) await close(parts, tx, row, { text: `案件 ${reference} 已结案` })
}

/** Somebody is not content with the end of an event that never had a case: it is to be verified anew. */
export async function reopenEvent(parts: EventsParts, tx: Transaction, event: store.EventRow): Promise<void> {
  const row = await lockEvent(tx, event.id, wholeScope)
  if (row.state !== 'closed' && row.state !== 'dismissed') return
  const other = row.entity_id && (await findEventAbout(tx, row.type, row.entity_id))
  if (other) return
  const now = parts.kernel.clock.now()
  const open = await store.updateEvent(tx, row, { state: 'raised', closed_time: null, changed_time: now })
  await reports.forgetTold(tx, row.id)
  note(parts, tx, { eventId: row.id, act: 'reopened', text: '上报人要求重新办理' })
  await publishEvent(parts, tx, 'reopened', open)
}

/**
 * A case of the event was taken up again: the event is open with it, and its reporters are told anew when it ends. It stays
 * closed where another event about the same entity has been opened since.
 */
export async function noteCaseReopened(
  parts: EventsParts,
  tx: Transaction,
  id: string,
  reference: string,
): Promise<void> {
  const row = await lockEvent(tx, id, wholeScope)
  if (row.state !== 'closed') return
  const other = row.entity_id && (await findEventAbout(tx, row.type, row.entity_id))
  if (other) return
  const open = await store.updateEvent(tx, row, {
    state: 'verified',
    closed_time: null,
    case_open: true,
    changed_time: parts.kernel.clock.now(),
  })
  await reports.forgetTold(tx, id)
  note(parts, tx, { eventId: id, act: 'reopened', text: `案件 ${reference} 重新办理` })
  await publishEvent(parts, tx, 'case-opened', open)
}
