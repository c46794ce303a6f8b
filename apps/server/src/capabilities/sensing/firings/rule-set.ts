import { type RuleDefinition, rulesChanged } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { type ActiveRule, fromDeclared, fromDefinition } from './active-rule.ts'

/** Every rule in force, by what it watches; in memory, read again when one is changed anywhere. */
export interface RuleSet {
  rulesFor(thingType: string, property: string): readonly ActiveRule[]
  find(id: string): ActiveRule | undefined
  /** Reads the rules now, for who changed one here and is to see it judge the very next reading. */
  reload(): Promise<void>
}

const none: readonly ActiveRule[] = []

export async function openRuleSet(
  kernel: Kernel,
  index: DatastreamIndex,
  domains: DomainRegistry,
): Promise<RuleSet> {
  const declared = domains
    .list('rules')
    .flatMap((rule) =>
      rule.kind === 'observation' ? [{ thingType: rule.thingType, active: fromDeclared(rule) }] : [],
    )
  let byId = new Map<string, ActiveRule>()
  let byStream = new Map<string, ActiveRule[]>()
  const read = async () => {
    const rows = await kernel.db.query<{ id: string; definition: RuleDefinition }>(
      sql`SELECT id, definition FROM sensing.rule WHERE enabled ORDER BY id`,
    )
    const made = rows.map(({ id, definition }) => ({
      thingType: definition.thingType,
      active: fromDefinition(id, definition),
    }))
    const all = [...declared, ...made]
    byId = new Map(all.map(({ active }) => [active.id, active]))
    byStream = group(all)
    for (const key of byStream.keys()) index.watch(key)
  }
  let reading: Promise<void> = Promise.resolve()
  // One after another: an earlier answer that comes late would put back what a later one replaced.
  const load = () => {
    reading = reading.catch(() => undefined).then(read)
    return reading
  }
  await load()
  kernel.messages.tail(rulesChanged, () => {
    load().catch((error: Error) => kernel.log.error({ error: error.message }, 'rules could not be read'))
  })
  return {
    rulesFor: (thingType, property) => byStream.get(`${thingType}/${property}`) ?? none,
    find: (id) => byId.get(id),
    reload: load,
  }
}

function group(all: ReadonlyArray<{ thingType: string; active: ActiveRule }>): Map<string, ActiveRule[]> {
  const byStream = new Map<string, ActiveRule[]>()
  for (const { thingType, active } of all) {
    for (const property of active.properties) {
      const key = `${thingType}/${property}`
      byStream.set(key, [...(byStream.get(key) ?? []), active])
    }
  }
  return byStream
}
