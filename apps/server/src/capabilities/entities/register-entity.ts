import { type Entity, entityChanged } from '@civitas/contract'
import { type DomainRegistry, type EntityType, findWrongIdentifier } from '@civitas/domain-kit'
import { Compile, type Validator } from 'typebox/compile'
import { type Principal, requireInScope, type Scope } from '../../kernel/access.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Messages } from '../../kernel/messages/messages.ts'
import { conflict, invalid, notFound } from '../../kernel/problem.ts'
import { toGrams } from '../../kernel/search.ts'
import type { Territory } from '../territory/index.ts'
import { isInSight, requireInSight } from './in-sight.ts'
import { difference, extentOf, geometryFault } from './rules.ts'
import * as store from './store.ts'

export interface EntityInput {
  type: string
  reference: string
  name: string
  geometry?: GeoJSON.Geometry | null
  divisionCode?: string | null
  attributes?: Record<string, unknown>
}

/** Checks and prepares entities against the types the domains declare. */
export interface EntityForm {
  type(id: string, path?: string): EntityType
  /** Refuses what the type does not allow, naming the field; finds the grid by the place when it is not given. */
  toRow(input: EntityInput): store.NewEntity
}

export function createEntityForm(domains: DomainRegistry, territory: Territory): EntityForm {
  const compiled = new Map<string, Validator>()
  const check = (type: EntityType, attributes: Record<string, unknown>) => {
    const wrong = findWrongIdentifier(type.schema, attributes)
    if (wrong) throw invalid(`/body/attributes/${wrong.attribute}`, wrong.message)
    const validator = compiled.get(type.id) ?? Compile(type.schema)
    compiled.set(type.id, validator)
    if (validator.Check(attributes)) return
    const [error] = validator.Errors(attributes)
    throw invalid(`/body/attributes${error?.instancePath ?? ''}`, error?.message ?? '不符合要求')
  }
  const findType = (id: string, path = '/body/type') => {
    const type = domains.findEntityType(id)
    if (!type) throw invalid(path, `没有“${id}”这种实体类型`)
    return type
  }
  return {
    type: findType,
    toRow: (input) => {
      const type = findType(input.type)
      const attributes = input.attributes ?? {}
      const pattern = type.reference.pattern
      if (pattern && !new RegExp(pattern).test(input.reference)) {
        throw invalid('/body/reference', `编号不符合规则：${type.reference.description.zh}`)
      }
      check(type, { name: input.name, ...attributes })
      const geometry = input.geometry ?? null
      const fault = geometry ? geometryFault(geometry, type.geometry) : null
      if (fault) throw invalid('/body/geometry', fault)
      const extent = geometry ? extentOf(geometry) : null
      const divisionCode =
        input.divisionCode ?? (extent ? territory.findDivisionAt(extent.lon, extent.lat) : null)
      return {
        ...input,
        id: newId(),
        geometry,
        extent,
        divisionCode,
        attributes,
        grams: gramsOf(type, input),
      }
    },
  }
}

/** Text an entity is found by: name, number and the attributes its type names. */
function gramsOf(type: EntityType, input: EntityInput): string[] {
  const more = type.searchFields.map((field) => String(input.attributes?.[field] ?? ''))
  return toGrams(input.name, input.reference, ...more)
}

/** What a write needs beside its transaction. */
export interface Writing {
  form: EntityForm
  messages: Messages
}

/** Plain values in the form NGSI-LD’s own writes are told in, so that whoever hears `entityChanged` needs to know one form. */
function toInstances(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      if (value === null || value === undefined) return []
      return key === 'geometry'
        ? [['location', [{ kind: 'GeoProperty', value }]]]
        : [[key, [{ kind: 'Property', value }]]]
    }),
  )
}

