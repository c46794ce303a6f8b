import type { DatasetField, PipelineStep } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { invalid } from '../../../kernel/problem.ts'

/** A table a step may look into. */
export interface Reference {
  readonly fields: readonly DatasetField[]
  /** What comes after FROM. */
  readonly table: string
}

/** Finds the models of the domains. */
export type Models = Pick<DomainRegistry, 'list'>

/** A step as a query. */
export interface Work {
  readonly fields: readonly DatasetField[]
  /** Query of the rows, with the column `_n`: number of the row in the input, NULL once rows were put together. */
  readonly query: string
  /** Query of the rows with `_why`, where the step refuses some. */
  readonly refusing?: string
  readonly rule?: string
}

/** What a step is compiled in: its place, the table before it and that table’s columns. */
export interface Context {
  readonly at: number
  readonly from: string
  readonly fields: readonly DatasetField[]
  readonly reference: (id: string, path: string) => Reference
  readonly tokenKey: string
  readonly models: Models
}

/** A step by its operator. */
export type Step<Op extends PipelineStep['op']> = Extract<PipelineStep, { op: Op }>

/** The column of this name as it is before the step. */
export function fieldOf(
  { fields, at }: Pick<Context, 'fields' | 'at'>,
  name: string,
  key = 'field',
): DatasetField {
  const field = fields.find((one) => one.name === name)
  if (!field)
    throw invalid(`/body/steps/${at}/${key}`, `第 ${at + 1} 步：没有信息项“${name}”`, 'unknown-field')
  return field
}

/** Refuses a name that is taken. */
export function requireNew({ fields, at }: Context, name: string, key = 'as'): void {
  if (fields.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw invalid(`/body/steps/${at}/${key}`, `第 ${at + 1} 步：信息项“${name}”已存在`, 'field-exists')
}

/** A column a step makes. */
export const plain = (name: string, title: string, type: DatasetField['type']): DatasetField => ({
  name,
  title,
  type,
})
