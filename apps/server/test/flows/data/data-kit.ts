import { type Dataset, type DatasetField, type DatasetInput, getMe } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { organisations, type TestPlatform } from '../../../src/test-kit/index.ts'

export const people: DatasetField[] = [
  { name: 'id_number', title: '公民身份号码', type: 'text', isKey: true, sensitive: 'citizen-id' },
  { name: 'name', title: '姓名', type: 'text', sensitive: 'person-name' },
  { name: 'phone', title: '手机号', type: 'text', sensitive: 'phone' },
  { name: 'age', title: '年龄', type: 'integer' },
  { name: 'street', title: '街道', type: 'text' },
]

/** Rows as a DuckDB query, from objects with a value for each column. */
export function selectOf(rows: readonly Record<string, string | number | boolean | null>[]): string {
  const literal = (value: string | number | boolean | null) =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
  const lists = rows.map((row) =>
    Object.entries(row)
      .map(([name, value]) => `${literal(value)} AS "${name}"`)
      .join(', '),
  )
  return lists.map((list) => `SELECT ${list}`).join(' UNION ALL ')
}

export const threePeople = selectOf([
  { id_number: '11010519491231002X', name: '张三', phone: '13812345678', age: 75, street: '望云街道' },
  { id_number: '110105199003070033', name: '李四', phone: '13987654321', age: 35, street: '望云街道' },
  { id_number: '110105201506010019', name: '王小五', phone: '13700001111', age: 10, street: '临江街道' },
])

/** A dataset of an organisation, with a published table and, unless told otherwise, itself published. */
export async function aDataset(
  city: TestPlatform,
  more: Partial<DatasetInput> & { select?: string; state?: Dataset['state'] } = {},
): Promise<Dataset> {
  const { select, state = 'published', ...given } = more
  const input = {
    ...{ name: `居民信息${Math.random().toString(36).slice(2, 8)}`, abstract: '居民基本信息' },
    ...{ kind: 'department' as const, theme: '政府', layer: 'standard' as const, cycle: 'month' as const },
    ...{ sharing: 'conditional' as const, sharingBasis: '用于政务服务', opening: 'none' as const },
    ...{ organisationId: organisations.operationCentre.id, fields: people, ...given },
  }
  const dataset = await city.kernel.db.transaction((tx) => city.data.addDataset(tx, input, { state }))
  const table = select ?? (given.fields ? undefined : threePeople)
  if (table) await city.data.putTable({ datasetId: dataset.id, select: table })
  return dataset
}

export async function accountOf(client: Client): Promise<string> {
  return (await client.call(getMe)).user.account
}
