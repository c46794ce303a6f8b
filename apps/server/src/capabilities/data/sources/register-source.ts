import type {
  changeSource,
  createSource,
  DatasetField,
  OperationInput,
  Source,
  SourceConnection,
  SourceKind,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { addDataset } from '../catalogue/register-dataset.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import { requireCron } from '../cron.ts'
import type { DataParts } from '../data-parts.ts'
import { accessTo, connectorOf, seal } from './collect.ts'
import type { Access } from './connectors/connector.ts'
import * as store from './store.ts'

type Body = OperationInput<typeof createSource>['body']

/** A source of the caller’s unit, or any for those who govern. */
export async function getSourceRow(
  parts: DataParts,
  principal: Principal,
  id: string,
): Promise<store.SourceRow> {
  const row = await store.findSource(parts.kernel.db, id)
  if (!row || !ownsData(principal, row.organisation_id)) throw notFound('数据源', id)
  return row
}

/** Tries to reach a source and reads its columns. */
export async function lookAt(
  parts: DataParts,
  kind: SourceKind,
  access: Access,
): Promise<{ ok: boolean; message: string; fields: DatasetField[] }> {
  const connector = connectorOf(kind)
  if (!connector) return { ok: true, message: '文件数据源由报送方上传，无需连接', fields: [] }
  try {
    const fields = await connector.inspect(parts, access)
    return { ok: true, message: `连接成功，读到 ${fields.length} 个信息项`, fields }
  } catch (error) {
    return { ok: false, message: `连接失败：${reasonOf(error)}`, fields: [] }
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string }
  return message || code || '未知原因'
}

/** Registers a source with its duty; where no dataset is named, one is made with the columns the source has. */
export async function registerSource(parts: DataParts, principal: Principal, body: Body): Promise<Source> {
  const { db, clock } = parts.kernel
  const organisationId = body.organisationId ?? principal.organisationId
  if (!organisationId) throw invalid('/body/organisationId', '请注明责任单位')
  requireOwn(principal, organisationId)
  requireCron(body.schedule, '/body/schedule')
  requireNoSecret(body.connection)
  const access = { mode: body.mode, connection: body.connection, secret: body.secret ?? null }
  const look = await lookAt(parts, body.kind, access)
  if (!look.ok && !body.datasetId && !body.newDataset)
    throw invalid('/body/connection', look.message, 'not-reached')
  const existing = body.datasetId ? await findDataset(db, body.datasetId) : undefined
  if (body.datasetId && !existing) throw invalid('/body/datasetId', '没有这个数据资源')
  if (existing) requireOwn(principal, existing.organisation_id)
  const fields = existing?.fields ?? body.newDataset?.fields ?? look.fields
  requireUsable(body, fields)
  const id = newId()
  await db.transaction(async (tx) => {
    const made = existing
      ? existing.id
      : (await addDataset(parts, tx, newDataset(body, organisationId, fields), { userName: principal.name }))
          .id
    await store.insertSource(tx, {
      ...{
        id,
        name: body.name,
        kind: body.kind,
        mode: body.mode,
        load: body.load,
        connection: body.connection,
      },
      secret: body.secret ? seal(parts, body.secret) : null,
      ...{
        legal_basis: body.legalBasis ?? '',
        licence: body.licence ?? null,
        schedule: body.schedule === undefined ? usualSchedule(body.kind) : body.schedule,
      },
      ...{ due_time: body.dueTime ?? null, is_enabled: body.isEnabled ?? true, dataset_id: made },
      ...{ organisation_id: organisationId, created_time: clock.now() },
      expected: look.fields.length > 0 ? look.fields.map((one) => one.name) : null,
    })
    if (body.kind !== 'file')
      await store.keepTest(tx, id, { ok: look.ok, message: look.message, time: clock.now().toISOString() })
  })
  return store.toSource(parts, (await store.findSource(db, id)) as store.SourceRow)
}

/** Places with files are looked at every five minutes, topics every minute, unless somebody says otherwise. */
function usualSchedule(kind: SourceKind): string | null {
  if (kind === 'mqtt' || kind === 'kafka') return '* * * * *'
  return kind === 'sftp' || kind === 's3' ? '*/5 * * * *' : null
}

function newDataset(body: Body, organisationId: string, fields: DatasetField[]) {
  const given = body.newDataset
  return {
    ...{ name: given?.name ?? body.name, abstract: given?.abstract ?? `自数据源“${body.name}”归集` },
    ...{
      kind: given?.kind ?? ('department' as const),
      theme: given?.theme ?? '政府',
      layer: given?.layer ?? ('raw' as const),
    },
    ...{
      sharing: 'conditional' as const,
      sharingBasis: '按需申请',
      opening: 'none' as const,
      cycle: 'day' as const,
    },
    ...{ organisationId, fields },
  }
}

function requireUsable(body: Body, fields: readonly DatasetField[]): void {
  if (fields.length === 0) throw invalid('/body/newDataset', '请给出数据资源的信息项')
  const needsKey = body.load === 'upsert' || body.mode === 'changes'
  if (needsKey && !fields.some((one) => one.isKey))
    throw invalid('/body/load', '按主键更新要求数据资源有主键信息项', 'no-key')
  if (body.mode === 'changes' && body.kind !== 'postgres' && body.kind !== 'mysql')
    throw invalid('/body/mode', '变更捕获支持 PostgreSQL 与 MySQL/MariaDB 数据源')
}

/** A secret in an address would be shown to whoever sees the source. */
function requireNoSecret(connection: SourceConnection): void {
  for (const name of ['url', 'tokenUrl'] as const) {
    const address = connection[name]
    if (!address || !URL.canParse(address)) continue
    const { username, password } = new URL(address)
    if (username || password)
      throw invalid(
        `/body/connection/${name}`,
        '地址中不能带用户和口令，请填在各自的栏目',
        'secret-in-address',
      )
  }
}

export async function changeSourceRow(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof changeSource>['body'],
): Promise<Source> {
  const row = await getSourceRow(parts, principal, id)
  requireCron(body.schedule, '/body/schedule')
  requireNoSecret(body.connection ?? {})
  const pick = <T>(given: T | undefined, old: T): T => (given === undefined ? old : given)
  await store.updateSource(parts.kernel.db, {
    ...row,
    ...{ name: pick(body.name, row.name), mode: pick(body.mode, row.mode), load: pick(body.load, row.load) },
    connection: pick(body.connection, row.connection),
    secret: body.secret === undefined ? row.secret : seal(parts, body.secret),
    legal_basis: pick(body.legalBasis, row.legal_basis),
    licence: pick(body.licence, row.licence),
    schedule: pick(body.schedule, row.schedule),
    due_time: pick(body.dueTime, row.due_time),
    is_enabled: pick(body.isEnabled, row.is_enabled),
  })
  // A position of one way of collecting means nothing to another.
  if (body.mode !== undefined && body.mode !== row.mode) await store.moveSource(parts.kernel.db, id, null)
  return store.toSource(parts, (await store.findSource(parts.kernel.db, id)) as store.SourceRow)
}

/** Tests the connection of a source and keeps how it went. */
export async function testSourceRow(parts: DataParts, principal: Principal, id: string) {
  const row = await getSourceRow(parts, principal, id)
  const look = await lookAt(parts, row.kind, accessTo(parts, row))
  const { db, clock } = parts.kernel
  await store.keepTest(db, id, { ok: look.ok, message: look.message, time: clock.now().toISOString() })
  return look
}
