import { readAnnotations } from '@civitas/domain-kit'
import type { TObject, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type FieldError, Problem } from '../../../kernel/problem.ts'

const compiled = new WeakMap<TObject, Validator>()

/** Refuses a form that does not fit its declaration, naming each field in words. */
export function checkForm(schema: TObject, form: Record<string, unknown>): void {
  const validator = compiled.get(schema) ?? Compile(schema)
  compiled.set(schema, validator)
  if (validator.Check(form)) return
  const errors = [...validator.Errors(form)].flatMap((error) => explain(schema, error))
  const named = errors.map(({ path, message }) => `${titleOf(schema, path)}：${message}`)
  throw new Problem('invalid', 'invalid-form', [...new Set(named)].join('；') || '表单填写有误。', errors)
}

interface SchemaError {
  keyword: string
  instancePath: string
  params: object
  message: string
}

function explain(schema: TObject, { keyword, instancePath, params, message }: SchemaError): FieldError[] {
  const named = params as Record<string, unknown>
  if (keyword === 'required') {
    return (named.requiredProperties as string[]).map((field) => toError(`${instancePath}/${field}`, '必填'))
  }
  if (keyword === 'additionalProperties') {
    return (named.additionalProperties as string[]).map((field) =>
      toError(`${instancePath}/${field}`, '表单没有此项'),
    )
  }
  // The object as a whole is reported once more for each wrong field.
  if (instancePath === '') return []
  const field = schema.properties[instancePath.slice(1)]
  return [toError(instancePath, inWords(keyword, named, field, message))]
}

function toError(path: string, message: string): FieldError {
  return { path: `/body/form${path}`, message }
}

function inWords(
  keyword: string,
  params: Record<string, unknown>,
  field: TSchema | undefined,
  message: string,
): string {
  switch (keyword) {
    case 'type':
      return `应为${kinds[String(params.type)] ?? String(params.type)}`
    case 'minimum':
      return `不小于 ${String(params.limit)}`
    case 'maximum':
      return `不大于 ${String(params.limit)}`
    case 'maxLength':
      return `最多 ${String(params.limit)} 个字`
    case 'enum': {
      const choices = field ? readAnnotations(field).choices : undefined
      return `应选：${choices?.map((choice) => choice.title.zh).join('、') ?? '列出的值'}`
    }
    case 'format':
      return `格式应为 ${String(params.format)}`
    default:
      return message
  }
}

const kinds: Record<string, string> = {
  string: '文字',
  number: '数字',
  integer: '整数',
  boolean: '是或否',
  object: '对象',
}

/** The name of the field a path leads to, as people see it. */
function titleOf(schema: TObject, path: string): string {
  const name = path.split('/').at(-1) ?? ''
  const field = schema.properties[name]
  return (field && readAnnotations(field).label?.zh) ?? name
}
