import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { MasterModel, MasterPair } from '@civitas/contract'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, quoteText, tableOf } from '../tables/duck.ts'
import { findVersionAt } from '../tables/store.ts'
import { candidatePairs, preparedRecords } from './match-sql.ts'
import * as store from './store.ts'

const batch = 20_000
/** More pairs than this nobody reviews; the likest come first. */
const mostPairs = 50_000

/**
 * Matches the model that waits longest; false when none does. Records and pairs are written batch by batch, each as it would
 * be again: a cut run is done anew from its start.
 */
export async function runNextMatching(parts: DataParts, tx: Transaction): Promise<boolean> {
  const run = await claimOne(tx, 'data.master', () => store.listWaitingRuns(tx))
  if (!run) return false
  const model = await store.findModel(tx, run.model_id)
  const { now } = parts.kernel.clock
  const folder = join(parts.kernel.lake.folder('data'), '.master')
  mkdirSync(folder, { recursive: true })
  const [records, pairs] = ['records', 'pairs'].map((name) => join(folder, `${run.id}-${name}.parquet`)) as [
    string,
    string,
  ]
  try {
    const relation = model && (await relationOf(parts, model))
    if (!model || !relation) {
      await store.finishRun(tx, run.id, { error: '各来源还没有已发布的数据' }, now())
      return true
    }
    await parts.kernel.lake.writeParquet(relation, records)
    const count = await takeRecords(parts, run.id, model, records)
    const columns = model.attributes.map(({ name }) => quoteName(name)).join(', ')
    const prepared = `(${preparedRecords(`(SELECT _n, ${columns} FROM read_parquet(${quoteText(records)}))`, model.attributes)})`
    await parts.kernel.lake.writeParquet(candidatePairs(prepared, model.attributes, model.reviewScore), pairs)
    const proposed = await takePairs(parts, model, { records, pairs })
    const roots = (await store.findModel(tx, model.id))?.roots ?? 0
    await store.finishRun(tx, run.id, { records: count, roots, proposed }, now())
  } finally {
    for (const file of [records, pairs]) await rm(file, { force: true })
  }
  return true
}

/** Rows of all sources under the names of the attributes, numbered; null when none has data. */
async function relationOf(parts: DataParts, model: MasterModel): Promise<string | null> {
  const tables: string[] = []
  for (const source of model.sources) {
    const version = await findVersionAt(parts.kernel.db, source.datasetId, null)
    if (!version) continue
    const held = new Set(version.fields.map((field) => field.name))
    if (!held.has(source.key)) continue
    const columns = model.attributes.map(({ name }) => {
      const column = source.mapping[name]
      const value =
        column && held.has(column) ? `CAST(${quoteName(column)} AS VARCHAR)` : 'CAST(NULL AS VARCHAR)'
      return `${value} AS ${quoteName(name)}`
    })
    const key = `CAST(${quoteName(source.key)} AS VARCHAR)`
    tables.push(
      `SELECT ${quoteText(source.datasetId)} AS _dataset, ${key} AS _source, ${columns.join(', ')} FROM ${tableOf(parts.kernel, version)} WHERE ${key} IS NOT NULL`,
    )
  }
  if (tables.length === 0) return null
  return `SELECT row_number() OVER () AS _n, * FROM (${tables.join(' UNION ALL ')})`
}

async function takeRecords(
  parts: DataParts,
  runId: string,
  model: MasterModel,
  file: string,
): Promise<number> {
  const { lake, clock, db } = parts.kernel
  const columns = model.attributes.map(({ name }) => quoteName(name))
  const prepared = preparedRecords(
    `(SELECT _n, ${columns.join(', ')} FROM read_parquet(${quoteText(file)}))`,
    model.attributes,
  )
  const names = model.attributes.map(({ name }) => name)
  for (let from = 0; ; from += batch) {
    const rows = await lake.query<Record<string, string | null> & { _dataset: string; _source: string }>(
      `SELECT g._dataset, g._source, p._strong, ${names.map((name) => `g.${quoteName(name)}`).join(', ')}
       FROM read_parquet(${quoteText(file)}) g JOIN (${prepared}) p ON p._n = g._n
       WHERE g._n > ${from} AND g._n <= ${from + batch} AND p._n > ${from} AND p._n <= ${from + batch}`,
    )
    if (rows.length === 0) {
      const [count] = await lake.query<{ n: number }>(
        `SELECT CAST(count(*) AS DOUBLE) AS n FROM read_parquet(${quoteText(file)})`,
      )
      return count?.n ?? 0
    }
    const given = rows.map((row) => ({
      ...{ dataset: row._dataset, source: row._source, strong: row._strong ?? null },
      values: Object.fromEntries(names.map((name) => [name, row[name] ?? null])),
    }))
    await db.transaction((tx) => store.putRecords(tx, model.id, given, clock.now()))
    await store.noteProgress(db, runId, from + rows.length)
  }
}

async function takePairs(
  parts: DataParts,
  model: MasterModel,
  files: { records: string; pairs: string },
): Promise<number> {
  const { lake, clock, db } = parts.kernel
  const verdicts = model.attributes.map((_, i) => `p.v${i}`).join(', ')
  const rows = await lake.query<Record<string, string> & { score: number }>(
    `SELECT a._dataset AS ld, a._source AS ls, b._dataset AS rd, b._source AS rs, p.score, ${verdicts}
     FROM (SELECT * FROM read_parquet(${quoteText(files.pairs)}) ORDER BY score DESC, l, r LIMIT ${mostPairs}) p
     JOIN read_parquet(${quoteText(files.records)}) a ON a._n = p.l JOIN read_parquet(${quoteText(files.records)}) b ON b._n = p.r`,
  )
  let proposed = 0
  for (let from = 0; from < rows.length; from += batch) {
    const given = rows.slice(from, from + batch).map((row) => ({
      ...{
        leftDataset: row.ld ?? '',
        leftSource: row.ls ?? '',
        rightDataset: row.rd ?? '',
        rightSource: row.rs ?? '',
      },
      score: Math.round(row.score * 1000) / 1000,
      evidence: model.attributes.map(({ name, title }, i) => ({
        ...{ attribute: name, title, verdict: row[`v${i}`] as MasterPair['evidence'][number]['verdict'] },
      })),
    }))
    proposed += await store.putPairs(db, model.id, given, clock.now())
  }
  return proposed
}
