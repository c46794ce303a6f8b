import type { DataElement, DatasetField, OperationOutput, suggestElements } from '@civitas/contract'
import type { DatasetRow } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { identifierTests } from '../quality/conditions.ts'
import { quoteName, quoteText, tableOf } from '../tables/duck.ts'
import { findVersionAt } from '../tables/store.ts'
import { findCodeSet } from './code-store.ts'
import { nameLikeness } from './rules.ts'
import { publishedElements } from './store.ts'

type Suggestion = OperationOutput<typeof suggestElements>[number]

const likeEnough = 0.55

/** An element for each column without one: the likest by name, else the one whose rules its values meet. */
export async function suggestFor(parts: DataParts, dataset: DatasetRow): Promise<Suggestion[]> {
  const { db } = parts.kernel
  const elements = await publishedElements(db)
  const version = await findVersionAt(db, dataset.id, null)
  const held = new Set(version?.fields.map((field) => field.name))
  const suggestions: Suggestion[] = []
  for (const field of dataset.fields.filter((one) => !one.element)) {
    const byName = elements
      .map((element) => ({ element, score: nameLikeness(field, element) }))
      .sort((a, b) => b.score - a.score)[0]
    if (byName && byName.score >= likeEnough) {
      suggestions.push(toSuggestion(field, byName.element, 'name', byName.score))
      continue
    }
    if (!version || !held.has(field.name) || field.type !== 'text') continue
    const found = await byContent(parts, tableOf(parts.kernel, version), field, elements)
    if (found) suggestions.push(toSuggestion(field, found.element, 'content', found.score))
  }
  return suggestions
}

function toSuggestion(
  field: DatasetField,
  element: DataElement,
  by: Suggestion['by'],
  score: number,
): Suggestion {
  const rounded = Math.round(score * 100) / 100
  return { field: field.name, element: element.code, elementName: element.name, by, score: rounded }
}

const meetEnough = 0.9

async function byContent(
  { kernel }: DataParts,
  table: string,
  field: DatasetField,
  elements: readonly DataElement[],
): Promise<{ element: DataElement; score: number } | null> {
  const column = quoteName(field.name)
  const asked: Array<{ element: DataElement; test: string }> = []
  for (const element of elements) {
    if (element.identifier) asked.push({ element, test: identifierTests[element.identifier](column) })
    if (!element.codeSet) continue
    const set = await findCodeSet(kernel.db, element.codeSet, kernel.clock.now())
    // One or two letters may be codes of anything: names and long codes only.
    const words = (set?.codes ?? []).flatMap((one) => [one.code, one.name, ...(one.synonyms ?? [])])
    const long = words.filter((word) => word.length > 2 || /\p{Script=Han}/u.test(word))
    if (long.length > 0) asked.push({ element, test: `${column} IN (${long.map(quoteText).join(', ')})` })
  }
  if (asked.length === 0) return null
  const shares = asked.map(({ test }, i) => `avg(CASE WHEN ${test} THEN 1.0 ELSE 0 END) AS s${i}`)
  const [row] = await kernel.lake.query<Record<string, number>>(
    `SELECT ${shares.join(', ')} FROM (SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL LIMIT 20000)`,
  )
  const best = asked
    .map(({ element }, i) => ({ element, score: row?.[`s${i}`] ?? 0 }))
    .sort((a, b) => b.score - a.score)[0]
  return best && best.score >= meetEnough ? best : null
}
