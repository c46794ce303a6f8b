import type { RowFilter } from '@civitas/contract'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { newBindings, quoteName, tableOf } from '../tables/duck.ts'
import { toCondition } from '../tables/read-rows.ts'
import { findVersionAt } from '../tables/store.ts'
import * as store from './store.ts'

/** Finds who meets the rule of a tag in the published table and makes them its holders. */
export async function computeTag(parts: DataParts, tag: store.TagRow): Promise<void> {
  const { kernel } = parts
  const version = await findVersionAt(kernel.db, tag.dataset_id, null)
  if (!version) return
  const fields = new Map(version.fields.map((field) => [field.name, field]))
  if (!fields.has(tag.key_field) || tag.conditions.some((one) => !fields.has(one.field))) return
  const bindings = newBindings()
  const where = tag.conditions.map((one, i) => toCondition(bindings, one, fields.get(one.field), i))
  const inputs = [...new Set(tag.conditions.map((one) => one.field))]
  const key = `CAST(${quoteName(tag.key_field)} AS VARCHAR)`
  const rows = await kernel.lake.query<Record<string, string | null>>(
    `SELECT ${key} AS _subject, ${inputs.map((name) => `CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}`).join(', ')}
     FROM ${tableOf(kernel, version)} WHERE ${key} IS NOT NULL AND ${where.join(' AND ')}`,
    bindings.values,
  )
  const holders = rows.map(({ _subject, ...given }) => ({ subject: _subject ?? '', inputs: given }))
  await kernel.db.transaction((tx) => store.setHolders(tx, tag, holders, kernel.clock.now()))
}

const words: Record<RowFilter['is'], string> = {
  ...{
    eq: '等于',
    ne: '不等于',
    lt: '小于',
    le: '不大于',
    gt: '大于',
    ge: '不小于',
    in: '属于',
    text: '含有',
  },
  ...{ empty: '为空', present: '不为空' },
}

/** The rule of a tag in words: `年龄不小于80 且 家庭人数等于1`. */
export async function wordsOf(parts: DataParts, tag: store.TagRow): Promise<string> {
  const dataset = await findDataset(parts.kernel.db, tag.dataset_id)
  const titles = new Map(dataset?.fields.map((field) => [field.name, field.title]))
  return tag.conditions
    .map((one) => `${titles.get(one.field) ?? one.field}${words[one.is]}${one.value ?? ''}`)
    .join(' 且 ')
}
