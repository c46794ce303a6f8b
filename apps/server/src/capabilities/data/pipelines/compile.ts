import type { DatasetField, PipelineStep, RowFilter } from '@civitas/contract'
import { invalid } from '../../../kernel/problem.ts'
import { type Bindings, duckTypes, quoteName, quoteText } from '../tables/duck.ts'
import { maskedColumn } from '../tables/masking.ts'
import { toCondition } from '../tables/read-rows.ts'
import { toFieldNames, typedValue } from '../uploads/columns.ts'
import { refusalOf, ruleVersions } from './checks.ts'
import { calculate, makeTime, moving, runModel } from './compute-steps.ts'
import {
  type Context,
  fieldOf,
  type Models,
  plain,
  type Reference,
  requireNew,
  type Step,
  type Work,
} from './step-kit.ts'

/** A pipeline as one query of DuckDB. */
export interface Compiled {
  readonly fields: readonly DatasetField[]
  /** The rows that pass all steps. */
  readonly select: string
  /** `_n` and `_why` of the rows that do not; null when no step refuses any. */
  readonly rejects: string | null
  /** Names and versions of the rules that were applied. */
  readonly rules: readonly string[]
}

/** Turns steps into one query over `input`, a query with the columns and `_n`. */
export function compileSteps(
  input: { query: string; fields: readonly DatasetField[] },
  steps: readonly PipelineStep[],
  given: { reference: (id: string, path: string) => Reference; tokenKey: string; models: Models },
): Compiled {
  const tables = [`s0 AS (${input.query})`]
  const refused: string[] = []
  const rules: string[] = []
  let fields = input.fields
  for (const [at, step] of steps.entries()) {
    const work = compileStep(step, { ...given, at, from: `s${at}`, fields })
    if (work.refusing) {
      tables.push(`r${at + 1} AS (${work.refusing})`)
      refused.push(`SELECT _n, _why FROM r${at + 1} WHERE _why IS NOT NULL`)
      tables.push(`s${at + 1} AS (SELECT * EXCLUDE (_why) FROM r${at + 1} WHERE _why IS NULL)`)
    } else tables.push(`s${at + 1} AS (${work.query})`)
    if (work.rule) rules.push(work.rule)
    fields = work.fields
  }
  const all = `WITH ${tables.join(', ')}`
  return {
    fields,
    select: `${all} SELECT * FROM s${steps.length}`,
    rejects: refused.length > 0 ? `${all} ${refused.join(' UNION ALL ')}` : null,
    rules: [...new Set(rules)],
  }
}

function compileStep(step: PipelineStep, context: Context): Work {
  switch (step.op) {
    case 'rename':
      return rename(step, context)
    case 'select':
      return keepFields(step, context)
    case 'clean':
      return clean(step, context)
    case 'cast':
      return cast(step, context)
    case 'validate':
      return validate(step, context)
    case 'filter':
      return {
        fields: context.fields,
        query: `SELECT * FROM ${context.from} WHERE ${where(step.conditions, context)}`,
      }
    case 'dedupe':
      return dedupe(step, context)
    case 'mask':
      return mask(step, context)
    case 'lookup':
    case 'join':
      return join(step, context)
    case 'compare':
      return compare(step, context)
    case 'tag':
      return tag(step, context)
    case 'aggregate':
      return aggregate(step, context)
    case 'pivot':
      return pivot(step, context)
    case 'time':
      return makeTime(step, context)
    case 'calculate':
      return calculate(step, context)
    case 'moving':
      return moving(step, context)
    case 'model':
      return runModel(step, context)
  }
}

function replaced(fields: readonly DatasetField[], name: string, change: Partial<DatasetField>) {
  return fields.map((one) => (one.name === name ? { ...one, ...change } : one))
}

function rename({ from, to }: Step<'rename'>, context: Context): Work {
  fieldOf(context, from, 'from')
  if (from.toLowerCase() !== to.toLowerCase()) requireNew(context, to, 'to')
  return {
    fields: replaced(context.fields, from, { name: to }),
    query: `SELECT * RENAME (${quoteName(from)} AS ${quoteName(to)}) FROM ${context.from}`,
  }
}

function keepFields(step: Step<'select'>, context: Context): Work {
  const fields = step.fields.map((name, i) => fieldOf(context, name, `fields/${i}`))
  return { fields, query: `SELECT ${[...step.fields.map(quoteName), '_n'].join(', ')} FROM ${context.from}` }
}

function clean({ field, how }: Step<'clean'>, context: Context): Work {
  fieldOf(context, field)
  const x = `CAST(${quoteName(field)} AS VARCHAR)`
  // Full-width forms lie 0xFEE0 above their half-width ones.
  const wide =
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）－　'
  const narrow = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()- '
  const done = {
    trim: `nullif(trim(${x}), '')`,
    upper: `upper(${x})`,
    lower: `lower(${x})`,
    digits: `nullif(regexp_replace(${x}, '\\D', '', 'g'), '')`,
    'half-width': `translate(${x}, '${wide}', '${narrow}')`,
  }[how]
  return {
    fields: replaced(context.fields, field, { type: 'text' }),
    query: `SELECT * REPLACE (${done} AS ${quoteName(field)}) FROM ${context.from}`,
  }
}

