import type { Entity } from '@civitas/contract'
import { type Choice, type EntityType, readAnnotations } from '@civitas/domain-kit'
import { geometryFault } from '../rules.ts'

/** A column of a register’s file. */
export interface Column {
  readonly key: string
  readonly title: string
  readonly required: boolean
  /** Of the type’s schema; the others are of every entity. */
  readonly attribute?: string
  readonly choices?: readonly Choice[]
  readonly kind?: 'number' | 'integer' | 'boolean'
}

/** Titles of the columns that say where. */
export const placeColumns = { divisionCode: '区划代码', lon: '经度', lat: '纬度' } as const

const aPoint: GeoJSON.Point = { type: 'Point', coordinates: [0, 0] }

/** Number, name and place, then the attributes in the order declared. */
export function columnsOf(type: EntityType): Column[] {
  const needed = new Set(type.schema.required ?? [])
  const attributes = Object.entries(type.schema.properties).map(([attribute, field]): Column => {
    const { label, choices } = readAnnotations(field)
    const kind = (field as { type?: string }).type
    return {
      ...{ key: attribute, attribute, title: label?.zh ?? attribute, required: needed.has(attribute) },
      ...(choices ? { choices } : {}),
      ...(kind === 'number' || kind === 'integer' || kind === 'boolean' ? { kind } : {}),
    }
  })
  const plain = (key: string, title: string, required = false): Column => ({ key, title, required })
  return [
    plain('reference', '编号', true),
    plain('name', '名称', true),
    plain('divisionCode', placeColumns.divisionCode),
    // Lines and areas do not fit into two cells; they are drawn or imported as GeoJSON.
    ...(geometryFault(aPoint, type.geometry)
      ? []
      : [plain('lon', placeColumns.lon), plain('lat', placeColumns.lat)]),
    ...attributes,
  ]
}

/** What a row holds, in the words of the register. */
export function toCell(entity: Entity, column: Column): string {
  const value = held(entity, column)
  if (value === null || value === undefined) return ''
  if (column.kind === 'boolean') return value ? '是' : '否'
  return column.choices?.find((one) => one.value === value)?.title.zh ?? String(value)
}

function held(entity: Entity, { key, attribute }: Column): unknown {
  if (attribute) return entity.attributes[attribute]
  const place = entity.geometry?.type === 'Point' ? entity.geometry.coordinates : []
  if (key === 'lon') return place[0]
  if (key === 'lat') return place[1]
  return key === 'divisionCode' ? entity.divisionCode : key === 'name' ? entity.name : entity.reference
}

/** Reads a cell; choices by their name or code, yes and no in Chinese. */
export function toValue(column: Column, cell: string): { value?: unknown; fault?: string } {
  if (column.choices) {
    const found = column.choices.find((one) => one.title.zh === cell || one.value === cell)
    const names = column.choices.map((one) => one.title.zh).join('、')
    return found ? { value: found.value } : { fault: `应为${names}之一` }
  }
  if (column.kind === 'boolean') {
    if (cell !== '是' && cell !== '否') return { fault: '应为“是”或“否”' }
    return { value: cell === '是' }
  }
  if (column.kind) {
    const number = Number(cell)
    if (!Number.isFinite(number) || (column.kind === 'integer' && !Number.isInteger(number)))
      return { fault: column.kind === 'integer' ? '应为整数' : '应为数字' }
    return { value: number }
  }
  return { value: cell }
}
