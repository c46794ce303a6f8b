import { type PipelineStep, versionPublished } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { originsOf } from '../pipelines/origins.ts'
import { type LineageEnd, recordLineage, recordRun } from './record-lineage.ts'

interface RunRow {
  kind: 'pipeline' | 'batch'
  cause: string
  pipeline_id: string | null
  pipeline_version: number | null
  pipeline_name: string | null
  source_name: string | null
  steps: PipelineStep[] | null
  input_id: string | null
}

function readRun(db: Queryable, id: string): Promise<RunRow | undefined> {
  return db.first<RunRow>(sql`SELECT r.kind, r.cause, r.pipeline_id, r.pipeline_version, p.name AS pipeline_name,
      s.name AS source_name, p.steps,
      p.input_id
    FROM data.run r LEFT JOIN data.pipeline p ON p.id = r.pipeline_id LEFT JOIN data.source s ON s.id = r.source_id
    WHERE r.id = ${id}`)
}

function readInputs(
  db: Queryable,
  runId: string,
): Promise<Array<{ dataset_id: string; version_id: string }>> {
  return db.query(
    sql`SELECT dataset_id, version_id FROM data.run_input WHERE run_id = ${runId} ORDER BY dataset_id`,
  )
}

/** Takes lineage from what ran: a pipeline leads from its inputs to its output, a delivery from its file or source. */
export function followRuns(parts: DataParts): void {
  parts.kernel.messages.subscribe(
    'data.follow-runs',
    versionPublished,
    async (tx, { body }) => {
      const runId = body.runId
      const run = runId ? await readRun(tx, runId) : undefined
      const output = await findDataset(tx, body.datasetId)
      if (!runId || !run || !output) return
      const ruleVersion = run.pipeline_version === null ? null : String(run.pipeline_version)
      const viaName = run.pipeline_name ?? run.source_name ?? run.cause
      const to: LineageEnd & { state: string } = { kind: 'dataset', id: output.id, state: body.versionId }
      const batch: LineageEnd & { state: string } = {
        kind: 'batch',
        id: runId,
        name: run.cause,
        state: runId,
      }
      const inputs = (await readInputs(tx, runId)).map((one) => ({
        ...{ kind: 'dataset' as const, id: one.dataset_id, state: one.version_id },
      }))
      const read = run.kind === 'batch' ? [batch, ...inputs] : inputs
      await recordRun(parts, tx, { runId, viaName, ruleVersion, outputs: [to], inputs: read })
      const edges: Array<{ from: LineageEnd; to: LineageEnd }> = []
      const input = run.input_id ? await findDataset(tx, run.input_id) : undefined
      const origins = input
        ? originsOf({ datasetId: input.id, fields: input.fields }, run.steps ?? [])
        : undefined
      for (const { name } of output.fields)
        for (const origin of origins?.get(name) ?? [])
          if (origin.datasetId !== output.id)
            edges.push({
              from: { kind: 'dataset', id: origin.datasetId, field: origin.field },
              to: { kind: 'dataset', id: output.id, field: name },
            })
      if (edges.length === 0) return
      const via = `pipeline:${run.pipeline_id}`
      await recordLineage(parts, tx, { via, viaName, ruleVersion, edges })
    },
    { when: (body) => body.runId !== null },
  )
}
