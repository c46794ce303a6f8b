import type { Case, Task } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { caseWords } from '../../../capabilities/cases/cases.texts.ts'
import { StateTag } from '../parts/page.tsx'

/** The state of a case in words. */
export function CaseStateTag({ state }: { state: Case['state'] }) {
  const words = useTexts(caseWords)
  const tone = state === 'checking' ? 'loud' : state === 'open' ? undefined : 'over'
  return <StateTag tone={tone}>{words.states[state]}</StateTag>
}

/** The state of a task in words. */
export function TaskStateTag({ state }: { state: Task['state'] }) {
  const words = useTexts(caseWords)
  const tones = {
    waiting: 'bad',
    assigned: 'loud',
    accepted: 'loud',
    returned: 'bad',
    done: 'over',
    cancelled: 'over',
    disputed: 'bad',
  } as const
  return <StateTag tone={tones[state]}>{words.taskStates[state]}</StateTag>
}

/** How the clock of a case ended; null while it runs. */
export function clockEnd(each: Case): { inTime: boolean | null } | null {
  return each.state === 'closed' || each.state === 'cancelled' ? { inTime: each.inTime } : null
}
