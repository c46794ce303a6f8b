import type { EntityVersion } from '@civitas/sdk'
import type { Locale } from '@civitas/ui'
import { toAttributeRows } from '../../../capabilities/entities/attribute-rows.ts'

export interface ChangedRow {
  key: string
  label: string
  before: string
  after: string
}

/**
 * What a version changed, one line for each attribute or own field, in words. `before` and `after` of a version hold
 * the entity’s fields; attributes may stand beside them or under `attributes`. `words.own` names the entity’s own fields.
 */
export function changedRows(
  version: Pick<EntityVersion, 'before' | 'after'>,
  schema: Record<string, unknown>,
  locale: Locale,
  words: { yes: string; no: string; own: Record<string, string> },
): ChangedRow[] {
  const before = flatten(version.before)
  const after = flatten(version.after)
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  return changed.map((key) => {
    const say = (values: Record<string, unknown>) =>
      toAttributeRows({ [key]: values[key] }, schema, locale, words)[0]
    const [was, is] = [say(before), say(after)]
    const label = words.own[key] ?? (is ?? was)?.label ?? key
    return { key, label, before: cut(was?.text ?? ''), after: cut(is?.text ?? '') }
  })
}

/** A geometry may hold thousands of points; its beginning says enough. */
function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}

function flatten(fields: Record<string, unknown>): Record<string, unknown> {
  const { attributes, ...own } = fields
  return { ...own, ...(attributes && typeof attributes === 'object' ? attributes : {}) }
}
