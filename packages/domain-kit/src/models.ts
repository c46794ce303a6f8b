import type { Json, LocalText } from './text.ts'

/** Named numbers going into a model; null where there is none. */
export type ModelInputs = Readonly<Record<string, number | null>>

/** What a model gives: named values, numbers or plain data. */
export type ModelOutputs = { readonly [output: string]: Json }

/**
 * A named pure computation with its reference and test vectors. Carried out today: called from indicators and derived
 * datastreams, and its vectors run as tests. Later: a page to try it.
 */
export type Model = {
  readonly id: string
  readonly title: LocalText
  readonly description: LocalText
  /** Standard and clause, or paper. */
  readonly reference: string
  readonly inputs: readonly { readonly id: string; readonly title: LocalText; readonly unit: string }[]
  readonly outputs: readonly { readonly id: string; readonly title: LocalText; readonly unit?: string }[]
  /** Pure. */
  readonly compute: (inputs: ModelInputs) => ModelOutputs
  /** At least one; `expect` names only the outputs that matter. Numbers agree within 1e-9. */
  readonly vectors: readonly {
    readonly title: LocalText
    readonly inputs: ModelInputs
    readonly expect: ModelOutputs
  }[]
}
