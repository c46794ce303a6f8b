import * as contract from '@civitas/contract'
import type { EntityType } from '@civitas/domain-kit'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import { toCsv } from '../../../kernel/csv.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { forbidden, invalid, Problem } from '../../../kernel/problem.ts'
import type { Territory } from '../../territory/index.ts'
import { hiddenTypes, isInSight } from '../in-sight.ts'
import { readTable } from '../parts/import-parts.ts'
import { type EntityForm, type EntityInput, importEntities } from '../register-entity.ts'
import { listEntities } from '../store.ts'
import { type Column, columnsOf, placeColumns, toCell, toValue } from './columns.ts'

interface Given {
  form: EntityForm
  territory: Territory
}

/** A file of a register holds no more, so that it opens in a table program. */
const mostRows = 20_000

/** Registers out to files and back, by the columns their types declare. */
export function bindTransfer({ http, db, clock, messages }: Kernel, given: Given): void {
  http.bind(contract.exportRegister, async ({ params, query }, { principal }) => {
    const type = readable(given.form, params.type, principal)
    if (query.division) requireInScope(query.division, principal.scope)
    const columns = columnsOf(type)
    const lines = [columns.map((one) => one.title)]
    if (query.content !== 'template') {
      const filter = { type: type.id, division: query.division, limit: mostRows, offset: 0 }
      const { items, total } = await listEntities(db, filter, principal.scope)
      if (total > mostRows)
        throw invalid('/query/division', `共 ${total} 行，超过一次 ${mostRows} 行，请按下级区划导出`)
      lines.push(...items.map((one) => columns.map((column) => toCell(one, column))))
    }
    return { fileName: `${type.title.zh}.csv`, rows: lines.length - 1, text: toCsv(lines) }
  })
  http.bind(contract.importRegister, async ({ params, body }, { principal }) => {
    const type = readable(given.form, params.type, principal)
    const table = await readTable(body.fileName, Buffer.from(body.content, 'base64'))
    const { inputs, problems } = readRows(given, type, table, principal)
    const writing = { form: given.form, messages }
    const imported = body.commit
      ? await db.transaction((tx) => importEntities(tx, writing, inputs, clock.now()))
      : 0
    return { rows: table.length - 1, right: inputs.length, imported, problems: problems.slice(0, 500) }
  })
}

function readable(form: EntityForm, id: string, { scope }: Principal): EntityType {
  const type = form.type(id, '/params/type')
  if (hiddenTypes(scope).includes(id))
    throw forbidden('您没有查看和登记此类个人信息的权限。', 'protected-register')
  return type
}

type Problems = contract.OperationOutput<typeof contract.importRegister>['problems']

function readRows(
  given: Given,
  type: EntityType,
  [heading = [], ...rows]: readonly string[][],
  by: Principal,
): { inputs: EntityInput[]; problems: Problems } {
  const columns = columnsOf(type)
  const at = columns.map((column) => heading.findIndex((cell) => cell.trim() === column.title))
  for (const [i, column] of columns.entries())
    if (column.required && (at[i] ?? -1) < 0) throw invalid('/body/content', `文件缺少列“${column.title}”`)
  const inputs: EntityInput[] = []
  const problems: Problems = []
  const seen = new Map<string, number>()
  rows.forEach((cells, index) => {
    const row = index + 2
    const cellOf = (column: Column) => (cells[at[columns.indexOf(column)] ?? -1] ?? '').trim()
    const read = readRow(given, type, columns, cellOf, by)
    const before = 'input' in read ? seen.get(read.input.reference) : undefined
    if (!('input' in read)) problems.push({ row, ...read })
    else if (before) problems.push({ row, column: '编号', message: `与第 ${before} 行编号相同` })
    else {
      seen.set(read.input.reference, row)
      inputs.push(read.input)
    }
  })
  return { inputs, problems }
}

function readRow(
  { form, territory }: Given,
  type: EntityType,
  columns: readonly Column[],
  cellOf: (column: Column) => string,
  { scope }: Principal,
): { input: EntityInput } | { column: string; message: string } {
  const attributes: Record<string, unknown> = {}
  const plain: Record<string, string> = {}
  for (const column of columns) {
    const cell = cellOf(column)
    if (cell === '' && column.required) return { column: column.title, message: '必填' }
    if (cell === '') continue
    const { value, fault } = toValue(column, cell)
    if (fault) return { column: column.title, message: fault }
    if (column.attribute) attributes[column.attribute] = value
    else plain[column.key] = cell
  }
  const place = [Number(plain.lon), Number(plain.lat)]
  const geometry = place.every(Number.isFinite) ? { type: 'Point' as const, coordinates: place } : null
  const { divisionCode } = plain
  if (divisionCode && !territory.findDivision(divisionCode))
    return { column: placeColumns.divisionCode, message: `没有区划 ${divisionCode}` }
  const input: EntityInput = {
    ...{ type: type.id, reference: plain.reference ?? '', name: plain.name ?? '', attributes },
    ...{ geometry: type.geometry === 'none' ? null : geometry, divisionCode: divisionCode ?? null },
  }
  try {
    const { divisionCode: of = null } = form.toRow(input)
    return isInSight({ type: type.id, division_code: of }, scope)
      ? { input }
      : { column: placeColumns.divisionCode, message: '不在您的管辖范围内' }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const attribute = error.errors?.[0]?.path.split('/').pop()
    const column = columns.find((one) => one.attribute === attribute || one.key === attribute)
    return { column: column?.title ?? '', message: error.message }
  }
}
