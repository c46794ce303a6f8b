import { Button, EmptyState, RelativeTime, useTexts } from '@civitas/ui'
import { useState } from 'react'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { drop, retryAct, sendQueue, useQueue } from './queue.ts'
import { inOrder, isHeld, type QueuedAct } from './queue-rules.ts'

/** Everything done on this phone that the platform has not heard of, and what it refused. */
export function QueuePage() {
  const texts = useTexts(fieldTexts)
  const { acts, isSending } = useQueue()
  if (acts.length === 0) return <EmptyState title={texts.queueEmpty} why={texts.queueEmptyWhy} />
  return (
    <>
      <h2 className="only-read">{texts.queue}</h2>
      <ul className={styles.cards}>
        {inOrder(acts).map((act) => (
          <li key={act.id} className={`${styles.card} ${act.state === 'refused' ? styles.red : ''}`}>
            <Act act={act} isHeld={isHeld(act, acts)} />
          </li>
        ))}
      </ul>
      <div style={{ height: 16 }} />
      <Button kind="primary" size="large" wide disabled={isSending} onClick={() => void sendQueue()}>
        {isSending ? texts.sending : texts.sendNow}
      </Button>
    </>
  )
}

function Act({ act, isHeld }: { act: QueuedAct; isHeld: boolean }) {
  const texts = useTexts(fieldTexts)
  const [isAsking, setAsking] = useState(false)
  const state = act.state === 'refused' ? 'refused' : isHeld ? 'held' : 'waiting'
  return (
    <>
      <div className={styles.cardTop}>
        <b>
          {texts.acts[act.kind]} · {act.title}
        </b>
        <span>{texts.actStates[state]}</span>
      </div>
      <div className={styles.quiet}>
        <RelativeTime time={act.createdTime} />
      </div>
      {act.problem ? <p className={styles.problem}>{act.problem}</p> : null}
      {isAsking ? <p>{texts.discardAsk}</p> : null}
      <div className={styles.line}>
        {act.state === 'refused' ? <Button onClick={() => void retryAct(act)}>{texts.retry}</Button> : null}
        <Button kind="danger" onClick={() => (isAsking ? void drop(act.id) : setAsking(true))}>
          {texts.discard}
        </Button>
        {isAsking ? <Button onClick={() => setAsking(false)}>{texts.cancel}</Button> : null}
      </div>
    </>
  )
}
