import type { Task } from '@civitas/sdk'
import { Button, TextArea, usePick, useTexts } from '@civitas/ui'
import { useState } from 'react'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { usePerform } from './use-perform.ts'

/** Gives a task back with a reason. */
export function ReturnTask({ task, onCancel }: { task: Task; onCancel: () => void }) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { run, isBusy, problem } = usePerform()
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const isShort = reason.trim().length < 2
  const send = () => {
    setTried(true)
    if (isShort) return
    void run({
      kind: 'return',
      body: { reason: reason.trim() },
      subjectId: task.id,
      title: pick(task.title),
    })
  }
  return (
    <section className={styles.block}>
      <h2>{texts.returnTask}</h2>
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      <div className={styles.acts}>
        <TextArea
          label={texts.returnReason}
          hint={texts.returnWhy}
          error={isTried && isShort ? texts.returnShort : null}
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button kind="danger" size="large" wide disabled={isBusy} onClick={send}>
          {texts.confirmReturn}
        </Button>
        <Button size="large" wide onClick={onCancel}>
          {texts.cancel}
        </Button>
      </div>
    </section>
  )
}
