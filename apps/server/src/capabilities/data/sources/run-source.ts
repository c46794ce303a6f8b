import type { Reconciliation } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict } from '../../../kernel/problem.ts'
import { type BatchRow, findBatch, insertBatch } from '../batches/store.ts'
import { tellAtOnce } from '../batches/tell.ts'
import { findDataset } from '../catalogue/store.ts'
import { isCronDue } from '../cron.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { findVersion } from '../tables/store.ts'
import { accessTo, connectorOf } from './collect.ts'
import { folderOf, waitingFiles } from './connectors/folder.ts'
import * as store from './store.ts'

interface Asker {
  userId: string | null
  userName: string | null
}

const nobody: Asker = { userId: null, userName: null }

/** Puts one collection of a source into the queue. */
export function enqueueSource(parts: DataParts, source: store.SourceRow, by: Asker): Promise<BatchRow> {
  if (source.kind === 'file') throw conflict('delivered', '文件数据源由报送方上传文件，不能主动采集。')
  return parts.kernel.db.transaction(async (tx) => {
    const id = await enqueueIn(parts, tx, source, by)
    if (!id) throw conflict('already-collecting', '该数据源正在采集。')
    return (await findBatch(tx, id)) as BatchRow
  })
}

/**
 * The same in a transaction; null while the source is being collected. Two that ask at once make one collection, and who has
 * looked at the source since the batch `after` finds that somebody else has collected what it saw.
 */
async function enqueueIn(
  parts: DataParts,
  tx: Queryable,
  source: store.SourceRow,
  by: Asker,
  after?: string | null,
): Promise<string | null> {
  const { clock } = parts.kernel
  await store.lockSource(tx, source.id)
  const last = await store.lastBatchOf(tx, source.id)
  if (last?.isOpen || (after !== undefined && after !== (last?.id ?? null))) return null
  const id = newId()
  // The first copy of a captured table is the whole of it.
  const isFirst = source.mode === 'changes' && source.position === null
  await insertBatch(tx, {
    ...{ id, dataset_id: source.dataset_id, organisation_id: source.organisation_id, source_id: source.id },
    mode: source.mode === 'changes' ? (isFirst ? 'replace' : 'upsert') : source.load,
    settings: { kind: 'source', ...(source.expected ? { expected: source.expected } : {}) },
    ...{ upload_id: null, file_name: null, bytes: null, sm3: null, announced_rows: null },
    ...{ user_id: by.userId, user_name: by.userName, received_time: clock.now() },
  })
  return id
}

/** Goes on with a source that has more, in the transaction that publishes what it had. */
export async function enqueueMore(parts: DataParts, tx: Queryable, id: string): Promise<void> {
  const source = await store.findSource(tx, id)
  if (source?.is_enabled) await enqueueIn(parts, tx, source, nobody)
}

/** Does what is due this minute: collections on a schedule, files that have come, deliveries that have not. */
export async function lookAtSources(parts: DataParts): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const look = async (source: store.SourceRow) => {
    const last = await store.lastBatchOf(db, source.id)
    if (!last?.isOpen && (await isWanted(parts, source, now)))
      await db.transaction((tx) => enqueueIn(parts, tx, source, nobody, last?.id ?? null))
    if (source.due_time) await checkDuty(parts, source, now)
  }
  // Some are far away and slow to answer; the others are not to miss their minute for it.
  const sources = await store.scheduledSources(db)
  for (let at = 0; at < sources.length; at += looksAtATime)
    await Promise.all(sources.slice(at, at + looksAtATime).map(look))
}

const looksAtATime = 16
const heldStates = ['count-mismatch', 'quarantined', 'failed', 'refused']

/** Whether a source is to be collected now. Places with files are only when there is something new. */
async function isWanted(parts: DataParts, source: store.SourceRow, now: Date): Promise<boolean> {
  const isDue = source.schedule !== null && isCronDue(source.schedule, now)
  if (source.kind === 'folder') {
    const hasFiles = (await waitingFiles(folderOf(parts, source))).length > 0
    return hasFiles && (isDue || !heldStates.includes(source.last_batch_state ?? ''))
  }
  const connector = connectorOf(source.kind)
  if (!isDue || !connector) return false
  if (!connector.hasNew) return true
  const { position, expected } = source
  const ask = { ...accessTo(parts, source), sourceId: source.id, position, expected }
  // One that cannot be reached is told of once, by a batch that fails.
  return connector.hasNew(parts, ask).catch(() => source.last_batch_state !== 'failed')
}

const dayMs = 86_400_000

