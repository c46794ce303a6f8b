import type { DatasetField, PipelineRun, PipelineStep } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { fixedRejects, insertRejects } from '../batches/store.ts'
import { tellAtOnce } from '../batches/tell.ts'
import { ownsData } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { recordRun } from '../lineage/record-lineage.ts'
import { quoteName, quoteText, tableOf } from '../tables/duck.ts'
import { publishVersion } from '../tables/publish-version.ts'
import { findVersion, type VersionRow } from '../tables/store.ts'
import { writeVersion } from '../tables/write-version.ts'
import { type Compiled, compileSteps, withCorrections } from './compile.ts'
import type { Reference } from './step-kit.ts'
import * as store from './store.ts'

/** Datasets steps look into. */
export function referencesOf(steps: readonly PipelineStep[]): string[] {
  return [...new Set(steps.flatMap((step) => ('datasetId' in step ? [step.datasetId] : [])))]
}

/** Published tables by dataset, for steps that look into them. */
export async function openReferences(parts: DataParts, steps: readonly PipelineStep[]) {
  const found = new Map<string, { version: VersionRow; dataset: DatasetRow }>()
  for (const id of referencesOf(steps)) {
    const dataset = await findDataset(parts.kernel.db, id)
    const version = dataset?.version_id ? await findVersion(parts.kernel.db, dataset.version_id) : undefined
    if (dataset && version) found.set(id, { version, dataset })
  }
  const reference = (id: string, path: string): Reference => {
    const one = found.get(id)
    if (!one) throw invalid(path, '引用的数据资源不存在，或还没有数据', 'no-reference')
    return {
      fields: one.version.fields,
      table: `(SELECT * EXCLUDE (_row) FROM ${tableOf(parts.kernel, one.version)})`,
    }
  }
  return { reference, versions: [...found.values()].map((one) => one.version) }
}

/** The rows of a version, with `_n`. */
export function inputQuery(parts: DataParts, version: VersionRow, where = 'TRUE'): string {
  const list = version.fields.map((field) => quoteName(field.name)).join(', ')
  return `SELECT ${list}, _row AS _n FROM ${tableOf(parts.kernel, version)} WHERE ${where}`
}

/** Puts a run into the queue; while the input waits for a batch, the run waits with it. */
export async function enqueueRun(
  parts: DataParts,
  pipeline: store.PipelineRow,
  {
    cause,
    settings = {},
    db = parts.kernel.db,
  }: { cause: string; settings?: store.RunSettings; db?: Queryable },
): Promise<PipelineRun> {
  const { clock } = parts.kernel
  const id = newId()
  const hold = await store.findHold(db, pipeline.id)
  const note = hold === null ? null : `等待上游批次：${hold}`
  await store.insertRun(db, { id, pipeline, cause, settings, note, now: clock.now() })
  return store.toRun((await store.findRun(db, id)) as store.RunRow)
}

/** Runs the pipeline of a run again with the rows that were corrected since. */
export async function replayRun(parts: DataParts, principal: Principal, runId: string) {
  const { db } = parts.kernel
  const run = await store.findRun(db, runId)
  const pipeline = run?.pipeline_id ? await store.findPipeline(db, run.pipeline_id) : undefined
  if (!run || !pipeline || !ownsData(principal, pipeline.organisation_id)) throw notFound('运行', runId)
  const input = await store.inputOf(db, runId, pipeline.input_id)
  const inputVersionId = input?.version_id ?? ''
  const fixed = input
    ? (await fixedRejects(db, { pipelineId: pipeline.id, versionId: inputVersionId })).filter(
        (one) => one.state === 'fixed',
      )
    : []
  if (fixed.length === 0) throw conflict('nothing-fixed', '没有已更正待重放的行。')
  const again = await enqueueRun(parts, pipeline, { cause: '更正重放', settings: { inputVersionId } })
  return { batchId: null, runId: again.id, rows: fixed.length }
}

