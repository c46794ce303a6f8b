import type { Ability, DatasetField } from '@civitas/contract'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { findDataset } from '../catalogue/store.ts'
import { designFindings } from '../standards/rules.ts'
import { publishedElements } from '../standards/store.ts'
import { readRows } from '../tables/read-rows.ts'
import { agreedMask } from '../tables/row-access.ts'
import { findVersionAt } from '../tables/store.ts'
import { askAbility } from './ask-ability.ts'
import type { GatewayParts } from './gateway-parts.ts'
import * as store from './store.ts'

type Findings = Ability['findings']

/** Holds the contract of an ability against the data elements and keeps what differs. */
export async function checkAbility(parts: GatewayParts, tx: Transaction, id: string): Promise<void> {
  const row = await store.findAbility(tx, id)
  if (!row) return
  const findings = await findingsOf(tx, row)
  await tx.query(sql`UPDATE data.ability SET findings = ${JSON.stringify(findings)} WHERE id = ${id}`)
  parts.recent.forget()
}

async function findingsOf(db: Queryable, row: store.AbilityRow): Promise<Findings> {
  const elements = await publishedElements(db)
  if (row.kind === 'dataset') {
    const dataset = row.dataset_id ? await findDataset(db, row.dataset_id) : undefined
    return designFindings(elements, dataset?.fields ?? [])
  }
  return [...fieldsOf(row.contract.request), ...fieldsOf(row.contract.response)].length === 0
    ? []
    : designFindings(elements, [...fieldsOf(row.contract.request), ...fieldsOf(row.contract.response)])
}

const types: Record<string, DatasetField['type']> = {
  ...{ string: 'text', integer: 'integer', number: 'number', boolean: 'boolean' },
}

/** The properties of a JSON Schema as columns; objects and lists in it are not looked into. */
function fieldsOf(schema: unknown): Array<Pick<DatasetField, 'name' | 'type' | 'element'>> {
  const properties = (schema as { properties?: Record<string, Record<string, unknown>> } | undefined)
    ?.properties
  return Object.entries(properties ?? {}).flatMap(([name, one]) => {
    const format = one.format === 'date' ? 'date' : one.format === 'date-time' ? 'time' : undefined
    const type = format ?? types[String(one.type)]
    const element = typeof one['x-element'] === 'string' ? one['x-element'] : null
    return type ? [{ name, type, element }] : []
  })
}

/** Faults of schemas that cannot be read, by where they stand in the contract. */
export function schemaFault(contract: Record<string, unknown>): 'request' | 'response' | undefined {
  return (['request', 'response'] as const).find((name) => {
    const schema = contract[name]
    if (schema === undefined) return false
    if (typeof schema !== 'object' || schema === null) return true
    try {
      Value.Check(schema as TSchema, {})
      return false
    } catch {
      return true
    }
  })
}

/** Asks an ability with its example and holds question and answer against the contract; keeps how it went. */
export async function testContract(parts: GatewayParts, row: store.AbilityRow): Promise<void> {
  const since = performance.now()
  const faults = [
    ...mismatches('请求样例', row.contract.request, requestOf(row)),
    ...(await answerFaults(parts, row)),
  ]
  const test = {
    ...{ time: parts.kernel.clock.now().toISOString(), isPassed: faults.length === 0 },
    ...{ faults: faults.slice(0, 20), millis: Math.round(performance.now() - since) },
  }
  await parts.kernel.db.query(
    sql`UPDATE data.ability SET test = ${JSON.stringify(test)} WHERE id = ${row.id}`,
  )
  if (!test.isPassed && row.test?.isPassed !== false)
    await parts.kernel.db.transaction(async (tx) => {
      parts.messaging.tell(tx, {
        key: `data.ability-test:${row.id}:${test.time}`,
        title: `能力“${row.title}”${row.version} 未通过契约测试`,
        ...{ text: faults.slice(0, 3).join('；'), urgency: 'normal' },
        to: [{ organisationId: row.organisation_id }],
        link: '/console/data-gateway',
      })
    })
}

const requestOf = ({ example }: store.AbilityRow) => (example.request ?? {}) as Record<string, unknown>

async function answerFaults(parts: GatewayParts, row: store.AbilityRow): Promise<string[]> {
  if (row.kind === 'dataset') return rowFaults(parts, row)
  if (row.kind !== 'http') return mismatches('模拟答复', row.contract.response, row.sandbox)
  try {
    return mismatches('答复', row.contract.response, await askAbility(parts, row, '契约测试', requestOf(row)))
  } catch (error) {
    return [(error as Error).message]
  }
}

/** The columns that were promised are in the published table, and its first row is as the contract says. */
async function rowFaults(parts: GatewayParts, row: store.AbilityRow): Promise<string[]> {
  const dataset = row.dataset_id ? await findDataset(parts.kernel.db, row.dataset_id) : undefined
  const version = dataset && (await findVersionAt(parts.kernel.db, dataset.id, null))
  if (!dataset || !version) return ['数据资源没有已发布的数据']
  const held = new Map(version.fields.map((field) => [field.name, field]))
  const faults = dataset.fields.flatMap((field) => {
    const there = held.get(field.name)
    if (!there) return [`目录中的信息项“${field.title}”（${field.name}）不在已发布的数据中`]
    return there.type === field.type ? [] : [`信息项“${field.title}”（${field.name}）的类型与目录不符`]
  })
  if (!row.contract.response) return faults
  const access = new Map(version.fields.map((field) => [field.name, agreedMask(field, 'none')]))
  const { items } = await readRows(parts, version, access, { limit: 1, isCounted: false })
  return [...faults, ...mismatches('第 1 行', row.contract.response, items[0] ?? {})]
}

/**
 * Where a value differs from a schema; its own values are not repeated. A schema somebody wrote is read, never made into code.
 */
function mismatches(what: string, schema: unknown, value: unknown): string[] {
  if (!schema) return []
  try {
    if (Value.Check(schema as TSchema, value)) return []
    return [...Value.Errors(schema as TSchema, value)].map(
      (error) => `${what}${error.instancePath || ''}：${error.message}`,
    )
  } catch {
    return [`契约中的 JSON Schema 不能读取（${what}）`]
  }
}
