import { eventChanged, type Warning } from '@civitas/contract'
import { rankLevel } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { writeCap } from '../adapters/cap/write-cap.ts'
import type { EventsParts } from '../publish-event.ts'
import * as eventStore from '../store.ts'
import {
  draftForEvents,
  insertDraft,
  lockWarning,
  noteWarning,
  platform,
  publishWarning,
} from './draft-warning.ts'
import { issueByItself, senderOf } from './issue-warning.ts'
import { headlineOf } from './rules.ts'
import * as store from './store.ts'

/** Drafts a warning for every event of a kind that warns, once it is grave enough. */
export function warnOfEvents(parts: EventsParts): void {
  parts.kernel.messages.subscribe(
    'events.warn',
    eventChanged,
    (tx, { body }) => warnOf(parts, tx, [body.event.id]),
    {
      all: (tx, waiting) => warnOf(parts, tx, [...new Set(waiting.map(({ body }) => body.event.id))]),
      atMost: 25,
      when: ({ act, event }) =>
        act !== 'closed' && parts.domains.findEventType(event.type)?.warns !== undefined,
    },
  )
}

async function warnOf(parts: EventsParts, tx: Transaction, ids: readonly string[]): Promise<void> {
  const events = (await eventStore.lockEvents(tx, ids)).map(parts.toEvent)
  const grave = events.flatMap((event) => {
    const policy = parts.domains.findEventType(event.type)?.warns
    const isOpen = event.active && (event.state === 'verified' || event.state === 'raised')
    return policy && isOpen && rankLevel(event.level) >= rankLevel(policy.minLevel) ? [{ event, policy }] : []
  })
  if (grave.length === 0) return
  const known = await store.lockWarningsOf(
    tx,
    grave.map(({ event }) => event.id),
  )
  const drafts = await draftForEvents(
    parts,
    tx,
    grave.map((one) => ({ ...one, known: known.get(one.event.id) })),
  )
  for (const { draft, policy } of drafts) if (policy.automatic) await issueByItself(parts, tx, draft)
}

/** What has run out waits for a person to lift it; a draft nobody has looked at in time is told of. One at a time. */
export async function followNextWarning(parts: EventsParts, tx: Transaction): Promise<boolean> {
  const row = await store.takeDueWarning(tx, parts.kernel.clock.now())
  if (!row) return false
  if (row.state === 'issued') {
    const expired = await store.updateWarning(tx, row, { state: 'expired' })
    await noteWarning(parts, tx, expired, platform, 'expired', '')
    await publishWarning(parts, tx, 'expired', expired)
    return true
  }
  const late = await store.updateWarning(tx, row, { verify_late: true })
  await noteWarning(parts, tx, late, platform, 'verify-late', '')
  const division = row.division_codes[0]
  const officers = division ? await parts.identity.findPeople(tx, { role: 'duty-officer', division }) : []
  if (officers.length > 0)
    await parts.messaging.send(tx, {
      key: `warning ${row.id} verify-late`,
      title: `预警草稿超时未核实：${row.headline}`,
      text: row.description,
      urgency: 'urgent',
      to: officers.map((one) => ({ userId: one.id })),
      subject: { kind: 'warning', id: row.id },
      link: `/console/warnings/${row.id}`,
    })
  return true
}

/** Lifts a warning in force, or one that has run out: those who were told of it are told of its end. */
export async function liftWarning(
  parts: EventsParts,
  id: string,
  comment: string,
  by: Principal,
): Promise<Warning> {
  return parts.kernel.db.transaction(async (tx) => {
    const now = parts.kernel.clock.now()
    const row = await lockWarning(tx, id, by)
    if (row.state !== 'issued' && row.state !== 'expired')
      throw conflict('not-in-force', '该预警不在生效中，无需解除。')
    const ended = await store.updateWarning(tx, row, {
      ...{ state: 'lifted', ended_time: now, ended_reason: comment },
    })
    const cap = writeCap({
      ...{
        warning: store.toWarning(ended),
        msgType: 'Cancel',
        sentTime: now,
        sender: senderOf(parts),
        web: null,
      },
      references: [{ identifier: row.identifier, sentTime: (row.issued_time ?? now).toISOString() }],
    })
    const kept = await store.updateWarning(tx, ended, { cap })
    await noteWarning(parts, tx, kept, by, 'lifted', comment)
    await parts.ledger.append(tx, { kind: 'events.warning-lifted', subjectId: id, payload: { cap } })
    await tellOfEnd(parts, tx, kept, comment)
    return publishWarning(parts, tx, 'lifted', kept)
  })
}

