import { isShortId } from '../identifiers.ts'
import { type CheckScope, PART_NAMES } from './scope.ts'

/** Ids must be short and well formed, and unique within their part. */
export function checkIds(scope: CheckScope): void {
  const { domain, report } = scope
  if (!isShortId(domain.id))
    report('id', `领域编号“${domain.id}”格式不对`, `domain id “${domain.id}” is malformed`)
  for (const part of PART_NAMES) checkIdList(scope, domain[part], part)
  domain.thingTypes.forEach((one, index) => {
    const path = `thingTypes[${index}]`
    checkIdList(scope, [...one.datastreams, ...(one.derived ?? [])], `${path}.datastreams`)
    checkIdList(scope, one.commands ?? [], `${path}.commands`)
  })
  domain.entityTypes.forEach((one, index) => {
    checkIdList(scope, one.relations ?? [], `entityTypes[${index}].relations`)
  })
  domain.caseTypes.forEach((one, index) => {
    const path = `caseTypes[${index}]`
    checkIdList(scope, one.stages, `${path}.stages`)
    checkIdList(
      scope,
      one.stages.flatMap((stage) => stage.tasks),
      `${path}.stages.tasks`,
    )
  })
}

function checkIdList(scope: CheckScope, list: readonly { readonly id: string }[], path: string): void {
  const seen = new Set<string>()
  list.forEach(({ id }, index) => {
    const at = `${path}[${index}].id`
    if (!isShortId(id))
      scope.report(
        at,
        `编号“${id}”只能用小写字母、数字和 - _`,
        `id “${id}” may only have lower case letters, digits, - and _`,
      )
    if (seen.has(id)) scope.report(at, `编号“${id}”重复`, `id “${id}” is used twice`)
    seen.add(id)
  })
}
