import { type EntityChange, entityChanged } from '@civitas/contract'
import type { Scope } from '../../../../../kernel/access.ts'
import type { Transaction } from '../../../../../kernel/db/database.ts'
import { newId } from '../../../../../kernel/ids.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import { Problem } from '../../../../../kernel/problem.ts'
import { isInSight } from '../../../in-sight.ts'
import { badData, NgsiError, noResource } from '../http/errors.ts'
import type { Attributes, GivenEntity, Instance, LdEntity } from '../representation/model.ts'
import { keepTemporal } from '../temporal/temporal-store.ts'
import { toNewEntity } from './change-attributes.ts'
import { findTogether } from './find-together.ts'
import { fromRow, type LdColumns, type LdRow, type PrepareRegister, toRow } from './ld-row.ts'
import * as store from './ld-store.ts'
import type { Registers } from './registers.ts'
import { shareTransactions } from './share-transactions.ts'

/** Who asks, and of which tenant. */
export interface Caller {
  userId: string | null
  scope: Scope
  tenant: string
}

/** What became of one entity of a batch; no error when it was done. */
export interface Outcome<T = void> {
  uri: string
  result?: T
  error?: NgsiError
}

/** What is done to one entity: it may be tried again on another copy, so it keeps nothing outside. */
interface Change<T> {
  uri: string
  change(entity: LdEntity, now: string): T
}

export interface BrokerParts {
  kernel: Kernel
  registers: Registers
  prepare: PrepareRegister
  findDivision(lon: number, lat: number): string | null
  describeUnit(datastreamId: number): string
}

/** Entities as NGSI-LD has them, apart from HTTP: what bindings, subscriptions and batches call. */
export interface Broker {
  retrieve(caller: Caller, uri: string): Promise<LdEntity | undefined>
  /** Those that exist and the caller may see, by URI. */
  retrieveMany(caller: Caller, uris: readonly string[]): Promise<Map<string, LdEntity>>
  toEntities(rows: readonly LdRow[]): Promise<LdEntity[]>
  create(caller: Caller, given: readonly GivenEntity[]): Promise<Outcome[]>
  /** Changes entities in one transaction; `change` alters the entity it is given and answers what the caller needs. */
  change<T>(caller: Caller, changes: ReadonlyArray<Change<T>>): Promise<Array<Outcome<T>>>
  remove(caller: Caller, uris: readonly string[]): Promise<Outcome[]>
  requireTenant(tenant: string): Promise<void>
  /** Brings a tenant into being, as every create does. */
  addTenant(tx: Transaction, tenant: string): Promise<void>
}

export function createBroker(parts: BrokerParts): Broker {
  const { kernel, registers } = parts
  const isRegister = (row: LdRow) => row.tenant === '' && registers.find(row.type) !== undefined
  const toEntities = async (rows: readonly LdRow[]) => {
    const ids = rows.filter(isRegister).map((row) => row.id)
    const fed = await store.readFed(kernel.db, ids, parts.describeUnit)
    return rows.map((row) => fromRow(row, isRegister(row), fed.get(row.id)))
  }
  const tenants = new Set([''])
  const findNamed = findTogether((tenant, uris) => store.findNamed(kernel.db, tenant, uris))
  const create = async (caller: Caller, given: readonly GivenEntity[]) => {
    const outcomes = await kernel.db.transaction(async (tx) => {
      if (!tenants.has(caller.tenant)) await store.addTenant(tx, caller.tenant, kernel.clock.now())
      return createEntities(tx, parts, caller, given)
    })
    if (outcomes.some((one) => !one.error)) tenants.add(caller.tenant)
    return outcomes
  }
  const change = shareTransactions<Change<unknown>, Outcome<unknown>>(
    (one) => one.uri,
    (caller, changes) =>
      kernel.db.transaction((tx) => changeEntities(tx, parts, isRegister, caller, changes)),
  )
  return {
    toEntities,
    retrieve: async (caller, uri) => {
      const named = await findNamed(caller.tenant, uri)
      const row = named?.merged_into ? await store.findSurvivor(kernel.db, named.merged_into) : named
      if (!row || !isInSight(row, caller.scope)) return undefined
      return (await toEntities([row]))[0]
    },
    retrieveMany: async (caller, uris) => {
      if (uris.length === 0) return new Map()
      const rows = await store.findRows(kernel.db, caller.tenant, uris)
      const missing = uris.filter((uri) => !rows.some((row) => row.uri === uri))
      const survivors =
        missing.length > 0
          ? await store.findSurvivors(kernel.db, caller.tenant, missing)
          : new Map<string, string>()
      if (survivors.size > 0)
        rows.push(...(await store.findRows(kernel.db, caller.tenant, [...new Set(survivors.values())])))
      const visible = rows.filter((row) => isInSight(row, caller.scope))
      const found = new Map((await toEntities(visible)).map((one) => [one.id, one]))
      for (const [merged, into] of survivors) {
        const survivor = found.get(into)
        if (survivor) found.set(merged, survivor)
      }
      return found
    },
    create: shareTransactions((one: GivenEntity) => one.id, create),
    change: change as Broker['change'],
    remove: (caller, uris) =>
      kernel.db.transaction((tx) => removeEntities(tx, parts, isRegister, caller, uris)),
    addTenant: async (tx, tenant) => {
      if (!tenants.has(tenant)) await store.addTenant(tx, tenant, kernel.clock.now())
    },
    requireTenant: async (tenant) => {
      if (tenants.has(tenant)) return
      if (!(await store.hasTenant(kernel.db, tenant)))
        throw new NgsiError('NonexistentTenant', `租户不存在：${tenant}`)
      tenants.add(tenant)
    },
  }
}