/** Tells others what happened to an entity, in the transaction in which it happens; before the row is gone. */
export async function tell(
  tx: Transaction,
  messages: Messages,
  entityId: string,
  act: 'created' | 'changed' | 'removed',
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Promise<void> {
  const named = await store.findName(tx, entityId)
  const [old, next] = [toInstances(before), toInstances(after)]
  const attributes = Object.keys({ ...old, ...next })
  await messages.publish(tx, entityChanged, {
    changes: [
      { entityId, ...named, tenant: '', act, attributes, before: old, after: act === 'created' ? {} : next },
    ],
  })
}

/** Registers many at once and tells others of all in one message. Answers how many were new. */
export async function importEntities(
  tx: Transaction,
  { form, messages }: Writing,
  inputs: readonly EntityInput[],
  now: Date,
): Promise<number> {
  const rows = inputs.map(form.toRow)
  const added = await store.insertEntities(tx, rows, now)
  if (added.length === 0) return 0
  const byId = new Map(rows.map((row) => [row.id, row]))
  const changes = added.map(({ id, uri, types }) => {
    const { name, reference, geometry, attributes, divisionCode } = byId.get(id) as store.NewEntity
    const held = Object.keys(toInstances({ name, reference, geometry, ...attributes }))
    const act = 'created' as const
    return {
      ...{ entityId: id, uri, types, tenant: '', act, attributes: held },
      ...{ before: {}, after: {}, divisionCode },
    }
  })
  await messages.publish(tx, entityChanged, { changes })
  return added.length
}

export async function createEntity(
  tx: Transaction,
  { form, messages }: Writing,
  input: EntityInput,
  by: Principal,
  now: Date,
): Promise<Entity> {
  const row = form.toRow(input)
  requireInSight(row, by.scope)
  if ((await store.insertEntities(tx, [row], now)).length === 0) {
    throw conflict('reference-taken', `${form.type(input.type).title.zh}中已有编号 ${input.reference}。`)
  }
  const after = {
    reference: row.reference,
    name: row.name,
    geometry: row.geometry,
    attributes: row.attributes,
  }
  await store.insertVersion(
    tx,
    { entityId: row.id, version: 1, userId: by.userId, act: 'created', before: {}, after },
    now,
  )
  const told = { name: row.name, reference: row.reference, geometry: row.geometry, ...row.attributes }
  await tell(tx, messages, row.id, 'created', {}, told)
  return getEntity(tx, row.id, by.scope)
}

export interface EntityChange {
  version: number
  name?: string
  geometry?: GeoJSON.Geometry | null
  attributes?: Record<string, unknown>
}

/** Changes an entity the caller has seen at `version`; attributes given replace those of the same name. */
export async function changeEntity(
  tx: Transaction,
  { form, messages }: Writing,
  id: string,
  change: EntityChange,
  by: Principal,
  now: Date,
): Promise<Entity> {
  const old = await store.findEntity(tx, id, true)
  if (!old || !isInSight(old, by.scope)) throw notFound('实体', id)
  if (old.version !== change.version) {
    throw conflict('changed-meanwhile', `此实体已被他人修改（当前版本 ${old.version}），请刷新后再改。`)
  }
  const attributes = { ...old.attributes, ...change.attributes }
  const geometry = change.geometry === undefined ? old.geometry : change.geometry
  const row = form.toRow({ ...old, name: change.name ?? old.name, geometry, attributes })
  requireInScope(row.divisionCode, by.scope)
  const version = old.version + 1
  await store.updateEntity(tx, { ...row, id, version }, now)
  const { before, after } = difference(
    { name: old.name, geometry: old.geometry, ...old.attributes },
    { name: row.name, geometry: row.geometry, ...row.attributes },
  )
  await store.insertVersion(
    tx,
    { entityId: id, version, userId: by.userId, act: 'changed', before, after },
    now,
  )
  await tell(tx, messages, id, 'changed', before, after)
  return getEntity(tx, id, by.scope)
}

/**
 * Changes attributes of an entity another part of this capability keeps; who may do it is that part’s to judge. The change
 * is in the history as any other.
 */
export async function changeOwnFacts(
  tx: Transaction,
  { form, messages }: Writing,
  id: string,
  facts: Record<string, unknown>,
  userId: string,
  now: Date,
): Promise<void> {
  const old = await store.findEntity(tx, id, true)
  if (!old) throw notFound('实体', id)
  const merged = Object.entries({ ...old.attributes, ...facts }).filter(([, value]) => value !== undefined)
  const attributes = Object.fromEntries(merged)
  const { before, after } = difference({ ...old.attributes }, attributes)
  if (Object.keys({ ...before, ...after }).length === 0) return
  const version = old.version + 1
  const row = form.toRow({ ...old, divisionCode: old.division_code, attributes })
  await store.updateEntity(tx, { ...row, id, version }, now)
  await store.insertVersion(tx, { entityId: id, version, userId, act: 'changed', before, after }, now)
  await tell(tx, messages, id, 'changed', before, after)
}

export async function getEntity(db: Queryable, id: string, scope: Scope): Promise<Entity> {
  const row = await store.findEntity(db, id)
  if (!row || !isInSight(row, scope)) throw notFound('实体', id)
  return store.toEntity(row)
}
