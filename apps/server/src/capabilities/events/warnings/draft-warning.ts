import {
  type CityEvent,
  type Warning,
  type WarningDraft,
  type WarningLevel,
  warningChanged,
} from '@civitas/contract'
import { rankLevel, type WarningPolicy } from '@civitas/domain-kit'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import * as eventStore from '../store.ts'
import { touched, withBorders } from './area.ts'
import { commonDivision, headlineOf, type WarningAct } from './rules.ts'
import * as store from './store.ts'

/** Who does something to a warning; nobody when it is the platform. */
export interface Doer {
  userId: string | null
  name: string | null
}

export const platform: Doer = { userId: null, name: null }

export async function noteWarning(
  { kernel }: EventsParts,
  tx: Transaction,
  row: store.WarningRow,
  by: Doer,
  act: WarningAct,
  text: string,
): Promise<void> {
  const entry = { warningId: row.id, act, userId: by.userId, userName: by.name, text }
  store.insertWarningEntry(tx, entry, kernel.clock.now())
}

type Act = 'drafted' | 'issued' | 'superseded' | 'lifted' | 'expired' | 'rejected' | 'evaluated'

/** Tells the city, in the transaction of the change, what happened to a warning. */
export async function publishWarning(
  { kernel, territory }: EventsParts,
  tx: Transaction,
  act: Act,
  row: store.WarningRow,
): Promise<Warning> {
  const warning = store.toWarning(withBorders(territory, row))
  const { geometry: _, ...told } = warning
  await kernel.messages.publish(tx, warningChanged, { act, warning: told })
  return warning
}

export async function lockWarning(
  tx: Transaction,
  id: string,
  by: Pick<Principal, 'scope'>,
): Promise<store.WarningRow> {
  const row = await store.findWarning(tx, id, { scope: by.scope, lock: true })
  if (!row) throw notFound('预警', id)
  return row
}

/** A person drafts a warning for divisions of theirs, or for an area on the map. */
export async function draftWarning(parts: EventsParts, draft: WarningDraft, by: Principal): Promise<Warning> {
  return parts.kernel.db.transaction(async (tx) => {
    const event = draft.eventId
      ? await eventStore.findEvent(tx, draft.eventId, { scope: by.scope })
      : undefined
    if (draft.eventId && !event) throw invalid('/body/eventId', '没有这起事件')
    const row = await insertDraft(parts, tx, {
      ...contentOf(parts, draft, by),
      event_type: event?.type ?? null,
      event_id: event?.id ?? null,
      evidence: event ? evidenceOf(parts.toEvent(event)) : {},
      drafted_by: by.userId,
      drafted_name: by.name,
      sender_id: by.organisationId,
      sender_name: by.organisationName,
      verify_due_time: null,
      supersedes_id: null,
    })
    await noteWarning(parts, tx, row, by, 'drafted', row.headline)
    return publishWarning(parts, tx, 'drafted', row)
  })
}

/** What a draft says, checked: its area is known, within the drafter’s divisions, and its time lies ahead. */
export function contentOf({ kernel, territory }: EventsParts, draft: WarningDraft, by: Principal) {
  const { divisionCodes = [], geometry = null, exercise = false } = draft
  if (divisionCodes.length === 0 && !geometry) throw invalid('/body/divisionCodes', '须给出区划或范围')
  for (const code of divisionCodes) {
    if (!territory.findDivision(code)) throw invalid('/body/divisionCodes', `没有区划 ${code}`)
    if (!isInScope(code, by.scope)) throw forbidden('区划不在您的管辖范围内。', 'outside-scope')
  }
  const expires = new Date(draft.expiresTime)
  if (expires <= kernel.clock.now()) throw invalid('/body/expiresTime', '失效时间应晚于现在')
  const codes = divisionCodes.length > 0 ? divisionCodes : touched(territory, geometry as GeoJSON.Geometry)
  if (codes.length === 0) throw invalid('/body/geometry', '范围不在本市')
  const areaText = codes.map((code) => territory.findDivision(code)?.name ?? code).join('、')
  return {
    exercise,
    category: draft.category,
    event_name: draft.eventName,
    level: draft.level,
    headline: draft.headline ?? headlineOf(areaText, draft.eventName, draft.level),
    description: draft.description,
    instruction: draft.instruction,
    area_text: areaText,
    division_codes: codes,
    division_code: commonDivision(codes),
    geometry,
    channels: draft.channels,
    expires_time: expires,
  }
}

type Given = Omit<
  store.NewWarning,
  'id' | 'reference' | 'identifier' | 'state' | 'imported' | 'drafted_time' | 'effective_time'
>

export async function insertDraft(
  parts: EventsParts,
  tx: Transaction,
  given: Given,
): Promise<store.WarningRow> {
  return (await insertDrafts(parts, tx, [given]))[0] as store.WarningRow
}

