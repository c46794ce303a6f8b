import type { ServiceFormField, ServiceItem } from '@civitas/sdk'

type Question = ServiceItem['content']['questions'][number]

/** A page of an application: one question, one field, what is known, the papers, the check. */
export type FormStep =
  | { kind: 'question'; id: string; question: Question }
  | { kind: 'known'; id: 'known'; fields: ServiceFormField[] }
  | { kind: 'field'; id: string; field: ServiceFormField }
  | { kind: 'papers'; id: 'papers' }
  | { kind: 'check'; id: 'check' }

/** A question that is asked only after one was answered in a way: `serves = false`, as the items write it. */
function isAsked(when: string | undefined, answers: Record<string, unknown>): boolean {
  const parts = /^(\w+) = (true|false|"[^"]*")$/.exec(when ?? '')
  if (!parts) return true
  return answers[parts[1] ?? ''] === (JSON.parse(parts[2] ?? 'null') as unknown)
}

/** The pages of an application in their order. */
export function formSteps(given: {
  questions: readonly Question[]
  fields: readonly ServiceFormField[]
  sources: Record<string, string>
  answers: Record<string, unknown>
  /** Only what was asked to be corrected is shown again. */
  only?: { fields: ReadonlySet<string> }
}): FormStep[] {
  const questions = given.questions
    .filter((one) => isAsked(one.when, given.answers))
    .map((question) => ({ kind: 'question' as const, id: `q-${question.id}`, question }))
  const known = given.fields.filter((one) => one.name in given.sources)
  const open = given.fields
    .filter((one) => !(one.name in given.sources))
    .map((field) => ({ kind: 'field' as const, id: `f-${field.name}`, field }))
  const ends = [
    { kind: 'papers' as const, id: 'papers' as const },
    { kind: 'check' as const, id: 'check' as const },
  ]
  const only = given.only
  if (only) return [...open.filter((one) => only.fields.has(one.field.name)), ...ends]
  return [
    ...questions,
    ...(known.length > 0 ? [{ kind: 'known' as const, id: 'known' as const, fields: known }] : []),
    ...open,
    ...ends,
  ]
}

/** The value of a field as the platform takes it; null where nothing was written. */
export function toValue(field: ServiceFormField, text: string): unknown {
  const plain = text.trim()
  if (plain === '') return null
  if (field.type !== 'number' && field.type !== 'integer') return plain
  const number = Number(plain.replaceAll(',', ''))
  return Number.isFinite(number) ? number : plain
}
