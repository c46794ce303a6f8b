import type { DatasetField } from '@civitas/contract'
import { askRoom } from '../../analysis/room.ts'
import { wordsOf } from '../../analysis/words.ts'
import type { DataParts } from '../../data-parts.ts'
import { type OpenField, openFields } from '../files.ts'
import { type OpenAsk, openSelect, openVersion, readOpen, rowId } from '../site-rows.ts'
import { countUse, listOpen, type OpenRow } from '../site-store.ts'
import {
  type Action,
  type CkanCall,
  CkanError,
  isTrue,
  jsonOf,
  listOf,
  needText,
  numberOf,
  textOf,
} from './action.ts'
import { resourceOf } from './catalogue-actions.ts'
import { resourceIdOf } from './packages.ts'

/** Most rows of one answer, as CKAN has it. */
const most = 32_000
const roomMs = 20_000

const types: Record<DatasetField['type'], string> = {
  ...{
    text: 'text',
    integer: 'int',
    number: 'numeric',
    boolean: 'bool',
    date: 'date',
    time: 'timestamp',
    geometry: 'text',
  },
}

const typeOf = (field: OpenField) => (field.shown === 'none' ? types[field.type] : 'text')

export const datastoreActions: Record<string, Action> = {
  datastore_search: searchRows,
  datastore_search_sql: searchSql,
  datastore_info: async (parts, { given }) => {
    const row = await tableOf(parts, needText(given, 'id'))
    return {
      meta: { count: row.version_rows ?? 0, table_type: 'BASE TABLE', id: resourceIdOf(row.id, 'csv') },
      fields: openFields(row).map((field) => ({
        ...{ id: field.name, type: typeOf(field) },
        info: { label: field.title, notes: field.description ?? '', unit: field.unit ?? '' },
      })),
    }
  },
}

async function tableOf(parts: DataParts, id: string): Promise<OpenRow> {
  const { row, format } = await resourceOf(parts, id)
  if (format !== 'csv' || row.opening !== 'unconditional')
    throw new CkanError(404, {
      __type: 'Not Found Error',
      message: `Not found: Resource "${id}" was not found.`,
    })
  return row
}

async function searchRows(parts: DataParts, { given }: CkanCall) {
  const id = textOf(given, 'resource_id') ?? needText(given, 'id')
  const row = await tableOf(parts, id)
  const fields = openFields(row)
  const limit = numberOf(given, 'limit', 100, most)
  const offset = numberOf(given, 'offset', 0, 1_000_000_000)
  const wanted = listOf(given, 'fields')
  const ask: OpenAsk = {
    ...{ limit, offset, distinct: isTrue(given, 'distinct'), filters: filtersOf(given.filters) },
    ...wordsAsked(given.q),
    ...(wanted ? { fields: wanted } : {}),
    order: orderOf(textOf(given, 'sort')),
  }
  requireFields(ask, fields)
  const { items, total } = await readOpen(parts, row, ask)
  await countUse(parts.kernel.db, row.id, 'call', parts.kernel.clock.now())
  const names = wanted ?? [rowId, ...fields.map((field) => field.name)]
  return {
    ...{ include_total: isTrue(given, 'include_total', true), limit, offset, resource_id: id },
    ...{ records_format: textOf(given, 'records_format') ?? 'objects', total_estimation_threshold: null },
    // What was asked stands in the answer, as clients print it.
    ...Object.fromEntries(
      ['filters', 'q', 'sort', 'distinct'].flatMap((name) =>
        given[name] === undefined ? [] : [[name, given[name]]],
      ),
    ),
    fields: names.map((name) => {
      const field = fields.find((one) => one.name === name)
      return { id: name, type: field ? typeOf(field) : 'int' }
    }),
    records: inForm(textOf(given, 'records_format') ?? 'objects', names, items),
    ...(isTrue(given, 'include_total', true) ? { total, total_was_estimated: false } : {}),
    _links: {
      start: `/api/3/action/datastore_search?resource_id=${id}`,
      next: `/api/3/action/datastore_search?resource_id=${id}&offset=${offset + limit}`,
    },
  }
}

