import { mkdirSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BatchState, DatasetField } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound, Problem } from '../../../kernel/problem.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { freeRoom, isFull } from '../disk.ts'
import { recordLineage } from '../lineage/record-lineage.ts'
import { insertBatchRun } from '../pipelines/runs.ts'
import { collect } from '../sources/collect.ts'
import { keepFile } from '../sources/file-store.ts'
import { enqueueMore } from '../sources/run-source.ts'
import { expectColumns, moveSource, noteChanges } from '../sources/store.ts'
import { requireRoom } from '../spaces/quota.ts'
import { quoteText, tableOf } from '../tables/duck.ts'
import { originColumns } from '../tables/origins.ts'
import { publishVersion } from '../tables/publish-version.ts'
import { findVersion, type VersionRow } from '../tables/store.ts'
import { writeVersion } from '../tables/write-version.ts'
import { jsonLines, openFile, type Relation } from '../uploads/read-file.ts'
import { findUpload } from '../uploads/store.ts'
import { uploadFolder } from '../uploads/take-upload.ts'
import type { Delivery, Nothing } from './delivery.ts'
import { combine, driftOf, matchColumns } from './rules.ts'
import { type BrokenLine, readBadRows, type Stage, stageRelation, whyColumn } from './stage.ts'
import * as store from './store.ts'
import { tellAbout } from './tell.ts'

/** Stops a batch in a state people decide on. */
class Held extends Error {
  readonly state: BatchState
  constructor(state: BatchState, message: string) {
    super(message)
    this.state = state
  }
}

/** Folder of what a batch needs while it is loaded. */
export function batchFolder({ kernel }: Pick<DataParts, 'kernel'>, id: string): string {
  const folder = join(kernel.lake.folder('batches'), id)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Loads a batch, from the start whenever it is taken up again: nothing shows before the last transaction, and all after. */
export async function loadBatch(parts: DataParts, id: string): Promise<void> {
  const { db, clock, log } = parts.kernel
  const batch = await store.findBatch(db, id)
  if (!batch) return
  try {
    await store.beginBatch(db, id)
    await tryToLoad(parts, batch)
    await clear(parts, id)
  } catch (error) {
    await clear(parts, id)
    const state: BatchState =
      error instanceof Held ? error.state : error instanceof Problem ? stateOf(error) : 'failed'
    const note = isFull(error)
      ? '存储空间已满，装载停止，没有写入；腾出空间后自动继续'
      : (error as Error).message
    if (state === 'failed') log.warn({ batch: id, error: note }, 'a batch was not loaded')
    await db.transaction(async (tx) => {
      await store.endBatch(tx, id, { state, note, now: clock.now() })
      if (isFull(error)) await store.waitForRoom(tx, id, await freeRoom(parts.kernel))
      await tellAbout(parts, tx, { ...batch, state, note })
    })
  }
}

function clear(parts: DataParts, id: string): Promise<void> {
  return rm(batchFolder(parts, id), { recursive: true, force: true })
}

function stateOf(problem: Problem): BatchState {
  if (problem.code === 'over-quota') return 'over-quota'
  return problem.code === 'publication-refused' ? 'refused' : 'failed'
}

async function tryToLoad(parts: DataParts, batch: store.BatchRow): Promise<void> {
  const { db } = parts.kernel
  const dataset = await findDataset(db, batch.dataset_id)
  if (!dataset) throw notFound('数据资源', batch.dataset_id)
  await requireRoom(parts, dataset.organisation_id, batch.bytes ?? 0)
  const delivery = await openDelivery(parts, batch)
  if (!delivery?.relation) {
    if (delivery && batch.source_id) await moveSource(db, batch.source_id, delivery.position)
    const nothing = { state: 'loaded' as const, note: '没有新的数据', rowsLoaded: 0 }
    await store.endBatch(db, batch.id, { ...nothing, now: parts.kernel.clock.now() })
    return
  }
  await store.describeBatch(db, batch.id, {
    ...{ bytes: delivery.bytes, sm3: delivery.sm3, file_name: delivery.file?.path },
  })
  const columns = mappingOf(batch, delivery.relation, dataset)
  await store.moveBatch(db, batch.id, '校验', 0.2)
  const file = join(batchFolder(parts, batch.id), 'stage.parquet')
  const fitting = { fields: dataset.fields, columns, file }
  const stage = withBroken(
    await stageRelation(parts.kernel, delivery.relation, fitting),
    delivery.broken ?? [],
  )
  await store.describeBatch(db, batch.id, { rows_in: stage.rowsIn, rows_rejected: stage.rejected })
  const announced = batch.announced_rows ?? delivery.announced ?? null
  if (announced !== null && announced !== stage.rowsIn && !batch.settings.accepted)
    throw new Held('count-mismatch', `数量不符：声明 ${announced} 行，实收 ${stage.rowsIn} 行`)
  await keepRejects(parts, batch, stage)
  if (stage.rowsIn > 0 && stage.rejected === stage.rowsIn)
    throw new Held('refused', '没有一行通过校验，未装载')
  await publishStage(parts, batch, dataset, { stage, delivery })
}

function withBroken(stage: Stage, broken: readonly BrokenLine[]): Stage {
  return {
    ...stage,
    rowsIn: stage.rowsIn + broken.length,
    rejected: stage.rejected + broken.length,
    broken: [...stage.broken, ...broken],
  }
}

function mappingOf(batch: store.BatchRow, relation: Relation, dataset: DatasetRow) {
  const found = relation.columns.map((one) => one.source)
  const { expected, accepted } = batch.settings
  const drift = expected && !accepted ? driftOf(expected, found) : null
  if (drift) throw new Held('quarantined', `结构变更，已隔离：${drift}`)
  if (batch.settings.columns) return batch.settings.columns
  const { columns, unknown, absent } = matchColumns(found, dataset.fields)
  if (batch.settings.kind === 'upload' && !accepted && unknown.length + absent.length > 0) {
    const told = [
      ...(unknown.length > 0 ? [`新增列：${unknown.join('、')}`] : []),
      ...(absent.length > 0 ? [`缺少列：${absent.join('、')}`] : []),
    ]
    throw new Held('quarantined', `结构变更，已隔离：${told.join('；')}`)
  }
  return columns
}

async function openDelivery(parts: DataParts, batch: store.BatchRow): Promise<Delivery | Nothing | null> {
  const folder = batchFolder(parts, batch.id)
  if (batch.settings.kind === 'source') return collect(parts, batch, { folder })
  if (batch.settings.kind === 'replay') return openReplay(parts, batch, folder)
  const upload = await findUpload(parts.kernel.db, batch.upload_id ?? '')
  if (!upload?.format) throw notFound('上传的文件', batch.upload_id ?? '')
  const file = { format: upload.format, folder: uploadFolder(parts, upload.id) }
  return { relation: await openFile(parts, file, batch.settings.read ?? {}) }
}

/** The corrected rows of an earlier batch. */
async function openReplay(parts: DataParts, batch: store.BatchRow, folder: string): Promise<Delivery> {
  const rows = await store.fixedRejects(parts.kernel.db, { batchId: batch.settings.replays })
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.raw)))]
  const path = join(folder, 'rows.jsonl')
  await writeFile(path, rows.map((row) => `${JSON.stringify({ ...row.raw, ...row.fixed })}\n`).join(''))
  return { relation: jsonLines(path, names) }
}

