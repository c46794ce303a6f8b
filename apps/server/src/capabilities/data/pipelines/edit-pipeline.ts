import type {
  changePipeline,
  createPipeline,
  DatasetField,
  OperationInput,
  OperationOutput,
  Pipeline,
  PipelineStep,
  tryPipeline,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { addDataset, writeDataset } from '../catalogue/register-dataset.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import { requireCron } from '../cron.ts'
import type { DataParts } from '../data-parts.ts'
import { recordLineage } from '../lineage/record-lineage.ts'
import { quoteName } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { fullAccess } from '../tables/row-access.ts'
import { findVersion, type VersionRow } from '../tables/store.ts'
import { compileSteps } from './compile.ts'
import { originsOf } from './origins.ts'
import { inputQuery, openReferences, referencesOf } from './run-pipeline.ts'
import * as store from './store.ts'

/** A pipeline of the caller’s unit, or any for those who govern. */
export async function getPipelineRow(
  parts: DataParts,
  principal: Principal,
  id: string,
): Promise<store.PipelineRow> {
  const row = await store.findPipeline(parts.kernel.db, id)
  if (!row || !ownsData(principal, row.organisation_id)) throw notFound('流水线', id)
  return row
}

async function ownInput(
  parts: DataParts,
  principal: Principal,
  inputId: string,
  steps: readonly PipelineStep[],
) {
  for (const [path, id] of [
    ['/body/inputId', inputId],
    ...referencesOf(steps).map((one) => ['/body/steps', one]),
  ]) {
    const dataset = await findDataset(parts.kernel.db, id as string)
    if (!dataset) throw invalid(path as string, '没有这个数据资源')
    requireOwn(principal, dataset.organisation_id)
  }
  const input = (await findDataset(parts.kernel.db, inputId)) as DatasetRow
  const version = input.version_id ? await findVersion(parts.kernel.db, input.version_id) : undefined
  return { input, version }
}

/** The columns steps give; what is wrong with a step is told with its path. */
async function outputFields(
  parts: DataParts,
  input: DatasetRow,
  version: VersionRow | undefined,
  steps: readonly PipelineStep[],
): Promise<readonly DatasetField[]> {
  const { reference } = await openReferences(parts, steps)
  const fields = version?.fields ?? input.fields
  const query = version ? inputQuery(parts, version) : 'SELECT 1'
  return compileSteps({ query, fields }, steps, {
    ...{ reference, tokenKey: parts.tokenKey, models: parts.domains },
  }).fields
}

export async function createPipelineAs(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof createPipeline>['body'],
): Promise<Pipeline> {
  const { db, clock } = parts.kernel
  const steps = body.steps ?? []
  requireCron(body.schedule?.cron, '/body/schedule/cron')
  const { input, version } = await ownInput(parts, principal, body.inputId, steps)
  const fields = await outputFields(parts, input, version, steps)
  requirePartition(body.partition, fields)
  const output = body.outputId ? await findDataset(db, body.outputId) : undefined
  if (body.outputId && !output) throw invalid('/body/outputId', '没有这个数据资源')
  if (output?.id === input.id) throw invalid('/body/outputId', '输出不能是输入自身')
  if (output) requireOwn(principal, output.organisation_id)
  const id = newId()
  await db.transaction(async (tx) => {
    const made =
      output ?? (await addDataset(parts, tx, newOutput(body, input, fields), { userName: principal.name }))
    if (output) await fitOutput(parts, principal, output.id, fields, tx)
    const now = clock.now()
    await store.putPipeline(
      tx,
      {
        ...{ id, name: body.name, version: 1, organisation_id: input.organisation_id, input_id: input.id },
        ...{ output_id: made.id, steps, assertions: body.assertions ?? [], schedule: body.schedule ?? {} },
        ...{ partition: body.partition ?? null, is_enabled: body.isEnabled ?? true, created_time: now },
      },
      { userName: principal.name, now },
    )
    await tellLineage(parts, tx, { id, name: body.name, version: 1, outputId: made.id, steps }, input)
  })
  return store.toPipeline(parts, (await store.findPipeline(db, id)) as store.PipelineRow)
}

function requirePartition(partition: string | null | undefined, fields: readonly DatasetField[]): void {
  const field = partition ? fields.find((one) => one.name === partition) : null
  if (field === undefined || (field && field.type !== 'date' && field.type !== 'time'))
    throw invalid('/body/partition', '分区应为输出中的日期或时间信息项')
}

function newOutput(
  body: OperationInput<typeof createPipeline>['body'],
  input: DatasetRow,
  fields: readonly DatasetField[],
) {
  return {
    ...{ name: body.outputName ?? `${input.name}（${body.name}）`, abstract: `由“${input.name}”加工` },
    ...{ kind: input.kind, theme: input.theme, layer: 'standard' as const, cycle: input.cycle },
    ...{ sharing: input.sharing, sharingBasis: input.sharing_basis, opening: input.opening },
    ...{ openingBasis: input.opening_basis, organisationId: input.organisation_id, fields: [...fields] },
  }
}

/** Gives the output the columns the steps make. */
async function fitOutput(
  parts: DataParts,
  principal: Principal,
  outputId: string,
  fields: readonly DatasetField[],
  tx: Parameters<typeof writeDataset>[1],
): Promise<void> {
  const row = await findDataset(tx, outputId, { lock: true })
  if (!row) return
  const old = new Map(row.fields.map((one) => [one.name, one]))
  const isSame =
    row.fields.length === fields.length && fields.every((one) => old.get(one.name)?.type === one.type)
  if (isSame) return
  const fitted = fields.map((one) => ({ ...one, ...old.get(one.name), type: one.type }))
  await writeDataset(parts, tx, row, { fields: fitted }, { act: 'fields', userName: principal.name })
}

export async function changePipelineAs(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof changePipeline>['body'],
): Promise<Pipeline> {
  const { db, clock } = parts.kernel
  const row = await getPipelineRow(parts, principal, id)
  requireCron(body.schedule?.cron, '/body/schedule/cron')
  const next = {
    ...row,
    ...{ name: body.name ?? row.name, steps: body.steps ?? row.steps, version: row.version + 1 },
    ...{ assertions: body.assertions ?? row.assertions, schedule: body.schedule ?? row.schedule },
    partition: body.partition === undefined ? row.partition : body.partition,
    is_enabled: body.isEnabled ?? row.is_enabled,
  }
  const { input, version } = await ownInput(parts, principal, row.input_id, next.steps)
  const fields = await outputFields(parts, input, version, next.steps)
  requirePartition(next.partition, fields)
  await db.transaction(async (tx) => {
    await fitOutput(parts, principal, row.output_id, fields, tx)
    await store.putPipeline(tx, next, { userName: principal.name, now: clock.now() })
    await tellLineage(parts, tx, { ...next, outputId: next.output_id }, input)
  })
  return store.toPipeline(parts, (await store.findPipeline(db, id)) as store.PipelineRow)
}

/** Tells which column of the output comes from which of the inputs. */
async function tellLineage(
  parts: DataParts,
  tx: Transaction,
  pipeline: { id: string; name: string; version: number; outputId: string; steps: readonly PipelineStep[] },
  input: DatasetRow,
): Promise<void> {
  const origins = originsOf({ datasetId: input.id, fields: input.fields }, pipeline.steps)
  const edges = [...origins].flatMap(([field, from]) =>
    from.map((one) => ({
      from: { kind: 'dataset' as const, id: one.datasetId, field: one.field },
      to: { kind: 'dataset' as const, id: pipeline.outputId, field },
    })),
  )
  await recordLineage(parts, tx, {
    ...{ via: `pipeline:${pipeline.id}`, viaName: pipeline.name, edges },
    ruleVersion: String(pipeline.version),
  })
}

const shownRows = 30

/** Shows the first rows before and after each step. Nothing is kept; sensitive columns are masked as on any look. */
export async function trySteps(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof tryPipeline>['body'],
): Promise<OperationOutput<typeof tryPipeline>> {
  const { version } = await ownInput(parts, principal, body.inputId, body.steps)
  if (!version) throw conflict('no-version', '输入数据资源还没有数据。')
  const { reference } = await openReferences(parts, body.steps)
  const query = `${inputQuery(parts, version)} LIMIT ${body.rows ?? 200}`
  const input = { query, fields: version.fields }
  const given = { reference, tokenKey: parts.tokenKey, models: parts.domains }
  const { lake } = parts.kernel
  const stages = []
  let rejects: { row: number | null; reason: string }[] = []
  for (let done = 0; done <= body.steps.length; done++) {
    const compiled = compileSteps(input, body.steps.slice(0, done), given)
    const access = fullAccess(compiled.fields, hasPermission(principal, 'data.unmask'))
    const list = compiled.fields.map(
      (field) =>
        `${maskedColumn(field, access.get(field.name) ?? 'none', parts.tokenKey)} AS ${quoteName(field.name)}`,
    )
    const rows = await lake.query<Record<string, unknown>>(
      `SELECT ${[...list, 'CAST(_n AS DOUBLE) AS _n'].join(', ')} FROM (${compiled.select}) LIMIT ${shownRows}`,
    )
    const [count] = await lake.query<{ n: number }>(
      `SELECT CAST(count(*) AS DOUBLE) AS n FROM (${compiled.select})`,
    )
    rejects = compiled.rejects
      ? (
          await lake.query<{ n: number | null; why: string }>(
            `SELECT CAST(_n AS DOUBLE) AS n, _why AS why FROM (${compiled.rejects}) ORDER BY _n LIMIT 200`,
          )
        ).map(({ n, why }) => ({ row: n === null ? null : n + 1, reason: why }))
      : []
    const fields = compiled.fields.map(({ name, title, type }) => ({ name, title, type }))
    stages.push({ fields, rows, total: count?.n ?? 0, rejected: rejects.length })
  }
  return { stages, rejects }
}
