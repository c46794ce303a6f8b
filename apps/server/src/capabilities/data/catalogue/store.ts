import type { Dataset, DatasetField, DatasetInput, DatasetState, Page } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, type Sql, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { matches, toGrams } from '../../../kernel/search.ts'
import type { DataParts } from '../data-parts.ts'
import { classificationOf, codeOf, itemOf, overdueTimeOf } from './rules.ts'

export interface DatasetRow {
  id: string
  code: string
  name: string
  abstract: string
  kind: Dataset['kind']
  theme: string
  layer: Dataset['layer']
  organisation_id: string
  division_code: string | null
  sharing: Dataset['sharing']
  sharing_basis: string | null
  opening: Dataset['opening']
  opening_basis: string | null
  cycle: Dataset['cycle']
  grade: Dataset['grade']
  licence: string | null
  keywords: string[]
  state: DatasetState
  revision: number
  version_id: string | null
  version_rows: number | null
  version_time: Date | null
  overdue_time: Date | null
  quality_score: number | null
  created_time: Date
  published_time: Date | null
  withdrawn_reason: string | null
  fields: DatasetField[]
}

/**
 * What a scan took an ungraded column for (`f`) while its owner has not decided. Codes of organisations are public by law
 * and tell of nobody.
 */
export const suspectedKind = sql`(SELECT p.kind FROM data.sensitive_proposal p WHERE p.dataset_id = f.dataset_id
  AND p.field = f.name AND p.state = 'proposed' AND p.kind <> 'uscc' AND f.grade IS NULL AND f.sensitive IS NULL ORDER BY p.created_time LIMIT 1)`

const columns = sql`d.id, d.code, d.name, d.abstract, d.kind, d.theme, d.layer, d.organisation_id, d.division_code, d.sharing,
  d.sharing_basis, d.opening, d.opening_basis, d.cycle, d.grade, d.licence, d.keywords, d.state, d.revision, d.version_id,
  d.version_rows, d.version_time, d.overdue_time, d.quality_score, d.created_time, d.published_time, d.withdrawn_reason,
  coalesce((SELECT jsonb_agg(jsonb_build_object('name', f.name, 'title', f.title, 'type', f.type, 'unit', f.unit,
      'description', coalesce(f.description, ''), 'isKey', f.is_key, 'element', f.element, 'sensitive', f.sensitive,
      'suspected', ${suspectedKind}, 'grade', f.grade, 'mask', f.mask, 'isShared', f.is_shared, 'isOpen', f.is_open) ORDER BY f.ordinal)
    FROM data.field f WHERE f.dataset_id = d.id), '[]'::jsonb) AS fields`

export function toDataset(
  { identity, kernel }: Pick<DataParts, 'identity' | 'kernel'>,
  row: DatasetRow,
): Dataset {
  const isOverdue = row.state === 'published' && row.overdue_time !== null
  return {
    ...{
      id: row.id,
      code: row.code,
      name: row.name,
      abstract: row.abstract,
      kind: row.kind,
      theme: row.theme,
    },
    ...{ layer: row.layer, sharing: row.sharing, sharingBasis: row.sharing_basis, opening: row.opening },
    ...{ openingBasis: row.opening_basis, cycle: row.cycle, grade: row.grade, licence: row.licence },
    keywords: row.keywords,
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    divisionCode: row.division_code,
    state: row.state,
    revision: row.revision,
    fields: row.fields,
    rows: row.version_rows,
    versionId: row.version_id,
    updatedTime: row.version_time?.toISOString() ?? null,
    isOverdue: isOverdue && (row.overdue_time as Date) < kernel.clock.now(),
    qualityScore: row.quality_score,
    createdTime: row.created_time.toISOString(),
    publishedTime: row.published_time?.toISOString() ?? null,
    withdrawnReason: row.withdrawn_reason,
  }
}

export interface DatasetFilter {
  kind?: string
  theme?: string
  layer?: string
  organisation?: string
  sharing?: string
  opening?: string
  state?: string
  field?: string
  isOverdue?: boolean
  search?: string
  order?: 'newest' | 'name' | 'quality'
  limit?: number
  offset?: number
}

/** Whose entries a caller sees before they are published: all of them, or those of one organisation. */
export type Eyes = { readonly all: true } | { readonly all: false; readonly organisationId: string | null }

function seenBy(eyes: Eyes): Sql {
  if (eyes.all) return sql`TRUE`
  return sql`(d.state IN ('published', 'withdrawn') OR d.organisation_id = ${eyes.organisationId})`
}

const orders: Record<NonNullable<DatasetFilter['order']>, Sql> = {
  newest: sql`d.created_time DESC, d.id DESC`,
  name: sql`d.name, d.id`,
  quality: sql`d.quality_score DESC NULLS LAST, d.id`,
}

