import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict } from '../../../kernel/problem.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { matchColumns } from './rules.ts'
import * as store from './store.ts'

/** Puts the corrected rows of a batch into the queue as a batch of their own; they join what is there. */
export async function replayBatch(
  parts: DataParts,
  principal: Principal,
  row: store.BatchRow,
): Promise<{ batchId: string; runId: null; rows: number }> {
  const { db, clock } = parts.kernel
  const rows = await store.fixedRejects(db, { batchId: row.id })
  if (rows.length === 0) throw conflict('nothing-fixed', '没有已更正待重放的行。')
  const names = [...new Set(rows.flatMap((one) => Object.keys(one.raw)))]
  const dataset = await findDataset(db, row.dataset_id)
  const columns = row.settings.columns ?? matchColumns(names, dataset?.fields ?? []).columns
  const id = newId()
  await store.insertBatch(db, {
    ...{
      id,
      dataset_id: row.dataset_id,
      organisation_id: row.organisation_id,
      source_id: null,
      upload_id: null,
    },
    ...{ file_name: row.file_name, bytes: null, sm3: null, announced_rows: null },
    mode: row.mode === 'upsert' ? 'upsert' : 'append',
    settings: { kind: 'replay', replays: row.id, columns },
    ...{ user_id: principal.userId, user_name: principal.name, received_time: clock.now() },
  })
  return { batchId: id, runId: null, rows: rows.length }
}
