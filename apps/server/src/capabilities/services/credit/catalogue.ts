import type { CreditWeight } from '@civitas/contract'
import type { CreditItem, CreditMeasure, CreditModel } from '@civitas/domain-kit'
import { notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { findInForce } from './model-store.ts'

/** An item of the catalogue by id, whole (`credit.penalty`) or short. */
export function findItem({ domains }: ServicesParts, id: string | undefined): CreditItem | undefined {
  if (!id) return undefined
  return domains.find('creditItems', id.includes('.') ? id : `credit.${id}`)
}

export function itemTitle(parts: ServicesParts, id: string): string {
  return findItem(parts, id)?.title.zh ?? id
}

export function listMeasures({ domains }: ServicesParts): readonly CreditMeasure[] {
  return domains.list('creditMeasures')
}

/** A model as its domain declares it. */
export function declaredModel({ domains }: ServicesParts, id: string): CreditModel {
  const found = domains.find('creditModels', id.includes('.') ? id : `credit.${id}`)
  if (!found) throw notFound('信用评价模型', id)
  return found
}

/** A model as it is in force: with the weights published here, where there are some. */
export async function requireModel(parts: ServicesParts, id: string): Promise<CreditModel> {
  const declared = declaredModel(parts, id)
  const written = await findInForce(parts.kernel.db, declared.id)
  return written ? withWeights(declared, written.weights, written.version) : declared
}

/** A model with other weights; a fact fades as before where nothing else is said. */
export function withWeights(
  model: CreditModel,
  weights: readonly CreditWeight[],
  version = model.version,
): CreditModel {
  return {
    ...{ ...model, version },
    weights: weights.map(({ itemId, points, most, halfLifeMonths }) => {
      const known = model.weights.find((one) => one.item === itemId)
      const half = halfLifeMonths ?? known?.halfLifeMonths
      return { item: itemId, points, most, ...(half ? { halfLifeMonths: half } : {}) }
    }),
  }
}

/** The comprehensive model of organisations and the voluntary one of persons. */
export function modelOf(parts: ServicesParts, kind: 'person' | 'organisation'): Promise<CreditModel> {
  return requireModel(parts, kind === 'person' ? 'person' : 'comprehensive')
}
