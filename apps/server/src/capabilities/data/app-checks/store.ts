import type { AppFinding, ImagePlace, MobileApp } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { ApkFacts } from './read-apk.ts'
import type { Found } from './rules.ts'

export interface AppRow {
  id: string
  package_name: string
  name: string
  operator: string
  channel: string
  purposes: MobileApp['purposes']
  sdks: string[]
  version: string | null
  permissions: string[]
  found_sdks: string[]
  scanned_time: Date | null
  delisted_time: Date | null
  delist_reason: string | null
  registered_time: Date
  open_findings: number
  open_texts: string[]
}

export interface FindingRow {
  id: string
  package_name: string
  app_name: string
  version: string
  kind: AppFinding['kind']
  subject: string
  text: string
  evidence: AppFinding['evidence']
  found_time: Date
  due_time: Date
  rectified_time: Date | null
}

export interface PlaceRow extends Omit<ImagePlace, 'collectsFaces' | 'hasSign' | 'registeredTime'> {
  collects_faces: boolean
  has_sign: boolean
  registered_time: Date
}

interface PageOf {
  limit?: number | undefined
  offset?: number | undefined
  search?: string | undefined
}

const apps = sql`FROM data.mobile_app a LEFT JOIN LATERAL (SELECT count(*)::int AS n,
    coalesce(array_agg(f.text ORDER BY f.found_time, f.id), '{}') AS texts
  FROM data.app_finding f WHERE f.app_id = a.id AND f.rectified_time IS NULL) o ON true`
const appColumns = sql`a.*, o.n AS open_findings, o.texts AS open_texts`
const states: Record<MobileApp['state'], Sql> = {
  listed: sql`a.delisted_time IS NULL AND o.n = 0`,
  rectifying: sql`a.delisted_time IS NULL AND o.n > 0`,
  delisted: sql`a.delisted_time IS NOT NULL`,
}

