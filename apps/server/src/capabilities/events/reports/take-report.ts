import type { CityEvent, EventSource, ReportPhoto, WarningLevel } from '@civitas/contract'
import { type EventType, findStandardClass } from '@civitas/domain-kit'
import { wholeScope } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { EntityRow } from '../../entities/index.ts'
import { lockMeeting } from '../locks-store.ts'
import { refreshAggregates } from '../merge-events.ts'
import { type EventsParts, note, publishEvent } from '../publish-event.ts'
import { metresBetween, worstLevel } from '../rules.ts'
import * as store from '../store.ts'
import { readPhoto } from './read-photo.ts'
import * as reports from './store.ts'

/** Word of something, from whatever channel, with who gave it. */
export interface Told {
  readonly channel: EventSource
  readonly sourceSystem?: string
  /** With `sourceSystem`: the same again is the same report. */
  readonly externalId?: string
  readonly type?: string
  readonly standardClass?: string
  readonly title: string
  readonly description?: string
  readonly position?: readonly [number, number]
  readonly address?: string
  readonly level?: WarningLevel
  readonly entity?: EntityRow
  /** Entities a dispute is between. */
  readonly parties?: readonly string[]
  readonly reporter?: {
    readonly id?: string
    readonly name?: string
    readonly phone?: string
    readonly hidden?: boolean
  }
  readonly photos?: readonly ReportPhoto[]
  readonly mediaUrls?: readonly string[]
  readonly reportedTime?: Date
  /** Of an algorithm, 0–1. */
  readonly confidence?: number
}

export interface Taken {
  readonly event: CityEvent
  readonly report: reports.ReportRow
  /** It joined an event that was open. */
  readonly joined: boolean
  /** The same report had been taken before; nothing was changed. */
  readonly known: boolean
}

/** What an algorithm must be sure of for its word to be taken like any other. */
const sureEnough = 0.9

/**
 * Takes in word of an event: it joins an open one of its type about the same entity, or near and fresh enough
 * (`mergeWithin`), else it raises one. Every report is kept by itself, so that it can be taken out again.
 */
export async function takeReport(parts: EventsParts, tx: Transaction, told: Told): Promise<Taken> {
  const photos = (told.photos ?? []).map((photo, i) => readPhoto(photo, `/body/photos/${i}`))
  const type = chooseType(parts, told)
  const place = await findPlace(parts, tx, told)
  await lockMeeting(tx, {
    ...{ type, entityId: told.entity?.id, position: place.position },
    reportKey: told.externalId && `${told.sourceSystem} ${told.externalId}`,
  })
  // Looked for behind the lock: two senders of one report may have waited for each other there.
  const known = await findKnown(parts, tx, told)
  if (known) return known
  const open = await findOpen(parts, tx, type, told, place.position)
  const row = open ?? (await raise(parts, tx, type, told, place))
  const report = await keepReport(parts, tx, row.id, told, place)
  for (const photo of photos)
    report.photos?.push(
      await reports.insertPhoto(tx, { reportId: report.id, ...photo, sm3: sm3(photo.content) }),
    )
  if (!open)
    return { event: await publishEvent(parts, tx, 'raised', row), report, joined: false, known: false }
  return { event: await join(parts, tx, row, told, report.id), report, joined: true, known: false }
}

async function findKnown(parts: EventsParts, tx: Transaction, told: Told): Promise<Taken | undefined> {
  if (!told.sourceSystem || !told.externalId) return undefined
  const report = await reports.findReportBy(tx, told.sourceSystem, told.externalId)
  const row = report && (await store.findEvent(tx, report.event_id, { scope: wholeScope }))
  return report && row && { event: parts.toEvent(row), report, joined: false, known: true }
}

/** The type that was named, that of the class that was named, or what the words speak of. */
export function chooseType({ domains, suggester }: EventsParts, told: Told): EventType {
  if (told.standardClass && !findStandardClass(told.standardClass))
    throw invalid('/body/standardClass', `没有“${told.standardClass}”这个分类代码（GB/T 30428.2）`)
  if (told.type) {
    const type = domains.findEventType(told.type)
    if (!type) throw invalid('/body/type', `没有“${told.type}”这种事件类型`)
    return type
  }
  const byClass =
    told.standardClass &&
    domains.list('eventTypes').find((type) => type.classes?.includes(told.standardClass as string))
  if (byClass) return byClass
  const [guess] = suggester.suggest(`${told.title} ${told.description ?? ''}`)
  const guessed = guess?.type ? domains.findEventType(guess.type) : undefined
  if (!guessed) throw invalid('/body/type', '无法从描述判断事件类型，请指定 type 或 standardClass')
  return guessed
}

