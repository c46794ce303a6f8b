import type { CertificateRecord, CryptoUse, KeyRecord, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'

interface KeyListRow {
  id: string
  purpose: string
  usage: KeyRecord['usage']
  algorithm: string
  version: number
  state: KeyRecord['state']
  from_time: Date
  until_time: Date | null
  revoked_time: Date | null
  reason: string | null
  done: number
  failed: number
  micros: number
  asked_name: string | null
}

/** Keys with their use so far, the newest version of each purpose first. */
export async function listKeys(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<KeyRecord>> {
  const where = query.search ? sql`WHERE k.purpose ILIKE ${`%${query.search}%`}` : empty
  const rows =
    await db.query<KeyListRow>(sql`SELECT k.id, k.purpose, k.usage, k.algorithm, k.version, k.state, k.from_time,
      k.until_time, k.revoked_time, k.reason, coalesce(u.done, 0)::bigint AS done, coalesce(u.failed, 0)::bigint AS failed,
      coalesce(u.micros, 0)::bigint AS micros, d.asked_name
    FROM identity.key k
    LEFT JOIN LATERAL (SELECT sum(done) AS done, sum(failed) AS failed, sum(micros) AS micros FROM identity.key_use
      WHERE key_id = k.id) u ON true
    LEFT JOIN identity.key_destruction d ON d.key_id = k.id AND d.confirmed_by IS NULL
    ${where} ORDER BY k.purpose, k.usage, k.version DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM identity.key k ${where}`)
  return { items: rows.map(toKey), total: count?.n ?? 0 }
}

function toKey(row: KeyListRow): KeyRecord {
  const uses = row.done + row.failed
  return {
    ...{ id: row.id, purpose: row.purpose, usage: row.usage, algorithm: row.algorithm, version: row.version },
    ...{ state: row.state, reason: row.reason, done: row.done, failed: row.failed },
    ...{ fromTime: row.from_time.toISOString(), untilTime: row.until_time?.toISOString() ?? null },
    revokedTime: row.revoked_time?.toISOString() ?? null,
    meanMicros: uses > 0 ? Math.round(row.micros / uses) : null,
    destructionAskedBy: row.asked_name,
  }
}

export async function askDestruction(
  db: Queryable,
  ask: { keyId: string; reason: string; by: string; name: string; now: Date },
): Promise<void> {
  await db.query(sql`INSERT INTO identity.key_destruction (key_id, reason, asked_by, asked_name, asked_time)
    VALUES (${ask.keyId}, ${ask.reason}, ${ask.by}, ${ask.name}, ${ask.now})
    ON CONFLICT (key_id) DO UPDATE SET reason = excluded.reason, asked_by = excluded.asked_by,
      asked_name = excluded.asked_name, asked_time = excluded.asked_time WHERE key_destruction.confirmed_by IS NULL`)
}

export interface Destruction {
  asked_by: string
  reason: string
}

export function findDestruction(db: Queryable, keyId: string): Promise<Destruction | undefined> {
  return db.first<Destruction>(sql`SELECT asked_by, reason FROM identity.key_destruction
    WHERE key_id = ${keyId} AND confirmed_by IS NULL`)
}

export async function confirmDestruction(db: Queryable, keyId: string, by: string, now: Date): Promise<void> {
  await db.query(sql`UPDATE identity.key_destruction SET confirmed_by = ${by}, confirmed_time = ${now}
    WHERE key_id = ${keyId}`)
}

export interface CertificateRow {
  serial: string
  kind: CertificateRecord['kind']
  name: string
  holder_id: string | null
  public_key: string
  pem: string
  from_time: Date
  until_time: Date
  state: 'active' | 'suspended' | 'revoked'
  revoked_time: Date | null
  reason: string | null
  evidence: string
  issued_by: string
}

export function toCertificate(row: CertificateRow, now: Date): CertificateRecord {
  return {
    ...{ serial: row.serial, kind: row.kind, name: row.name, holderId: row.holder_id, reason: row.reason },
    ...{ fromTime: row.from_time.toISOString(), untilTime: row.until_time.toISOString() },
    state: row.state === 'active' && row.until_time <= now ? 'expired' : row.state,
    ...{ revokedTime: row.revoked_time?.toISOString() ?? null, evidence: row.evidence },
  }
}

export async function insertCertificate(db: Queryable, row: CertificateRow): Promise<void> {
  await db.query(sql`INSERT INTO identity.certificate (serial, kind, name, holder_id, public_key, pem, from_time, until_time,
      state, evidence, issued_by, created_time)
    VALUES (${row.serial}, ${row.kind}, ${row.name}, ${row.holder_id}, ${row.public_key}, ${row.pem}, ${row.from_time},
      ${row.until_time}, ${row.state}, ${row.evidence}, ${row.issued_by}, ${row.from_time})`)
}

export function findCertificate(db: Queryable, serial: string): Promise<CertificateRow | undefined> {
  return db.first<CertificateRow>(sql`SELECT * FROM identity.certificate WHERE serial = ${serial}`)
}

export async function changeCertificate(
  db: Queryable,
  serial: string,
  change: { state: CertificateRow['state']; time: Date | null; reason: string },
): Promise<void> {
  await db.query(sql`UPDATE identity.certificate SET state = ${change.state}, revoked_time = ${change.time},
    reason = ${change.reason} WHERE serial = ${serial}`)
}

export async function listCertificates(
  db: Queryable,
  query: { search?: string; kind?: CertificateRecord['kind']; limit?: number; offset?: number },
  now: Date,
): Promise<Page<CertificateRecord>> {
  const where = sql`WHERE TRUE ${query.kind ? sql`AND kind = ${query.kind}` : empty}
    ${query.search ? sql`AND (name ILIKE ${`%${query.search}%`} OR serial = ${query.search})` : empty}`
  const rows = await db.query<CertificateRow>(sql`SELECT * FROM identity.certificate ${where}
    ORDER BY created_time DESC, serial LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.certificate ${where}`,
  )
  return { items: rows.map((row) => toCertificate(row, now)), total: count?.n ?? 0 }
}

/** Serials that are no longer trusted, of certificates that would still be valid. */
export function listRevoked(db: Queryable, now: Date): Promise<{ serial: string; revoked_time: Date }[]> {
  return db.query(sql`SELECT serial, revoked_time FROM identity.certificate
    WHERE state = 'revoked' AND until_time > ${now} ORDER BY revoked_time`)
}

/** Firms registered and those with a certificate in force, by the county in their credit code. */
export function countCoverage(
  db: Queryable,
  now: Date,
): Promise<{ code: string; firms: number; covered: number }[]> {
  return db.query(sql`SELECT substr(s.number_masked, 3, 6) AS code, count(*)::int AS firms,
      count(*) FILTER (WHERE EXISTS (SELECT FROM identity.certificate c WHERE c.holder_id = s.id AND c.state = 'active'
        AND c.until_time > ${now}))::int AS covered
    FROM identity.subject s WHERE s.kind = 'organisation' AND s.state = 'active' GROUP BY 1 ORDER BY 1`)
}

export async function saveCryptoUse(db: Queryable, use: CryptoUse): Promise<void> {
  await db.query(sql`INSERT INTO identity.crypto_use (id, system, purpose, algorithm, protection_level,
      product_certificate, assessed_date)
    VALUES (${use.id}, ${use.system}, ${use.purpose}, ${use.algorithm}, ${use.protectionLevel},
      ${use.productCertificate}, ${use.assessedDate})
    ON CONFLICT (id) DO UPDATE SET system = excluded.system, purpose = excluded.purpose, algorithm = excluded.algorithm,
      protection_level = excluded.protection_level, product_certificate = excluded.product_certificate,
      assessed_date = excluded.assessed_date`)
}

export async function listCryptoUses(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
): Promise<Page<CryptoUse>> {
  const where = query.search ? sql`WHERE system ILIKE ${`%${query.search}%`}` : empty
  const items = await db.query<CryptoUse>(sql`SELECT id, system, purpose, algorithm,
      protection_level AS "protectionLevel", product_certificate AS "productCertificate", assessed_date AS "assessedDate"
    FROM identity.crypto_use ${where} ORDER BY system, id LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM identity.crypto_use ${where}`,
  )
  return { items, total: count?.n ?? 0 }
}
