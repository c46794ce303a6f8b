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

/** Name of the field of a form that an error of the platform is about: `items` of `/body/items/0/code`. */
export const fieldOf = (path: string): string => path.replace(/^\/?(body\/)?/, '').split('/')[0] ?? ''

/** What is left to say above a form that shows some fields itself: a message at its field is not said again. */
export function besideFields(error: Error | null, shown: ReadonlySet<string>): Error | null {
  if (!(error instanceof ProblemError)) return error
  const all = error.problem.errors ?? []
  const left = all.filter((each) => !shown.has(fieldOf(each.path)))
  if (all.length === left.length) return error
  if (left.length === 0) return null
  const detail = left.map((each) => each.message).join('；')
  return new ProblemError({ ...error.problem, detail, errors: left })
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
