import type { CityPart, PartInput } from '@civitas/contract'
import type { EntityType } from '@civitas/domain-kit'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Territory } from '../../territory/index.ts'
import { isInSight } from '../in-sight.ts'
import { changeEntity, createEntity, type Writing } from '../register-entity.ts'
import { duplicateMetres, findPartClass, partCode, registerOf } from './rules.ts'
import * as store from './store.ts'

export interface PartKeeping extends Writing {
  territory: Territory
  /** Registers of city parts. */
  types: readonly EntityType[]
}

/** A part that may be written, with the grid it lies in. */
export interface PlacedPart {
  type: EntityType
  attributes: Record<string, unknown>
  gridCode: string
  title: string
}

/** Finds register and grid of a part; refuses an unknown class and a place outside the grid it is said to be in. */
export function placePart({ territory, types }: PartKeeping, input: PartInput, now: Date): PlacedPart {
  const found = findPartClass(input.classCode)
  const register = registerOf(types, input.classCode)
  if (!found || !register) throw invalid('/body/classCode', `GB/T 30428.2 没有部件小类 ${input.classCode}`)
  const [lon, lat] = input.position
  const actual = territory.findGridAt(lon, lat, now)
  if (!actual) throw invalid('/body/position', '该位置不在任何单元网格内')
  if (input.gridCode && input.gridCode !== actual.code)
    throw invalid(
      '/body/position',
      `该位置在网格 ${actual.code} 内，不在申报的网格 ${input.gridCode} 内`,
      'outside-declared-grid',
    )
  const { owner, manager, material, address, installDate, state = 'in-use' } = input
  const given = { owner, manager, material, address, install_date: installDate }
  const facts = Object.entries(given).filter(([, value]) => value !== undefined && value !== '')
  return {
    ...{ type: register.type, gridCode: actual.code, title: found.title.zh },
    attributes: { ...register.attributes, ...Object.fromEntries(facts), state },
  }
}

/** Registers a part and gives it its code; the same key again answers the same part. */
export async function createPart(
  tx: Transaction,
  keeping: PartKeeping,
  input: PartInput,
  by: Principal,
  now: Date,
): Promise<CityPart> {
  if (input.key) {
    await store.lockPartKey(tx, input.key)
    const known = await store.findPartByKey(tx, input.key)
    if (known) return known
  }
  const placed = placePart(keeping, input, now)
  requireInScope(placed.gridCode, by.scope)
  if (!input.notDuplicate) {
    const near = await store.findNearPart(
      tx,
      placed.type.id,
      input.classCode,
      input.position,
      duplicateMetres,
    )
    if (near)
      throw conflict(
        'part-duplicate',
        `${near.metres.toFixed(1)} 米内已有同类部件 ${near.code}；确非同一部件的，请注明“非重复”。`,
      )
  }
  const types = keeping.types.map((one) => one.id)
  const prefix = `${placed.gridCode.slice(0, 6)}${input.classCode}`
  const sequence = await store.takeSequences(tx, types, prefix, 1)
  const code = partCode(placed.gridCode, input.classCode, sequence)
  const entity = await createEntity(
    tx,
    keeping,
    {
      ...{
        type: placed.type.id,
        reference: code,
        name: input.name || `${placed.title}${String(sequence)}号`,
      },
      geometry: { type: 'Point', coordinates: [...input.position] },
      ...{ divisionCode: placed.gridCode, attributes: placed.attributes },
    },
    by,
    now,
  )
  if (input.key) await store.keepPartKey(tx, input.key, entity.id)
  return (await store.readPart(tx, entity.id)) as CityPart
}

export async function getPart(
  tx: Transaction,
  keeping: PartKeeping,
  id: string,
  by: Principal,
): Promise<CityPart> {
  const part = await store.readPart(tx, id)
  if (
    !part ||
    !keeping.types.some((one) => one.id === part.type) ||
    !isInSight({ type: part.type, division_code: part.gridCode }, by.scope)
  )
    throw notFound('城市部件', id)
  return part
}

/** Marks a part 已拆除 on a date. The row, its history and the cases about it stay. */
export async function removePart(
  tx: Transaction,
  keeping: PartKeeping,
  id: string,
  removal: { date: string; reason: string },
  by: Principal,
  now: Date,
): Promise<CityPart> {
  const part = await getPart(tx, keeping, id, by)
  if (part.state === 'removed')
    throw conflict('already-removed', `部件 ${part.code} 已于 ${part.removedDate} 拆除。`)
  const attributes = { state: 'removed', removed_date: removal.date, removal_reason: removal.reason }
  await changeEntity(tx, keeping, id, { version: part.version, attributes }, by, now)
  return getPart(tx, keeping, id, by)
}

export interface PartSurvey {
  key: string
  time: string
  state: string
  position?: [number, number]
  note?: string
}

/** Takes over what was found on site; a place outside the part’s grid is refused as for a new part. */
export async function surveyPart(
  tx: Transaction,
  keeping: PartKeeping,
  id: string,
  survey: PartSurvey,
  by: Principal,
  now: Date,
): Promise<CityPart> {
  const part = await getPart(tx, keeping, id, by)
  const isNew = await store.insertSurvey(tx, {
    ...{ key: survey.key, partId: id, time: survey.time, userId: by.userId },
    ...{ state: survey.state, note: survey.note ?? '' },
  })
  if (!isNew) return part
  if (survey.position)
    placePart(keeping, { ...part, ...survey, gridCode: part.gridCode ?? undefined } as PartInput, now)
  const attributes = {
    ...{ state: survey.state, surveyed_time: survey.time },
    ...(survey.state === 'removed' ? { removed_date: survey.time.slice(0, 10) } : {}),
  }
  const geometry: GeoJSON.Point | undefined = survey.position && {
    type: 'Point',
    coordinates: survey.position,
  }
  await changeEntity(
    tx,
    keeping,
    id,
    { version: part.version, attributes, ...(geometry ? { geometry } : {}) },
    by,
    now,
  )
  return getPart(tx, keeping, id, by)
}
