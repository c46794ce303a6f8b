import type { IncidentFacts, LevelProposal } from '@civitas/contract'
import { type IncidentKind, rankLevel } from '@civitas/domain-kit'

/** The gravest level whose figures the facts reach, with every reason of that level. */
export function judgeLevel(kind: IncidentKind, facts: IncidentFacts): LevelProposal {
  const holding = kind.levels.filter(({ fact, atLeast, atMost }) => {
    const value = facts[fact]
    return value !== undefined && value >= atLeast && (atMost === undefined || value <= atMost)
  })
  const gravest = holding.reduce((rank, one) => Math.max(rank, rankLevel(one.level)), 0)
  const reasons = holding.filter((one) => rankLevel(one.level) === gravest)
  return {
    level: reasons[0]?.level ?? kind.otherwise,
    reasons: reasons.length > 0 ? reasons.map((one) => one.reason.zh) : ['未达到更高等级的标准'],
    legalBasis: kind.legalBasis,
  }
}

/** Facts a kind does not have, by name. */
export function unknownFacts(kind: IncidentKind, facts: IncidentFacts): string[] {
  return Object.keys(facts).filter((id) => !kind.facts.some((one) => one.id === id))
}

/** What a report says of figures that changed since the version before: `死亡 2→10`. */
export function describeChange(kind: IncidentKind, before: IncidentFacts, after: IncidentFacts): string {
  const changes = kind.facts
    .filter(({ id }) => (before[id] ?? 0) !== (after[id] ?? 0))
    .map(({ id, title }) => `${title.zh} ${before[id] ?? 0}→${after[id] ?? 0}`)
  return changes.length > 0 ? changes.join('，') : '数字未变'
}
