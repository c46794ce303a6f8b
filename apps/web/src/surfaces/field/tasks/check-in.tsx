import { Button, formatDistance, formatTime, usePick, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { findPlaceSoon, metresBetween } from '../../../lib/place.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import type { ShownTask } from '../queue/queue-rules.ts'
import { usePerform } from './use-perform.ts'

/** 吹哨报到: says that one is on site; the platform takes it only near the case. */
export function CheckIn({ shown }: { shown: ShownTask }) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { task, isCheckedIn } = shown
  const { run, isBusy, problem } = usePerform()
  const [state, setState] = useState<'idle' | 'locating' | 'no-place'>('idle')
  const [metres, setMetres] = useState<number | null>(null)
  const checkIn = async () => {
    setState('locating')
    const position = await findPlaceSoon()
    setState(position ? 'idle' : 'no-place')
    if (!position) return
    setMetres(task.position ? metresBetween(position, task.position) : null)
    await run({ kind: 'check-in', subjectId: task.id, title: pick(task.title), body: { position } })
  }
  if (isCheckedIn)
    return (
      <p className={styles.note} role="status">
        {task.checkInTime ? texts.checkedInAt(formatTime(task.checkInTime)) : texts.checkInKept}
      </p>
    )
  return (
    <section className={styles.block}>
      <h2>{texts.checkIn}</h2>
      <p>{texts.checkInWhy(task.checkInDue ? formatTime(task.checkInDue) : texts.none)}</p>
      {task.absent ? (
        <div className={styles.problem} role="alert">
          {texts.absent}
        </div>
      ) : null}
      {state === 'no-place' || problem ? (
        <div className={styles.problem} role="alert">
          {problem ?? texts.noPlace}
        </div>
      ) : null}
      {metres === null ? null : <p className={styles.quiet}>{texts.distance(formatDistance(metres))}</p>}
      <Button
        kind="primary"
        size="large"
        wide
        disabled={isBusy || state === 'locating'}
        onClick={() => void checkIn()}
      >
        {state === 'locating' ? texts.locating : texts.checkInNow}
      </Button>
    </section>
  )
}
