import * as contract from '@civitas/contract'
import { isInScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { listRiskOutcomes } from './risk-outcomes.ts'
import { scoreMethod, scoreOf } from './rules.ts'
import * as store from './store.ts'

const dayMs = 86_400_000
const clocks = ['accept', 'allocate', 'on-site', 'whistle'] as const

/** 综治中心: what the centre of a division has to keep an eye on (GOV-015), and how its warnings fared (GOV-016). */
export function bindCentre(parts: CasesParts): void {
  const { http } = parts.kernel
  http.bind(contract.getGovernanceCentre, ({ query }, { principal }) => getCentre(parts, query, principal))
  http.bind(contract.listRiskOutcomes, ({ query }, { principal }) =>
    listRiskOutcomes(parts, query, principal),
  )
}

async function getCentre(
  parts: CasesParts,
  query: { division?: string; days?: number },
  { scope }: Principal,
): Promise<contract.OperationOutput<typeof contract.getGovernanceCentre>> {
  const { territory, identity, kernel } = parts
  const division = query.division ?? scope.divisions[0] ?? territory.cityCode() ?? ''
  const row = territory.findDivision(division)
  if (!row) throw invalid('/query/division', `没有区划 ${division}`)
  requireInScope(division, scope)
  const now = kernel.clock.now()
  const from = new Date(now.getTime() - (query.days ?? 30) * dayMs)
  const looked = { types: typesOfCentre(parts), division, from, now }
  const tasks = clockedTasks(parts)
  const children = territory.listChildren(division).filter((one) => isInScope(one.code, scope))
  const digits = children[0]?.code.length ?? division.length
  const [kept, byArea, byUnit, disputes] = await Promise.all([
    store.countClocks(kernel.db, looked, tasks, scope),
    store.countBy(kernel.db, { digits }, looked, tasks, scope),
    store.countBy(kernel.db, { unit: true }, looked, tasks, scope),
    store.listDisputes(kernel.db, division, scope),
  ])
  const nothing = { due: 0, inTime: 0, running: 0, late: 0, medianMinutes: null }
  const nameOf = (id: string) => identity.findOrganisation(id)?.name ?? id
  return {
    ...{ division, name: row.name, from: from.toISOString(), to: now.toISOString() },
    clocks: clocks.map((clock) => ({ ...(kept.find((one) => one.clock === clock) ?? nothing), clock })),
    areas: children.flatMap(({ code, name }) => {
      const counts = byArea.get(code)
      return counts ? [{ code, name, ...scoreOf(counts) }] : []
    }),
    units: [...byUnit].slice(0, 50).map(([organisationId, counts]) => ({
      ...{ organisationId, name: nameOf(organisationId) },
      ...scoreOf(counts),
    })),
    disputes: disputes.map(({ case_id, reference, title, refused_by, since }) => ({
      ...{ caseId: case_id, reference, title, refusedBy: refused_by.map(nameOf) },
      sinceTime: since.toISOString(),
    })),
    method: scoreMethod,
  }
}

/** Case types of the domains whose matters run on the clocks of a centre. */
function typesOfCentre(parts: CasesParts): string[] {
  const own = new Set(clockedTasks(parts).map(({ type }) => domainOf(type)))
  return parts.domains.list('caseTypes').flatMap(({ id }) => (own.has(domainOf(id)) ? [id] : []))
}

function domainOf(type: string): string {
  return type.split('.')[0] ?? ''
}

function clockedTasks({ domains }: CasesParts): store.ClockedTask[] {
  return domains
    .list('caseTypes')
    .flatMap(({ id, stages }) =>
      stages
        .flatMap((stage) => stage.tasks)
        .flatMap(({ id: task, clock }) => (clock ? [{ type: id, task, clock }] : [])),
    )
}
