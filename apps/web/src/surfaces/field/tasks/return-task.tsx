import type { Task } from '@civitas/sdk'
import { Button, TextArea, usePick, useTexts } from '@civitas/ui'
import { useState } from 'react'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { usePerform } from './use-perform.ts'

interface ReturnTaskProps {
  task: Task
  /** Back to who sent it, or up to the level above. */
  kind: 'return' | 'escalate'
  onCancel: () => void
  onDone: () => void
}

/** Gives a task away with a reason. */
export function ReturnTask({ task, kind, onCancel, onDone }: ReturnTaskProps) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { run, isBusy, problem } = usePerform()
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const isShort = reason.trim().length < 2
  const send = async () => {
    setTried(true)
    if (isShort) return
    const outcome = await run({
      kind,
      body: { reason: reason.trim() },
      subjectId: task.id,
      title: pick(task.title),
    })
    if (outcome.kind !== 'refused') onDone()
  }
  return (
    <section className={styles.block}>
      <h2>{texts.giveAway[kind]}</h2>
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      <div className={styles.acts}>
        <TextArea
          label={kind === 'return' ? texts.returnReason : texts.escalateReason}
          hint={texts.giveAwayWhy[kind]}
          error={isTried && isShort ? texts.returnShort : null}
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button kind="danger" size="large" wide disabled={isBusy} onClick={() => void send()}>
          {texts.confirmGiveAway[kind]}
        </Button>
        <Button size="large" wide onClick={onCancel}>
          {texts.cancel}
        </Button>
      </div>
    </section>
  )
}
