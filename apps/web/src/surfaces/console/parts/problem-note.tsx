import { useTexts } from '@civitas/ui'
import { appTexts } from '../../../app/app.texts.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import styles from './parts.module.css'

/** A refusal in words above a form. */
export function ProblemNote({ error }: { error: Error | null }) {
  const texts = useTexts(appTexts)
  if (!error) return null
  const words = problemWords(error, texts)
  return (
    <div className={styles.problem} role="alert">
      {words.title}
      {words.detail ? <div>{words.detail}</div> : null}
    </div>
  )
}
