import { mkdirSync } from 'node:fs'
import { copyFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  createExchangeChannel,
  ExchangeChannel,
  ExchangePackage,
  OperationInput,
  sendExchangePackage,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { createSm2KeyPair, signSm2 } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { createSealer } from '../../../kernel/sealed.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { lakeFile } from '../tables/duck.ts'
import { findVersion } from '../tables/store.ts'
import { digestOf } from '../tables/write-version.ts'
import { findUpload } from '../uploads/store.ts'
import { uploadFolder } from '../uploads/take-upload.ts'
import type { Manifest } from './rules.ts'
import * as store from './store.ts'

/** The folder packages of a channel are put down in and picked up from; another machine may carry them on. */
export function dropFolder({ kernel }: Pick<DataParts, 'kernel'>, channel: { folder: string }): string {
  const path = join(kernel.config.data, 'exchange', channel.folder)
  mkdirSync(path, { recursive: true })
  return path
}

export function toChannel(row: store.ChannelRow, waiting: number): ExchangeChannel {
  return {
    ...{ id: row.id, name: row.name, fromZone: row.from_zone, toZone: row.to_zone, half: row.half },
    ...{
      needsApproval: row.needs_approval,
      fileTypes: row.file_types,
      maxBytes: row.max_bytes,
      words: row.words,
    },
    ...{ folder: row.folder, publicKey: row.public_key, isEnabled: row.is_enabled, waiting },
    createdTime: row.created_time.toISOString(),
  }
}

export function toPackage(row: store.PackageRow): ExchangePackage {
  return {
    ...{ id: row.id, channelId: row.channel_id, channelName: row.channel_name, half: row.half },
    ...{
      packageId: row.package_id,
      state: row.state,
      title: row.title,
      reason: row.reason,
      files: row.files,
    },
    ...{ carrier: row.carrier, byName: row.by_name, latencySeconds: row.latency_seconds },
    createdTime: row.created_time.toISOString(),
    decidedTime: row.decided_time?.toISOString() ?? null,
  }
}

/** Registers a channel; each has a key pair of its own, of which the receiving half knows the public part. */
export async function registerChannel(
  parts: DataParts,
  body: OperationInput<typeof createExchangeChannel>['body'],
): Promise<ExchangeChannel> {
  const { kernel } = parts
  if (body.half === 'receiving' && !body.publicKey)
    throw invalid('/body/publicKey', '接收端须填写发送端的公钥')
  const pair = body.half === 'receiving' ? null : createSm2KeyPair()
  const sealer = createSealer(kernel.config.data, kernel.config.secretKey)
  const row: store.ChannelRow = {
    ...{ id: newId(), name: body.name, from_zone: body.fromZone, to_zone: body.toZone, half: body.half },
    ...{ needs_approval: body.needsApproval, file_types: body.fileTypes, max_bytes: body.maxBytes },
    ...{ words: body.words, folder: body.folder, public_key: pair?.publicKey ?? (body.publicKey as string) },
    ...{
      private_key: pair && sealer.seal(pair.privateKey),
      is_enabled: true,
      created_time: kernel.clock.now(),
    },
  }
  if (!(await store.insertChannel(kernel.db, row)))
    throw invalid('/body/folder', '该摆渡文件夹已被其他通道使用')
  dropFolder(parts, row)
  return toChannel(row, 0)
}

type SendBody = OperationInput<typeof sendExchangePackage>['body']

/** Puts a package together; where the channel asks for it, the owner of the data agrees before it leaves. */
export async function sendPackage(
  parts: DataParts,
  principal: Principal,
  body: SendBody,
): Promise<ExchangePackage> {
  const { db, clock } = parts.kernel
  const channel = await store.findChannel(db, body.channelId)
  if (!channel) throw invalid('/body/channelId', '没有这个交换通道')
  if (!channel.private_key) throw conflict('not-sending', '本端是该通道的接收端，不能发送。')
  if (!body.datasetId && !body.uploadIds?.length)
    throw invalid('/body/uploadIds', '请选择要发送的文件或数据资源')
  await requireSendable(parts, principal, body)
  const id = newId()
  await store.insertPackage(db, {
    ...{ id, channel_id: channel.id, half: 'sending', package_id: id, folder_name: null, title: body.title },
    ...{ state: 'awaiting-approval', reason: null, files: [], carrier: body.carrier ?? null },
    settings: { uploadIds: body.uploadIds ?? [], ...(body.datasetId ? { datasetId: body.datasetId } : {}) },
    ...{ by_name: principal.name, created_time: clock.now(), decided_time: null, latency_seconds: null },
  })
  if (!channel.needs_approval) await packUp(parts, channel, id)
  return toPackage((await store.findPackage(db, id)) as store.PackageRow)
}

async function requireSendable(parts: DataParts, principal: Principal, body: SendBody): Promise<void> {
  for (const [at, id] of (body.uploadIds ?? []).entries()) {
    const upload = await findUpload(parts.kernel.db, id)
    if (upload?.user_id !== principal.userId || upload.received < upload.bytes)
      throw invalid(`/body/uploadIds/${at}`, '没有这个文件，或尚未传完')
  }
  if (!body.datasetId) return
  const dataset = await findDataset(parts.kernel.db, body.datasetId)
  if (!dataset?.version_id) throw invalid('/body/datasetId', '没有这个数据资源，或还没有数据')
  requireOwn(principal, dataset.organisation_id)
}

/** Agrees to, or refuses, a package that waits to leave. */
export async function decidePackage(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: { agree: boolean; reason?: string },
): Promise<ExchangePackage> {
  const { db, clock } = parts.kernel
  const row = await store.findPackage(db, id)
  const channel = row && (await store.findChannel(db, row.channel_id))
  if (!row || !channel) throw notFound('交换包', id)
  if (row.state === 'quarantined') {
    if (body.agree) throw conflict('stays-quarantined', '隔离的交换包不能放行，请核实后由发送端重新发送。')
    await store.decidePackage(db, id, {
      state: 'discarded',
      reason: `${row.reason}；已销毁`,
      now: clock.now(),
    })
    return toPackage((await store.findPackage(db, id)) as store.PackageRow)
  }
  if (row.state !== 'awaiting-approval') throw conflict('already-decided', '该交换包已办结。')
  if (row.by_name === principal.name && !ownsAll(principal))
    throw forbidden('申请人不能审批自己的交换包。', 'own-request')
  if (body.agree) await packUp(parts, channel, id)
  else {
    const reason = body.reason ?? '未同意出域'
    await store.decidePackage(db, id, { state: 'refused', reason, now: clock.now() })
  }
  return toPackage((await store.findPackage(db, id)) as store.PackageRow)
}

function ownsAll(principal: Principal): boolean {
  return ownsData(principal, '')
}

/** Writes a package down: files, manifest, signature; whole or not at all, since a folder shows once it is renamed. */
async function packUp(parts: DataParts, channel: store.ChannelRow, id: string): Promise<void> {
  const { kernel } = parts
  const row = (await store.findPackage(kernel.db, id)) as store.PackageRow
  const folder = dropFolder(parts, channel)
  const place = join(folder, `.${id}.part`)
  mkdirSync(place, { recursive: true })
  const files = []
  for (const { path, name } of await filesOf(parts, row)) {
    await copyFile(path, join(place, name))
    files.push({ name, bytes: (await stat(path)).size, sm3: await digestOf(join(place, name)) })
  }
  const total = files.reduce((sum, one) => sum + one.bytes, 0)
  if (total > channel.max_bytes)
    throw new Problem(
      'limit-exceeded',
      'too-large',
      `交换包 ${total} 字节，超过通道上限 ${channel.max_bytes} 字节。`,
    )
  const manifest: Manifest = {
    ...{ packageId: id, title: row.title, fromZone: channel.from_zone, toZone: channel.to_zone, files },
    createdTime: row.created_time.toISOString(),
  }
  const text = JSON.stringify(manifest, null, 2)
  const sealer = createSealer(kernel.config.data, kernel.config.secretKey)
  const pair = { publicKey: channel.public_key, privateKey: sealer.open(channel.private_key as string) }
  await writeFile(join(place, 'manifest.json'), text)
  await writeFile(join(place, 'manifest.sig'), signSm2(Buffer.from(text), pair))
  await rename(place, join(folder, id))
  await store.decidePackage(kernel.db, id, { state: 'sent', reason: null, now: kernel.clock.now(), files })
}

async function filesOf(parts: DataParts, row: store.PackageRow): Promise<{ path: string; name: string }[]> {
  const { db } = parts.kernel
  const files: { path: string; name: string }[] = []
  for (const id of row.settings.uploadIds ?? []) {
    const upload = await findUpload(db, id)
    if (!upload) continue
    const name = upload.name.replace(/[\\/]/g, '_').replace(/^\.+/, '')
    const stored = upload.state === 'ready' ? 'plain' : 'raw'
    files.push({
      path: join(uploadFolder(parts, id), stored),
      name: upload.is_gzip ? name.replace(/\.gz$/i, '') : name,
    })
  }
  const dataset = row.settings.datasetId ? await findDataset(db, row.settings.datasetId) : undefined
  const version = dataset?.version_id ? await findVersion(db, dataset.version_id) : undefined
  if (dataset && version)
    files.push({
      path: lakeFile(parts.kernel, version.file),
      name: `${dataset.code.replace('/', '-')}.parquet`,
    })
  return files
}
