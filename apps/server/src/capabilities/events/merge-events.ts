import type { CityEvent } from '@civitas/contract'
import { type Principal, type Scope, wholeScope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../kernel/problem.ts'
import { lockMerging } from './locks-store.ts'
import { type EventsParts, note, publishEvent } from './publish-event.ts'
import { isOpen, judgeCauses, mergeFault, worstLevel } from './rules.ts'
import * as store from './store.ts'

/** The event, held until the transaction ends; not found outside the caller’s scope. */
export async function lockEvent(tx: Transaction, id: string, scope: Scope): Promise<store.EventRow> {
  const row = await store.findEvent(tx, id, { scope, lock: true })
  if (!row) throw notFound('事件', id)
  return row
}

/**
 * Works out level, activity and reports of an event from its own and those of the events merged into it, and so on
 * upwards. Answers every event on the way, the given one first. `hasMembers` is false for one known to have none.
 */
export async function refreshAggregates(
  tx: Transaction,
  row: store.EventRow,
  hasMembers = true,
): Promise<store.EventRow[]> {
  const members = hasMembers ? await store.listMerged(tx, row.id, wholeScope) : []
  const own = { level: row.own_level, active: row.own_active }
  const fresh = store.keepEvent(tx, row, {
    ...judgeCauses([own, ...members], row.own_level),
    highest_level: worstLevel([row.own_highest_level, ...members.map((one) => one.highest_level)]),
    reports: row.own_reports + members.reduce((sum, one) => sum + one.reports, 0),
  })
  if (fresh.state !== 'merged' || !fresh.merged_into_id) return [fresh]
  const above = await lockEvent(tx, fresh.merged_into_id, wholeScope)
  return [fresh, ...(await refreshAggregates(tx, above))]
}

/** Joins an event to another of its type. Nothing is lost: `unmergeEvent` restores both. */
export async function mergeEvent(
  parts: EventsParts,
  input: { id: string; intoId: string; comment?: string },
  by: Principal,
): Promise<CityEvent> {
  return parts.kernel.db.transaction((tx) => mergeInto(parts, tx, input, by))
}

/** Joins an event to another in the caller’s transaction. */
export async function mergeInto(
  parts: EventsParts,
  tx: Transaction,
  input: { id: string; intoId: string; comment?: string },
  by: Principal,
): Promise<CityEvent> {
  const now = parts.kernel.clock.now()
  await lockMerging(tx)
  const from = await lockEvent(tx, input.id, by.scope)
  const into = await store.findEvent(tx, input.intoId, { scope: by.scope, lock: true })
  if (!into) throw invalid('/body/intoId', '没有这起事件')
  const fault = mergeFault(parts.toEvent(from), parts.toEvent(into), from.case_open)
  if (fault) throw conflict(fault.code, fault.message)
  const merged = await store.updateEvent(tx, from, {
    state: 'merged',
    state_before_merge: from.state,
    merged_into_id: into.id,
    changed_time: now,
  })
  const who = { userId: by.userId, userName: by.name }
  const text = input.comment ?? ''
  note(parts, tx, {
    ...who,
    eventId: from.id,
    act: 'merged',
    text,
    detail: { intoId: into.id, reference: into.reference },
  })
  note(parts, tx, {
    ...who,
    eventId: into.id,
    act: 'absorbed',
    text,
    detail: { fromId: from.id, reference: from.reference },
  })
  parts.kernel.trace.link(tx, [
    { fromKind: 'event', fromId: from.id, toKind: 'event', toId: into.id, note: 'merged' },
  ])
  const [fresh] = await refreshAggregates(tx, await store.updateEvent(tx, into, { changed_time: now }))
  await publishEvent(parts, tx, 'level-changed', fresh as store.EventRow)
  return publishEvent(parts, tx, 'merged', merged)
}

/** Takes an event out of the one it was merged into; both are as if they had never been joined. */
export async function unmergeEvent(parts: EventsParts, id: string, by: Principal): Promise<CityEvent> {
  return parts.kernel.db.transaction(async (tx) => {
    const now = parts.kernel.clock.now()
    await lockMerging(tx)
    const row = await lockEvent(tx, id, by.scope)
    if (row.state !== 'merged' || !row.merged_into_id)
      throw conflict('not-merged', '此事件没有并入其他事件。')
    const into = await lockEvent(tx, row.merged_into_id, wholeScope)
    if (into.state !== 'merged' && !isOpen(into.state)) {
      throw conflict('target-closed', `主事件 ${into.reference} 已关闭，不能再撤销合并。`)
    }
    const restored = await store.updateEvent(tx, row, {
      state: row.state_before_merge ?? 'raised',
      state_before_merge: null,
      merged_into_id: null,
      changed_time: now,
    })
    const who = { userId: by.userId, userName: by.name, text: '' }
    note(parts, tx, {
      ...who,
      eventId: id,
      act: 'unmerged',
      detail: { fromId: into.id, reference: into.reference },
    })
    note(parts, tx, {
      ...who,
      eventId: into.id,
      act: 'released',
      detail: { id, reference: row.reference },
    })
    for (const one of await refreshAggregates(tx, await store.updateEvent(tx, into, { changed_time: now }))) {
      await publishEvent(parts, tx, 'level-changed', one)
    }
    return publishEvent(parts, tx, 'unmerged', restored)
  })
}
