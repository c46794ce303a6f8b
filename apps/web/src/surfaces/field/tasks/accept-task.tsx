import { Button, formatTime, usePick, useTexts } from '@civitas/ui'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import type { ShownTask } from '../queue/queue-rules.ts'
import { usePerform } from './use-perform.ts'

/** Signs for the task (签收), which stops the clock of the receipt, or takes it on at once. */
export function AcceptTask({ shown }: { shown: ShownTask }) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { run, isBusy, problem } = usePerform()
  const { task, isSigned } = shown
  const about = { body: null, subjectId: task.id, title: pick(task.title) }
  return (
    <div className={styles.acts}>
      {task.unsigned ? <p className={styles.problem}>{texts.unsigned}</p> : null}
      {isSigned ? <p className={styles.note}>{texts.signed}</p> : null}
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      {isSigned ? null : (
        <>
          {task.receiptDue ? (
            <p className={styles.quiet}>{texts.signUntil(formatTime(task.receiptDue))}</p>
          ) : null}
          <Button size="large" wide disabled={isBusy} onClick={() => void run({ ...about, kind: 'sign' })}>
            {texts.sign}
          </Button>
        </>
      )}
      <Button
        kind="primary"
        size="large"
        wide
        disabled={isBusy}
        onClick={() => void run({ ...about, kind: 'accept' })}
      >
        {isBusy ? texts.accepting : texts.accept}
      </Button>
    </div>
  )
}
