import type { ExchangeChannel, ExchangePackage, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { all } from '../batches/store.ts'

export interface ChannelRow {
  id: string
  name: string
  from_zone: string
  to_zone: string
  half: ExchangeChannel['half']
  needs_approval: boolean
  file_types: ExchangeChannel['fileTypes']
  max_bytes: number
  words: string[]
  folder: string
  public_key: string
  /** Sealed; of the sending half only. */
  private_key: string | null
  is_enabled: boolean
  created_time: Date
}

export async function insertChannel(db: Queryable, c: ChannelRow): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO data.exchange_channel (id, name, from_zone, to_zone, half, needs_approval,
      file_types, max_bytes, words, folder, public_key, private_key, is_enabled, created_time)
    VALUES (${c.id}, ${c.name}, ${c.from_zone}, ${c.to_zone}, ${c.half}, ${c.needs_approval}, ${c.file_types},
      ${c.max_bytes}, ${c.words}, ${c.folder}, ${c.public_key}, ${c.private_key}, ${c.is_enabled}, ${c.created_time})
    ON CONFLICT (folder) DO NOTHING RETURNING id`)
  return row !== undefined
}

export function findChannel(db: Queryable, id: string): Promise<ChannelRow | undefined> {
  return db.first<ChannelRow>(sql`SELECT * FROM data.exchange_channel WHERE id = ${id}`)
}

export async function listChannels(
  db: Queryable,
  page: { limit?: number; offset?: number; search?: string },
): Promise<Page<ChannelRow>> {
  const text = page.search?.trim()
  const where = all([text && sql`name ILIKE ${`%${text}%`}`])
  const [items, count] = await Promise.all([
    db.query<ChannelRow>(sql`SELECT * FROM data.exchange_channel WHERE ${where} ORDER BY created_time DESC, id DESC
      LIMIT ${page.limit ?? 50} OFFSET ${page.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.exchange_channel WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export interface PackageRow {
  id: string
  channel_id: string
  channel_name: string
  half: 'sending' | 'receiving'
  package_id: string
  folder_name: string | null
  state: ExchangePackage['state']
  title: string
  reason: string | null
  files: ExchangePackage['files']
  settings: { uploadIds?: string[]; datasetId?: string }
  carrier: string | null
  by_name: string | null
  created_time: Date
  decided_time: Date | null
  latency_seconds: number | null
}

/** Writes a package; answers false when it would be applied a second time. */
export async function insertPackage(db: Queryable, p: Omit<PackageRow, 'channel_name'>): Promise<boolean> {
  const row =
    await db.first(sql`INSERT INTO data.exchange_package (id, channel_id, half, package_id, folder_name, state, title,
      reason, files, settings, carrier, by_name, created_time, decided_time, latency_seconds)
    VALUES (${p.id}, ${p.channel_id}, ${p.half}, ${p.package_id}, ${p.folder_name}, ${p.state}, ${p.title}, ${p.reason},
      ${JSON.stringify(p.files)}, ${JSON.stringify(p.settings)}, ${p.carrier}, ${p.by_name}, ${p.created_time},
      ${p.decided_time}, ${p.latency_seconds}) ON CONFLICT DO NOTHING RETURNING id`)
  return row !== undefined
}

/** What became of a package that was looked at before; one whose files did not arrive whole may come again. */
export async function stateBefore(
  db: Queryable,
  channelId: string,
  packageId: string,
): Promise<'applied' | 'quarantined' | undefined> {
  const row = await db.first<{ state: 'applied' | 'quarantined' }>(sql`SELECT state FROM data.exchange_package
    WHERE channel_id = ${channelId} AND package_id = ${packageId} AND half = 'receiving'
      AND state IN ('applied', 'quarantined') ORDER BY state LIMIT 1`)
  return row?.state
}

const packages = sql`data.exchange_package p JOIN data.exchange_channel c ON c.id = p.channel_id`

export function findPackage(db: Queryable, id: string): Promise<PackageRow | undefined> {
  return db.first<PackageRow>(sql`SELECT p.*, c.name AS channel_name FROM ${packages} WHERE p.id = ${id}`)
}

export async function listPackages(
  db: Queryable,
  filter: {
    channel?: string
    half?: string
    state?: string
    search?: string
    limit?: number
    offset?: number
  },
): Promise<Page<PackageRow>> {
  const text = filter.search?.trim()
  const where = all([
    filter.channel && sql`p.channel_id = ${filter.channel}`,
    filter.half && sql`p.half = ${filter.half}`,
    filter.state && sql`p.state = ${filter.state}`,
    text && sql`p.title ILIKE ${`%${text}%`}`,
  ])
  const [items, count] = await Promise.all([
    db.query<PackageRow>(sql`SELECT p.*, c.name AS channel_name FROM ${packages} WHERE ${where}
      ORDER BY p.created_time DESC, p.id DESC LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${packages} WHERE ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export async function decidePackage(
  db: Queryable,
  id: string,
  d: { state: PackageRow['state']; reason: string | null; now: Date; files?: PackageRow['files'] },
): Promise<void> {
  await db.query(sql`UPDATE data.exchange_package SET state = ${d.state}, reason = ${d.reason}, decided_time = ${d.now},
    files = coalesce(${d.files ? JSON.stringify(d.files) : null}::jsonb, files) WHERE id = ${id}`)
}