export async function listDatasets(
  db: Queryable,
  filter: DatasetFilter,
  eyes: Eyes,
  now: Date,
): Promise<Page<DatasetRow>> {
  const equal = (column: Sql, value: string | undefined) => (value ? sql`AND ${column} = ${value}` : empty)
  const where = sql`WHERE ${seenBy(eyes)} ${equal(sql`d.kind`, filter.kind)} ${equal(sql`d.theme`, filter.theme)}
    ${equal(sql`d.layer`, filter.layer)} ${equal(sql`d.organisation_id`, filter.organisation)}
    ${equal(sql`d.sharing`, filter.sharing)} ${equal(sql`d.opening`, filter.opening)} ${equal(sql`d.state`, filter.state)}
    ${filter.field ? sql`AND EXISTS (SELECT 1 FROM data.field f WHERE f.dataset_id = d.id AND ${filter.field} IN (f.name, f.title))` : empty}
    ${filter.isOverdue ? sql`AND d.state = 'published' AND d.overdue_time < ${now}` : empty}
    ${matches('d.grams', filter.search, 'd.name')}`
  const [items, count] = await Promise.all([
    db.query<DatasetRow>(sql`SELECT ${columns} FROM data.dataset d ${where}
      ORDER BY ${orders[filter.order ?? 'newest']} LIMIT ${filter.limit ?? 50} OFFSET ${filter.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.dataset d ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findDatasetByCode(db: Queryable, code: string): Promise<DatasetRow | undefined> {
  return db.first<DatasetRow>(sql`SELECT ${columns} FROM data.dataset d WHERE d.code = ${code}`)
}

export interface TableAsk {
  search?: string
  limit?: number
  offset?: number
  ids?: readonly string[]
  /** Those with one of these names. */
  names?: readonly string[]
}

/** Whose tables: all, or those of an organisation and those granted. */
export type TableEyes =
  | { readonly all: true }
  | { readonly all: boolean; readonly organisationId: string | null; readonly granted: readonly string[] }

/** Datasets that have a table, by name. */
export async function listTables(db: Queryable, ask: TableAsk, eyes: TableEyes): Promise<Page<DatasetRow>> {
  const mine =
    'granted' in eyes && !eyes.all
      ? sql`AND (d.organisation_id = ${eyes.organisationId} OR d.id = ANY(${eyes.granted as string[]}::uuid[]))`
      : empty
  const where = sql`WHERE d.version_id IS NOT NULL ${mine}
    ${ask.ids ? sql`AND d.id = ANY(${ask.ids as string[]}::uuid[])` : empty}
    ${ask.names ? sql`AND d.name = ANY(${ask.names as string[]})` : empty}
    ${matches('d.grams', ask.search, 'd.name')}`
  const [items, count] = await Promise.all([
    db.query<DatasetRow>(sql`SELECT ${columns} FROM data.dataset d ${where}
      ORDER BY d.name, d.id LIMIT ${ask.limit ?? 50} OFFSET ${ask.offset ?? 0}`),
    db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.dataset d ${where}`),
  ])
  return { items, total: count?.n ?? 0 }
}

export function findDataset(
  db: Queryable,
  id: string,
  options: { lock?: boolean } = {},
): Promise<DatasetRow | undefined> {
  return db.first<DatasetRow>(
    sql`SELECT ${columns} FROM data.dataset d WHERE d.id = ${id} ${options.lock ? sql`FOR UPDATE OF d` : empty}`,
  )
}

export function findDatasets(db: Queryable, ids: readonly string[]): Promise<DatasetRow[]> {
  return db.query<DatasetRow>(
    sql`SELECT ${columns} FROM data.dataset d WHERE d.id = ANY(${ids as string[]}::uuid[])`,
  )
}

export function findDatasetByName(db: Queryable, name: string): Promise<DatasetRow | undefined> {
  return db.first<DatasetRow>(
    sql`SELECT ${columns} FROM data.dataset d WHERE d.name = ${name} ORDER BY d.created_time LIMIT 1`,
  )
}

/** The next number under a prefix; the row is held until the transaction ends, so serials have no doubles. */
export async function takeNumber(tx: Queryable, prefix: string): Promise<number> {
  const row = await tx.first<{
    last: number
  }>(sql`INSERT INTO data.code_number (prefix, last) VALUES (${prefix}, 1)
    ON CONFLICT (prefix) DO UPDATE SET last = code_number.last + 1 RETURNING last`)
  return row?.last ?? 1
}

/** 目 of an organisation within a class and 项: the order in which it first registered there. */
async function unitNumber(tx: Queryable, prefix: string, organisationId: string): Promise<number> {
  const find = () =>
    tx.first<{ number: number }>(sql`SELECT number FROM data.catalogue_unit
      WHERE prefix = ${prefix} AND organisation_id = ${organisationId}`)
  const known = await find()
  if (known) return known.number
  await tx.query(sql`INSERT INTO data.catalogue_unit (prefix, organisation_id, number)
    VALUES (${prefix}, ${organisationId}, ${await takeNumber(tx, `unit:${prefix}`)}) ON CONFLICT DO NOTHING`)
  return (await find())?.number ?? 1
}

