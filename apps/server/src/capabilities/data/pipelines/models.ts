import type { PipelineModel } from '@civitas/contract'
import type { Json, Model } from '@civitas/domain-kit'
import type { DataParts } from '../data-parts.ts'

/** What a model of a domain is called as a function of DuckDB. */
export function nameOfModel(model: Pick<Model, 'id'>): string {
  return `model:${model.id}`
}

/** Makes the models of the domains callable in queries: numbers in, the outputs as the text of one JSON object. */
export function offerModels({ kernel, domains }: DataParts): void {
  for (const model of domains.list('models'))
    kernel.lake.offer({
      name: nameOfModel(model),
      inputs: model.inputs.length,
      compute: (values) => {
        const given = Object.fromEntries(model.inputs.map(({ id }, i) => [id, values[i] ?? null]))
        const found = Object.entries(model.compute(given))
        return JSON.stringify(Object.fromEntries(found.map(([id, value]) => [id, toCell(value)])))
      },
    })
}

/** Lists of words read as a list in Chinese; what has no form in a cell stays JSON. */
function toCell(value: Json): Json {
  if (!Array.isArray(value)) return value
  return value.length > 0 ? value.join('、') : null
}

/** The models pipelines may apply, as they are shown. */
export function listModels({ domains }: Pick<DataParts, 'domains'>): PipelineModel[] {
  return domains.list('models').map(({ id, title, description, reference, inputs, outputs, recipe }) => ({
    ...{ id, title, description, reference },
    inputs: inputs.map((one) => ({ ...one })),
    outputs: outputs.map((one) => ({ id: one.id, title: one.title })),
    recipe: recipe ? { columns: recipe.columns.map((one) => ({ ...one })), steps: [...recipe.steps] } : null,
  }))
}