async function tellOfEnd(
  parts: EventsParts,
  tx: Transaction,
  row: store.WarningRow,
  comment: string,
): Promise<void> {
  const ids = new Set(row.exercise ? [] : await store.listSubscribers(tx, row.division_codes))
  for (const division of row.division_codes)
    for (const role of ['grid-worker', 'district-officer', 'duty-officer'])
      for (const person of await parts.identity.findPeople(tx, { role, division })) ids.add(person.id)
  if (ids.size === 0) return
  await parts.messaging.send(tx, {
    key: `warning ${row.id} lifted`,
    title: `解除${row.headline}`,
    text: comment,
    urgency: 'urgent',
    to: [...ids].map((userId) => ({ userId })),
    subject: { kind: 'warning', id: row.id },
    drill: row.exercise,
  })
}

export async function rejectWarning(
  parts: EventsParts,
  id: string,
  comment: string,
  by: Principal,
): Promise<Warning> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await lockWarning(tx, id, by)
    if (row.state !== 'draft') throw conflict('not-draft', '只有草稿可以不予发布。')
    const rejected = await store.updateWarning(tx, row, {
      ...{ state: 'rejected', ended_time: parts.kernel.clock.now(), ended_reason: comment },
    })
    await noteWarning(parts, tx, rejected, by, 'rejected', comment)
    return publishWarning(parts, tx, 'rejected', rejected)
  })
}

export interface WarningUpdate {
  level?: Warning['level']
  description?: string
  instruction?: string
  expiresTime?: string
}

/** Drafts what will supersede a warning in force: another level, other words, more time. */
export async function updateWarning(
  parts: EventsParts,
  id: string,
  given: WarningUpdate,
  by: Principal,
): Promise<Warning> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await lockWarning(tx, id, by)
    if (row.state !== 'issued' && row.state !== 'expired')
      throw conflict('not-in-force', '该预警不在生效中，不能更新。')
    const expires = given.expiresTime ? new Date(given.expiresTime) : row.expires_time
    if (expires <= parts.kernel.clock.now()) throw invalid('/body/expiresTime', '失效时间应晚于现在')
    const level = given.level ?? row.level
    const { issued_by: _, issued_name: __, issued_time: ___, cap: ____, ...content } = row
    const draft = await insertDraft(parts, tx, {
      ...content,
      level,
      headline: headlineOf(row.area_text, row.event_name, level),
      description: given.description ?? row.description,
      instruction: given.instruction ?? row.instruction,
      expires_time: expires,
      drafted_by: by.userId,
      drafted_name: by.name,
      verify_due_time: null,
      supersedes_id: row.id,
    })
    await noteWarning(parts, tx, draft, by, 'drafted', `更新 ${row.reference}`)
    return publishWarning(parts, tx, 'drafted', draft)
  })
}

/** Says whether what was warned of came, and when: a hit with its lead time, or a false alarm (PLT-099). */
export async function evaluateWarning(
  parts: EventsParts,
  id: string,
  given: { occurredTime: string | null; comment?: string },
  by: Principal,
): Promise<Warning> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await lockWarning(tx, id, by)
    if (row.state !== 'lifted' && row.state !== 'superseded')
      throw conflict('not-ended', '预警解除后才能检验。')
    const occurred = given.occurredTime ? new Date(given.occurredTime) : null
    if (occurred && occurred > parts.kernel.clock.now())
      throw invalid('/body/occurredTime', '发生时间不能晚于现在')
    const evaluated = await store.updateWarning(tx, row, {
      outcome: occurred ? 'hit' : 'false-alarm',
      occurred_time: occurred,
    })
    const words = occurred ? `命中，提前 ${store.toWarning(evaluated).leadMinutes?.toFixed(0)} 分钟` : '空报'
    await noteWarning(
      parts,
      tx,
      evaluated,
      by,
      'evaluated',
      [words, given.comment].filter(Boolean).join('。'),
    )
    return publishWarning(parts, tx, 'evaluated', evaluated)
  })
}
