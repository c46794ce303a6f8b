import type { DatasetField, SensitiveKind } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { DatasetRow } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { giveTask } from '../govern-tasks/give-task.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { findVersionAt } from '../tables/store.ts'
import { forgetShown } from './forget-shown.ts'
import { contentTests, decideKind, type Found, gradeOfKind } from './rules.ts'
import * as store from './store.ts'

/** How many values of a column are looked at. */
const sampleRows = 20_000

/** What each column is taken to be, by name and by its values. */
export async function findSensitive(
  { kernel: { lake } }: Pick<DataParts, 'kernel'>,
  table: string | null,
  fields: readonly DatasetField[],
): Promise<Map<string, Found>> {
  const judged = fields.filter(({ type }) => type === 'text' || type === 'integer')
  const kinds = Object.keys(contentTests) as Array<keyof typeof contentTests>
  const shares = new Map<string, Partial<Record<SensitiveKind, number>>>()
  if (table && judged.length > 0) {
    const parts = judged.flatMap(({ name }, i) =>
      kinds.map((kind, k) => {
        const text = `CAST(${quoteName(name)} AS VARCHAR)`
        return `avg(CASE WHEN ${text} IS NULL THEN NULL WHEN ${contentTests[kind](text)} THEN 1.0 ELSE 0.0 END) AS s${i}_${k}`
      }),
    )
    const [row] = await lake.query<Record<string, number | null>>(
      `SELECT ${parts.join(', ')} FROM (SELECT * FROM ${table} LIMIT ${sampleRows})`,
    )
    for (const [i, field] of judged.entries())
      shares.set(field.name, Object.fromEntries(kinds.map((kind, k) => [kind, row?.[`s${i}_${k}`] ?? 0])))
  }
  return new Map(
    fields.flatMap((field) => {
      const found = decideKind(field, table ? (shares.get(field.name) ?? {}) : null)
      return found ? [[field.name, found] as const] : []
    }),
  )
}

/** Scans columns that are not graded as sensitive yet and puts what is found before the owner. */
export async function scanDataset(parts: DataParts, tx: Transaction, dataset: DatasetRow): Promise<void> {
  const version = await findVersionAt(tx, dataset.id, null)
  const held = new Set(version?.fields.map((field) => field.name))
  const open = dataset.fields.filter((field) => !field.sensitive)
  const withData = open.filter((field) => held.has(field.name))
  const found = new Map([
    ...(await findSensitive(parts, version ? tableOf(parts.kernel, version) : null, withData)),
    ...(await findSensitive(
      parts,
      null,
      open.filter((field) => !held.has(field.name)),
    )),
  ])
  const fresh: string[] = []
  for (const [field, one] of found) {
    const given = { datasetId: dataset.id, field, found: one, grade: gradeOfKind[one.kind] }
    if (await store.propose(tx, given, parts.kernel.clock.now())) fresh.push(field)
  }
  if (fresh.length === 0) return
  await forgetShown(tx, dataset.id)
  await giveTask(parts, tx, {
    key: `sensitive:${dataset.id}:${fresh.join(',')}`,
    ...{ kind: 'sensitive-field', subjectId: dataset.id, datasetId: dataset.id },
    organisationId: dataset.organisation_id,
    title: `确认敏感字段：${dataset.name}`,
    text: `扫描发现${fresh.length}个信息项可能含个人或敏感信息：${fresh.join('、')}，请确认分级。`,
    link: '/console/sensitive-fields',
  })
}
