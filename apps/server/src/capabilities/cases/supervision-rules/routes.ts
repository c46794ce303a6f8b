import * as contract from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { unknownPlaces } from './rules.ts'
import { findOrders, runRules } from './run-rules.ts'
import * as store from './store.ts'

export function bindSupervisionRules(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  parts.kernel.jobs.every('cases-supervise', '* * * * *', async () => void (await runRules(parts)))
  http.bind(contract.listSupervisionRules, async () => ({
    items: (await store.listRules(db)).map((row) => toRule(parts, row)),
  }))
  http.bind(contract.createSupervisionRule, async ({ body }, { principal }) => {
    requireSound(parts, body, principal, '/body')
    const id = newId()
    await store.insertRule(db, { id, content: body }, principal, clock.now())
    return toRule(parts, await store.getRule(db, id))
  })
  http.bind(contract.changeSupervisionRule, async ({ params, body }, { principal }) => {
    requireSound(parts, body.content, principal, '/body/content')
    await store.getRule(db, params.id)
    const isChanged = await store.changeRule(db, { id: params.id, ...body }, principal, clock.now())
    if (!isChanged) throw conflict('changed-meanwhile', '规则已被他人修改，请刷新后再改。')
    return toRule(parts, await store.getRule(db, params.id))
  })
  http.bind(contract.tryOutSupervisionRule, async ({ params }) => {
    const orders = await findOrders(parts, await store.getRule(db, params.id))
    return { total: orders.length, items: orders.slice(0, 50).map(({ organisationId: _, ...one }) => one) }
  })
  http.bind(contract.decideSupervisionRule, async ({ params, body }, { principal }) => {
    const rule = await store.getRule(db, params.id)
    if (rule.state !== 'draft') throw conflict('decided', '此版本已审批。')
    if (rule.writtenBy === principal.userId) throw forbidden('不能批准自己起草的规则。', 'same-person')
    const isDone = await store.decideRule(db, { id: rule.id, ...body }, principal, clock.now())
    if (!isDone) throw conflict('changed-meanwhile', '规则已被修改，请刷新后再审批。')
    return toRule(parts, await store.getRule(db, params.id))
  })
  http.bind(contract.pauseSupervisionRule, async ({ params, body }) => {
    await store.getRule(db, params.id)
    if (!(await store.pauseRule(db, params.id, body.paused)))
      throw conflict('not-active', body.paused ? '规则没有在执行。' : '规则没有暂停。')
    return toRule(parts, await store.getRule(db, params.id))
  })
  http.bind(contract.runSupervisionRules, async () => {
    const issued = await runRules(parts)
    return { issued }
  })
}

function toRule(parts: CasesParts, row: store.RuleRow): contract.SupervisionRule {
  const { writtenBy: _, decidedBy: __, ...rest } = row
  return {
    ...rest,
    divisionName: parts.territory.findDivisionName(row.content.divisionCode),
    writtenTime: row.writtenTime.toISOString(),
    decidedTime: row.decidedTime?.toISOString() ?? null,
  }
}

function requireSound(
  { territory, domains }: CasesParts,
  content: contract.SupervisionRuleContent,
  by: Principal,
  path: string,
): void {
  if (!territory.findDivision(content.divisionCode)) throw invalid(`${path}/divisionCode`, '没有这个区划')
  if (!isInScope(content.divisionCode, by.scope)) throw forbidden('不能以该层级名义督办。', 'other-level')
  for (const [index, type] of content.caseTypes.entries())
    if (!domains.findCaseType(type)) throw invalid(`${path}/caseTypes/${index}`, '没有这种案件类型')
  const [unknown] = unknownPlaces(content.reason)
  if (unknown !== undefined)
    throw invalid(
      `${path}/reason`,
      `“{${unknown}}”不是可用的变量，可用：{reference} {title} {unit} {times} {hours}`,
    )
}
