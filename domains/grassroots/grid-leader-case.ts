import { type CaseType, type LocalText, type TaskType, text } from '@civitas/domain-kit'

interface Visit extends Pick<CaseType, 'id' | 'title' | 'numberPrefix'> {
  readonly stage: { readonly id: string; readonly title: LocalText }
  readonly task: Pick<TaskType, 'id' | 'title' | 'item' | 'instructions' | 'form' | 'confirms'>
  readonly exit: { readonly id: string; readonly title: LocalText }
  readonly overdue: LocalText
  /** Working minutes for the whole of it. */
  readonly minutes: number
}

/** A case of one stage with one task, for the leader of the grid it lies in. */
export function gridLeaderCase({ stage, task, exit, overdue, minutes, ...named }: Visit): CaseType {
  const limit = { minutes, clock: 'working' } as const
  const own = { role: 'grid-worker', toGridLeader: true, photosRequired: 0, limit } as const
  return {
    ...named,
    stages: [{ ...stage, tasks: [{ ...task, ...own }], exits: [{ ...exit, to: 'closed' }] }],
    limit,
    escalation: [{ atPercent: 100, notify: 'district-officer', message: overdue }],
    appraisal: [{ id: 'overdue', title: text('超时', 'Overdue'), when: 'overdue', points: -1 }],
  }
}
