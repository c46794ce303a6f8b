import { join, raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { badData } from '../http/errors.ts'
import { requireName } from '../representation/checks.ts'

/** A type selection (4.17): `A,B`, `A|B`, `A;B`, brackets. */
export type TypeSelection = { type: string } | { kind: 'and' | 'or'; parts: TypeSelection[] }

/** Parses a type selection and expands the names. */
export function parseTypes(text: string, terms: TermMap): TypeSelection {
  const tokens = text.match(/[(),|;]|[^(),|;]+/g) ?? []
  let at = 0
  const readList = (separators: string[], kind: 'and' | 'or', next: () => TypeSelection): TypeSelection => {
    const parts = [next()]
    while (separators.includes(tokens[at] ?? '')) {
      at++
      parts.push(next())
    }
    return parts.length === 1 ? (parts[0] as TypeSelection) : { kind, parts }
  }
  const readOne = (): TypeSelection => {
    const token = tokens[at++]
    if (token === '(') {
      const inner = readAny()
      if (tokens[at++] !== ')') throw badData(`type 的括号不成对：${text}`)
      return inner
    }
    if (!token || /^[(),|;]$/.test(token)) throw badData(`type 不正确：${text}`)
    return { type: terms.expand(requireName(token.trim(), 'type')) }
  }
  const readAll = () => readList([';'], 'and', readOne)
  const readAny = (): TypeSelection => readList([',', '|'], 'or', readAll)
  const selection = readAny()
  if (at < tokens.length) throw badData(`type 不正确：${text}`)
  return selection
}

/** Whether an entity of these types is selected. */
export function matchesTypes(types: readonly string[], selection: TypeSelection): boolean {
  if ('type' in selection) return types.includes(selection.type)
  return selection.kind === 'and'
    ? selection.parts.every((part) => matchesTypes(types, part))
    : selection.parts.some((part) => matchesTypes(types, part))
}

/** Every type a selection names. */
export function namedTypes(selection: TypeSelection): string[] {
  return 'type' in selection ? [selection.type] : selection.parts.flatMap(namedTypes)
}

export function compileTypes(selection: TypeSelection, alias = 'e'): Sql {
  const types = raw(`${alias}.types`)
  if ('type' in selection) return sql`${types} @> ${[selection.type]}::text[]`
  if (selection.parts.every((part) => 'type' in part)) {
    const names = selection.parts.map((part) => (part as { type: string }).type)
    return selection.kind === 'and' ? sql`${types} @> ${names}::text[]` : sql`${types} && ${names}::text[]`
  }
  const parts = selection.parts.map((part) => compileTypes(part, alias))
  return sql`(${join(parts, selection.kind === 'and' ? ' AND ' : ' OR ')})`
}