const pageRows = 5_000

/** Keeps every row that did not fit, with its reason and as it came. */
async function keepRejects(parts: DataParts, batch: store.BatchRow, stage: Stage): Promise<void> {
  const { kernel } = parts
  const common = {
    ...{
      dataset_id: batch.dataset_id,
      batch_id: batch.id,
      run_id: null,
      pipeline_id: null,
      version_id: null,
    },
  }
  const now = kernel.clock.now()
  await kernel.db.transaction(async (tx) => {
    await store.clearRejects(tx, { batchId: batch.id })
    for (let at = 0; at < stage.broken.length; at += pageRows) {
      const rows = stage.broken.slice(at, at + pageRows).map(({ line, reason, raw }) => ({
        ...{ ...common, id: newId(), row_number: line - 1, reason, raw },
      }))
      await store.insertRejects(tx, rows, now)
    }
    let after = -1
    while (stage.rejected > stage.broken.length) {
      const rows = await readBadRows(kernel, stage, { after, limit: pageRows })
      const last = rows.at(-1)
      if (!last) break
      after = last.row
      await store.insertRejects(
        tx,
        rows.map(({ row, reason, raw }) => ({ ...common, id: newId(), row_number: row, reason, raw })),
        now,
      )
    }
  })
}

async function publishStage(
  parts: DataParts,
  batch: store.BatchRow,
  dataset: DatasetRow,
  { stage, delivery }: { stage: Stage; delivery: Delivery },
): Promise<void> {
  const { kernel } = parts
  const { db, clock } = kernel
  await store.moveBatch(db, batch.id, '写入', 0.6)
  const old = dataset.version_id ? ((await findVersion(db, dataset.version_id)) as VersionRow) : null
  const select = combine({
    mode: delivery.whole ? 'replace' : batch.mode,
    fields: dataset.fields,
    fresh: freshRows(batch, dataset.fields, stage),
    old: old ? tableWithOrigins(parts, old) : null,
    gone: delivery.gone ? goneKeys(delivery.gone, dataset.fields) : undefined,
  })
  const candidate = await writeVersion(parts, {
    ...{ datasetId: dataset.id, select, runId: batch.id, keep: originColumns },
    note: noteOf(batch),
  })
  await store.moveBatch(db, batch.id, '发布', 0.9)
  await publishVersion(parts, candidate.id, async (tx) => {
    await endLoaded(parts, tx, batch, { dataset, stage, delivery, candidate, now: clock.now() })
  })
  // What is safe here is safe: a source that cannot be told now sends it again, and the position passes it over.
  await delivery.done?.().catch((error: Error) => {
    kernel.log.warn({ batch: batch.id, error: error.message }, 'the source was not told')
  })
}