async function insertDrafts(
  { kernel }: EventsParts,
  tx: Transaction,
  given: readonly Given[],
): Promise<store.WarningRow[]> {
  if (given.length === 0) return []
  const now = kernel.clock.now()
  const references = await store.takeWarningReferences(tx, now, given.length)
  const drafts = given.map((one, n): store.NewWarning => {
    const id = newId()
    const reference = references[n] as string
    return {
      ...one,
      ...{ id, reference, state: 'draft', imported: false, drafted_time: now, effective_time: null },
      // Identifiers of CAP hold no spaces, commas or markup (section 3.2.1).
      identifier: `CN-${one.division_codes[0] ?? '000000'}-${reference}-${id.slice(-6)}`,
    }
  })
  return store.insertWarnings(tx, drafts)
}

export function evidenceOf(event: CityEvent): Record<string, unknown> {
  const {
    id,
    reference,
    title,
    level,
    value,
    unit,
    entityId,
    entityName,
    position,
    raisedTime,
    changedTime,
  } = event
  return { id, reference, title, level, value, unit, entityId, entityName, position, raisedTime, changedTime }
}

export async function changeDraft(
  parts: EventsParts,
  id: string,
  draft: WarningDraft,
  by: Principal,
): Promise<Warning> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await lockWarning(tx, id, by)
    if (row.state !== 'draft') throw conflict('not-draft', '只有草稿可以修改；已发布的请起草更新。')
    const changed = await store.updateWarning(tx, row, contentOf(parts, draft, by))
    await noteWarning(parts, tx, changed, by, 'changed', changed.headline)
    return publishWarning(parts, tx, 'drafted', changed)
  })
}

/** Divisions of the level a policy warns, around the place of an event. */
function areaOf({ territory }: EventsParts, policy: WarningPolicy, code: string | null): string[] {
  const lengths = { city: 6, district: 6, street: 9, community: 12 } as const
  const city = territory.cityCode()
  if (policy.area === 'city' || !code) return city ? [city] : []
  return [code.slice(0, lengths[policy.area])]
}

/** An event that is grave enough to be warned of, and the warning of it still in work or in force. */
export interface Grave {
  readonly event: CityEvent
  readonly policy: WarningPolicy
  readonly known: store.WarningRow | undefined
}

/**
 * The drafts a rule asks for when events have become grave enough, with what asks for them; the level of a draft follows its
 * event. Nothing for those already warned of at their level.
 */
export async function draftForEvents(
  parts: EventsParts,
  tx: Transaction,
  grave: readonly Grave[],
): Promise<Array<{ draft: store.WarningRow; policy: WarningPolicy }>> {
  const due = grave.filter(({ event, known }) => !known || rankLevel(known.level) < rankLevel(event.level))
  const drafts: Array<{ draft: store.WarningRow; policy: WarningPolicy }> = []
  for (const one of due) {
    if (one.known?.state !== 'draft') continue
    const draft = await store.updateWarning(tx, one.known, contentFor(parts, one))
    await noteWarning(parts, tx, draft, platform, 'changed', draft.headline)
    drafts.push({ draft, policy: one.policy })
  }
  const fresh = due.filter(({ known }) => known?.state !== 'draft')
  const made = await insertDrafts(
    parts,
    tx,
    fresh.map((one) => draftFor(parts, one)),
  )
  for (const [n, { event, policy }] of fresh.entries()) {
    const draft = made[n] as store.WarningRow
    await noteWarning(parts, tx, draft, platform, 'drafted', `依据事件 ${event.reference}`)
    drafts.push({ draft, policy })
  }
  for (const { draft } of drafts) await publishWarning(parts, tx, 'drafted', draft)
  return drafts
}

/** What of a draft follows its event. */
function contentFor(parts: EventsParts, { event, policy }: Grave) {
  const level = event.level as WarningLevel
  const area = areaOf(parts, policy, event.divisionCode)
  const names = area.map((code) => parts.territory.findDivisionName(code) ?? '').join('、')
  return {
    level,
    headline: headlineOf(names, event.typeTitle.zh, level),
    description: `${event.title}。${event.description}`,
    instruction: policy.advice[level]?.zh ?? '',
    evidence: evidenceOf(event),
    expires_time: new Date(parts.kernel.clock.now().getTime() + policy.validMinutes * 60_000),
  }
}

function draftFor(parts: EventsParts, grave: Grave): Given {
  const { event, policy, known } = grave
  const area = areaOf(parts, policy, event.divisionCode)
  return {
    ...contentFor(parts, grave),
    exercise: false,
    category: policy.category,
    event_type: event.type,
    event_name: event.typeTitle.zh,
    event_id: event.id,
    area_text: area.map((code) => parts.territory.findDivision(code)?.name ?? code).join('、'),
    division_codes: area,
    division_code: commonDivision(area),
    geometry: null,
    channels: [...policy.channels],
    sender_id: null,
    sender_name: null,
    drafted_by: null,
    drafted_name: null,
    verify_due_time: new Date(parts.kernel.clock.now().getTime() + policy.verifyMinutes * 60_000),
    supersedes_id: known?.id ?? null,
  }
}
