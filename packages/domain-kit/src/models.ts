import type { Json, LocalText } from './text.ts'

/** Named numbers going into a model; null where there is none. */
export type ModelInputs = Readonly<Record<string, number | null>>

/** What a model gives: named values, numbers or plain data. */
export type ModelOutputs = { readonly [output: string]: Json }

/**
 * Steps of a pipeline that lead from raw columns to a model. In any text of `steps`, `{id}` stands for the column the
 * person chose for `columns[].id`; `like` is a pattern of the names such a column usually has.
 */
export type ModelRecipe = {
  readonly columns: readonly { readonly id: string; readonly title: LocalText; readonly like: string }[]
  readonly steps: readonly { readonly [key: string]: Json }[]
}

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
  /** How raw rows of a table become the inputs of the model, for whoever applies it to a dataset. */
  readonly recipe?: ModelRecipe
  /** At least one; `expect` names only the outputs that matter. Numbers agree within 1e-9. */
  readonly vectors: readonly {
    readonly title: LocalText
    readonly inputs: ModelInputs
    readonly expect: ModelOutputs
  }[]
}
