import type { PipelineStep } from '@civitas/sdk'

/** One control of the form of an operator. `name` may go into a list: `conditions.0.field`. */
export interface Control {
  readonly name: string
  readonly kind: 'field' | 'fields' | 'text' | 'operand' | 'number' | 'choice' | 'dataset' | 'texts' | 'rows'
  readonly label: string
  readonly words?: readonly string[]
  readonly columns?: readonly Control[]
}

const field = (name = 'field'): Control => ({ name, kind: 'field', label: name })
const text = (name: string): Control => ({ name, kind: 'text', label: name })
const choice = (name: string, words: readonly string[]): Control => ({
  name,
  kind: 'choice',
  label: name,
  words,
})
const rows = (name: string, columns: readonly Control[]): Control => ({
  name,
  kind: 'rows',
  label: name,
  columns,
})

const compares = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'text', 'empty', 'present'] as const
const conditions = rows('conditions', [field(), choice('is', compares), text('value')])
const dataset: Control = { name: 'datasetId', kind: 'dataset', label: 'datasetId' }
const on = rows('on', [field(), text('key')])
const take = rows('take', [text('field'), text('as')])
const sums = ['count', 'distinct', 'sum', 'avg', 'min', 'max'] as const

/** What is filled in for each operator. */
export const stepSpecs: Record<PipelineStep['op'], readonly Control[]> = {
  rename: [field('from'), text('to')],
  select: [{ name: 'fields', kind: 'fields', label: 'fields' }],
  clean: [field(), choice('how', ['trim', 'upper', 'lower', 'digits', 'half-width'])],
  cast: [field(), choice('type', ['text', 'integer', 'number', 'boolean', 'date', 'time'])],
  validate: [
    field(),
    choice('rule', ['citizen-id', 'uscc', 'phone', 'required', 'pattern', 'range', 'one-of']),
    text('pattern'),
    { name: 'min', kind: 'number', label: 'min' },
    { name: 'max', kind: 'number', label: 'max' },
    { name: 'values', kind: 'texts', label: 'values' },
  ],
  filter: [conditions],
  dedupe: [{ name: 'keys', kind: 'fields', label: 'keys' }, field('newest')],
  mask: [field(), choice('mask', ['partial', 'token', 'generalise', 'hide'])],
  lookup: [dataset, on, take],
  join: [dataset, on, take],
  compare: [dataset, on, rows('fields', [field(), text('key')]), text('as')],
  tag: [
    text('as'),
    rows('rules', [
      text('value'),
      { ...field('conditions.0.field'), label: 'field' },
      { ...choice('conditions.0.is', compares), label: 'is' },
      { ...text('conditions.0.value'), label: 'value' },
    ]),
    text('otherwise'),
  ],
  aggregate: [
    { name: 'by', kind: 'fields', label: 'by' },
    rows('measures', [
      ...[choice('of', sums), field(), text('as')],
      { name: 'atLeast', kind: 'number', label: 'atLeast' },
    ]),
  ],
  pivot: [
    { name: 'by', kind: 'fields', label: 'by' },
    field(),
    { name: 'values', kind: 'texts', label: 'values' },
    choice('of', ['count', 'sum', 'avg', 'min', 'max']),
    field('measure'),
  ],
  time: [field('year'), field('month'), field('day'), field('hour'), text('as')],
  calculate: [
    field(),
    choice('how', ['add', 'subtract', 'multiply', 'divide']),
    { name: 'by', kind: 'operand', label: 'operand' },
    text('as'),
  ],
  moving: [
    field(),
    choice('of', ['avg', 'sum', 'min', 'max']),
    { name: 'hours', kind: 'number', label: 'hours' },
    { name: 'atLeast', kind: 'number', label: 'atLeast' },
    { name: 'by', kind: 'fields', label: 'by' },
    field('order'),
    text('as'),
  ],
  // What a model asks for depends on the model; see `ModelStep`.
  model: [
    text('model'),
    rows('inputs', [text('input'), field()]),
    rows('outputs', [text('output'), text('as')]),
  ],
}

/** Steps as they are edited: some of what they need may not be there yet. */
export type DraftStep = { op: PipelineStep['op'] } & Record<string, unknown>

/** A value by its path. */
export function valueAt(of: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], of)
}

/** The same thing with another value at a path; an empty value goes away. */
export function withValue<T>(of: T, path: string, value: unknown): T {
  const [name = '', ...rest] = path.split('.')
  const isList = Array.isArray(of) || (of === undefined && /^\d+$/.test(name))
  const copy = (isList ? [...((of as unknown[]) ?? [])] : { ...of }) as Record<string, unknown>
  if (rest.length > 0) copy[name] = withValue(copy[name], rest.join('.'), value)
  else if (value === undefined || value === null || value === '') delete copy[name]
  else copy[name] = value
  return copy as T
}

const optional = new Set([
  'pattern',
  'min',
  'max',
  'values',
  'newest',
  'otherwise',
  'measure',
  'value',
  'conditions.0.value',
  'by',
  'hour',
  'orAbove',
])

const measureOptional = new Set(['field', 'atLeast'])

/** Whether enough is filled in for the platform to try it. */
export function isWhole(step: DraftStep): boolean {
  return stepSpecs[step.op].every((control) => {
    const value = valueAt(step, control.name)
    if (control.kind !== 'rows')
      return value !== undefined || (optional.has(control.name) && control.label !== 'operand')
    const list = (value ?? []) as unknown[]
    const needs = (control.columns ?? []).filter(
      (one) => !optional.has(one.name) && !(control.name === 'measures' && measureOptional.has(one.name)),
    )
    return list.length > 0 && list.every((row) => needs.every((one) => valueAt(row, one.name) !== undefined))
  })
}
