import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import type { ShownTask } from '../queue/queue-rules.ts'
import { AskFor } from './ask-for.tsx'
import { ReturnTask } from './return-task.tsx'

type OtherAct = 'return' | 'escalate' | 'delay' | 'suspension'

/** Whether there is a level above that belongs to the city: a district, a town or a village. */
function isBelowCity({ divisionCode }: ShownTask['task']): boolean {
  return divisionCode !== null && !/^\d{4}00$/.test(divisionCode)
}

/** What one rarely does with a task: give it back or up, or ask for time. Each opens its own form below. */
export function OtherActs({ shown }: { shown: ShownTask }) {
  const texts = useTexts(fieldTexts)
  const { task, state, isMine } = shown
  const [chosen, setChosen] = useState<OtherAct | null>(null)
  const [said, setSaid] = useState<OtherAct | null>(null)
  const isWorking = state === 'accepted' && isMine
  const mayReturn = (state === 'assigned' || isWorking) && task.kind !== 'whistle' && !task.ruled
  const mayEscalate = (state === 'assigned' || isWorking) && task.kind === 'main' && isBelowCity(task)
  const acts: OtherAct[] = [
    ...(mayReturn ? (['return'] as const) : []),
    ...(mayEscalate ? (['escalate'] as const) : []),
    ...(isWorking ? (['delay', 'suspension'] as const) : []),
  ]
  const close = () => setChosen(null)
  const done = (act: OtherAct) => () => {
    setSaid(act)
    close()
  }
  if (acts.length === 0 && !said) return null
  return (
    <>
      {said ? (
        <p className={styles.note} role="status">
          {texts.said[said]}
        </p>
      ) : null}
      {chosen === null ? (
        <div className={styles.more}>
          {acts.map((act) => (
            <button key={act} type="button" className={styles.returnLink} onClick={() => setChosen(act)}>
              {act === 'return' || act === 'escalate' ? texts.giveAway[act] : texts.ask[act]}
            </button>
          ))}
        </div>
      ) : null}
      {chosen === 'return' || chosen === 'escalate' ? (
        <ReturnTask task={task} kind={chosen} onCancel={close} onDone={done(chosen)} />
      ) : null}
      {chosen === 'delay' || chosen === 'suspension' ? (
        <AskFor task={task} kind={chosen} onCancel={close} onDone={done(chosen)} />
      ) : null}
    </>
  )
}
