import type { PipelineStep } from '@civitas/contract'
import { toFieldNames } from '../uploads/columns.ts'

/** A column of a dataset. */
export interface Origin {
  readonly datasetId: string
  readonly field: string
}

type Origins = ReadonlyMap<string, readonly Origin[]>

/** From which columns of which datasets each column of the output comes. */
export function originsOf(
  input: { datasetId: string; fields: readonly { name: string }[] },
  steps: readonly PipelineStep[],
): Origins {
  let known: Origins = new Map(
    input.fields.map(({ name }) => [name, [{ datasetId: input.datasetId, field: name }]]),
  )
  for (const step of steps) known = after(step, known)
  return known
}

function after(step: PipelineStep, known: Origins): Origins {
  const of = (...names: (string | undefined)[]) =>
    names.flatMap((name) => (name ? (known.get(name) ?? []) : []))
  const only = (names: readonly string[]) => names.map((name) => [name, of(name)] as const)
  switch (step.op) {
    case 'rename':
      return new Map([...known].map(([name, from]) => [name === step.from ? step.to : name, from]))
    case 'select':
      return new Map(only(step.fields))
    case 'lookup':
    case 'join':
      return new Map([
        ...known,
        ...step.take.map(({ field, as }) => [as, [{ datasetId: step.datasetId, field }]] as const),
      ])
    case 'compare': {
      const theirs = step.fields.map(({ key }) => ({ datasetId: step.datasetId, field: key }))
      return new Map([...known, [step.as, [...of(...step.fields.map((one) => one.field)), ...theirs]]])
    }
    case 'tag':
      return new Map([
        ...known,
        [step.as, of(...step.rules.flatMap((rule) => rule.conditions.map((one) => one.field)))],
      ])
    case 'aggregate':
      return new Map([...only(step.by), ...step.measures.map(({ field, as }) => [as, of(field)] as const)])
    case 'pivot':
      return new Map([
        ...only(step.by),
        ...toFieldNames(step.values).map((name) => [name, of(step.field, step.measure)] as const),
      ])
    case 'time':
      return new Map([...known, [step.as, of(step.year, step.month, step.day, step.hour)]])
    case 'calculate':
      return new Map([...known, [step.as, of(step.field, typeof step.by === 'string' ? step.by : undefined)]])
    case 'moving':
      return new Map([...known, [step.as, of(step.field)]])
    case 'model': {
      const from = distinct(of(...step.inputs.map((one) => one.field)))
      return new Map([...known, ...step.outputs.map(({ as }) => [as, from] as const)])
    }
    default:
      return known
  }
}

function distinct(origins: readonly Origin[]): Origin[] {
  return [...new Map(origins.map((one) => [`${one.datasetId} ${one.field}`, one])).values()]
}
