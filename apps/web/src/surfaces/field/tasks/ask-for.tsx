import type { Task } from '@civitas/sdk'
import { Button, TextArea, TextField, usePick, useTexts } from '@civitas/ui'
import { useState } from 'react'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { usePerform } from './use-perform.ts'

interface AskForProps {
  task: Task
  kind: 'delay' | 'suspension'
  onCancel: () => void
  onDone: () => void
}

/** Asks for more time, or for the clock to stand still; somebody else decides. */
export function AskFor({ task, kind, onCancel, onDone }: AskForProps) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { run, isBusy, problem } = usePerform()
  const [reason, setReason] = useState('')
  const [hours, setHours] = useState('24')
  const [until, setUntil] = useState('')
  const [isTried, setTried] = useState(false)
  const isShort = reason.trim().length < 2
  const areHoursWrong = kind === 'delay' && !(Number(hours) > 0 && Number(hours) <= 1600)
  const isPast = until !== '' && Date.parse(until) <= Date.now()
  const send = async () => {
    setTried(true)
    if (isShort || areHoursWrong || isPast) return
    const about = { subjectId: task.id, title: pick(task.title) }
    const outcome = await run(
      kind === 'delay'
        ? { ...about, kind, body: { minutes: Math.round(Number(hours) * 60), reason: reason.trim() } }
        : {
            ...about,
            kind,
            body: { reason: reason.trim(), ...(until ? { untilTime: new Date(until).toISOString() } : {}) },
          },
    )
    if (outcome.kind !== 'refused') onDone()
  }
  return (
    <section className={styles.block}>
      <h2>{texts.ask[kind]}</h2>
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      <div className={styles.acts}>
        {kind === 'delay' ? (
          <TextField
            label={texts.delayHours}
            inputMode="decimal"
            value={hours}
            error={isTried && areHoursWrong ? texts.delayHoursWrong : null}
            onChange={(event) => setHours(event.target.value)}
          />
        ) : (
          <TextField
            label={texts.suspendUntil}
            type="datetime-local"
            value={until}
            error={isTried && isPast ? texts.suspendPast : null}
            onChange={(event) => setUntil(event.target.value)}
          />
        )}
        <TextArea
          label={texts.askReason}
          hint={texts.askWhy[kind]}
          error={isTried && isShort ? texts.returnShort : null}
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button kind="primary" size="large" wide disabled={isBusy} onClick={() => void send()}>
          {texts.askSend}
        </Button>
        <Button size="large" wide onClick={onCancel}>
          {texts.cancel}
        </Button>
      </div>
    </section>
  )
}
