import * as contract from '@civitas/contract'
import { invalid } from '../../../kernel/problem.ts'
import type { Entities } from '../../entities/index.ts'
import { dryRunRule } from './dry-run.ts'
import {
  changeRule,
  checkDefinition,
  createRule,
  getRule,
  listFirings,
  listRules,
  type RuleParts,
} from './manage-rules.ts'
import { decideReaction, listReactions } from './reactions.ts'
import type { RuleSet } from './rule-set.ts'
import type { Tightenings } from './tightening.ts'

/** A dry run reads this much history at most. */
const longestMs = 100 * 86_400_000

export function bindRules(
  parts: RuleParts & { entities: Entities },
  rules: Pick<RuleSet, 'reload'>,
  tightenings: Tightenings,
): void {
  const { http } = parts.kernel
  http.bind(contract.listRules, ({ query }) => listRules(parts, query))
  http.bind(contract.listTightenings, async () => ({
    items: tightenings
      .list()
      .map(({ title, percent, until }) => ({ title, percent, until: until.toISOString() })),
  }))
  http.bind(contract.getRule, ({ params }) => getRule(parts, params.id))
  http.bind(contract.createRule, async ({ body }, { principal }) => {
    const rule = await createRule(parts, body, principal)
    await rules.reload()
    return rule
  })
  http.bind(contract.changeRule, async ({ params, body }, { principal }) => {
    const rule = await changeRule(parts, params.id, body, principal)
    await rules.reload()
    return rule
  })
  http.bind(contract.dryRunRule, ({ body }, { principal }) => {
    checkDefinition(parts, body.definition)
    const [fromMs, toMs] = [Date.parse(body.from), Date.parse(body.to)]
    if (fromMs >= toMs) throw invalid('/body/to', '应晚于 from')
    if (toMs - fromMs > longestMs) throw invalid('/body/from', '一次最多推演 100 天')
    const span = { fromMs, toMs }
    return dryRunRule(parts.kernel, parts.entities, parts.index, body.definition, span, principal.scope)
  })
  http.bind(contract.listRuleFirings, ({ query }, { principal }) =>
    listFirings(parts.kernel, query, principal.scope),
  )
  http.bind(contract.listReactions, ({ query }, { principal }) =>
    listReactions(parts.kernel, query, principal.scope),
  )
  http.bind(contract.decideReaction, ({ params, body }, { principal }) =>
    decideReaction(parts.kernel, params.id, { ...body, by: principal.name }, principal.scope),
  )
  http.bind(contract.listEventTypesForRules, () =>
    parts.domains.list('eventTypes').map((type) => ({ id: type.id, title: type.title })),
  )
}