function cast({ field, type }: Step<'cast'>, context: Context): Work {
  const { title } = fieldOf(context, field)
  const text = `CAST(${quoteName(field)} AS VARCHAR)`
  const value = typedValue(text, type)
  const why = `CASE WHEN ${quoteName(field)} IS NOT NULL AND ${value} IS NULL
    THEN ${quoteText(`“${title}”不能转换为${type}：`)} || left(${text}, 40) END`
  return {
    fields: replaced(context.fields, field, { type }),
    query: '',
    refusing: `SELECT * REPLACE (${value} AS ${quoteName(field)}), ${why} AS _why FROM ${context.from}`,
  }
}

function validate(step: Step<'validate'>, context: Context): Work {
  const { title } = fieldOf(context, step.field)
  return {
    fields: context.fields,
    query: '',
    refusing: `SELECT *, ${refusalOf(step, quoteName(step.field), title)} AS _why FROM ${context.from}`,
    rule: ruleVersions[step.rule],
  }
}

/** Values go into the text, quoted: COPY takes no parameters. */
const literals: Bindings = {
  values: [],
  bind: (value) => (typeof value === 'number' ? String(value) : quoteText(value)),
}

function where(conditions: readonly RowFilter[], context: Context): string {
  return conditions
    .map(
      (one, i) => `(${toCondition(literals, one, fieldOf(context, one.field, `conditions/${i}/field`), i)})`,
    )
    .join(' AND ')
}

function dedupe({ keys, newest }: Step<'dedupe'>, context: Context): Work {
  for (const [i, key] of keys.entries()) fieldOf(context, key, `keys/${i}`)
  if (newest) fieldOf(context, newest, 'newest')
  const order = [...(newest ? [`${quoteName(newest)} DESC NULLS LAST`] : []), '_n']
  return {
    fields: context.fields,
    query: `SELECT * FROM ${context.from} QUALIFY row_number() OVER (PARTITION BY ${keys.map(quoteName).join(', ')}
      ORDER BY ${order.join(', ')}) = 1`,
  }
}

function mask(step: Step<'mask'>, context: Context): Work {
  const field = fieldOf(context, step.field)
  const masked = maskedColumn(field, step.mask, context.tokenKey)
  return {
    fields: replaced(context.fields, step.field, { type: 'text', sensitive: null, mask: 'none' }),
    query: `SELECT * REPLACE (CAST(${masked} AS VARCHAR) AS ${quoteName(step.field)}) FROM ${context.from}`,
  }
}

type On = readonly { field: string; key: string }[]

function matching(on: On, context: Context, reference: Reference): string {
  return on
    .map(({ field, key }, i) => {
      fieldOf(context, field, `on/${i}/field`)
      fieldOf({ fields: reference.fields, at: context.at }, key, `on/${i}/key`)
      return `CAST(a.${quoteName(field)} AS VARCHAR) = CAST(b.${quoteName(key)} AS VARCHAR)`
    })
    .join(' AND ')
}

/** Rows of the other table, one for each key: a row here never becomes two. */
function oncePerKey(on: On, { table }: Reference): string {
  const keys = on.map(({ key }) => quoteName(key)).join(', ')
  return `(SELECT * FROM ${table} QUALIFY row_number() OVER (PARTITION BY ${keys}) = 1)`
}

function join({ op, datasetId, on, take }: Step<'lookup' | 'join'>, context: Context): Work {
  const other = context.reference(datasetId, `/body/steps/${context.at}/datasetId`)
  const taken = take.map(({ field, as }, i) => {
    requireNew(context, as, `take/${i}/as`)
    return {
      ...fieldOf({ fields: other.fields, at: context.at }, field, `take/${i}/field`),
      name: as,
      isKey: false,
    }
  })
  const list = take.map(({ field, as }) => `b.${quoteName(field)} AS ${quoteName(as)}`)
  const table = op === 'lookup' ? oncePerKey(on, other) : other.table
  return {
    fields: [...context.fields, ...taken],
    query: `SELECT a.*, ${list.join(', ')} FROM ${context.from} AS a ${op === 'lookup' ? 'LEFT JOIN' : 'JOIN'} ${table} AS b
      ON ${matching(on, context, other)}`,
  }
}

function compare({ datasetId, on, fields, as }: Step<'compare'>, context: Context): Work {
  requireNew(context, as)
  const other = context.reference(datasetId, `/body/steps/${context.at}/datasetId`)
  const differ = fields.map(({ field, key }, i) => {
    const { title } = fieldOf(context, field, `fields/${i}/field`)
    fieldOf({ fields: other.fields, at: context.at }, key, `fields/${i}/key`)
    const [a, b] = [`CAST(a.${quoteName(field)} AS VARCHAR)`, `CAST(b.${quoteName(key)} AS VARCHAR)`]
    return `CASE WHEN ${a} IS DISTINCT FROM ${b} THEN ${quoteText(title)} END`
  })
  const differences = `concat_ws('、', ${differ.join(', ')})`
  return {
    fields: [...context.fields, plain(as, '比对结果', 'text')],
    query: `SELECT a.*, CASE WHEN b.${quoteName(on[0]?.key ?? '')} IS NULL THEN '未找到' WHEN ${differences} = '' THEN '一致'
      ELSE '不一致：' || ${differences} END AS ${quoteName(as)}
      FROM ${context.from} AS a LEFT JOIN ${oncePerKey(on, other)} AS b ON ${matching(on, context, other)}`,
  }
}

