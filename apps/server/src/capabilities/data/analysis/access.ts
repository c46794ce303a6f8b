import type { AnalysisTable, DatasetField, MaskKind, Page, RowFilter } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { forbidden } from '../../../kernel/problem.ts'
import { ownsData } from '../catalogue/rules.ts'
import { type DatasetRow, listTables, type TableAsk } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { conditionOf } from '../tables/read-rows.ts'
import { agreedMask, fullAccess, type RowAccess } from '../tables/row-access.ts'
import { findVersionAt } from '../tables/store.ts'
import type { RoomTable } from './room.ts'
import { asksForAll, wordsOf } from './words.ts'

/** What somebody was granted of a dataset for analysis. */
export interface AnalysisGrant {
  readonly datasetId: string
  readonly access: RowAccess
  readonly within: readonly RowFilter[]
}

/** Finds the grants of an organisation; shared subjects of this folder add theirs. */
export type FindGrants = (principal: Principal) => Promise<readonly AnalysisGrant[]>

/** A dataset with the columns the caller may use. Its name in SQL is its name in the catalogue. */
export interface UsableTable {
  readonly dataset: DatasetRow
  readonly access: RowAccess
  readonly within: readonly RowFilter[]
}

/** Beside a masked column stands one with its token, so that tables can be joined by what nobody sees. */
export const tokenSuffix = '__token'

/** Tables somebody may query: those of the own organisation (all, for who governs) and those granted. */
export async function listUsable(
  parts: DataParts,
  principal: Principal,
  given: TableAsk,
): Promise<Page<UsableTable>> {
  const grants = new Map((await parts.findGrants(principal)).map((one) => [one.datasetId, one]))
  const all = hasPermission(principal, 'data.govern')
  const { items, total } = await listTables(parts.kernel.db, given, {
    all,
    organisationId: principal.organisationId,
    granted: [...grants.keys()],
  })
  const plain = hasPermission(principal, 'data.unmask')
  return {
    total,
    items: items.map((dataset) => {
      const grant = grants.get(dataset.id)
      if (ownsData(principal, dataset.organisation_id))
        return { dataset, access: fullAccess(dataset.fields, plain), within: [] }
      return { dataset, access: todayOf(dataset, grant?.access), within: grant?.within ?? [] }
    }),
  }
}

/** What a grant shows, with columns suspected since masked. */
function todayOf({ fields }: DatasetRow, access: RowAccess | undefined): RowAccess {
  return new Map(
    fields.flatMap((field) => {
      const mask = access?.get(field.name)
      return mask ? [[field.name, agreedMask(field, mask)] as const] : []
    }),
  )
}

export function toAnalysisTable({ identity }: DataParts, { dataset, access }: UsableTable): AnalysisTable {
  return {
    datasetId: dataset.id,
    name: dataset.name,
    organisationName: identity.findOrganisation(dataset.organisation_id)?.name ?? '',
    rows: dataset.version_rows ?? 0,
    columns: dataset.fields.flatMap((field) => {
      const shown = access.get(field.name)
      if (!shown) return []
      const column = { ...field, shown }
      return shown === 'none' ? [column] : [column, tokenColumn(field)]
    }),
  }
}

function tokenColumn(field: DatasetField): DatasetField & { shown: MaskKind } {
  const title = `${field.title}（关联码）`
  return { ...field, name: `${field.name}${tokenSuffix}`, title, type: 'text', shown: 'token' }
}

/** The tables a query names; one that exists and is not the caller’s is refused by name. */
export async function tablesOf(parts: DataParts, principal: Principal, sql: string): Promise<UsableTable[]> {
  const names = [...wordsOf(sql)]
  const named = await listTables(parts.kernel.db, { names, limit: 50 }, { all: true })
  const mine = await listUsable(parts, principal, { names, limit: 50 })
  const known = new Map(mine.items.map((one) => [one.dataset.id, one]))
  const foreign = named.items.find(
    (one) => !known.has(one.id) && !mine.items.some(({ dataset }) => dataset.name === one.name),
  )
  if (foreign) throw forbidden(`无权限：未获授权使用“${foreign.name}”。`, 'table-not-granted')
  return mine.items
}

/** A table of the room, with the columns the query could mean: those whose names are in it, or all where it says `*`. */
export async function roomTable(
  parts: DataParts,
  { dataset, access, within }: UsableTable,
  sql: string | null,
): Promise<RoomTable | undefined> {
  const version = await findVersionAt(parts.kernel.db, dataset.id, null)
  if (!version) return undefined
  const words = sql === null ? null : wordsOf(sql)
  const wants = (name: string) =>
    words === null ||
    (sql !== null && asksForAll(sql)) ||
    words.has(name) ||
    words.has(`${name}${tokenSuffix}`)
  const columns = version.fields.flatMap((field) => {
    const shown = access.get(field.name)
    if (!shown || !wants(field.name)) return []
    return columnsOf(field, shown, parts.tokenKey)
  })
  const all = new Map(version.fields.map((field) => [field.name, field]))
  const where = within.map((filter) => `(${conditionOf(filter, all.get(filter.field))})`).join(' AND ')
  const list = columns.length > 0 ? columns.join(', ') : '1 AS _one'
  return {
    name: dataset.name,
    select: `SELECT ${list} FROM ${tableOf(parts.kernel, version)} WHERE ${where || 'TRUE'}`,
  }
}

function columnsOf(field: DatasetField, shown: MaskKind, tokenKey: string): string[] {
  const name = quoteName(field.name)
  if (shown === 'none') return [name]
  const token = quoteName(`${field.name}${tokenSuffix}`)
  return [
    `${maskedColumn(field, shown, tokenKey)} AS ${name}`,
    `${maskedColumn(field, 'token', tokenKey)} AS ${token}`,
  ]
}
