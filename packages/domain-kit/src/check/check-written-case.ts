import type { CaseType, DutyItem } from '../case-types.ts'
import { defineDomain } from '../define-domain.ts'
import { isShortId } from '../identifiers.ts'
import type { DomainRegistry } from '../registry/load-domains.ts'
import { checkCaseType } from './check-cases.ts'
import type { DomainProblem } from './problem.ts'
import type { CheckScope } from './scope.ts'

const nowhere = {
  id: 'city',
  title: { zh: '', en: '' },
  description: { zh: '', en: '' },
  icon: '',
  systems: [],
}

/**
 * What is wrong with a case type the city wrote itself, by the same checks as a declared one; its references are
 * qualified, `own` are the duty items it brings along. Each problem has the JSON pointer of its place in the type.
 */
export function checkWrittenCase(
  type: CaseType,
  registry: DomainRegistry,
  own: readonly DutyItem[] = [],
): DomainProblem[] {
  const problems: DomainProblem[] = []
  const report: CheckScope['report'] = (path, zh, en) => problems.push({ path: toPointer(path), zh, en })
  const scope: CheckScope = {
    ...{ domain: defineDomain(nowhere), problems, report, find: registry.find as CheckScope['find'] },
    require: (part, id, path) => {
      const found = (own.find((one) => one.id === id) ?? registry.find(part as 'dutyItems', id)) as never
      if (!found) report(path, id ? `没有“${id}”这一项` : '请选择职责事项', `there is no “${id}”`)
      return found
    },
  }
  checkCaseType(scope, type, '')
  checkIds(type, report)
  return problems
}

function toPointer(path: string): string {
  return `/${path
    .replace(/^\./, '')
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .replaceAll('.', '/')}`
}

/** Ids of stages and of tasks, each unique in the type; ids of exits in their stage. */
function checkIds(type: CaseType, report: CheckScope['report']): void {
  const stages = type.stages.map((one, at) => ({ id: one.id, path: `stages[${at}].id` }))
  const tasks = type.stages.flatMap((stage, at) =>
    stage.tasks.map((one, n) => ({ id: one.id, path: `stages[${at}].tasks[${n}].id` })),
  )
  for (const list of [stages, tasks]) {
    const seen = new Set<string>()
    for (const { id, path } of list) {
      if (!isShortId(id))
        report(path, `编号“${id}”只能用小写字母、数字和 - _`, `id “${id}” may only have a-z, 0-9, - and _`)
      if (seen.has(id)) report(path, `编号“${id}”重复`, `id “${id}” is used twice`)
      seen.add(id)
    }
  }
}