/** Problems of the registers’ form in NGSI-LD’s words. */
export function toNgsiError(error: unknown): NgsiError {
  if (error instanceof NgsiError) return error
  if (!(error instanceof Problem)) throw error
  if (error.kind === 'invalid')
    return badData(error.errors?.map((one) => `${one.path}：${one.message}`).join('；') ?? error.message)
  if (error.kind === 'forbidden') throw error
  if (error.kind === 'not-found') return new NgsiError('ResourceNotFound', error.message)
  return new NgsiError('Conflict', error.message)
}

function prepareRow(parts: BrokerParts, caller: Caller, entity: LdEntity, id: string): LdColumns {
  const row = toRow(entity, { ...parts, tenant: caller.tenant, id })
  if (!isInSight({ type: row.type, division_code: row.divisionCode }, caller.scope))
    throw new NgsiError('OperationNotSupported', '该数据不在您的管辖范围内。', 403)
  return row
}

async function createEntities(
  tx: Transaction,
  parts: BrokerParts,
  caller: Caller,
  given: readonly GivenEntity[],
): Promise<Outcome[]> {
  const now = parts.kernel.clock.now()
  const outcomes: Outcome[] = []
  const made = new Map<string, { entity: LdEntity; row: LdColumns }>()
  for (const one of given) {
    const uri = one.id as string
    try {
      if (made.has(uri)) throw new NgsiError('AlreadyExists', `同一批中有两个 ${uri}`)
      const entity = toNewEntity(one, now.toISOString())
      made.set(uri, { entity, row: prepareRow(parts, caller, entity, newId()) })
      outcomes.push({ uri })
    } catch (error) {
      outcomes.push({ uri, error: toNgsiError(error) })
    }
  }
  if (made.size === 0) return outcomes
  const added = await store.insertRows(
    tx,
    [...made.values()].map((one) => ({ ...one.row, version: 1 })),
    now,
  )
  for (const outcome of outcomes) {
    if (outcome.error || added.has(outcome.uri)) continue
    made.delete(outcome.uri)
    outcome.error = new NgsiError('AlreadyExists', `实体已存在：${outcome.uri}`)
  }
  await recordChanges(
    tx,
    parts.kernel,
    caller,
    [...made.values()].map(({ entity, row }) => ({
      row,
      version: 1,
      act: 'created',
      before: null,
      after: entity,
    })),
    now,
  )
  return outcomes
}

async function lockRows(
  tx: Transaction,
  caller: Caller,
  uris: readonly string[],
): Promise<Map<string, LdRow>> {
  const rows = await store.findRows(tx, caller.tenant, uris, true)
  return new Map(rows.filter((row) => isInSight(row, caller.scope)).map((row) => [row.uri, row]))
}

async function changeEntities<T>(
  tx: Transaction,
  parts: BrokerParts,
  isRegister: (row: LdRow) => boolean,
  caller: Caller,
  changes: ReadonlyArray<Change<T>>,
): Promise<Array<Outcome<T>>> {
  const now = parts.kernel.clock.now()
  const rows = await lockRows(
    tx,
    caller,
    changes.map((one) => one.uri),
  )
  const current = new Map([...rows].map(([uri, row]) => [uri, fromRow(row, isRegister(row))]))
  const changed = new Map<string, LdColumns & { version: number }>()
  const outcomes = changes.map(({ uri, change }): Outcome<T> => {
    const held = current.get(uri)
    const row = rows.get(uri)
    if (!held || !row) return { uri, error: noResource('实体', uri) }
    try {
      const next: LdEntity = { ...held, attributes: { ...held.attributes } }
      const result = change(next, now.toISOString())
      changed.set(uri, { ...prepareRow(parts, caller, next, row.id), version: row.version + 1 })
      current.set(uri, next)
      return { uri, result }
    } catch (error) {
      return { uri, error: toNgsiError(error) }
    }
  })
  await sayWhatWasMerged(tx, caller, outcomes)
  if (changed.size === 0) return outcomes
  await store.updateRows(tx, [...changed.values()], now)
  const acts = [...changed].map(([uri, row]): Act => {
    const old = rows.get(uri) as LdRow
    const before = fromRow(old, isRegister(old))
    return { row, version: row.version, act: 'changed', before, after: current.get(uri) as LdEntity }
  })
  await recordChanges(tx, parts.kernel, caller, acts, now)
  return outcomes
}

