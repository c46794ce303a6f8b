import type { Model } from '../models.ts'
import { checkUnit } from './check-registers.ts'
import type { CheckScope } from './scope.ts'

/** Models: known units, at least one vector, and every vector comes out as it says. */
export function checkModels(scope: CheckScope): void {
  scope.domain.models.forEach((model, index) => {
    const path = `models[${index}]`
    for (const list of ['inputs', 'outputs'] as const)
      model[list].forEach((one, at) => {
        if (one.unit !== undefined) checkUnit(scope, one.unit, `${path}.${list}[${at}].unit`)
      })
    if (model.reference.trim() === '')
      scope.report(`${path}.reference`, '模型没有依据', 'the model has no reference')
    if (model.vectors.length === 0)
      scope.report(`${path}.vectors`, '模型没有检验算例', 'the model has no test vector')
    runVectors(scope, model, path)
  })
}

function runVectors(scope: CheckScope, model: Model, path: string): void {
  model.vectors.forEach((vector, index) => {
    const outputs = model.compute(vector.inputs)
    for (const [name, expected] of Object.entries(vector.expect)) {
      const found = outputs[name]
      if (!isSame(found, expected))
        scope.report(
          `${path}.vectors[${index}].expect.${name}`,
          `算例应得 ${JSON.stringify(expected)}，实得 ${JSON.stringify(found)}`,
          `the vector expects ${JSON.stringify(expected)} and the model gives ${JSON.stringify(found)}`,
        )
    }
  })
}

function isSame(found: unknown, expected: unknown): boolean {
  if (typeof found === 'number' && typeof expected === 'number') return Math.abs(found - expected) <= 1e-9
  return JSON.stringify(found) === JSON.stringify(expected)
}