interface Place {
  readonly position: readonly [number, number] | null
  readonly divisionCode: string | null
  readonly address: string | null
}

async function findPlace({ territory }: EventsParts, tx: Transaction, told: Told): Promise<Place> {
  const { position, address = null } = told
  if (position) {
    const divisionCode = territory.findDivisionAt(position[0], position[1])
    if (!divisionCode) throw invalid('/body/position', '位置不在本市范围内')
    return { position, divisionCode, address }
  }
  const found = address ? await territory.locate(tx, address) : undefined
  if (found) return { position: found.position, divisionCode: found.divisionCode, address }
  return { position: null, divisionCode: null, address }
}

async function findOpen(
  { kernel }: EventsParts,
  tx: Transaction,
  type: EventType,
  told: Told,
  position: Place['position'],
): Promise<store.EventRow | undefined> {
  const about = told.entity ? await store.findEventAbout(tx, type.id, told.entity.id) : undefined
  if (about) return about
  if (!position) return undefined
  const { metres, minutes } = type.mergeWithin
  const since = new Date(kernel.clock.now().getTime() - minutes * 60_000)
  const query = { type: type.id, position, metres, since }
  const around = await store.listOpenAround(tx, query, wholeScope)
  const near = around.find(
    (one) =>
      metresBetween([one.lon as number, one.lat as number], position) <= metres &&
      isSameClass(one.standard_class, told.standardClass),
  )
  return near && store.lockOpenEvent(tx, near.id)
}

/** Two reports of different classes speak of different things, wherever they are. */
function isSameClass(known: string | null, told: string | undefined): boolean {
  return !known || !told || known === told
}

async function keepReport(
  { kernel }: EventsParts,
  tx: Transaction,
  eventId: string,
  told: Told,
  place: Place,
): Promise<reports.ReportRow> {
  const now = kernel.clock.now()
  const { reporter = {} } = told
  return reports.insertReport(
    tx,
    {
      eventId,
      channel: told.channel,
      sourceSystem: told.sourceSystem ?? null,
      externalId: told.externalId ?? null,
      reporterId: reporter.id ?? null,
      reporterName: reporter.name ?? null,
      reporterPhone: reporter.phone ?? null,
      hidden: reporter.hidden ?? false,
      title: told.title,
      body: told.description ?? '',
      address: place.address,
      position: place.position,
      level: told.level ?? null,
      mediaUrls: told.mediaUrls ?? [],
      reportedTime: told.reportedTime ?? now,
    },
    now,
  )
}

async function join(
  parts: EventsParts,
  tx: Transaction,
  row: store.EventRow,
  told: Told,
  reportId: string,
): Promise<CityEvent> {
  const now = parts.kernel.clock.now()
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
  const [first, ...above] = await refreshAggregates(tx, changed)
  for (const one of above) await publishEvent(parts, tx, 'level-changed', one)
  return publishEvent(parts, tx, 'reported', first as store.EventRow)
}

/** Who stands in the timeline; nobody when they asked not to be named. */
function whoOf({ reporter = {} }: Told): { userId: string | null; userName: string | null } {
  if (reporter.hidden) return { userId: null, userName: null }
  return { userId: reporter.id ?? null, userName: reporter.name ?? null }
}

async function raise(
  parts: EventsParts,
  tx: Transaction,
  type: EventType,
  told: Told,
  place: Place,
): Promise<store.EventRow> {
  const now = parts.kernel.clock.now()
  const isSure = (told.confidence ?? 1) >= sureEnough
  const automatic = type.verification === 'automatic' && isSure
  const [suggestion] = parts.suggester.suggest(`${told.title} ${told.description ?? ''}`)
  const [onlyClass, ...more] = type.classes ?? []
  const row = await store.insertEvent(tx, {
    reference: await store.takeReference(tx, now),
    type: type.id,
    title: told.title,
    description: told.description ?? '',
    own_level: told.level ?? type.defaultLevel,
    own_active: true,
    state: automatic ? 'verified' : 'raised',
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
    party_ids: told.parties,
  })
  const who = { eventId: row.id, ...whoOf(told) }
  const detail = {
    channel: told.channel,
    sourceSystem: told.sourceSystem ?? null,
    confidence: told.confidence ?? null,
  }
  note(parts, tx, { ...who, act: 'raised', text: told.description ?? '', detail })
  if (automatic) note(parts, tx, { eventId: row.id, act: 'verified', text: '此类事件上报即视为属实' })
  if (told.entity) {
    parts.kernel.trace.link(tx, [
      { fromKind: 'entity', fromId: told.entity.id, toKind: 'event', toId: row.id, note: 'reported' },
    ])
  }
  return row
}
