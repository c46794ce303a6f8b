import { fieldFault, type ItemContent, type ServiceFormField } from '@civitas/contract'
import type { FieldError } from '../../../kernel/problem.ts'
import { evaluateTable } from '../decisions/evaluate-table.ts'
import { type Facts, holds } from '../decisions/feel.ts'

/** What the guided questions lead to. */
export interface Guidance {
  facts: Record<string, unknown>
  /** Why the item is not the right one, or a word on what to do; null when there is nothing to say. */
  advice: string | null
  /** The way ends here: the item does not fit the situation. */
  ends: boolean
}

type Questions = Pick<ItemContent, 'questions' | 'decision'>

/** Facts from the answers: the answers and the outputs of the decision table. */
export function guide({ decision }: Questions, answers: Facts): Guidance {
  const found = decision ? evaluateTable(decision, answers).value : null
  const outputs =
    typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : decision?.outputs.length === 1
        ? { [decision.outputs[0]?.name ?? '']: found }
        : {}
  return {
    facts: { ...answers, ...outputs },
    advice: typeof outputs.advice === 'string' && outputs.advice !== '' ? outputs.advice : null,
    ends: outputs.apply === false,
  }
}

/** Questions that still have no answer. */
export function openQuestions({ questions }: Questions, answers: Facts): string[] {
  return questions
    .filter((one) => holds(one.when, answers) && (answers[one.id] === undefined || answers[one.id] === ''))
    .map((one) => one.id)
}

/** Fields that are asked for in this situation. */
export function visibleFields(fields: readonly ServiceFormField[], facts: Facts): ServiceFormField[] {
  return fields.filter((one) => holds(one.when, facts))
}

/** What is wrong with a filled form, with the path of each field. */
export function formFaults(fields: readonly ServiceFormField[], form: Facts, facts: Facts): FieldError[] {
  return visibleFields(fields, { ...form, ...facts }).flatMap((field) => {
    const fault = fieldFault(field, form[field.name])
    return fault ? [{ path: `/form/${field.name}`, message: `${field.title}：${fault.zh}` }] : []
  })
}

/** A value the city knows already, and where it comes from. */
export interface Known {
  value: unknown
  source: string
}

/** Fills the fields the city knows; a filled field keeps its source and is not edited. */
export function prefillForm(
  fields: readonly ServiceFormField[],
  known: (path: string) => Known | undefined,
): { form: Record<string, unknown>; sources: Record<string, string> } {
  const form: Record<string, unknown> = {}
  const sources: Record<string, string> = {}
  for (const field of fields) {
    const found = field.prefill ? known(field.prefill) : undefined
    if (found === undefined || found.value === null || found.value === undefined) continue
    form[field.name] = found.value
    sources[field.name] = found.source
  }
  return { form, sources }
}
