import type { DevicePack, RuleDefinition } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { addRule, type RuleParts } from '../firings/manage-rules.ts'
import { applyModels, type ModelParts, requireOwnId, tellModels } from './manage-models.ts'
import { readShippedPacks } from './packs.ts'
import { requireUsable } from './rules.ts'
import * as store from './store.ts'

/** The event of a pack’s rule that names none. */
const usualEvent = 'devices.reading-abnormal'

export async function listPacks({ kernel }: ModelParts) {
  const installed = new Map((await store.readPacks(kernel.db)).map((row) => [row.id, row]))
  const rules = await store.readPackRules(kernel.db)
  const shipped = readShippedPacks()
  const ids = [...new Set([...shipped.keys(), ...installed.keys()])].sort()
  return ids.map((id) => {
    const row = installed.get(id)
    return toPackInfo(shipped.get(id) ?? (row?.content as DevicePack), row, rules)
  })
}

export async function getPack({ kernel }: ModelParts, id: string) {
  const row = (await store.readPacks(kernel.db)).find((one) => one.id === id)
  const pack = readShippedPacks().get(id) ?? row?.content
  if (!pack) throw notFound('设备类型包', id)
  return { info: toPackInfo(pack, row, await store.readPackRules(kernel.db)), pack }
}

function toPackInfo(pack: DevicePack, row: store.PackRow | undefined, rules: readonly store.PackRuleRow[]) {
  const own = rules.filter((one) => one.pack_id === pack.id)
  return {
    ...{ id: pack.id, version: pack.version, title: pack.title, description: pack.description },
    models: pack.models.map((one) => one.id),
    rules: own.map((one) => ({ id: one.rule_id, title: one.title })),
    isSimulated: pack.simulation.length > 0,
    installedVersion: row?.version ?? null,
    installedTime: row?.installed_time.toISOString() ?? null,
    installedBy: row?.installed_by ?? null,
  }
}

export async function installShippedPack(parts: ModelParts, id: string, by: string) {
  const pack = readShippedPacks().get(id)
  if (!pack) throw notFound('设备类型包', id)
  return installPack(parts, pack, by)
}

/**
 * Checks and publishes everything of a pack in one transaction: models, of which one of the same content keeps its version,
 * and rules, which watch at once. A rule installed before stays as an operator has made it.
 */
export async function installPack(parts: ModelParts, pack: DevicePack, by: string) {
  const { kernel, domains } = parts
  for (const { id, definition } of pack.models) {
    requireOwnId(parts, id)
    requireUsable(definition, (type) => domains.findEntityType(type) !== undefined)
  }
  const unknown = pack.eventTypes.find((id) => !domains.findEventType(id))
  if (unknown) throw invalid('/body/eventTypes', `没有“${unknown}”这种事件`)
  await kernel.db.transaction(async (tx) => {
    await installModels(parts, tx, pack, by)
    await store.upsertPack(tx, pack, by, kernel.clock.now())
    await installRules(parts, tx, pack, by)
  })
  await applyModels(parts)
  return (await getPack(parts, pack.id)).info
}

async function installModels(
  { kernel }: ModelParts,
  tx: Transaction,
  pack: DevicePack,
  by: string,
): Promise<void> {
  const now = kernel.clock.now()
  for (const { id, definition } of pack.models) {
    const held = (await store.readModels(tx, id)).filter((one) => one.state === 'published').at(-1)
    if (held && held.pack_id !== pack.id)
      throw conflict('model-taken', `设备模型“${id}”已存在，且不属于这个类型包。`)
    if (held && sameContent(held.definition, definition)) continue
    await store.upsertDraft(tx, id, definition, { name: by, now, packId: pack.id })
    await store.publishDraft(tx, id, now)
  }
  await tellModels(
    kernel,
    tx,
    pack.models.map((one) => one.id),
  )
}

async function installRules(
  { kernel, index, domains }: ModelParts,
  tx: Transaction,
  pack: DevicePack,
  by: string,
): Promise<void> {
  // The models of the pack are published in this transaction, and no other process knows them yet.
  const propertiesOf = (thingType: string) =>
    pack.models.find((one) => one.id === thingType)?.definition.properties.map((one) => one.id) ?? null
  const parts: RuleParts = { kernel, index, domains, propertiesOf }
  const held = new Set((await store.readPackRules(tx, pack.id)).map((one) => one.position))
  for (const [position, rule] of pack.rules.entries()) {
    if (held.has(position)) continue
    const ruleId = await addRule(parts, tx, toDefinition(rule, position), { name: by })
    await store.insertPackRule(tx, pack.id, position, ruleId)
  }
}

type PackRule = DevicePack['rules'][number]

function toDefinition(rule: PackRule, position: number): RuleDefinition {
  const { above, below } = rule
  const limit = above ?? below
  if (limit === null || (above !== null && below !== null))
    throw invalid(`/body/rules/${position}`, '应只给 above 或 below 之一')
  const upward = above !== null
  const inside = limit - Math.abs(limit) * (upward ? 0.1 : -0.1)
  const clear = rule.clear ?? inside
  return {
    title: rule.title.zh,
    thingType: rule.model,
    value: rule.property,
    levels: [
      {
        level: rule.level ?? 'yellow',
        raise: { op: upward ? '>' : '<', value: limit },
        clear: { op: upward ? '<=' : '>=', value: clear },
        holdSeconds: rule.holdSeconds ?? 0,
      },
    ],
    allowedLatenessSeconds: 86_400,
    eventType: rule.eventType ?? usualEvent,
  }
}

/** jsonb orders keys as it likes, so both sides are brought into one order. */
function sameContent(a: unknown, b: unknown): boolean {
  const sorted = (_key: string, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
      : value
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted)
}
