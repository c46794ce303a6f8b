import type { TObject } from 'typebox'
import type { EntityType } from '../entity-types.ts'
import { readAnnotations } from '../fields.ts'
import { findUnit } from '../units.ts'
import type { CheckScope } from './scope.ts'

const color = /^#[0-9a-f]{6}$/i

/** Registers and the modules they stand in: columns and search fields exist, relations lead somewhere, units are known. */
export function checkRegisters(scope: CheckScope): void {
  scope.domain.entityTypes.forEach((one, index) => {
    checkEntityType(scope, one, `entityTypes[${index}]`)
  })
  scope.domain.modules.forEach((one, index) => {
    const at = `modules[${index}]`
    one.registers.forEach((id, i) => {
      scope.require('entityTypes', id, `${at}.registers[${i}]`)
    })
    one.eventTypes?.forEach((id, i) => {
      scope.require('eventTypes', id, `${at}.eventTypes[${i}]`)
    })
  })
}

function checkEntityType(scope: CheckScope, type: EntityType, path: string): void {
  checkSchema(scope, type.schema, `${path}.schema`)
  checkAttributes(scope, type, type.searchFields, `${path}.searchFields`)
  checkAttributes(scope, type, type.listColumns, `${path}.listColumns`)
  type.relations?.forEach((relation, index) => {
    scope.require('entityTypes', relation.to, `${path}.relations[${index}].to`)
  })
  checkColor(scope, type.color, `${path}.color`)
  if (type.reference.pattern !== undefined && !isPattern(type.reference.pattern))
    scope.report(`${path}.reference.pattern`, '不是有效的正则表达式', 'is not a regular expression')
}

function checkAttributes(scope: CheckScope, type: EntityType, names: readonly string[], path: string): void {
  names.forEach((name, index) => {
    if (!hasAttribute(type, name))
      scope.report(
        `${path}[${index}]`,
        `“${type.id}”没有属性“${name}”`,
        `“${type.id}” has no attribute “${name}”`,
      )
  })
}

/** True for `name` and every attribute of the schema. */
export function hasAttribute(type: EntityType, name: string): boolean {
  return name === 'name' || Object.hasOwn(type.schema.properties, name)
}

/** Checks labels and units of the fields of a schema or form. */
export function checkSchema(scope: CheckScope, schema: TObject, path: string): void {
  for (const [name, field] of Object.entries(schema.properties)) {
    const { label, unit } = readAnnotations(field)
    const at = `${path}.properties.${name}`
    if (!label) scope.report(`${at}.label`, `字段“${name}”没有名称`, `field “${name}” has no label`)
    if (unit !== undefined) checkUnit(scope, unit, `${at}.unit`)
  }
}

/** Checks that the kit knows the unit. */
export function checkUnit(scope: CheckScope, code: string, path: string): void {
  if (!findUnit(code)) scope.report(path, `不认识的计量单位“${code}”`, `unknown unit “${code}”`)
}

/** Checks a `#rrggbb` colour. */
export function checkColor(scope: CheckScope, value: string, path: string): void {
  if (!color.test(value))
    scope.report(path, `颜色“${value}”应写成 #rrggbb`, `colour “${value}” must be #rrggbb`)
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}
