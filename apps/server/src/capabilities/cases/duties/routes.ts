import * as contract from '@civitas/contract'
import { requireInScope } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { dayOf } from '../rules.ts'
import { importDutyFileInto } from './import-duties.ts'
import { findConflicts, findGaps } from './rules.ts'
import { listDuties, readDutiesFrom, writeDuties } from './store.ts'

export function bindDuties(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listDuties, ({ query }, { principal }) => listDuties(parts, query, principal.scope))
  http.bind(contract.saveDuty, async ({ body }, { principal }) => {
    if (!parts.domains.find('dutyItems', body.item)) throw invalid('/body/item', '没有这个职责事项')
    if (!parts.identity.findOrganisation(body.organisationId))
      throw invalid('/body/organisationId', '没有这个组织')
    const { toDate = null } = body
    if (toDate && toDate < body.fromDate) throw invalid('/body/toDate', '终止日期早于起始日期')
    requireInScope(body.divisionCode, principal.scope)
    await db.transaction((tx) => writeDuties(tx, [{ ...body, toDate }], clock.now()))
    return { done: true as const }
  })
  http.bind(contract.importDutyFile, async ({ body }, { principal }) => {
    if (!principal.scope.divisions.some((code) => code.endsWith('00')))
      throw invalid('/body/content', '只有市级人员可以导入整张责任清单', 'city-only')
    return importDutyFileInto(parts, body, parts.identity.organisationsByName())
  })
  http.bind(contract.reviewDuties, async ({ query }) => reviewDuties(parts, query.on))
}

async function reviewDuties(parts: CasesParts, on = dayOf(parts.kernel.clock.now())) {
  const { domains, territory, identity } = parts
  const rows = await readDutiesFrom(parts.kernel.db, on)
  const held = rows.filter((row) => row.fromDate <= on)
  const cities = territory.listChildren(null)
  const districts = cities.flatMap((city) => territory.listChildren(city.code)).map((one) => one.code)
  const itemTitle = (item: string) => domains.find('dutyItems', item)?.title ?? { zh: item, en: item }
  const items = domains.list('dutyItems').map((one) => one.id)
  return {
    gaps: findGaps(items, districts, held).map((one) => ({
      ...one,
      itemTitle: itemTitle(one.item),
      divisionName: territory.findDivisionName(one.divisionCode) ?? one.divisionCode,
    })),
    conflicts: findConflicts(rows).map((one) => ({
      ...one,
      itemTitle: itemTitle(one.item),
      divisionName: territory.findDivisionName(one.divisionCode),
      organisations: one.organisations.map((id) => identity.findOrganisation(id)?.name ?? id),
    })),
  }
}
