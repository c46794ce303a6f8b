import type { Entity } from '@civitas/contract'
import { listStrongKeys } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { isInSight } from '../in-sight.ts'
import { createEntity, getEntity, type Writing } from '../register-entity.ts'
import * as entities from '../store.ts'
import { checkStrongKeys, compareKeys } from './rules.ts'
import * as store from './source-store.ts'

export interface SourceInput extends store.SourceName {
  name: string
  entityId?: string
  divisionCode?: string
  strongKeys?: Record<string, string>
  attributes?: Record<string, unknown>
}

type Outcome = 'created' | 'matched' | 'linked' | 'updated'

/** The register number a root gets that is made from a source record. */
export function referenceOf({ system, sourceId }: store.SourceName): string {
  return `${system}:${sourceId}`
}

/**
 * Records what another system calls an entity. Its root is the one named, else the one that carries the same strong key and
 * none against it, else a new one. A record known already is renewed where it is.
 */
export async function linkSource(
  tx: Transaction,
  writing: Writing,
  input: SourceInput,
  by: Principal,
  now: Date,
): Promise<{ outcome: Outcome; record: ReturnType<typeof store.toSourceRecord>; root: Entity }> {
  const { schema } = writing.form.type(input.type)
  const values = { name: input.name, strongKeys: input.strongKeys ?? {}, attributes: input.attributes ?? {} }
  checkStrongKeys(schema, values.strongKeys)
  const outcome =
    (await renewSource(tx, input, values, listStrongKeys(schema), by, now)) ??
    (await addSource(tx, writing, input, values, by, now))
  const record = (await store.findSource(tx, input)) as store.SourceRow
  return {
    outcome,
    record: store.toSourceRecord(record),
    root: await getEntity(tx, record.root_id, by.scope),
  }
}

async function renewSource(
  tx: Transaction,
  input: SourceInput,
  values: store.SourceValues,
  names: readonly string[],
  by: Principal,
  now: Date,
): Promise<Outcome | undefined> {
  const known = await store.findSource(tx, input)
  if (!known) return undefined
  const root = await entities.findEntity(tx, known.root_id, true)
  if (!root || !isInSight(root, by.scope)) throw notFound('来源记录', input.sourceId)
  if (input.entityId && input.entityId !== root.id)
    throw conflict('linked-elsewhere', '此来源记录已归入另一实体，请先拆分。')
  await requireAgreement(tx, root.id, values.strongKeys, names, known.id)
  await store.updateSource(tx, known.id, values, now)
  return 'updated'
}

async function addSource(
  tx: Transaction,
  writing: Writing,
  input: SourceInput,
  values: store.SourceValues,
  by: Principal,
  now: Date,
): Promise<Outcome> {
  const names = listStrongKeys(writing.form.type(input.type).schema)
  const add = async (entityId: string, outcome: Outcome) => {
    const { system, type, sourceId } = input
    await store.insertSource(tx, { ...values, system, type, sourceId, id: newId(), entityId }, now)
    return outcome
  }
  if (input.entityId) {
    const named = await entities.findEntity(tx, input.entityId, true)
    if (!named || !isInSight(named, by.scope) || named.type !== input.type)
      throw invalid('/body/entityId', '没有这个实体，或类型不同')
    const rootId = named.merged_into ?? named.id
    await requireAgreement(tx, rootId, values.strongKeys, names)
    return add(rootId, 'linked')
  }
  for (const rootId of await store.findByStrongKeys(tx, input.type, values.strongKeys, by.scope)) {
    const held = await store.readKeys(tx, rootId, names)
    if (compareKeys(held, toKeyValues(values.strongKeys)) === 'same') return add(rootId, 'matched')
  }
  const root = await createEntity(tx, writing, toEntityInput(input, values, input.divisionCode), by, now)
  return add(root.id, 'created')
}

/** The entity a source record makes when it is one of its own. */
export function toEntityInput(
  source: store.SourceName,
  { name, attributes, strongKeys }: store.SourceValues,
  divisionCode: string | null | undefined,
) {
  return {
    ...{ type: source.type, reference: referenceOf(source), name, divisionCode },
    attributes: { ...attributes, ...strongKeys },
  }
}

function toKeyValues(keys: Record<string, string>) {
  return new Map(Object.entries(keys).map(([key, value]) => [key, [value]]))
}

async function requireAgreement(
  tx: Transaction,
  rootId: string,
  keys: Record<string, string>,
  names: readonly string[],
  exceptSource?: string,
): Promise<void> {
  const held = await store.readKeys(tx, rootId, names, exceptSource)
  if (compareKeys(held, toKeyValues(keys)) === 'conflict')
    throw conflict('strong-key-conflict', '国家统一编码不同，不是同一实体，不能归并。')
}
