import type { TObject } from 'typebox'
import type { TimeLimit } from './case-types.ts'
import type { Comparison } from './conditions.ts'
import type { LocalText } from './text.ts'

/** A guided question; the first branch that holds leads on, `next` otherwise. */
export type GuidedQuestion = {
  readonly id: string
  readonly ask: LocalText
  readonly field: string
  readonly branches: readonly ({ readonly to: string } & Comparison)[]
  readonly next: string
}

/** Something a citizen or firm can apply for. Carried out later. */
export type ServiceItem = {
  readonly id: string
  readonly title: LocalText
  readonly applicants: readonly ('person' | 'legal-person')[]
  readonly questions: readonly GuidedQuestion[]
  readonly form: TObject
  readonly evidence: readonly {
    readonly id: string
    readonly title: LocalText
    readonly reuse?: string
    readonly required: boolean
  }[]
  readonly feeYuan: number
  readonly limit: TimeLimit
  readonly caseType: string
  readonly result?: { readonly licence: string; readonly title: LocalText; readonly validMonths?: number }
  readonly legalBasis: string
}
