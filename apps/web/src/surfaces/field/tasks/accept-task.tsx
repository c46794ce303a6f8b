import type { Task } from '@civitas/sdk'
import { Button, usePick, useTexts } from '@civitas/ui'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { usePerform } from './use-perform.ts'

/** Takes the task on. */
export function AcceptTask({ task }: { task: Task }) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { run, isBusy, problem } = usePerform()
  return (
    <div className={styles.acts}>
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      <Button
        kind="primary"
        size="large"
        wide
        disabled={isBusy}
        onClick={() => void run({ kind: 'accept', body: null, subjectId: task.id, title: pick(task.title) })}
      >
        {isBusy ? texts.accepting : texts.accept}
      </Button>
    </div>
  )
}
