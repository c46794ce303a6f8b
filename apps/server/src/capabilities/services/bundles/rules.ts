import type { ItemContent, ServiceFormField } from '@civitas/contract'
import type { ServiceBundle } from '@civitas/domain-kit'
import { type Facts, holds } from '../decisions/feel.ts'

/** A member of a bundle with the content of its item in force. */
export interface Member {
  code: string
  itemId: string
  content: ItemContent
  after: readonly string[]
  when: string | null
}

/** Members this situation needs. */
export function chosenMembers<M extends Member>(members: readonly M[], answers: Facts): M[] {
  return members.filter((one) => holds(one.when ?? undefined, answers))
}

/** Whether an item is applied for by who begins the bundle, and not by the firm it founds. */
export function isOfApplicant(
  { applicants }: Pick<ItemContent, 'applicants'>,
  kinds: readonly string[],
): boolean {
  return applicants.some((one) => kinds.includes(one))
}

/** Types of licences one member ends with; others need not be given them. */
export function producedTypes(members: readonly Member[]): Set<string> {
  const before = new Set(members.flatMap((one) => one.after))
  return new Set(
    members.flatMap(({ code, content }) =>
      before.has(code) && content.result ? [content.result.licenceType] : [],
    ),
  )
}

/** One form for all: each field once, required where one member requires it. */
export function mergeFields(members: readonly Member[], applicants: readonly string[]): ServiceFormField[] {
  const fields = new Map<string, ServiceFormField>()
  for (const { content } of members)
    for (const field of content.fields) {
      // What is known of a firm that comes into being on the way is not asked of its founder.
      if (!isOfApplicant(content, applicants) && /^(subject|licence)[.:]/.test(field.prefill ?? '')) continue
      const before = fields.get(field.name)
      if (!before) fields.set(field.name, field)
      else if (field.required && !before.required) fields.set(field.name, { ...before, required: true })
    }
  return [...fields.values()]
}

/** Questions of the bundle and those of its members it does not ask itself. */
export function mergeQuestions(
  bundle: Pick<ServiceBundle, 'questions'>,
  members: readonly Member[],
): ItemContent['questions'] {
  const questions = new Map<string, ItemContent['questions'][number]>()
  for (const one of bundle.questions)
    questions.set(one.id, { ...one, choices: one.choices ? [...one.choices] : undefined })
  for (const { content } of members)
    for (const one of content.questions) if (!questions.has(one.id)) questions.set(one.id, one)
  return [...questions.values()].map((one) => JSON.parse(JSON.stringify(one)) as typeof one)
}

/** Each material once; required or core where one member says so, asked for where one member asks for it. */
export function mergeMaterials(members: readonly Member[]): ItemContent['materials'] {
  const materials = new Map<string, ItemContent['materials'][number]>()
  for (const { content } of members)
    for (const one of content.materials) {
      const before = materials.get(one.material)
      if (!before) materials.set(one.material, { ...one })
      else
        materials.set(one.material, {
          ...{
            material: one.material,
            required: before.required || one.required,
            core: before.core || one.core,
          },
          ...(before.when && one.when ? { when: `(${before.when}) or (${one.when})` } : {}),
        })
    }
  return [...materials.values()]
}

/** Longest path of promised limits: what comes after something adds to it. */
export function limitOf(members: readonly Member[]): number {
  const byCode = new Map(members.map((one) => [one.code, one]))
  const length = (member: Member): number =>
    member.content.promisedDays +
    Math.max(
      0,
      ...member.after.map((code) => {
        const before = byCode.get(code)
        return before ? length(before) : 0
      }),
    )
  return Math.max(0, ...members.map(length))
}
