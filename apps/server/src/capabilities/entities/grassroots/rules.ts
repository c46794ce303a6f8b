import type { FieldForm, HouseholdField } from '@civitas/contract'
import type { EntityType } from '@civitas/domain-kit'

type Fact = string | number | null
export interface FoundFact {
  field: HouseholdField
  base: Fact
  value: Fact
}
export type Outcome = 'applied' | 'same' | 'conflict'

/**
 * What becomes of a fact found in the field: it is taken when the office still has what the phone had shown, is nothing
 * new when the office has it already, and is a conflict when the office wrote something else meanwhile.
 */
export function judgeFact({ base, value }: FoundFact, office: Fact): Outcome {
  if (same(value, office)) return 'same'
  return same(base, office) ? 'applied' : 'conflict'
}

function same(a: Fact, b: Fact): boolean {
  return String(a ?? '') === String(b ?? '')
}

/** Days what a visit confirmed is good for; after them the record is 待核实 and a visit is due. */
const confirmedDays = 180
const dayMs = 86_400_000

/** When a record confirmed at a time must be confirmed again. */
export function verifyTimeOf(lastVisit: Date): Date {
  return new Date(lastVisit.getTime() + confirmedDays * dayMs)
}

/** Records last confirmed at this time or before are to be verified now. */
export function unconfirmedBefore(now: Date): Date {
  return new Date(now.getTime() - confirmedDays * dayMs)
}

type FormField = FieldForm['fields'][number]

/** Where departments’ words for a field differ from the register’s. */
const synonyms: Readonly<Record<string, string>> = {
  身份证号: '公民身份号码',
  身份证号码: '公民身份号码',
  生日: '出生日期',
  出生年月: '出生日期',
  手机号: '联系电话',
  电话: '联系电话',
}

/** Looks a field up in the base databases: one that is known is shown, never asked again (GOV-013, 一数一源). */
export function findSource(types: readonly EntityType[], title: string): FormField['source'] {
  const wanted = synonyms[title.trim()] ?? title.trim()
  for (const type of types) {
    if (!type.database) continue
    const database = type.database.zh
    for (const [attribute, schema] of Object.entries(
      type.schema.properties as Record<string, { label?: { zh: string }; title?: string }>,
    )) {
      if ((schema.label?.zh ?? schema.title) === wanted)
        return { database, type: type.id, attribute, mark: `已有来源: ${database}` }
    }
    if (wanted === '姓名')
      return { database, type: type.id, attribute: 'name', mark: `已有来源: ${database}` }
  }
  return null
}

/** How often a year a form of a frequency is filled in. */
export const fillingsPerYear: Readonly<Record<FieldForm['frequency'], number>> = {
  ...{ once: 1, yearly: 1, quarterly: 4, monthly: 12, weekly: 52, daily: 365 },
}