/** Does a run from the start; what goes wrong is kept with it, and tried again as often as the pipeline says. */
export async function doRun(parts: DataParts, id: string): Promise<void> {
  const { db, clock, log } = parts.kernel
  const run = await store.findRun(db, id)
  const pipeline = run?.pipeline_id ? await store.findPipeline(db, run.pipeline_id) : undefined
  if (!run || !pipeline) return
  await store.beginRun(db, id, clock.now())
  try {
    await withinTime(runOnce(parts, run, pipeline), pipeline.schedule.timeoutSeconds)
  } catch (error) {
    const isRefused = error instanceof Problem && error.code === 'publication-refused'
    const state = isRefused ? 'refused' : 'failed'
    const note = (error as Error).message
    if (!isRefused && run.attempts < (pipeline.schedule.retries ?? 0)) {
      await store.endRun(db, id, { state: 'waiting', note: `将重试：${note}`, now: clock.now() })
      return
    }
    log.info({ run: id, error: note }, 'a pipeline did not publish')
    await db.transaction(async (tx) => {
      await store.endRun(tx, id, { state, note, now: clock.now() })
      await tellAtOnce(parts, tx, {
        ...{
          key: `data-run-${id}`,
          title: isRefused ? '流水线断言未通过，原数据保持不变' : '流水线运行失败',
        },
        text: `${pipeline.name}：${note}`,
        ...{
          to: { organisationId: pipeline.organisation_id },
          link: `/console/pipelines/${pipeline.id}`,
        },
      })
    })
  }
}

async function withinTime(work: Promise<void>, seconds: number | undefined): Promise<void> {
  if (!seconds) return work
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`运行超过 ${seconds} 秒`)), seconds * 1000)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined)
  }
}

