import type { CityEvent } from '@civitas/contract'
import type { EventType } from '@civitas/domain-kit'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { lockMeetings, type Meeting } from '../locks-store.ts'
import { refreshAggregates } from '../merge-events.ts'
import { findEventAbout, findOpenNear } from '../open-store.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import { worstLevel } from '../rules.ts'
import * as store from '../store.ts'
import { readPhoto } from './read-photo.ts'
import * as reports from './store.ts'
import { chooseType, findPlace, type Place, type Taken, type Told, whoOf } from './told.ts'

/** What an algorithm must be sure of for its word to be taken like any other. */
const sureEnough = 0.9

/** Word that can be taken in: what it is of, where, and its photos. */
export interface Checked {
  readonly told: Told
  readonly type: EventType
  readonly place: Place
  readonly photos: ReadonlyArray<ReturnType<typeof readPhoto>>
  readonly meeting: Meeting
}

/** Refuses word that cannot be taken in. */
export async function checkTold(parts: EventsParts, tx: Queryable, told: Told): Promise<Checked> {
  const photos = (told.photos ?? []).map((photo, i) => readPhoto(photo, `/body/photos/${i}`))
  const type = chooseType(parts, told)
  const place = await findPlace(parts, tx, told)
  const meeting = {
    ...{ type, entityId: told.entity?.id ?? null, position: place.position },
    ...(told.externalId ? { reportKey: `${told.sourceSystem} ${told.externalId}` } : {}),
  }
  return { told, type, place, photos, meeting }
}

/**
 * Takes in word of an event: it joins an open one of its type about the same entity, or near and fresh enough
 * (`mergeWithin`), else it raises one. Every report is kept by itself, so that it can be taken out again.
 */
export async function takeReport(parts: EventsParts, tx: Transaction, told: Told): Promise<Taken> {
  const [taken] = await takeReports(parts, tx, [await checkTold(parts, tx, told)])
  return taken as Taken
}

/**
 * Takes in word of several events with as many statements as for one. No two of them may be word of the same
 * (`meetingKeys`): neither would see the other.
 */
export async function takeReports(
  parts: EventsParts,
  tx: Transaction,
  checked: readonly Checked[],
): Promise<Taken[]> {
  await lockMeetings(
    tx,
    checked.map((one) => one.meeting),
  )
  // Looked for behind the lock: two senders of one report may have waited for each other there.
  const known = await findKnown(parts, tx, checked)
  const fresh = checked.filter((one) => !known.has(one))
  const open = await findOpen(parts, tx, fresh)
  const raised = await raise(
    parts,
    tx,
    fresh.filter((one) => !open.has(one)),
  )
  const rowOf = (one: Checked) => (open.get(one) ?? raised.get(one)) as store.EventRow
  const kept = await keepReports(parts, tx, fresh, rowOf)
  const withMerged = await store.listWithMerged(
    tx,
    [...open.values()].map((row) => row.id),
  )
  for (const one of fresh) {
    const report = kept.get(one) as reports.ReportRow
    if (raised.has(one)) {
      const event = await publishEvent(parts, tx, 'raised', rowOf(one))
      known.set(one, { event, report, joined: false, known: false })
    } else {
      const event = await join(parts, tx, { open, withMerged }, one, report.id)
      known.set(one, { event, report, joined: true, known: false })
    }
  }
  return checked.map((one) => known.get(one) as Taken)
}

/** What had been taken in before, under the same id of the same system. */
async function findKnown(
  parts: EventsParts,
  tx: Transaction,
  checked: readonly Checked[],
): Promise<Map<Checked, Taken>> {
  const told = checked.filter(({ told: { sourceSystem, externalId } }) => sourceSystem && externalId)
  const found = await reports.listReportsBy(
    tx,
    told.map(({ told: one }) => [one.sourceSystem as string, one.externalId as string]),
  )
  const events =
    found.length > 0
      ? await store.findEvents(
          tx,
          found.map((one) => one.event_id),
        )
      : []
  const known = new Map<Checked, Taken>()
  for (const one of told) {
    const { sourceSystem, externalId } = one.told
    const report = found.find((row) => row.source_system === sourceSystem && row.external_id === externalId)
    const row = report && events.find((event) => event.id === report.event_id)
    if (row) known.set(one, { event: parts.toEvent(row), report, joined: false, known: true })
  }
  return known
}

/** The open events that take word in. */
async function findOpen(
  { kernel }: EventsParts,
  tx: Transaction,
  checked: readonly Checked[],
): Promise<Map<Checked, store.EventRow>> {
  const open = new Map<Checked, store.EventRow>()
  for (const one of checked) {
    const about = one.told.entity && (await findEventAbout(tx, one.type.id, one.told.entity.id))
    if (about) open.set(one, about)
  }
  const placed = checked.filter((one) => one.place.position && !open.has(one))
  const spots = placed.map(({ type, place, told }) => ({
    ...{ type, standardClass: told.standardClass },
    position: place.position as [number, number],
  }))
  const near = await findOpenNear(tx, spots, kernel.clock.now())
  for (const [n, row] of near.entries()) if (row) open.set(placed[n] as Checked, row)
  return open
}

