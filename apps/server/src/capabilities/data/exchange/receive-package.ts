import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { copyFile, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExchangePackage } from '@civitas/contract'
import { isSm2Signature } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import type { DataParts } from '../data-parts.ts'
import { digestOf } from '../tables/write-version.ts'
import { headOf } from '../uploads/take-upload.ts'
import { fileFault, type Manifest, wordsIn } from './rules.ts'
import { dropFolder, toPackage } from './send-package.ts'
import * as store from './store.ts'

/** Where files of packages that passed are put, in the target zone. */
export function targetFolder({ kernel }: Pick<DataParts, 'kernel'>, channel: { folder: string }): string {
  const path = join(kernel.config.data, 'exchange-in', channel.folder)
  mkdirSync(path, { recursive: true })
  return path
}

/** Names in the drop folder: what was looked at is taken away. */
export function waitingPackages(parts: DataParts, channel: store.ChannelRow): string[] {
  if (channel.half === 'sending') return []
  return readdirSync(dropFolder(parts, channel), { withFileTypes: true })
    .filter((one) => one.isDirectory() && !one.name.startsWith('.'))
    .map((one) => one.name)
    .sort()
}

/** Looks at every package that was put down: what is in order is applied, once; everything else is kept away and told. */
export async function receivePackages(
  parts: DataParts,
  channel: store.ChannelRow,
): Promise<ExchangePackage[]> {
  const received: ExchangePackage[] = []
  for (const name of waitingPackages(parts, channel)) {
    const row = await receiveOne(parts, channel, name)
    if (row) received.push(toPackage(row))
  }
  return received
}

async function receiveOne(
  parts: DataParts,
  channel: store.ChannelRow,
  name: string,
): Promise<store.PackageRow | undefined> {
  const { db, clock } = parts.kernel
  const place = join(dropFolder(parts, channel), name)
  const verdict = await judge(parts, channel, place)
  const now = clock.now()
  const { manifest } = verdict
  const sent = manifest ? Date.parse(manifest.createdTime) : Number.NaN
  const row = {
    ...{ id: newId(), channel_id: channel.id, half: 'receiving' as const, folder_name: name, settings: {} },
    ...{
      package_id: manifest?.packageId ?? name,
      title: manifest?.title ?? name,
      files: [...(manifest?.files ?? [])],
    },
    ...{ state: verdict.state, reason: verdict.reason, carrier: null, by_name: null, created_time: now },
    ...{ decided_time: now, latency_seconds: Number.isNaN(sent) ? null : (now.getTime() - sent) / 1000 },
  }
  if (verdict.state === 'applied') await unpack(parts, channel, place, row.package_id, manifest as Manifest)
  let written = await store.insertPackage(db, row)
  // Another process has applied the same package in this very moment.
  if (!written && row.state === 'applied')
    written = await store.insertPackage(db, { ...row, state: 'duplicate', reason: duplicateReasons.applied })
  const taken = join(dropFolder(parts, channel), '.taken')
  mkdirSync(taken, { recursive: true })
  await rename(place, join(taken, row.id))
  return written ? store.findPackage(db, row.id) : undefined
}

const duplicateReasons = { applied: '重复包：已于此前接收', quarantined: '重复包：此前已隔离' }

interface Verdict {
  readonly state: 'applied' | 'quarantined' | 'duplicate' | 'discarded'
  readonly reason: string | null
  readonly manifest: Manifest | null
}

/** Signature first: nothing of a package is believed before. Files are looked at where they lie, and not opened. */
async function judge(parts: DataParts, channel: store.ChannelRow, place: string): Promise<Verdict> {
  const text = existsSync(join(place, 'manifest.json')) ? await readFile(join(place, 'manifest.json')) : null
  if (!text) return { state: 'quarantined', reason: '没有清单', manifest: null }
  const signature = await readFile(join(place, 'manifest.sig'), 'utf8').catch(() => '')
  if (!signature || !isSigned(text, signature.trim(), channel.public_key))
    return { state: 'quarantined', reason: '签名不符：清单不是由该通道的发送端签发', manifest: null }
  const manifest = JSON.parse(text.toString('utf8')) as Manifest
  const before = await store.stateBefore(parts.kernel.db, channel.id, manifest.packageId)
  if (before) return { state: 'duplicate', reason: duplicateReasons[before], manifest }
  const undeclared = readdirSync(place).filter(
    (name) => !['manifest.json', 'manifest.sig', ...manifest.files.map((one) => one.name)].includes(name),
  )
  if (undeclared.length > 0)
    return { state: 'quarantined', reason: `清单之外的文件：${undeclared.join('、')}`, manifest }
  for (const file of manifest.files) {
    const fault = await faultOf(channel, place, file)
    if (fault) return { ...fault, manifest }
  }
  return { state: 'applied', reason: null, manifest }
}

function isSigned(text: Buffer, signature: string, publicKey: string): boolean {
  try {
    return isSm2Signature(text, signature, publicKey)
  } catch {
    // What is no signature at all makes the library throw; it is as wrong as another’s.
    return false
  }
}

async function faultOf(
  channel: store.ChannelRow,
  place: string,
  file: Manifest['files'][number],
): Promise<Pick<Verdict, 'state' | 'reason'> | null> {
  const path = join(place, file.name)
  if (!existsSync(path) || (await stat(path)).size !== file.bytes || (await digestOf(path)) !== file.sm3)
    return { state: 'discarded', reason: `摘要不符，已丢弃，请重新发送：${file.name}` }
  const fault = fileFault(channel, { name: file.name, head: await headOf(path, 8192) })
  if (fault) return { state: 'quarantined', reason: fault }
  if (channel.words.length === 0 || /\.(xlsx|parquet|pdf)$/i.test(file.name)) return null
  const words = wordsIn(`${file.name}\n${await readFile(path, 'utf8')}`, channel.words)
  return words.length > 0 ? { state: 'quarantined', reason: `含敏感词或涉密标识：${words.join('、')}` } : null
}

/** Puts the files of a package into the target zone, whole or not at all; again changes nothing. */
async function unpack(
  parts: DataParts,
  channel: store.ChannelRow,
  place: string,
  packageId: string,
  manifest: Manifest,
): Promise<void> {
  const target = join(targetFolder(parts, channel), packageId)
  if (existsSync(target)) return
  await rm(`${target}.part`, { recursive: true, force: true })
  mkdirSync(`${target}.part`, { recursive: true })
  for (const file of manifest.files) await copyFile(join(place, file.name), join(`${target}.part`, file.name))
  await rename(`${target}.part`, target)
}