async function removeEntities(
  tx: Transaction,
  parts: BrokerParts,
  isRegister: (row: LdRow) => boolean,
  caller: Caller,
  uris: readonly string[],
): Promise<Outcome[]> {
  const now = parts.kernel.clock.now()
  const rows = await lockRows(tx, caller, uris)
  // The past of what is removed stays readable (5.6.16 removes it).
  for (const row of rows.values())
    await keepTemporal(tx, caller.tenant, { ...row, divisionCode: row.division_code }, now)
  await store.deleteRows(
    tx,
    [...rows.values()].map((row) => row.id),
  )
  const acts = [...rows.values()].map((row): Act => {
    const before = fromRow(row, isRegister(row))
    const gone = { ...row, divisionCode: row.division_code }
    return { row: gone, version: row.version + 1, act: 'removed', before, after: null }
  })
  if (acts.length > 0) await recordChanges(tx, parts.kernel, caller, acts, now)
  const outcomes = uris.map(
    (uri): Outcome => (rows.has(uri) ? { uri } : { uri, error: noResource('实体', uri) }),
  )
  await sayWhatWasMerged(tx, caller, outcomes)
  return outcomes
}

/** What was merged is not written to: its history belongs to identity resolution. */
async function sayWhatWasMerged(
  tx: Transaction,
  { tenant }: Caller,
  outcomes: ReadonlyArray<Outcome<unknown>>,
): Promise<void> {
  const missing = outcomes.filter((one) => one.error?.kind === 'ResourceNotFound')
  if (missing.length === 0) return
  const survivors = await store.findSurvivors(
    tx,
    tenant,
    missing.map((one) => one.uri),
  )
  for (const one of missing) {
    const into = survivors.get(one.uri)
    if (into) one.error = new NgsiError('Conflict', `${one.uri} 已并入 ${into}，请对后者操作`)
  }
}

interface Act {
  row: { id: string; uri: string; types: string[]; divisionCode: string | null }
  version: number
  act: 'created' | 'changed' | 'removed'
  before: LdEntity | null
  after: LdEntity | null
}

/** Writes the history and tells the others, in the transaction of the change; one message for the whole batch. */
async function recordChanges(
  tx: Transaction,
  kernel: Kernel,
  { tenant, userId }: Caller,
  acts: readonly Act[],
  now: Date,
): Promise<void> {
  if (acts.length === 0) return
  const changes = acts.map(({ row, act, before, after }): EntityChange => {
    const [old, next] = [before?.attributes ?? {}, after?.attributes ?? {}]
    const keys = before
      ? Object.keys({ ...old, ...next }).filter((key) => !isSame(old[key], next[key]))
      : Object.keys(next)
    const pick = (from: Attributes) =>
      Object.fromEntries(keys.flatMap((key) => (from[key] ? [[key, from[key]]] : [])))
    const types = after?.types ?? row.types
    const { scopes, createdAt, modifiedAt } = (after ?? before) as LdEntity
    return {
      entityId: row.id,
      uri: row.uri,
      tenant,
      types,
      act,
      attributes: keys,
      before: pick(old),
      after: pick(next),
      divisionCode: row.divisionCode,
      ...{ scopes, createdAt, modifiedAt },
    }
  })
  const versions = changes.map((change, i): store.LdVersion => {
    const { act, version } = acts[i] as Act
    const after = change.after as Attributes
    const ld = Object.fromEntries(
      change.attributes.flatMap((key) => (isPlain(after[key]) ? [] : [[key, after[key] ?? null]])),
    )
    const before = plainValues(change.before as Attributes)
    return {
      entityId: change.entityId,
      version,
      userId,
      act,
      before,
      after: plainValues(after),
      tenant,
      uri: change.uri,
      ld,
    }
  })
  await store.insertVersions(tx, versions, now)
  const told = changes.map((one) => (one.act === 'created' ? { ...one, after: {} } : one))
  await kernel.messages.publish(tx, entityChanged, { changes: told })
}

/** A Property with nothing but its value: `after` says it all. */
function isPlain(instances: Instance[] | undefined): boolean {
  const [only] = instances ?? []
  if (instances?.length !== 1 || !only || only.kind !== 'Property') return false
  return Object.keys(only).every((name) => ['kind', 'value', 'createdAt', 'modifiedAt'].includes(name))
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

function plainValues(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, instances]) => {
      const values = instances.map((one) => one.value)
      return [key, values.length === 1 ? values[0] : values]
    }),
  )
}