async function keepReports(
  { kernel }: EventsParts,
  tx: Transaction,
  checked: readonly Checked[],
  rowOf: (one: Checked) => store.EventRow,
): Promise<Map<Checked, reports.ReportRow>> {
  const now = kernel.clock.now()
  const rows = await reports.insertReports(
    tx,
    checked.map((one) => reportOf(one, rowOf(one).id, now)),
    now,
  )
  const kept = new Map(checked.map((one, n) => [one, rows[n] as reports.ReportRow]))
  for (const [one, report] of kept)
    for (const photo of one.photos)
      report.photos?.push(
        await reports.insertPhoto(tx, { reportId: report.id, ...photo, sm3: sm3(photo.content) }),
      )
  return kept
}

function reportOf({ told, place }: Checked, eventId: string, now: Date): reports.NewReport {
  const { reporter = {} } = told
  return {
    event_id: eventId,
    channel: told.channel,
    source_system: told.sourceSystem ?? null,
    external_id: told.externalId ?? null,
    reporter_id: reporter.id ?? null,
    reporter_name: reporter.name ?? null,
    reporter_phone: reporter.phone ?? null,
    hidden: reporter.hidden ?? false,
    title: told.title,
    body: told.description ?? '',
    address: place.address,
    lon: place.position?.[0] ?? null,
    lat: place.position?.[1] ?? null,
    level: told.level ?? null,
    media_urls: [...(told.mediaUrls ?? [])],
    reported_time: told.reportedTime ?? now,
  }
}

/** Takes word into an open event. */
async function join(
  parts: EventsParts,
  tx: Transaction,
  { open, withMerged }: { open: Map<Checked, store.EventRow>; withMerged: ReadonlySet<string> },
  one: Checked,
  reportId: string,
): Promise<CityEvent> {
  const now = parts.kernel.clock.now()
  const { told } = one
  const row = open.get(one) as store.EventRow
  const level = worstLevel([row.own_level, told.level ?? null])
  const changed: store.EventRow = {
    ...row,
    own_level: level,
    own_highest_level: worstLevel([row.own_highest_level, level]),
    own_reports: row.own_reports + 1,
    standard_class: row.standard_class ?? told.standardClass ?? null,
    reported_time: now,
    changed_time: now,
  }
  note(parts, tx, {
    eventId: row.id,
    act: 'reported',
    ...whoOf(told),
    text: [told.title, told.description].filter(Boolean).join('。'),
    detail: {
      reportId,
      channel: told.channel,
      position: told.position ?? null,
      level: told.level ?? null,
      entityId: told.entity?.id ?? null,
    },
  })
  const [first, ...above] = (await refreshAggregates(tx, changed, withMerged.has(row.id))) as [
    store.EventRow,
    ...store.EventRow[],
  ]
  // The next of the same transaction goes on from what it is now.
  for (const fresh of [first, ...above])
    for (const [other, { id }] of open) if (id === fresh.id) open.set(other, fresh)
  for (const higher of above) await publishEvent(parts, tx, 'level-changed', higher)
  return publishEvent(parts, tx, 'reported', first)
}

/** Raises an event for each. */
async function raise(
  parts: EventsParts,
  tx: Transaction,
  checked: readonly Checked[],
): Promise<Map<Checked, store.EventRow>> {
  if (checked.length === 0) return new Map()
  const now = parts.kernel.clock.now()
  const references = await store.takeReferences(tx, now, checked.length)
  const rows = await store.insertEvents(
    tx,
    checked.map((one, n) => eventOf(parts, one, references[n] as string, now)),
  )
  for (const [n, row] of rows.entries()) noteRaised(parts, tx, row, checked[n] as Checked)
  return new Map(rows.map((row, n) => [checked[n] as Checked, row]))
}

function isVerifiedAtOnce({ type, told }: Checked): boolean {
  return type.verification === 'automatic' && (told.confidence ?? 1) >= sureEnough
}

function eventOf(parts: EventsParts, one: Checked, reference: string, now: Date): store.NewEvent {
  const { told, type, place } = one
  const [suggestion] = parts.suggester.suggest(`${told.title} ${told.description ?? ''}`)
  const [onlyClass, ...more] = type.classes ?? []
  return {
    reference,
    type: type.id,
    title: told.title,
    description: told.description ?? '',
    own_level: told.level ?? type.defaultLevel,
    own_active: true,
    state: isVerifiedAtOnce(one) ? 'verified' : 'raised',
    source: told.channel,
    standard_class: told.standardClass ?? (more.length === 0 ? (onlyClass ?? null) : null),
    address: place.address,
    suggestion: suggestion ?? null,
    entity_id: told.entity?.id ?? null,
    entity_name: told.entity?.name ?? null,
    division_code: place.divisionCode,
    lon: place.position?.[0] ?? null,
    lat: place.position?.[1] ?? null,
    value: null,
    unit: null,
    raised_time: now,
    ...(told.parties ? { party_ids: told.parties } : {}),
  }
}

function noteRaised(parts: EventsParts, tx: Transaction, row: store.EventRow, one: Checked): void {
  const { told } = one
  const detail = {
    channel: told.channel,
    sourceSystem: told.sourceSystem ?? null,
    confidence: told.confidence ?? null,
  }
  note(parts, tx, { eventId: row.id, ...whoOf(told), act: 'raised', text: told.description ?? '', detail })
  if (isVerifiedAtOnce(one))
    note(parts, tx, { eventId: row.id, act: 'verified', text: '此类事件上报即视为属实' })
  if (told.entity) {
    parts.kernel.trace.link(tx, [
      { fromKind: 'entity', fromId: told.entity.id, toKind: 'event', toId: row.id, note: 'reported' },
    ])
  }
}