function noteOf(batch: store.BatchRow): string {
  const from = batch.file_name ?? batch.source_name ?? '更正重放'
  return `批次装载：${from}`
}

/** All that makes a batch done, in the transaction that publishes what it brought. */
async function endLoaded(
  parts: DataParts,
  tx: Transaction,
  batch: store.BatchRow,
  done: { dataset: DatasetRow; stage: Stage; delivery: Delivery; candidate: VersionRow; now: Date },
): Promise<void> {
  const { stage, delivery, candidate, now } = done
  const rowsLoaded = stage.rowsIn - stage.rejected
  await store.endBatch(tx, batch.id, {
    state: 'loaded',
    note: delivery.note ?? null,
    now,
    versionId: candidate.id,
    rowsLoaded,
  })
  if (batch.settings.replays) {
    const rows = await store.fixedRejects(tx, { batchId: batch.settings.replays })
    await store.markReplayed(
      tx,
      rows.map((row) => row.id),
    )
  }
  if (batch.source_id && delivery.position !== undefined)
    await moveSource(tx, batch.source_id, delivery.position)
  if (batch.source_id && delivery.changes) await noteChanges(tx, batch.source_id, batch.id, delivery.changes)
  if (batch.source_id && delivery.file) await keepFile(tx, batch.source_id, batch.id, delivery.file)
  // A structure somebody has accepted is the one that is agreed from now on.
  if (batch.source_id && batch.settings.accepted)
    await expectColumns(
      tx,
      batch.source_id,
      delivery.relation.columns.map((one) => one.source),
    )
  if (batch.source_id && delivery.hasMore) await enqueueMore(parts, tx, batch.source_id)
  await insertBatchRun(tx, batch, {
    ...{ rowsIn: stage.rowsIn, rowsOut: rowsLoaded, rejects: stage.rejected, versionId: candidate.id, now },
    previous: delivery.whole || batch.mode === 'replace' ? null : done.dataset.version_id,
  })
  await tellOrigin(parts, tx, batch)
}

/** Tells where the rows came from: the source, or the files people send. The run itself is followed from its version. */
async function tellOrigin(parts: DataParts, tx: Transaction, batch: store.BatchRow): Promise<void> {
  const id = batch.source_id ?? `files-${batch.dataset_id}`
  const from = { kind: 'source' as const, id, name: batch.source_name ?? `${batch.dataset_name}报送文件` }
  const to = { kind: 'dataset' as const, id: batch.dataset_id }
  await recordLineage(parts, tx, { via: `collect:${id}`, viaName: '归集', edges: [{ from, to }] })
}

/** The rows that fit, with where they came from. */
function freshRows(batch: store.BatchRow, fields: readonly DatasetField[], stage: Stage): string {
  const names = fields.map((field) => `"${field.name}"`).join(', ')
  const source = batch.source_name ?? batch.file_name ?? '人工更正'
  return `SELECT ${names}, ${quoteText(source)} AS _source, ${quoteText(batch.id)} AS _batch,
    CAST(${quoteText(batch.received_time.toISOString())} AS TIMESTAMPTZ) AS _received
    FROM read_parquet(${quoteText(stage.file)}) WHERE ${whyColumn} IS NULL`
}

function tableWithOrigins(parts: DataParts, version: VersionRow): string {
  return `(SELECT * EXCLUDE (_row) FROM ${tableOf(parts.kernel, version)})`
}

function goneKeys(gone: Relation, fields: readonly DatasetField[]): string {
  const textOf = new Map(gone.columns.map((one) => [one.source, one.text]))
  const keys = fields
    .filter((field) => field.isKey)
    .map((field) => {
      const cast = {
        text: 'VARCHAR',
        integer: 'BIGINT',
        number: 'DOUBLE',
        boolean: 'BOOLEAN',
        date: 'DATE',
      } as const
      const type = (cast as Record<string, string>)[field.type] ?? 'VARCHAR'
      return `CAST(${textOf.get(field.name) ?? 'NULL'} AS ${type}) AS "${field.name}"`
    })
  return `SELECT ${keys.join(', ')} FROM ${gone.from}`
}