/** Code of a new entry: class and 项 of its theme; 目 of its organisation for what departments hold. */
async function takeCode(
  tx: Queryable,
  given: Pick<NewDataset, 'kind' | 'theme' | 'organisationId'>,
): Promise<string> {
  const item = itemOf(given.kind, given.theme)
  const unit = given.kind === 'department' ? await unitNumber(tx, item, given.organisationId) : 1
  const prefix = classificationOf(given.kind, given.theme, unit)
  return codeOf(prefix, await takeNumber(tx, prefix))
}

export type NewDataset = DatasetInput & {
  organisationId: string
  divisionCode: string | null
  organisationName: string
  state: DatasetState
}

export async function insertDataset(tx: Queryable, given: NewDataset, now: Date): Promise<DatasetRow> {
  const id = newId()
  const code = await takeCode(tx, given)
  await tx.query(sql`INSERT INTO data.dataset (id, code, name, abstract, kind, theme, layer, organisation_id, division_code,
      sharing, sharing_basis, opening, opening_basis, cycle, grade, licence, keywords, state, created_time, published_time,
      overdue_time, grams)
    VALUES (${id}, ${code}, ${given.name}, ${given.abstract}, ${given.kind}, ${given.theme}, ${given.layer},
      ${given.organisationId}, ${given.divisionCode}, ${given.sharing}, ${given.sharingBasis ?? null}, ${given.opening},
      ${given.openingBasis ?? null}, ${given.cycle}, ${given.grade ?? null}, ${given.licence ?? null},
      ${given.keywords ?? []}, ${given.state}, ${now},
      ${given.state === 'published' ? now : null}, ${overdueTimeOf(given.cycle, now)}, ${gramsOf(given, code, given.organisationName)})`)
  await replaceFields(tx, id, given.fields)
  return (await findDataset(tx, id)) as DatasetRow
}

function gramsOf(
  d: Pick<Dataset, 'name' | 'abstract' | 'theme'> & { keywords?: string[]; fields: readonly DatasetField[] },
  code: string,
  organisationName: string,
): string[] {
  const fields = d.fields.map((field) => field.title)
  return toGrams(d.name, d.abstract, d.theme, code, organisationName, ...(d.keywords ?? []), ...fields)
}

export async function replaceFields(
  tx: Queryable,
  id: string,
  fields: readonly DatasetField[],
): Promise<void> {
  await tx.query(sql`DELETE FROM data.field WHERE dataset_id = ${id}`)
  await tx.query(sql`INSERT INTO data.field (dataset_id, ordinal, name, title, type, unit, description, is_key, element,
      sensitive, grade, mask, is_shared, is_open)
    SELECT ${id}, ordinal, name, title, type, unit, description, coalesce("isKey", false), element, sensitive, grade,
      coalesce(mask, 'none'), coalesce("isShared", true), coalesce("isOpen", false)
    FROM jsonb_to_recordset(${JSON.stringify(fields.map((field, ordinal) => ({ ...field, ordinal })))}::jsonb) AS f(
      ordinal int, name text, title text, type text, unit text, description text, "isKey" boolean, element text,
      sensitive text, grade text, mask text, "isShared" boolean, "isOpen" boolean)`)
}

/** Writes a changed entry; the revision counts up. */
export async function updateDataset(
  tx: Queryable,
  row: DatasetRow,
  change: Partial<DatasetRow>,
  organisationName: string,
): Promise<DatasetRow> {
  const d = { ...row, ...change }
  await tx.query(sql`UPDATE data.dataset SET name = ${d.name}, abstract = ${d.abstract}, kind = ${d.kind}, theme = ${d.theme},
      layer = ${d.layer}, sharing = ${d.sharing}, sharing_basis = ${d.sharing_basis}, opening = ${d.opening},
      opening_basis = ${d.opening_basis}, cycle = ${d.cycle}, grade = ${d.grade}, licence = ${d.licence},
      keywords = ${d.keywords}, state = ${d.state}, revision = revision + 1, published_time = ${d.published_time},
      withdrawn_reason = ${d.withdrawn_reason}, organisation_id = ${d.organisation_id},
      overdue_time = ${overdueTimeOf(d.cycle, d.version_time ?? d.created_time)},
      grams = ${gramsOf(d, d.code, organisationName)} WHERE id = ${row.id}`)
  if (change.fields) await replaceFields(tx, row.id, change.fields)
  return (await findDataset(tx, row.id)) as DatasetRow
}

/** Keeps how an entry is now, to compare with later. */
export async function insertRevision(
  tx: Queryable,
  dataset: Dataset,
  userName: string | null,
  now: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO data.dataset_revision (dataset_id, revision, time, user_name, body)
    VALUES (${dataset.id}, ${dataset.revision}, ${now}, ${userName}, ${JSON.stringify(dataset)})`)
}

/** Titles of the columns of a dataset by their names, as a column `titles` of a query. */
export function titlesOf(datasetId: Sql): Sql {
  return sql`coalesce((SELECT jsonb_object_agg(f.name, f.title) FROM data.field f WHERE f.dataset_id = ${datasetId}), '{}') AS titles`
}