function tag({ as, rules, otherwise }: Step<'tag'>, context: Context): Work {
  requireNew(context, as)
  const cases = rules.map((rule) => `WHEN ${where(rule.conditions, context)} THEN ${quoteText(rule.value)}`)
  const last = otherwise ? quoteText(otherwise) : 'NULL'
  return {
    fields: [...context.fields, plain(as, as, 'text')],
    query: `SELECT *, CASE ${cases.join(' ')} ELSE ${last} END AS ${quoteName(as)} FROM ${context.from}`,
  }
}

type Measure = Step<'aggregate'>['measures'][number]

function measureOf(measure: Omit<Measure, 'as'>, context: Context, key: string) {
  const found = plainMeasure(measure, context, key)
  const { atLeast, orAbove, field } = measure
  if (!field || atLeast === undefined) return found
  const enough = `count(${quoteName(field)}) >= ${atLeast}`
  const above = orAbove === undefined ? '' : ` OR ${found.sql} > ${orAbove}`
  return { ...found, sql: `CASE WHEN ${enough}${above} THEN ${found.sql} END` }
}

function plainMeasure({ of, field }: Omit<Measure, 'as'>, context: Context, key: string) {
  if (!field) {
    if (of === 'count') return { sql: 'count(*)', type: 'integer' as const }
    throw invalid(`/body/steps/${context.at}/${key}`, `第 ${context.at + 1} 步：请选择要统计的信息项`)
  }
  const known = fieldOf(context, field, key)
  const name = quoteName(field)
  if (of === 'count') return { sql: `count(${name})`, type: 'integer' as const }
  if (of === 'distinct') return { sql: `count(DISTINCT ${name})`, type: 'integer' as const }
  if (of === 'min' || of === 'max') return { sql: `${of}(${name})`, type: known.type }
  return { sql: `${of}(TRY_CAST(${name} AS DOUBLE))`, type: 'number' as const }
}

const grouped = (by: readonly string[]) => (by.length > 0 ? `GROUP BY ${by.map(quoteName).join(', ')}` : '')

function aggregate({ by, measures }: Step<'aggregate'>, context: Context): Work {
  const kept = by.map((name, i) => fieldOf(context, name, `by/${i}`))
  const made = measures.map((one, i) => ({ as: one.as, ...measureOf(one, context, `measures/${i}/field`) }))
  const list = [...by.map(quoteName), ...made.map(({ sql, as }) => `${sql} AS ${quoteName(as)}`)]
  return {
    fields: [...kept, ...made.map(({ as, type }) => plain(as, as, type))],
    query: `SELECT ${list.join(', ')}, CAST(NULL AS BIGINT) AS _n FROM ${context.from} ${grouped(by)} ORDER BY ALL`,
  }
}

function pivot({ by, field, values, of, measure }: Step<'pivot'>, context: Context): Work {
  const kept = by.map((name, i) => fieldOf(context, name, `by/${i}`))
  fieldOf(context, field)
  const { sql, type } = measureOf({ of, field: measure }, context, 'measure')
  const names = toFieldNames(values)
  const list = values.map((value, i) => {
    const only = `FILTER (WHERE CAST(${quoteName(field)} AS VARCHAR) = ${quoteText(value)})`
    return `${sql} ${only} AS ${quoteName(names[i] as string)}`
  })
  return {
    fields: [...kept, ...values.map((value, i) => plain(names[i] as string, value, type))],
    query: `SELECT ${[...by.map(quoteName), ...list].join(', ')}, CAST(NULL AS BIGINT) AS _n FROM ${context.from}
      ${grouped(by)} ORDER BY ALL`,
  }
}

/** Rows that were corrected, in place of those they correct. */
export function withCorrections(
  query: string,
  fields: readonly DatasetField[],
  corrections: readonly { row: number; fixed: Readonly<Record<string, unknown>> }[],
): string {
  if (corrections.length === 0) return query
  const rows = corrections.map(({ row, fixed }) => {
    const cells = fields.map(({ name, type }) => {
      const value = fixed[name]
      const text = value === null || value === undefined ? 'CAST(NULL AS VARCHAR)' : quoteText(String(value))
      return `CAST(${typedValue(text, type)} AS ${duckTypes[type]}) AS ${quoteName(name)}`
    })
    return `SELECT ${[...cells, `CAST(${row} AS BIGINT) AS _n`].join(', ')}`
  })
  const numbers = corrections.map((one) => one.row).join(', ')
  return `SELECT * FROM (SELECT * FROM (${query}) WHERE _n NOT IN (${numbers}) UNION ALL BY NAME (${rows.join(' UNION ALL ')})) ORDER BY _n`
}