/** The last instant a daily delivery was due, before or at a time. `due` is HH:MM in Asia/Shanghai. */
export function lastDueTime(due: string, now: Date): Date {
  const [hours = 0, minutes = 0] = due.split(':').map(Number)
  const local = new Date(now.getTime() + 8 * 3_600_000)
  const today = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), hours - 8, minutes)
  return new Date(today <= now.getTime() ? today : today - dayMs)
}

/** A duty without a delivery in the day before its due time is a violation, noted once and told to the unit. */
async function checkDuty(parts: DataParts, source: store.SourceRow, now: Date): Promise<void> {
  const { db } = parts.kernel
  const due = lastDueTime(source.due_time as string, now)
  const from = new Date(due.getTime() - dayMs)
  if (source.created_time > due) return
  const delivered = await store.deliveriesIn(db, source.id, { from, to: due })
  if (delivered.loaded) return
  const reason = delivered.note ?? '到期未报送'
  await db.transaction(async (tx) => {
    const violation = { sourceId: source.id, organisationId: source.organisation_id, dueTime: due, reason }
    if (!(await store.insertViolation(tx, violation))) return
    await tellAtOnce(parts, tx, {
      key: `data-duty-${source.id}-${due.toISOString()}`,
      title: '数据归集责任到期未履行',
      text: `${source.name}应于 ${source.due_time} 前报送：${reason}`,
      ...{ to: { organisationId: source.organisation_id }, link: '/console/collect?tab=sources' },
    })
  })
}

/** Compares counts and sums of key figures with the source. */
export async function reconcile(parts: DataParts, source: store.SourceRow): Promise<Reconciliation> {
  const { db, clock, lake } = parts.kernel
  const connector = connectorOf(source.kind)
  if (!connector?.figures) throw conflict('not-reconcilable', '该类数据源没有可对账的数据库。')
  const dataset = await findDataset(db, source.dataset_id)
  const version = dataset?.version_id ? await findVersion(db, dataset.version_id) : undefined
  if (!version) throw conflict('nothing-collected', '该数据源尚未采集。')
  const sums = version.fields.filter((one) => one.type === 'integer' || one.type === 'number').slice(0, 5)
  const theirs = await connector.figures(
    parts,
    accessTo(parts, source),
    sums.map((one) => one.name),
  )
  const list = sums.map(
    (one, at) => `CAST(sum(CAST(${quoteName(one.name)} AS DECIMAL(38, 6))) AS VARCHAR) AS "s${at}"`,
  )
  const [row] = await lake.query<Record<string, string | null>>(
    `SELECT ${['CAST(count(*) AS VARCHAR) AS n', ...list].join(', ')} FROM ${tableOf(parts.kernel, version)}`,
  )
  const figures = [
    figure('记录数', theirs['*'] ?? null, row?.n ?? null),
    ...sums.map((one, at) => figure(`${one.title}合计`, theirs[one.name] ?? null, row?.[`s${at}`] ?? null)),
  ]
  const report = {
    ...{ id: newId(), sourceId: source.id, time: clock.now().toISOString(), figures },
    isEqual: figures.every((one) => one.isEqual),
  }
  await store.insertReconciliation(db, report)
  return report
}

function figure(name: string, source: string | null, target: string | null) {
  const [a, b] = [Number(source ?? 0), Number(target ?? 0)]
  const isEqual = Math.abs(a - b) <= Math.max(Math.abs(a), Math.abs(b)) * 1e-9
  const shown = (text: string | null) => (text?.includes('.') ? text.replace(/\.?0+$/, '') : text)
  return { name, source: shown(source), target: shown(target), isEqual }
}

/** Reconciles every source that can be, once a day. */
export async function reconcileAll(parts: DataParts): Promise<void> {
  const { items } = await store.listSources(parts.kernel.db, { limit: 500 })
  for (const source of items) {
    if (!source.is_enabled || !connectorOf(source.kind)?.figures || source.last_batch_state !== 'loaded')
      continue
    try {
      const report = await reconcile(parts, source)
      if (report.isEqual) continue
      await parts.kernel.db.transaction((tx) =>
        tellAtOnce(parts, tx, {
          key: `data-reconcile-${report.id}`,
          title: '数据对账不一致',
          text: `${source.name}：${report.figures
            .filter((one) => !one.isEqual)
            .map((one) => `${one.name} 源 ${one.source}、库 ${one.target}`)
            .join('；')}`,
          ...{ to: { organisationId: source.organisation_id }, link: '/console/collect?tab=sources' },
        }),
      )
    } catch (error) {
      parts.kernel.log.warn({ source: source.id, error: (error as Error).message }, 'not reconciled')
    }
  }
}
