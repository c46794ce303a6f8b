import { ProblemError } from '@civitas/sdk'
import { Button, ErrorState, useTexts } from '@civitas/ui'
import { appTexts } from './app.texts.ts'

/** A refusal or failure of the platform in words: what happened, to which field, what to do. */
export function ProblemView({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const texts = useTexts(appTexts)
  const words = problemWords(error, texts)
  return (
    <ErrorState title={words.title} detail={words.detail}>
      {onRetry ? (
        <Button size="small" onClick={onRetry}>
          {texts.retry}
        </Button>
      ) : null}
    </ErrorState>
  )
}

/** The sentence and the explanation for an error of a call. */
export function problemWords(
  error: Error,
  texts: { unreachable: string; unreachableWhy: string; forbidden: string },
): { title: string; detail?: string } {
  const problem = error instanceof ProblemError ? error.problem : null
  if (!problem || problem.code === 'no-answer')
    return { title: texts.unreachable, detail: texts.unreachableWhy }
  // What the sentence above already says is not said twice.
  const fields = problem.errors
    ?.filter((each) => !problem.detail?.includes(each.message))
    .map((each) => `${each.path.replace(/^\/(body|query|params)\//, '')} ${each.message}`)
    .join('；')
  if (problem.code === 'not-permitted') return { title: texts.forbidden, detail: problem.detail }
  return { title: problem.detail || problem.title, detail: fields || undefined }
}

/** The message of one field in a refused form, when the platform named it. */
export function fieldError(error: Error | null, path: string): string | null {
  if (!(error instanceof ProblemError)) return null
  const wanted = path.replaceAll('.', '/')
  const hit = error.problem.errors?.find(
    (each) => each.path.replace(/^\/?(body\/)?/, '').replaceAll('.', '/') === wanted,
  )
  return hit?.message ?? null
}
