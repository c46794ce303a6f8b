import type { Domain, DomainParts } from '../define-domain.ts'
import { qualifyId } from '../identifiers.ts'
import type { ThingType } from '../thing-types.ts'
import type { DomainProblem, ReportProblem } from './problem.ts'

type PartName = keyof DomainParts
type Part<P extends PartName> = DomainParts[P][number]

/** What a check works with: the domain, a way to find parts of any loaded domain, and where problems go. */
export type CheckScope = {
  readonly domain: Domain
  readonly report: ReportProblem
  readonly problems: readonly DomainProblem[]
  /** Finds a part by short (own domain) or qualified id. */
  readonly find: <P extends PartName>(part: P, id: string) => Part<P> | undefined
  /** Like `find`, and reports when there is none. */
  readonly require: <P extends PartName>(part: P, id: string, path: string) => Part<P> | undefined
}

const partTitles: Readonly<Record<PartName, readonly [zh: string, en: string]>> = {
  entityTypes: ['实体类型', 'entity type'],
  thingTypes: ['设备型号', 'thing type'],
  rules: ['规则', 'rule'],
  eventTypes: ['事件类型', 'event type'],
  dutyItems: ['职责事项', 'duty item'],
  caseTypes: ['案件类型', 'case type'],
  serviceItems: ['服务事项', 'service item'],
  serviceBundles: ['一件事', 'service bundle'],
  rateTables: ['费率表', 'rate table'],
  businessScopes: ['经营范围规范表述', 'business scope'],
  projectTypes: ['工程建设项目类型', 'project type'],
  indicators: ['指标', 'indicator'],
  incidentKinds: ['突发事件种类', 'incident kind'],
  plans: ['预案', 'plan'],
  models: ['模型', 'model'],
  modules: ['模块', 'module'],
  connectors: ['连接器', 'connector'],
  datasets: ['数据集', 'dataset'],
  layers: ['图层', 'layer'],
  dashboards: ['驾驶舱', 'dashboard'],
  reports: ['报表', 'report'],
  scenarios: ['场景', 'scenario'],
  messages: ['消息模板', 'message template'],
  licenceTypes: ['证照类型', 'licence type'],
  creditItems: ['信用信息项', 'credit item'],
  creditMeasures: ['奖惩措施', 'credit measure'],
  creditModels: ['信用评价模型', 'credit model'],
}

/** Every list part of a domain, in the order they are checked. */
export const PART_NAMES = Object.keys(partTitles) as readonly PartName[]

/** Builds the scope of one domain among others. */
export function openScope(domain: Domain, others: readonly Domain[]): CheckScope {
  const problems: DomainProblem[] = []
  const domains = new Map([...others, domain].map((one) => [one.id, one]))
  const report: ReportProblem = (path, zh, en) => problems.push({ path: `${domain.id}.${path}`, zh, en })

  function find<P extends PartName>(part: P, id: string): Part<P> | undefined {
    const [owner, short] = qualifyId(domain.id, id).split('.') as [string, string]
    const parts = domains.get(owner)?.[part] as readonly Part<P>[] | undefined
    return parts?.find((one) => one.id === short)
  }

  function require<P extends PartName>(part: P, id: string, path: string): Part<P> | undefined {
    const found = find(part, id)
    const [zh, en] = partTitles[part]
    if (!found) report(path, `没有名为“${id}”的${zh}`, `there is no ${en} “${id}”`)
    return found
  }

  return { domain, report, problems, find, require }
}

/** True when the thing type has a measured or derived datastream of this id. */
export function hasDatastream(thingType: ThingType, id: string): boolean {
  return (
    thingType.datastreams.some((one) => one.id === id) ||
    (thingType.derived ?? []).some((one) => one.id === id)
  )
}

/** Checks a reference to a datastream, reporting whichever half is missing. */
export function requireDatastream(
  scope: CheckScope,
  reference: { readonly thingType: string; readonly datastream: string },
  path: string,
): ThingType | undefined {
  const thingType = scope.require('thingTypes', reference.thingType, `${path}.thingType`)
  if (thingType && !hasDatastream(thingType, reference.datastream))
    scope.report(
      `${path}.datastream`,
      `设备型号“${reference.thingType}”没有数据流“${reference.datastream}”`,
      `thing type “${reference.thingType}” has no datastream “${reference.datastream}”`,
    )
  return thingType
}
