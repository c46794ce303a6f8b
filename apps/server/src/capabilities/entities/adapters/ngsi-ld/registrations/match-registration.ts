import { matchesTypes, namedTypes, type TypeSelection } from '../query/select-types.ts'
import { readPattern } from '../subscriptions/read-subscription.ts'
import { type EntityInfo, namesOf, type Registration, type RegistrationInfo } from './model.ts'

/** What a request or a subscription asks for. Undefined: not said. */
export interface Wanted {
  ids?: readonly string[]
  idPattern?: string
  types?: TypeSelection
  /** IRIs of attributes. */
  attributes?: readonly string[]
}

const patterns = new Map<string, RegExp>()

function toPattern(text: string): RegExp {
  const known = patterns.get(text) ?? readPattern(text)
  if (patterns.size > 1_000) patterns.clear()
  patterns.set(text, known)
  return known
}

function meetsEntity(info: EntityInfo, { ids, idPattern, types }: Wanted): boolean {
  const offered = [info.type].flat()
  if (types && !matchesTypes(offered, types) && !namedTypes(types).some((one) => offered.includes(one)))
    return false
  if (ids && info.id !== undefined && !ids.includes(info.id)) return false
  if (ids && info.idPattern !== undefined && !ids.some((id) => toPattern(info.idPattern as string).test(id)))
    return false
  if (idPattern && info.id !== undefined && !toPattern(idPattern).test(info.id)) return false
  return true
}

/** Information of a registration that answers a wish (5.12). */
export function matchInformation(registration: Registration, wanted: Wanted): RegistrationInfo[] {
  return registration.information.filter((info) => {
    if (info.entities && !info.entities.some((one) => meetsEntity(one, wanted))) return false
    const names = namesOf(info)
    return !names || !wanted.attributes || wanted.attributes.some((one) => names.includes(one))
  })
}
