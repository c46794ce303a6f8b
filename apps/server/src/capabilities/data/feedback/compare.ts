import type { DifferenceKind, ItemSource } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { Problem } from '../../../kernel/problem.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { giveTask } from '../govern-tasks/give-task.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { findVersionAt } from '../tables/store.ts'
import * as store from './item-store.ts'

/** Differences of a comparison that are kept; how many there are is always the whole number. */
const kept = 20_000

/** Compares an item with each of its checkers; what differs is grouped, and each source has a task. */
export async function compareItem(parts: DataParts, item: ItemSource): Promise<store.ComparisonRow> {
  const { kernel } = parts
  const source = await findDataset(kernel.db, item.datasetId)
  const ours = source && (await relationOf(parts, item.datasetId, item.keyField, item.field))
  if (!source || !ours) throw new Problem('not-found', 'no-version', '数源还没有已发布的数据。')
  const found: store.Difference[] = []
  const groups: store.ComparisonRow['groups'] = []
  const checkers: DatasetRow[] = []
  let [compared, differing] = [0, 0]
  for (const checker of item.checkers) {
    const dataset = await findDataset(kernel.db, checker.datasetId)
    const theirs = dataset && (await relationOf(parts, checker.datasetId, checker.keyField, checker.field))
    if (!dataset || !theirs) continue
    checkers.push(dataset)
    const joined = differences(ours, theirs)
    const counts = await kernel.lake.query<{ kind: DifferenceKind | null; n: number }>(
      `SELECT kind, CAST(count(*) AS DOUBLE) AS n FROM (${joined}) GROUP BY kind ORDER BY kind`,
    )
    const all = counts.reduce((sum, one) => sum + one.n, 0)
    compared += all
    for (const { kind, n } of counts) {
      if (!kind) continue
      differing += n
      groups.push({ checkerId: dataset.id, kind, records: n, share: n / all })
    }
    const rows = await kernel.lake.query<Omit<store.Difference, 'checkerId'>>(
      `SELECT kind, key, ours, theirs FROM (${joined}) WHERE kind IS NOT NULL ORDER BY kind, key LIMIT ${kept}`,
    )
    found.push(...rows.map((row) => ({ ...row, checkerId: dataset.id })))
  }
  return keep(parts, { item, source, checkers }, { compared, differing, groups }, found)
}

async function relationOf(
  parts: DataParts,
  datasetId: string,
  key: string,
  field: string,
): Promise<string | null> {
  const version = await findVersionAt(parts.kernel.db, datasetId, null)
  const names = new Set(version?.fields.map((one) => one.name))
  if (!version || !names.has(key) || !names.has(field)) return null
  return `(SELECT CAST(${quoteName(key)} AS VARCHAR) AS key, any_value(CAST(${quoteName(field)} AS VARCHAR)) AS v
    FROM ${tableOf(parts.kernel, version)} WHERE ${quoteName(key)} IS NOT NULL GROUP BY 1)`
}

/** Every key of either side with how the two disagree; null where they agree. Spaces, case and width are a way of writing. */
function differences(ours: string, theirs: string): string {
  const plain = (side: string) =>
    `upper(regexp_replace(nfc_normalize(translate(${side}.v, '（），－　', '(),- ')), '\\s+', '', 'g'))`
  return `SELECT coalesce(a.key, b.key) AS key, a.v AS ours, b.v AS theirs,
    CASE WHEN a.key IS NULL THEN 'missing-here' WHEN b.key IS NULL THEN 'missing-there'
      WHEN a.v IS NOT DISTINCT FROM b.v THEN NULL WHEN ${plain('a')} IS NOT DISTINCT FROM ${plain('b')} THEN 'writing'
      ELSE 'value' END AS kind
    FROM ${ours} a FULL JOIN ${theirs} b ON a.key = b.key`
}

async function keep(
  parts: DataParts,
  { item, source, checkers }: { item: ItemSource; source: DatasetRow; checkers: readonly DatasetRow[] },
  outcome: Pick<store.ComparisonRow, 'compared' | 'differing' | 'groups'>,
  found: readonly store.Difference[],
): Promise<store.ComparisonRow> {
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const row = { id: newId(), item_id: item.id, time: clock.now(), ...outcome }
    await store.insertComparison(tx, row, found)
    if (outcome.differing > 0)
      for (const dataset of [source, ...checkers])
        await giveTask(parts, tx, {
          key: `comparison:${item.id}:${dataset.id}`,
          ...{
            kind: 'comparison',
            subjectId: row.id,
            datasetId: dataset.id,
            organisationId: dataset.organisation_id,
          },
          title: `多源校核：${source.name} ${item.field}`,
          text: `“${dataset.name}”与其他来源比对${outcome.compared}条，${outcome.differing}条不一致，请核实本单位的值。`,
          link: `/console/data-feedback?item=${item.id}`,
        })
    return row
  })
}