/** One page of rows of a query with its count. */
async function page<T extends object>(
  db: Queryable,
  given: { columns: Sql; where: Sql; order: Sql },
  { limit = 50, offset = 0 }: PageOf,
): Promise<{ items: T[]; total: number }> {
  const [items, count] = await Promise.all([
    db.query<T>(
      sql`SELECT ${given.columns} ${given.where} ORDER BY ${given.order} LIMIT ${limit} OFFSET ${offset}`,
    ),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${given.where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findApp(db: Queryable, packageName: string): Promise<AppRow | undefined> {
  return db.first<AppRow>(sql`SELECT ${appColumns} ${apps} WHERE a.package_name = ${packageName}`)
}

export function listApps(
  db: Queryable,
  query: PageOf & { state?: MobileApp['state'] | undefined; scanned?: boolean },
) {
  const words = `%${query.search ?? ''}%`
  const where = sql`${apps} WHERE (a.name ILIKE ${words} OR a.operator ILIKE ${words} OR a.package_name ILIKE ${words})
    ${query.state ? sql`AND ${states[query.state]}` : empty} ${query.scanned ? sql`AND a.scanned_time IS NOT NULL` : empty}`
  return page<AppRow>(
    db,
    { columns: appColumns, where, order: sql`a.registered_time DESC, a.id DESC` },
    query,
  )
}

export async function putApp(
  tx: Queryable,
  app: Pick<MobileApp, 'id' | 'packageName' | 'name' | 'operator' | 'channel' | 'purposes' | 'sdks'>,
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.mobile_app (id, package_name, name, operator, channel, purposes, sdks, registered_time)
    VALUES (${app.id}, ${app.packageName}, ${app.name}, ${app.operator}, ${app.channel}, ${JSON.stringify(app.purposes)},
      ${app.sdks}, ${now})
    ON CONFLICT (package_name) DO UPDATE SET name = excluded.name, operator = excluded.operator,
      channel = excluded.channel, purposes = excluded.purposes, sdks = excluded.sdks`)
}

/** Keeps what a scan found: what is new opens, what is gone is rectified. Answers how many were rectified. */
export async function keepScan(
  tx: Queryable,
  app: AppRow,
  given: { facts: ApkFacts; found: readonly Found[]; sm3: string; now: Date; due: Date; newId: () => string },
): Promise<number> {
  const { facts, found, now, due, sm3 } = given
  // Who was taken off the list comes back with a package nothing is found in.
  const isBack = found.length === 0
  await tx.query(sql`UPDATE data.mobile_app SET version = ${facts.version}, permissions = ${[...facts.permissions]},
    found_sdks = ${facts.sdks.map((one) => one.name)}, scanned_time = ${now},
    delisted_time = CASE WHEN ${isBack} THEN NULL ELSE delisted_time END,
    delist_reason = CASE WHEN ${isBack} THEN NULL ELSE delist_reason END WHERE id = ${app.id}`)
  for (const one of found)
    await tx.query(sql`INSERT INTO data.app_finding (id, app_id, version, kind, subject, text, evidence, found_time, due_time)
      VALUES (${given.newId()}, ${app.id}, ${facts.version}, ${one.kind}, ${one.subject}, ${one.text},
        ${JSON.stringify({ ...one.evidence, packageSm3: sm3 })}, ${now}, ${due})
      ON CONFLICT (app_id, kind, subject) WHERE rectified_time IS NULL DO UPDATE SET version = excluded.version,
        evidence = excluded.evidence`)
  const still = found.map((one) => `${one.kind} ${one.subject}`)
  const gone = await tx.query(sql`UPDATE data.app_finding SET rectified_time = ${now} WHERE app_id = ${app.id}
    AND rectified_time IS NULL AND NOT (kind || ' ' || subject = ANY(${still})) RETURNING id`)
  return gone.length
}

export function listFindings(
  db: Queryable,
  query: PageOf & { packageName?: string | undefined; state?: 'open' | 'late' | 'rectified' | undefined },
  now: Date,
) {
  const state =
    query.state === 'open'
      ? sql`AND f.rectified_time IS NULL`
      : query.state === 'late'
        ? sql`AND f.rectified_time IS NULL AND f.due_time < ${now}`
        : query.state === 'rectified'
          ? sql`AND f.rectified_time IS NOT NULL`
          : empty
  const where = sql`FROM data.app_finding f JOIN data.mobile_app a ON a.id = f.app_id WHERE TRUE ${state}
    ${query.packageName ? sql`AND a.package_name = ${query.packageName}` : empty}`
  return page<FindingRow>(
    db,
    {
      columns: sql`f.*, a.package_name, a.name AS app_name`,
      where,
      order: sql`f.found_time DESC, f.kind, f.subject, f.id`,
    },
    query,
  )
}

export async function delist(
  tx: Queryable,
  id: string,
  given: { reason: string; now: Date },
): Promise<boolean> {
  const row =
    await tx.first(sql`UPDATE data.mobile_app a SET delisted_time = ${given.now}, delist_reason = ${given.reason}
    WHERE id = ${id} AND EXISTS (SELECT FROM data.app_finding f WHERE f.app_id = a.id AND f.rectified_time IS NULL
      AND f.due_time < ${given.now}) RETURNING id`)
  return row !== undefined
}

/** Apps with findings past their time nobody was told of; held until the transaction ends. */
export function takeLate(
  tx: Queryable,
  now: Date,
): Promise<Array<{ id: string; name: string; text: string }>> {
  return tx.query(sql`UPDATE data.app_finding f SET told_late = ${now} FROM data.mobile_app a
    WHERE a.id = f.app_id AND f.rectified_time IS NULL AND f.told_late IS NULL AND f.due_time < ${now}
    RETURNING f.id, a.name, f.text`)
}

export async function savePlace(
  db: Queryable,
  place: Omit<PlaceRow, 'registered_time'>,
  now: Date,
): Promise<PlaceRow> {
  const row =
    await db.first<PlaceRow>(sql`INSERT INTO data.image_place (id, title, address, operator, purpose, collects_faces,
      has_sign, alternative, faults, registered_time)
    VALUES (${place.id}, ${place.title}, ${place.address}, ${place.operator}, ${place.purpose}, ${place.collects_faces},
      ${place.has_sign}, ${place.alternative}, ${place.faults}, ${now})
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, address = excluded.address, operator = excluded.operator,
      purpose = excluded.purpose, collects_faces = excluded.collects_faces, has_sign = excluded.has_sign,
      alternative = excluded.alternative, faults = excluded.faults RETURNING *`)
  return row as PlaceRow
}

export function listPlaces(db: Queryable, query: PageOf & { faulty?: boolean | undefined }) {
  const words = `%${query.search ?? ''}%`
  const where = sql`FROM data.image_place p WHERE (p.title ILIKE ${words} OR p.operator ILIKE ${words}
      OR p.address ILIKE ${words})
    ${query.faulty === undefined ? empty : sql`AND (cardinality(p.faults) > 0) = ${query.faulty}`}`
  return page<PlaceRow>(
    db,
    { columns: sql`p.*`, where, order: sql`p.registered_time DESC, p.id DESC` },
    query,
  )
}
