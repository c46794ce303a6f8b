import { ProblemError } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import { caseWords } from '../../../capabilities/cases/cases.texts.ts'
import { type Outcome, perform } from '../queue/queue.ts'

/** Does an act and says in words what went wrong. */
export function usePerform() {
  const app = useTexts(appTexts)
  const words = useTexts(caseWords)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const run = async (act: Parameters<typeof perform>[0]): Promise<Outcome> => {
    setBusy(true)
    setProblem(null)
    setCode(null)
    const outcome = await perform(act).finally(() => setBusy(false))
    if (outcome.kind === 'refused') {
      const said = problemWords(outcome.error, app)
      const refusal = outcome.error instanceof ProblemError ? outcome.error.problem.code : null
      setCode(refusal ?? null)
      setProblem(
        refusal === 'same-person' ? words.samePerson : [said.title, said.detail].filter(Boolean).join('：'),
      )
    }
    return outcome
  }
  return { run, isBusy, problem, code }
}