async function runOnce(parts: DataParts, run: store.RunRow, pipeline: store.PipelineRow): Promise<void> {
  const { db } = parts.kernel
  const [input, output] = [
    await findDataset(db, pipeline.input_id),
    await findDataset(db, pipeline.output_id),
  ]
  const versionId = run.settings.inputVersionId ?? input?.version_id
  const version = versionId ? await findVersion(db, versionId) : undefined
  if (!version || !output) throw new Error('输入数据资源还没有数据')
  const fixed = await fixedRejects(db, { pipelineId: pipeline.id, versionId: version.id })
  const corrections = fixed.map((one) => ({ row: one.row_number ?? -1, fixed: { ...one.raw, ...one.fixed } }))
  const { reference, versions } = await openReferences(parts, pipeline.steps)
  const base = withCorrections(
    inputQuery(parts, version, rangeOf(pipeline, run, version.fields)),
    version.fields,
    corrections,
  )
  const compiled = compileSteps({ query: base, fields: version.fields }, pipeline.steps, {
    ...{ reference, tokenKey: parts.tokenKey, models: parts.domains },
  })
  const candidate = await writeVersion(parts, {
    ...{
      datasetId: output.id,
      select: await wholeOutput(parts, { pipeline, run, output, compiled }),
      runId: run.id,
    },
    note: `流水线“${pipeline.name}”第 ${pipeline.version} 版${compiled.rules.map((rule) => `；${rule}`).join('')}`,
  })
  const rejects = await readRejects(parts, compiled, version)
  const [counted] = await parts.kernel.lake.query<{ n: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS n FROM (${base})`,
  )
  await finish(parts, run, pipeline, {
    version,
    others: versions,
    candidate,
    rejects,
    rowsIn: counted?.n ?? 0,
    compiled,
  })
}

interface Finished {
  version: VersionRow
  others: readonly VersionRow[]
  candidate: VersionRow
  rejects: readonly RejectedRow[]
  rowsIn: number
  compiled: Compiled
}

async function finish(
  parts: DataParts,
  run: store.RunRow,
  pipeline: store.PipelineRow,
  done: Finished,
): Promise<void> {
  const { db, clock } = parts.kernel
  const { version, candidate, rejects } = done
  const now = clock.now()
  const rules = [`流水线“${pipeline.name}”第 ${pipeline.version} 版`, ...done.compiled.rules]
  const counts = { rowsIn: done.rowsIn, rowsOut: candidate.rows, rejects: rejects.length, rules, now }
  const inputs = [version, ...done.others].map((one) => ({ versionId: one.id, datasetId: one.dataset_id }))
  await db.transaction(async (tx) => {
    await store.noteInputs(tx, run.id, inputs)
    await store.endRun(tx, run.id, { ...counts, state: 'running', note: null })
    const at = { id: run.id, pipelineId: pipeline.id, versionId: version.id }
    const known = await store.keepRunRejects(tx, at, rejects)
    const fresh = rejects
      .filter((one) => one.row === null || !known.has(one.row))
      .map((one) => ({
        ...{
          id: newId(),
          dataset_id: pipeline.output_id,
          batch_id: null,
          run_id: run.id,
          pipeline_id: pipeline.id,
        },
        ...{ version_id: version.id, row_number: one.row, reason: one.reason, raw: one.raw },
      }))
    for (let i = 0; i < fresh.length; i += 5_000) await insertRejects(tx, fresh.slice(i, i + 5_000), now)
  })
  await publishVersion(parts, candidate.id, async (tx) => {
    await store.endRun(tx, run.id, { ...counts, state: 'done', note: null, versionId: candidate.id })
    await recordRun(parts, tx, {
      ...{ runId: run.id, viaName: pipeline.name, ruleVersion: String(pipeline.version) },
      outputs: [{ kind: 'dataset', id: pipeline.output_id, state: candidate.id }],
      inputs: inputs.map((one) => ({ kind: 'dataset', id: one.datasetId, state: one.versionId })),
    })
  })
}

/** Rows of the input within the days to be computed again. */
function rangeOf(
  pipeline: store.PipelineRow,
  { settings }: store.RunRow,
  fields: readonly DatasetField[],
): string {
  const { from, to } = settings
  if (!pipeline.partition || (!from && !to)) return 'TRUE'
  if (!fields.some((one) => one.name === pipeline.partition))
    throw new Error(`输入没有分区信息项“${pipeline.partition}”`)
  return within(pipeline.partition, { from, to })
}

function within(partition: string, { from, to }: { from?: string; to?: string }): string {
  const day = `CAST(${quoteName(partition)} AS DATE)`
  const parts = [from && `${day} >= DATE ${quoteText(from)}`, to && `${day} <= DATE ${quoteText(to)}`]
  return parts.filter(Boolean).join(' AND ') || 'TRUE'
}

/** The whole output: of other days than those computed again, what was there stays. */
async function wholeOutput(
  parts: DataParts,
  given: { pipeline: store.PipelineRow; run: store.RunRow; output: DatasetRow; compiled: Compiled },
): Promise<string> {
  const { pipeline, run, output, compiled } = given
  const { from, to } = run.settings
  const old = output.version_id ? await findVersion(parts.kernel.db, output.version_id) : undefined
  if (!pipeline.partition || (!from && !to) || !old) return compiled.select
  const other = `NOT coalesce(${within(pipeline.partition, { from, to })}, false)`
  return `SELECT * EXCLUDE (_row) FROM ${tableOf(parts.kernel, old)} WHERE ${other} UNION ALL BY NAME (${compiled.select})`
}

interface RejectedRow {
  row: number | null
  reason: string
  raw: Record<string, unknown>
}

/** The rows steps refused, as they are in the input. */
async function readRejects(
  { kernel }: DataParts,
  { rejects }: Compiled,
  version: VersionRow,
): Promise<RejectedRow[]> {
  if (!rejects) return []
  const cells = version.fields
    .map(({ name }) => `${quoteText(name)}, CAST(i.${quoteName(name)} AS VARCHAR)`)
    .join(', ')
  const rows = await kernel.lake.query<{ n: number | null; why: string; raw: string }>(
    `SELECT CAST(r._n AS DOUBLE) AS n, string_agg(r._why, '；') AS why,
       any_value(CAST(json_object(${cells}) AS VARCHAR)) AS raw
     FROM (${rejects}) AS r LEFT JOIN ${tableOf(kernel, version)} AS i ON i._row = r._n
     GROUP BY r._n ORDER BY r._n`,
  )
  return rows.map(({ n, why, raw }) => ({ row: n, reason: why, raw: JSON.parse(raw) }))
}
