import { type Page, type Rule, type RuleDefinition, type RuleFiring, rulesChanged } from '@civitas/contract'
import type { DomainRegistry, ObservationRule } from '@civitas/domain-kit'
import { inScope, type Principal, type Scope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import { fromDefinition, versionOf } from './active-rule.ts'

export interface RuleParts {
  kernel: Kernel
  index: DatastreamIndex
  domains: DomainRegistry
  /** Datastreams of a thing type; null when there is no such type. */
  propertiesOf(thingType: string): readonly string[] | null
}

interface RuleRow {
  id: string
  version: string
  definition: RuleDefinition
  enabled: boolean
  changed_time: Date
  changed_by: string
}

const columns = sql`id, version, definition, enabled, changed_time, changed_by`

/** Rules of the domains and those made here, by title; the list is short, the counts come from the database. */
export async function listRules(
  parts: RuleParts,
  query: { thingType?: string; search?: string; limit?: number; offset?: number },
): Promise<Page<Rule>> {
  const { kernel, domains } = parts
  const rows = await kernel.db.query<RuleRow>(sql`SELECT ${columns} FROM sensing.rule`)
  const declared = domains.list('rules').flatMap((rule) => (rule.kind === 'observation' ? [rule] : []))
  const counts = await countRules(kernel)
  const all = [...rows.map((row) => toRule(row, counts)), ...declared.map((rule) => toDeclared(rule, counts))]
  const found = all
    .filter((rule) => !query.thingType || rule.definition.thingType === query.thingType)
    .filter((rule) => !query.search || `${rule.definition.title} ${rule.id}`.includes(query.search.trim()))
    .sort((a, b) => a.definition.title.localeCompare(b.definition.title, 'zh-CN'))
  const from = query.offset ?? 0
  return { items: found.slice(from, from + (query.limit ?? 50)), total: found.length }
}

type Counts = Map<string, { open: number; firings: number }>

async function countRules({ db, clock }: Kernel, id?: string): Promise<Counts> {
  const only = id ? sql`AND rule_id = ${id}` : empty
  const since = new Date(clock.now().getTime() - 30 * 86_400_000)
  const rows = await db.query<{ rule_id: string; open: number; firings: number }>(sql`
    SELECT rule_id, sum(open)::int AS open, sum(firings)::int AS firings FROM (
      SELECT rule_id, count(*) AS open, 0 AS firings FROM sensing.rule_state
        WHERE state->'open' <> 'null' ${only} GROUP BY 1
      UNION ALL SELECT rule_id, 0, count(*) FROM sensing.firing
        WHERE observation_time > ${since} AND act = 'opened' ${only} GROUP BY 1) AS n GROUP BY 1`)
  return new Map(rows.map((row) => [row.rule_id, row]))
}

function toRule(row: RuleRow, counts: Counts): Rule {
  return {
    ...{
      id: row.id,
      declared: false,
      version: row.version,
      enabled: row.enabled,
      definition: row.definition,
    },
    openThings: counts.get(row.id)?.open ?? 0,
    firings: counts.get(row.id)?.firings ?? 0,
    changedTime: row.changed_time.toISOString(),
    changedBy: row.changed_by,
  }
}

function toDeclared(rule: ObservationRule, counts: Counts): Rule {
  return {
    ...{ id: rule.id, declared: true, version: versionOf(rule), enabled: true },
    definition: {
      title: rule.title.zh,
      thingType: rule.thingType,
      value: rule.datastream,
      levels: rule.levels.map((one) => ({ ...one })),
      ...(rule.filter?.kind === 'median' ? { medianOf: rule.filter.size } : {}),
      ...(rule.months ? { schedule: { months: [...rule.months] } } : {}),
      allowedLatenessSeconds: 604_800,
      eventType: rule.eventType,
    },
    openThings: counts.get(rule.id)?.open ?? 0,
    firings: counts.get(rule.id)?.firings ?? 0,
    ...{ changedTime: null, changedBy: null },
  }
}

export async function getRule(parts: RuleParts, id: string) {
  const counts = await countRules(parts.kernel, id)
  const declared = parts.domains.find('rules', id)
  if (declared?.kind === 'observation') return { rule: toDeclared(declared, counts), versions: [] }
  const row = await findRule(parts.kernel, id)
  const versions = await parts.kernel.db.query<{
    version: string
    time: Date
    changed_by: string
    definition: RuleDefinition
  }>(sql`SELECT version, time, changed_by, definition FROM sensing.rule_version
    WHERE rule_id = ${id} ORDER BY time DESC LIMIT 100`)
  return {
    rule: toRule(row, counts),
    versions: versions.map((one) => ({
      version: one.version,
      time: one.time.toISOString(),
      by: one.changed_by,
      definition: one.definition,
    })),
  }
}

async function findRule({ db }: Kernel, id: string): Promise<RuleRow> {
  const row = await db.first<RuleRow>(sql`SELECT ${columns} FROM sensing.rule WHERE id = ${id}`)
  if (!row) throw notFound('规则', id)
  return row
}

export async function createRule(
  parts: RuleParts,
  { definition, enabled }: { definition: RuleDefinition; enabled?: boolean },
  principal: Principal,
): Promise<Rule> {
  checkDefinition(parts, definition)
  const id = newId()
  const nothing = sql`ON CONFLICT (id) DO NOTHING`
  await parts.kernel.db.transaction((tx) =>
    writeRule(parts.kernel, tx, id, definition, enabled ?? true, principal, nothing),
  )
  return (await getRule(parts, id)).rule
}

/** Makes a rule within a transaction that makes more than it; answers its id. */
export async function addRule(
  parts: RuleParts,
  tx: Transaction,
  definition: RuleDefinition,
  by: { name: string },
): Promise<string> {
  checkDefinition(parts, definition)
  const id = newId()
  await writeRule(parts.kernel, tx, id, definition, true, by, sql`ON CONFLICT (id) DO NOTHING`)
  return id
}

/** Changes a rule; what it had open stays open until it clears by the changed numbers. */
export async function changeRule(
  parts: RuleParts,
  id: string,
  change: { definition: RuleDefinition; enabled: boolean; version: string },
  principal: Principal,
): Promise<Rule> {
  if (parts.domains.find('rules', id))
    throw forbidden('此规则由业务域声明，不能在此修改；可新建规则。', 'declared-rule')
  const known = await findRule(parts.kernel, id)
  if (known.version !== change.version) throw conflict('newer-version', '规则已被他人修改，请刷新后再改。')
  checkDefinition(parts, change.definition)
  const replace = sql`ON CONFLICT (id) DO UPDATE SET title = excluded.title, thing_type = excluded.thing_type,
    version = excluded.version, definition = excluded.definition, enabled = excluded.enabled,
    changed_time = excluded.changed_time, changed_by = excluded.changed_by`
  await parts.kernel.db.transaction((tx) =>
    writeRule(parts.kernel, tx, id, change.definition, change.enabled, principal, replace),
  )
  return (await getRule(parts, id)).rule
}

async function writeRule(
  kernel: Kernel,
  tx: Transaction,
  id: string,
  definition: RuleDefinition,
  enabled: boolean,
  by: { name: string },
  onConflict: Sql,
): Promise<void> {
  const now = kernel.clock.now()
  const version = versionOf(definition)
  const text = JSON.stringify(definition)
  await tx.query(sql`INSERT INTO sensing.rule (id, title, thing_type, version, definition, enabled, changed_time, changed_by)
    VALUES (${id}, ${definition.title}, ${definition.thingType}, ${version}, ${text}, ${enabled}, ${now}, ${by.name}) ${onConflict}`)
  await tx.query(sql`INSERT INTO sensing.rule_version (rule_id, version, time, changed_by, definition)
    SELECT ${id}, ${version}, ${now}, ${by.name}, ${text}::jsonb
    WHERE NOT EXISTS (SELECT FROM sensing.rule_version WHERE rule_id = ${id} AND version = ${version})`)
  await kernel.messages.publish(tx, rulesChanged, { id })
}

/** Says in words, with the path of the field, why a definition cannot be followed. */
export function checkDefinition(parts: RuleParts, definition: RuleDefinition): void {
  const at = (path: string) => `/body/definition/${path}`
  const properties = parts.propertiesOf(definition.thingType)
  if (!properties) throw invalid(at('thingType'), `没有“${definition.thingType}”这种设备模型`)
  if (!parts.domains.findEventType(definition.eventType))
    throw invalid(at('eventType'), `没有“${definition.eventType}”这种事件类型`)
  if (definition.medianOf !== undefined && definition.medianOf % 2 === 0)
    throw invalid(at('medianOf'), '应为奇数')
  let active: ReturnType<typeof fromDefinition>
  try {
    active = fromDefinition('check', definition)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw invalid(at('value'), error.message)
  }
  if (active.value.properties.length === 0) throw invalid(at('value'), '应至少用到一个数据流')
  const unknown = active.properties.find((one) => !properties.includes(one))
  if (unknown) throw invalid(at('value'), `设备模型没有数据流“${unknown}”（可用：${properties.join('、')}）`)
  definition.levels.forEach((one, i) => {
    const upward = one.raise.op.startsWith('>')
    if (upward === one.clear.op.startsWith('>'))
      throw invalid(at(`levels/${i}/clear`), '解除条件的方向应与触发条件相反')
    const gap = upward ? one.raise.value - one.clear.value : one.clear.value - one.raise.value
    if (gap < 0) throw invalid(at(`levels/${i}/clear`), '解除值应在触发值的另一侧，否则触发后立即解除')
  })
}

export async function listFirings(
  { db }: Kernel,
  query: { ruleId?: string; thingId?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<RuleFiring>> {
  const from = sql`FROM sensing.firing f JOIN sensing.thing t ON t.id = f.thing_id
    WHERE ${inScope('t.division_code', scope)} ${query.ruleId ? sql`AND f.rule_id = ${query.ruleId}` : empty}
      ${query.thingId ? sql`AND f.thing_id = ${query.thingId}` : empty}`
  const rows = await db.query<Omit<RuleFiring, 'time' | 'startTime'> & { time: Date; start: Date }>(sql`
    SELECT f.id, f.rule_id AS "ruleId", f.rule_version AS "ruleVersion", f.thing_id AS "thingId", t.name AS "thingName",
      f.act, f.level, f.observation_time AS time, f.start_time AS start, f.value, f.values ${from}
    ORDER BY f.observation_time DESC, f.id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return {
    items: rows.map(({ start, ...row }) => ({
      ...row,
      time: row.time.toISOString(),
      startTime: start.toISOString(),
    })),
    total: count?.n ?? 0,
  }
}
