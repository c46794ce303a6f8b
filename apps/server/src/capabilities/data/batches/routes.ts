import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { ownsData } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { sweep } from '../disk.ts'
import { replayRun } from '../pipelines/run-pipeline.ts'
import { organisationSeen } from '../spaces/routes.ts'
import { filesOf } from '../tables/store.ts'
import { startDataWork } from '../work.ts'
import { goOnWithRoom } from './go-on.ts'
import { loadBatch } from './load-batch.ts'
import { replayBatch } from './replay.ts'
import * as store from './store.ts'
import { tellAtOnce } from './tell.ts'

/** Binds batches and rejects, and loads what waits. */
export function bindBatches(parts: DataParts): { stop(): Promise<void> } {
  const { http, db, jobs } = parts.kernel
  const shown = (row: store.BatchRow) =>
    store.toBatch(row, parts.identity.findOrganisation(row.organisation_id)?.name ?? '')
  http.bind(contract.listBatches, async ({ query }, { principal }) => {
    const { items, total } = await store.listBatches(db, {
      ...query,
      organisation: organisationSeen(principal),
    })
    return { items: items.map(shown), total }
  })
  http.bind(contract.getBatch, async ({ params }, { principal }) =>
    shown(await getBatchRow(parts, principal, params.id)),
  )
  http.bind(contract.decideBatch, async ({ params, body }, { principal }) =>
    shown(await decideBatch(parts, principal, params.id, body)),
  )
  http.bind(contract.listRejects, async ({ query }, { principal }) => {
    const { items, total } = await store.listRejects(db, {
      ...query,
      organisation: organisationSeen(principal),
    })
    return { items: items.map(store.toReject), total }
  })
  http.bind(contract.fixReject, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await store.findReject(tx, params.id, { lock: true })
      const dataset = row && (await findDataset(tx, row.dataset_id))
      if (!row || !dataset || !ownsData(principal, dataset.organisation_id))
        throw notFound('问题行', params.id)
      if (row.state === 'replayed' && row.batch_id) throw conflict('already-replayed', '该行已更正并重放。')
      await store.fixReject(tx, row.id, body.fixed, principal.name)
      return store.toReject((await store.findReject(tx, row.id)) as store.RejectRow)
    }),
  )
  http.bind(contract.replayRejects, async ({ body }, { principal }) => {
    if (body.runId) return replayRun(parts, principal, body.runId)
    return replayBatch(parts, principal, await getBatchRow(parts, principal, body.batchId ?? ''))
  })
  jobs.every('data-room', '* * * * *', () => goOnWithRoom(parts))
  jobs.every('data-sweep', '50 4 * * *', async () => {
    const removed = await sweep(parts.kernel, (id) => filesOf(db, id))
    if (removed.length > 0) parts.kernel.log.warn({ removed }, 'files of cut work were removed')
  })
  return startDataWork(parts.kernel, {
    name: 'data-batch',
    next: store.dueBatches,
    run: (id) => loadBatch(parts, id),
  })
}

/** A batch of the caller’s unit, or any for those who govern. */
async function getBatchRow(parts: DataParts, principal: Principal, id: string): Promise<store.BatchRow> {
  const isId = /^[0-9a-f-]{36}$/i.test(id)
  const row = isId ? await store.findBatch(parts.kernel.db, id) : undefined
  if (!row || !ownsData(principal, row.organisation_id)) throw notFound('批次', id)
  return row
}

const decidable: readonly contract.BatchState[] = [
  'count-mismatch',
  'quarantined',
  'over-quota',
  'failed',
  'refused',
]

async function decideBatch(
  parts: DataParts,
  principal: Principal,
  id: string,
  { act, reason }: { act: 'accept' | 'refuse' | 'resend' | 'retry'; reason?: string },
): Promise<store.BatchRow> {
  const { db, clock } = parts.kernel
  const row = await getBatchRow(parts, principal, id)
  if (!decidable.includes(row.state)) throw conflict('not-decidable', '该批次无须处置。')
  if (act === 'accept' || act === 'retry') {
    const { roomWas: _, ...settings } = row.settings
    await store.requeueBatch(db, id, { ...settings, ...(act === 'accept' ? { accepted: true } : {}) })
    return (await store.findBatch(db, id)) as store.BatchRow
  }
  const word = act === 'resend' ? '已要求重新报送' : '不予装载'
  const note = [row.note, `${word}${reason ? `：${reason}` : ''}`].filter(Boolean).join('；')
  await db.transaction(async (tx) => {
    if (act === 'resend') await store.askAgain(tx, id)
    await store.endBatch(tx, id, { state: 'refused', note, now: clock.now() })
    if (act === 'resend')
      await tellAtOnce(parts, tx, {
        ...{ key: `data-resend-${id}`, title: '请重新报送数据', text: `${row.dataset_name}：${note}` },
        to: row.user_id ? { userId: row.user_id } : { organisationId: row.organisation_id },
        link: `/console/collect?tab=batches`,
      })
  })
  return (await store.findBatch(db, id)) as store.BatchRow
}
