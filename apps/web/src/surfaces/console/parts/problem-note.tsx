import { useTexts } from '@civitas/ui'
import { useEffect, useRef } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import styles from './parts.module.css'

/** A refusal in words above a form. */
export function ProblemNote({ error }: { error: Error | null }) {
  const texts = useTexts(appTexts)
  const note = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error) note.current?.scrollIntoView({ block: 'nearest' })
  }, [error])
  if (!error) return null
  const words = problemWords(error, texts)
  return (
    <div ref={note} className={styles.problem} role="alert">
      {words.title}
      {words.detail ? <div>{words.detail}</div> : null}
    </div>
  )
}
