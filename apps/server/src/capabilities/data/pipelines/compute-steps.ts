import type { DatasetField } from '@civitas/contract'
import type { Model } from '@civitas/domain-kit'
import { invalid } from '../../../kernel/problem.ts'
import { quoteName, quoteText } from '../tables/duck.ts'
import { nameOfModel } from './models.ts'
import { type Context, fieldOf, plain, requireNew, type Step, type Work } from './step-kit.ts'

/** A day or an instant (of Asia/Shanghai) from columns that hold year, month, day and hour. */
export function makeTime(step: Step<'time'>, context: Context): Work {
  requireNew(context, step.as)
  const number = (name: string, key: string) => {
    fieldOf(context, name, key)
    return `TRY_CAST(${quoteName(name)} AS BIGINT)`
  }
  const [year, month, day] = [
    ...[number(step.year, 'year'), number(step.month, 'month'), number(step.day, 'day')],
  ]
  const date = `TRY_CAST(format('{:04d}-{:02d}-{:02d}', ${year}, ${month}, ${day}) AS DATE)`
  const value = step.hour
    ? `timezone('Asia/Shanghai', CAST(${date} AS TIMESTAMP) + to_hours(${number(step.hour, 'hour')}))`
    : date
  return {
    fields: [...context.fields, plain(step.as, step.hour ? '时间' : '日期', step.hour ? 'time' : 'date')],
    query: `SELECT *, ${value} AS ${quoteName(step.as)} FROM ${context.from}`,
  }
}

const operators = { add: '+', subtract: '-', multiply: '*', divide: '/' } as const

/** A column times, by, plus or minus a number or another column; nothing where divided by zero. */
export function calculate(step: Step<'calculate'>, context: Context): Work {
  requireNew(context, step.as)
  const { title } = fieldOf(context, step.field)
  const right =
    typeof step.by === 'number'
      ? String(step.by)
      : `TRY_CAST(${quoteName(fieldOf(context, step.by, 'by').name)} AS DOUBLE)`
  const divisor = step.how === 'divide' ? `nullif(${right}, 0)` : right
  const value = `TRY_CAST(${quoteName(step.field)} AS DOUBLE) ${operators[step.how]} ${divisor}`
  return {
    fields: [...context.fields, plain(step.as, title, 'number')],
    query: `SELECT *, ${value} AS ${quoteName(step.as)} FROM ${context.from}`,
  }
}

/**
 * A figure over the hours up to each row, within rows that agree in `by`. There is none before as many hours have passed
 * since the first row of its group, nor with fewer than `atLeast` values in them.
 */
export function moving(step: Step<'moving'>, context: Context): Work {
  requireNew(context, step.as)
  const { title } = fieldOf(context, step.field)
  const order = fieldOf(context, step.order, 'order')
  if (order.type !== 'time')
    throw invalid(
      `/body/steps/${context.at}/order`,
      `第 ${context.at + 1} 步：排序的信息项应为时间`,
      'not-a-time',
    )
  const by = step.by.map((name, i) => quoteName(fieldOf(context, name, `by/${i}`).name)).join(', ')
  const partition = by ? `PARTITION BY ${by}` : ''
  const at = quoteName(step.order)
  const value = `TRY_CAST(${quoteName(step.field)} AS DOUBLE)`
  const hours = step.hours - 1
  const window = `(${partition} ORDER BY ${at} RANGE BETWEEN INTERVAL ${hours} HOURS PRECEDING AND CURRENT ROW)`
  const isWhole = `${at} >= min(${at}) OVER (${partition}) + INTERVAL ${hours} HOURS`
  return {
    fields: [...context.fields, plain(step.as, `${title} ${step.hours} 小时滑动`, 'number')],
    query: `SELECT *, CASE WHEN ${isWhole} AND count(${value}) OVER ${window} >= ${step.atLeast}
      THEN ${step.of}(${value}) OVER ${window} END AS ${quoteName(step.as)} FROM ${context.from}`,
  }
}

/** Columns a model of a domain computes from columns of the row; inputs that are not given are missing. */
export function runModel(step: Step<'model'>, context: Context): Work {
  const path = `/body/steps/${context.at}`
  const model = context.models.list('models').find((one) => one.id === step.model)
  if (!model) throw invalid(`${path}/model`, `第 ${context.at + 1} 步：没有模型“${step.model}”`, 'no-model')
  const given = new Map(step.inputs.map((one) => [one.input, one.field]))
  for (const [i, { input, field }] of step.inputs.entries()) {
    fieldOf(context, field, `inputs/${i}/field`)
    if (!model.inputs.some((one) => one.id === input))
      throw invalid(`${path}/inputs/${i}/input`, `“${model.title.zh}”没有输入“${input}”`)
  }
  const values = model.inputs.map(({ id }) => {
    const field = given.get(id)
    return field ? `TRY_CAST(${quoteName(field)} AS DOUBLE)` : 'NULL::DOUBLE'
  })
  const made = step.outputs.map((one, i) => {
    requireNew(context, one.as, `outputs/${i}/as`)
    return outputOf(model, one, `${path}/outputs/${i}/output`)
  })
  return {
    fields: [...context.fields, ...made.map((one) => one.field)],
    query: `SELECT * EXCLUDE (_model), ${made.map((one) => one.sql).join(', ')}
      FROM (SELECT *, ${quoteName(nameOfModel(model))}(${values.join(', ')}) AS _model FROM ${context.from})`,
    rule: `${model.title.zh}（${model.reference}）`,
  }
}

function outputOf(
  model: Model,
  { output, as }: { output: string; as: string },
  path: string,
): { field: DatasetField; sql: string } {
  const found = model.outputs.find((one) => one.id === output)
  if (!found) throw invalid(path, `“${model.title.zh}”没有输出“${output}”`)
  const text = `json_extract_string(_model, ${quoteText(`$.${output}`)})`
  const isNumber = found.unit !== undefined
  return {
    field: plain(as, found.title.zh, isNumber ? 'number' : 'text'),
    sql: `${isNumber ? `TRY_CAST(${text} AS DOUBLE)` : text} AS ${quoteName(as)}`,
  }
}
