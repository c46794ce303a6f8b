import type { DatasetField, MaskKind } from '@civitas/contract'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import type { GrantRow } from '../grants/store.ts'
import { textList } from '../quality/conditions.ts'
import { quoteName, tableOf } from '../tables/duck.ts'
import { keyOfRow } from '../tables/key-of-row.ts'
import { maskedColumn } from '../tables/masking.ts'
import { conditionOf } from '../tables/read-rows.ts'
import { agreedMask } from '../tables/row-access.ts'
import type { VersionRow } from '../tables/store.ts'

type Grant = Pick<GrantRow, 'fields' | 'row_filter'>

/** Whether the holder of a grant can tell rows apart: the key is granted, as it is or as a token. */
export function hasKey(
  version: { fields: readonly DatasetField[] },
  grant: Pick<GrantRow, 'fields'>,
): boolean {
  const keys = version.fields.filter((field) => field.isKey)
  return (
    keys.length > 0 &&
    keys.every((field) => ['none', 'token'].includes(agreedMask(field, grant.fields[field.name] ?? 'hide')))
  )
}

/**
 * What is other in a version than in the one before, as the holder of a grant may see it: rows that are new or changed in a
 * granted column (`_change: put`, with `_disputed` while somebody doubts them), then the keys of rows that are gone or no longer granted (`_change: remove`).
 */
export async function readChanged(
  { kernel, tokenKey }: GatewayParts,
  given: { grant: Grant; version: VersionRow; before: VersionRow },
  { limit, offset, disputed }: { limit: number; offset: number; disputed: readonly string[] },
): Promise<Record<string, unknown>[]> {
  const { grant, version, before } = given
  const fields = version.fields.filter((field) => field.name in grant.fields)
  const keys = fields.filter((field) => field.isKey)
  const names = (list: readonly DatasetField[]) => list.map((field) => quoteName(field.name)).join(', ')
  const old = new Set(before.fields.map((field) => field.name))
  const rowsOf = (of: VersionRow, list: string) =>
    `SELECT ${list} FROM ${tableOf(kernel, of)} WHERE ${withinOf(of, grant)}`
  // A column the version before did not have was empty in it.
  const oldList = fields
    .map(({ name }) => (old.has(name) ? quoteName(name) : `NULL AS ${quoteName(name)}`))
    .join(', ')
  const shown = (list: readonly DatasetField[]) =>
    list
      .map(
        (field) =>
          `${maskedColumn(field, agreedMask(field, grant.fields[field.name] as MaskKind), tokenKey)} AS ${quoteName(field.name)}`,
      )
      .join(', ')
  const order = names(keys)
  // Doubts are kept by the key as it is, before it is masked.
  const doubted = disputed.length > 0 ? `${keyOfRow(keys)} IN ${textList(disputed)}` : 'FALSE'
  const rows = await kernel.lake.query<Record<string, unknown>>(
    `SELECT * EXCLUDE (_order, _place) FROM (
       SELECT 0 AS _order, row_number() OVER (ORDER BY ${order}) AS _place, 'put' AS _change, ${doubted} AS _disputed, ${shown(fields)}
       FROM (${rowsOf(version, names(fields))} EXCEPT ${rowsOf(before, oldList)})
       UNION ALL BY NAME
       SELECT 1 AS _order, row_number() OVER (ORDER BY ${order}) AS _place, 'remove' AS _change, ${shown(keys)}
       FROM (${rowsOf(before, names(keys))} EXCEPT ${rowsOf(version, names(keys))}))
     ORDER BY _order, _place LIMIT ${limit} OFFSET ${offset}`,
    [],
  )
  const others = fields.filter((field) => !field.isKey)
  return rows.map((row) => {
    if (row._disputed !== true) delete row._disputed
    if (row._change === 'remove') for (const { name } of others) delete row[name]
    else
      for (const { name, type } of others)
        if (type === 'geometry' && typeof row[name] === 'string') row[name] = JSON.parse(row[name] as string)
    return row
  })
}

function withinOf(version: VersionRow, grant: Grant): string {
  const all = new Map(version.fields.map((field) => [field.name, field]))
  const conditions = grant.row_filter.map((filter) => `(${conditionOf(filter, all.get(filter.field))})`)
  return conditions.join(' AND ') || 'TRUE'
}
