import type { CreditItem, CreditMeasure, CreditModel } from '@civitas/domain-kit'
import { notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'

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

export function requireModel({ domains }: ServicesParts, id: string): CreditModel {
  const found = domains.find('creditModels', id.includes('.') ? id : `credit.${id}`)
  if (!found) throw notFound('信用评价模型', id)
  return found
}

/** The comprehensive model of organisations and the voluntary one of persons. */
export function modelOf(parts: ServicesParts, kind: 'person' | 'organisation'): CreditModel {
  return requireModel(parts, kind === 'person' ? 'person' : 'comprehensive')
}