function requireFields(ask: OpenAsk, fields: readonly OpenField[]): void {
  const known = new Set([rowId, ...fields.map((field) => field.name)])
  const check = (what: string, names: readonly string[]) => {
    const wrong = names.find((name) => !known.has(name))
    if (wrong !== undefined)
      throw new CkanError(409, { __type: 'Validation Error', [what]: [`field "${wrong}" not in table`] })
  }
  check('fields', ask.fields ?? [])
  check(
    'filters',
    [...(ask.filters ?? []), ...(ask.wordsOf ?? [])].map((one) => one.field),
  )
  check(
    'sort',
    (ask.order ?? []).map((one) => one.field),
  )
}

function filtersOf(given: unknown): NonNullable<OpenAsk['filters']> {
  if (given === undefined || given === '') return []
  const value = jsonOf(given, 'filters')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CkanError(409, { __type: 'Validation Error', filters: ['Not a json object'] })
  return Object.entries(value).map(([field, one]) => ({
    field,
    values: (Array.isArray(one) ? one : [one]).map(String),
  }))
}

/** `q` is words for the whole row, or words for each of some columns. */
function wordsAsked(given: unknown): Pick<OpenAsk, 'words' | 'wordsOf'> {
  if (given === undefined || given === null || given === '') return {}
  const isObject = typeof given === 'object' || String(given).trim().startsWith('{')
  if (!isObject) return { words: String(given) }
  const value = jsonOf(given, 'q') as Record<string, unknown>
  return { wordsOf: Object.entries(value).map(([field, words]) => ({ field, words: String(words) })) }
}

function orderOf(sort: string | undefined): NonNullable<OpenAsk['order']> {
  return (sort?.split(',') ?? []).flatMap((one) => {
    const [, field = '', , way = ''] =
      /^\s*"?([^"]+?)"?(\s+(asc|desc)(\s+nulls (first|last))?)?\s*$/i.exec(one) ?? []
    return field ? [{ field, descending: way.toLowerCase() === 'desc' }] : []
  })
}

function inForm(form: string, names: readonly string[], items: readonly Record<string, unknown>[]): unknown {
  if (form === 'objects') return items
  const lists = items.map((row) => names.map((name) => row[name] ?? null))
  if (form === 'lists') return lists
  const by = form === 'tsv' ? '\t' : ','
  const cell = (value: unknown) => {
    const text = value === null ? '' : String(value)
    return /[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  if (form === 'csv' || form === 'tsv') return lists.map((row) => `${row.map(cell).join(by)}\n`).join('')
  throw new CkanError(409, {
    __type: 'Validation Error',
    records_format: [`Value must be one of objects, lists, csv, tsv`],
  })
}

/** One SELECT over open tables, each named by the id of its resource; it runs in a sealed room. */
async function searchSql(parts: DataParts, { given }: CkanCall) {
  const sql = needText(given, 'sql')
  const words = wordsOf(sql)
  const { items } = await listOpen(parts.kernel.db, { limit: 100_000, order: 'name' })
  const used = items.filter(
    (row) => words.has(resourceIdOf(row.id, 'csv')) && row.opening === 'unconditional',
  )
  const tables = await Promise.all(
    used.map(async (row) => ({
      name: resourceIdOf(row.id, 'csv'),
      select: openSelect(parts, await openVersion(parts, row), openFields(row)),
    })),
  )
  const answer = await askRoom(sql.replace(/;\s*$/, ''), tables, {
    ...{ limit: most, timeoutMs: roomMs, memory: '256MB' },
  })
  for (const row of used) await countUse(parts.kernel.db, row.id, 'call', parts.kernel.clock.now())
  return {
    ...{ sql, fields: answer.columns.map(({ name, type }) => ({ id: name, type: type.toLowerCase() })) },
    records: answer.rows.map((row) =>
      Object.fromEntries(answer.columns.map(({ name }, i) => [name, row[i]])),
    ),
    ...(answer.isCut ? { records_truncated: true } : {}),
  }
}
