import type { MasterAttribute } from '@civitas/contract'
import { identifierTests } from '../quality/conditions.ts'
import { quoteName } from '../tables/duck.ts'

/** Blocks larger than this say nothing of identity: a common name, a switchboard number. */
const largestBlock = 60

const strongRoles = ['citizen-id', 'uscc'] as const

/** The attribute whose number tells who or what it is, if the model has one. */
export function strongAttribute(attributes: readonly MasterAttribute[]): MasterAttribute | undefined {
  return attributes.find(({ role }) => (strongRoles as readonly string[]).includes(role))
}

/**
 * Records prepared to be compared: `_n` a number, `_strong` the valid strong key. The relation given has `_n` and a text column for
 * each attribute.
 */
export function preparedRecords(relation: string, attributes: readonly MasterAttribute[]): string {
  const columns = attributes.map(({ name, role }) => {
    const text = `nullif(trim(${quoteName(name)}), '')`
    const plain =
      role === 'address' || role === 'name' ? `regexp_replace(${text}, '\\s+', '', 'g')` : `upper(${text})`
    return `${plain} AS ${quoteName(name)}`
  })
  const strong = strongAttribute(attributes)
  const key = strong ? quoteName(strong.name) : 'NULL'
  const test = strong ? identifierTests[strong.role as 'citizen-id' | 'uscc'](key) : 'FALSE'
  return `SELECT *, CASE WHEN ${test} THEN ${key} END AS _strong FROM (SELECT _n, ${columns.join(', ')} FROM ${relation})`
}

/** What records that may be the same have in common; each a list of DuckDB expressions over a record. */
function blockKeys(attributes: readonly MasterAttribute[]): string[] {
  const of = (role: MasterAttribute['role']) => {
    const found = attributes.find((one) => one.role === role)
    return found && quoteName(found.name)
  }
  const [name, birth, phone, address] = [of('name'), of('birth-date'), of('phone'), of('address')]
  const strong = strongAttribute(attributes)
  const key = strong && quoteName(strong.name)
  const joined = (tag: string, ...parts: Array<string | undefined>) =>
    parts.every((part) => part !== undefined) ? [`'${tag}' || ${parts.join(` || '|' || `)}`] : []
  return [
    ...joined('p', phone),
    ...joined('nb', name, birth),
    ...joined('na', name, address),
    ...joined('ba', birth, address),
    // Two of the same key but for a slip of the pen share one half of it.
    ...(key ? [`'k' || left(${key}, 10) || '|' || ${name ?? `''`}`, `'t' || right(${key}, 9)`] : []),
  ]
}

/** Points for what two records share; the sum over what both have is set against the most it could be. */
const points: Record<MasterAttribute['role'], { same: number; different: number }> = {
  ...{ 'citizen-id': { same: 60, different: -15 }, uscc: { same: 60, different: -15 } },
  ...{ name: { same: 30, different: -35 }, 'birth-date': { same: 25, different: -25 } },
  ...{
    phone: { same: 25, different: -5 },
    address: { same: 15, different: -3 },
    other: { same: 2, different: -2 },
  },
}

/** Share of characters that stand at the same place, which suits Chinese names and numbers with a slip. */
function sameCharacters(a: string, b: string, most: number): string {
  const places = Array.from(
    { length: most },
    (_, i) => `(substr(${a}, ${i + 1}, 1) = substr(${b}, ${i + 1}, 1) AND length(${a}) > ${i})::INTEGER`,
  )
  return `((${places.join(' + ')})::DOUBLE / greatest(length(${a}), length(${b})))`
}

function likeness(attribute: MasterAttribute): string {
  const [a, b] = [`l.${quoteName(attribute.name)}`, `r.${quoteName(attribute.name)}`]
  if (attribute.role === 'name') return sameCharacters(a, b, 12)
  if (attribute.role === 'address') return `jaccard(${a}, ${b})`
  if (attribute.role === 'other') return '0'
  return sameCharacters(a, b, 18)
}

const alikeFrom: Record<MasterAttribute['role'], number> = {
  ...{ 'citizen-id': 0.83, uscc: 0.83, name: 0.6, 'birth-date': 0.8, phone: 0.8, address: 0.7, other: 2 },
}

function pointsOf(attribute: MasterAttribute): string {
  const [a, b] = [`l.${quoteName(attribute.name)}`, `r.${quoteName(attribute.name)}`]
  const { same, different } = points[attribute.role]
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN 0 WHEN ${a} = ${b} THEN ${same}
    WHEN ${likeness(attribute)} >= ${alikeFrom[attribute.role]} THEN ${same * 0.5} ELSE ${different} END`
}

function verdictOf(attribute: MasterAttribute): string {
  const [a, b] = [`l.${quoteName(attribute.name)}`, `r.${quoteName(attribute.name)}`]
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN 'unknown' WHEN ${a} = ${b} THEN 'same'
    WHEN ${likeness(attribute)} >= ${alikeFrom[attribute.role]} THEN 'alike' ELSE 'different' END`
}

/** So many points are certainty. */
const fullPoints = 80

/**
 * Pairs of records that are alike, from prepared records: `l` and `r` numbers, `score` 0 to 1, a verdict for each attribute. Records
 * with the same valid strong key are one already; with different ones they are two, whatever else they share.
 */
export function candidatePairs(
  prepared: string,
  attributes: readonly MasterAttribute[],
  from: number,
): string {
  const blocks = blockKeys(attributes).map(
    (key) => `SELECT _n, ${key} AS b FROM ${prepared} WHERE ${key} IS NOT NULL`,
  )
  if (blocks.length === 0) return `SELECT 0 AS l, 0 AS r, 0.0 AS score WHERE FALSE`
  const score = `least(1, greatest(0, (${attributes.map(pointsOf).join(' + ')})::DOUBLE / ${fullPoints}))`
  const verdicts = attributes.map((attribute, i) => `${verdictOf(attribute)} AS v${i}`)
  return `WITH block AS (${blocks.join(' UNION ALL ')}),
    kept AS (SELECT _n, b FROM block QUALIFY count(*) OVER (PARTITION BY b) BETWEEN 2 AND ${largestBlock}),
    pair AS (SELECT DISTINCT a._n AS ln, c._n AS rn FROM kept a JOIN kept c ON a.b = c.b AND a._n < c._n)
    SELECT * FROM (SELECT ln AS l, rn AS r, ${score} AS score, ${verdicts.join(', ')}
      FROM pair JOIN ${prepared} l ON l._n = ln JOIN ${prepared} r ON r._n = rn
      WHERE l._strong IS NULL OR r._strong IS NULL) WHERE score >= ${from}`
}
