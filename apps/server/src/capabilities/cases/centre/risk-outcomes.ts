import type {
  OperationInput,
  OperationOutput,
  listRiskOutcomes as operation,
  RiskOutcome,
} from '@civitas/contract'
import type { RecurrencePolicy } from '@civitas/domain-kit'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import type { CasesParts } from '../publish-case.ts'
import { percent } from './rules.ts'
import { listOutcomes } from './store.ts'

const dayMs = 86_400_000
const method =
  '预警派给网格长核实，“属实”计为命中；命中率 = 属实 ÷ 已提出，精确率 = 属实 ÷ 已核实（属实与不属实之和）。按触发件数分列，用于校准门槛。'

/** How warnings raised from what keeps coming back fared: counted from what those who looked into them answered. */
export async function listRiskOutcomes(
  parts: CasesParts,
  { division, days = 365 }: OperationInput<typeof operation>['query'],
  { scope }: Principal,
): Promise<OperationOutput<typeof operation>> {
  const { domains, events, kernel } = parts
  if (division) requireInScope(division, scope)
  const from = new Date(kernel.clock.now().getTime() - days * dayMs)
  const confirming = domains
    .list('caseTypes')
    .flatMap(({ id, stages }) =>
      stages
        .flatMap((stage) => stage.tasks)
        .flatMap(({ id: task, confirms }) => (confirms ? [{ type: id, task, ...confirms }] : [])),
    )
  const rows = await listOutcomes(kernel.db, confirming, { division, from }, scope)
  const told = await events.tellKinds(
    kernel.db,
    rows.map((one) => one.event_id),
  )
  const items = domains.list('eventTypes').flatMap(({ recurs }): RiskOutcome[] => {
    const raised = recurs && domains.findEventType(recurs.raises)
    const opens = raised?.opensCase?.caseType
    const confirms = confirming.find((one) => one.type === opens)
    if (!recurs || !raised || !confirms) return []
    const own = rows.flatMap((one) => {
      const kind = told.get(one.event_id)
      return kind?.type === raised.id ? [{ answer: one.answer, count: kind.value ?? 0 }] : []
    })
    return [
      { type: raised.id, title: raised.title, rule: wordsOf(recurs), ...countOf(own, new Set(confirms.yes)) },
    ]
  })
  return { items, method }
}

function countOf(own: readonly { answer: string | null; count: number }[], yes: ReadonlySet<string>) {
  const looked = own.filter((one) => one.answer !== null)
  const hits = looked.filter((one) => yes.has(one.answer as string))
  const counts = [...new Set(looked.map((one) => one.count))].sort((a, b) => a - b)
  const ofCount = (list: typeof looked, count: number) => list.filter((one) => one.count === count).length
  return {
    raised: own.length,
    confirmed: hits.length,
    unconfirmed: looked.length - hits.length,
    waiting: own.length - looked.length,
    hitRate: percent(hits.length, own.length),
    precision: percent(hits.length, looked.length),
    byCount: counts.map((count) => ({
      ...{ count, confirmed: ofCount(hits, count), looked: ofCount(looked, count) },
    })),
  }
}

function wordsOf({ by, days, atLeast, withinMetres, factor }: RecurrencePolicy): string {
  if (by === 'place') return `${withinMetres} 米内 ${days} 日 ${atLeast} 起以上`
  if (by === 'parties') return `相同当事人 ${days} 日 ${atLeast} 起以上`
  if (by === 'entity') return `同一对象 ${days} 日 ${atLeast} 起以上`
  return `同一街镇 ${days} 日 ${atLeast} 起以上，且达前四期平均 ${factor} 倍`
}
