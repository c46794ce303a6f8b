import {
  answerCall,
  type Call,
  type Desk,
  endCall,
  getCallCard,
  getDesk,
  noteCall,
  transferCall,
} from '@civitas/sdk'
import { EmptyState, formatNumber, useNow, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { formatWait } from './format-wait.ts'
import styles from './hotline.module.css'
import { hotlineTexts } from './hotline.texts.ts'
import { Labelled } from './labelled.tsx'

/** The call a seat has: who, how long, what was noted, and what can be done with it. */
export function CallBox({ call, calls, desk }: { call: Call | null; calls: number; desk: Desk }) {
  const texts = useTexts(hotlineTexts)
  if (!call)
    return (
      <section className={styles.box}>
        <EmptyState title={texts.noCall} why={texts.noCallWhy} />
      </section>
    )
  return <CallOf key={call.id} call={call} calls={calls} desk={desk} />
}

function CallOf({ call, calls, desk }: { call: Call; calls: number; desk: Desk }) {
  const texts = useTexts(hotlineTexts)
  const now = useNow()
  const [isHandingOver, setHandingOver] = useState(false)
  const run = useMutation({
    mutationFn: (act: 'answer' | 'end') =>
      client.call(act === 'answer' ? answerCall : endCall, { params: { id: call.id } }),
    onSuccess: () => refresh(getDesk, getCallCard),
  })
  const tone = call.state === 'ringing' ? styles.ringing : call.state === 'talking' ? styles.talking : ''
  const state =
    call.state === 'ringing' ? texts.ringing : call.state === 'talking' ? texts.talking : texts.ended
  return (
    <section className={`${styles.box} ${tone}`} aria-live="polite">
      <div className={styles.row}>
        <b className={styles.number}>{call.number ?? texts.withheld}</b>
        <span>
          {call.line} {call.lineTitle} · {call.skill}
        </span>
        <span className={styles.small}>
          {calls > 0 ? texts.calledBefore(formatNumber(calls)) : texts.firstCall}
        </span>
        <span>
          {state} {call.endedTime ? '' : formatWait(call.answeredTime ?? call.arrivedTime, now)}
        </span>
        <span className={styles.row}>
          {call.state === 'ringing' ? (
            <Button type="primary" loading={run.isPending} onClick={() => run.mutate('answer')}>
              {texts.answer}
            </Button>
          ) : null}
          {call.state === 'talking' ? (
            <>
              <Button onClick={() => setHandingOver(true)}>{texts.transfer}</Button>
              <Button danger loading={run.isPending} onClick={() => run.mutate('end')}>
                {texts.end}
              </Button>
            </>
          ) : null}
        </span>
      </div>
      <ProblemNote error={run.error} />
      <Notes call={call} />
      {isHandingOver ? <HandOver call={call} desk={desk} onClose={() => setHandingOver(false)} /> : null}
    </section>
  )
}

/** Name and notes; kept as soon as the field is left. */
function Notes({ call }: { call: Call }) {
  const texts = useTexts(hotlineTexts)
  const [name, setName] = useState(call.callerName ?? '')
  const [notes, setNotes] = useState(call.notes)
  useEffect(() => setName(call.callerName ?? ''), [call.callerName])
  useEffect(() => setNotes(call.notes), [call.notes])
  const save = useMutation({
    mutationFn: (body: { callerName?: string; notes?: string; hidden?: boolean }) =>
      client.call(noteCall, { params: { id: call.id }, body }),
    onSuccess: () => refresh(getCallCard, getDesk),
  })
  return (
    <div className={styles.form}>
      <Labelled id="callerName" label={texts.callerName}>
        <Input
          id="callerName"
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => name !== (call.callerName ?? '') && save.mutate({ callerName: name })}
        />
      </Labelled>
      <div className={styles.tick}>
        <Checkbox checked={call.hidden} onChange={(event) => save.mutate({ hidden: event.target.checked })}>
          {texts.hidden}
        </Checkbox>
      </div>
      <Labelled id="notes" label={texts.notes} whole>
        <Input.TextArea
          id="notes"
          value={notes}
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={4000}
          onChange={(event) => setNotes(event.target.value)}
          onBlur={() => notes !== call.notes && save.mutate({ notes })}
        />
      </Labelled>
      <ProblemNote error={save.error} />
    </div>
  )
}

function HandOver({ call, desk, onClose }: { call: Call; desk: Desk; onClose: () => void }) {
  const texts = useTexts(hotlineTexts)
  const skills = [
    ...new Set([...desk.lines.map((line) => line.skill), ...desk.seats.flatMap((seat) => seat.skills)]),
  ]
  const options = [
    ...skills.map((name) => ({ value: `skill:${name}`, label: texts.skill(name) })),
    ...desk.seats
      .filter((seat) => seat.state === 'ready')
      .map((seat) => ({ value: `userId:${seat.userId}`, label: seat.name })),
    ...['110', '119', '120', '122'].map((n) => ({ value: `number:${n}`, label: texts.emergency(n) })),
  ]
  return (
    <FormDialog<{ to: string; notes: string }>
      title={texts.transferTitle}
      fields={[
        { name: 'to', label: texts.transferTo, kind: 'choice', required: true, options },
        { name: 'notes', label: texts.transferNotes, kind: 'area', required: true, rows: 3, maxLength: 1000 },
      ]}
      act={({ to, notes }) => {
        const at = to.indexOf(':')
        return client.call(transferCall, {
          params: { id: call.id },
          body: { notes, [to.slice(0, at)]: to.slice(at + 1) },
        })
      }}
      onClose={() => {
        refresh(getDesk, getCallCard)
        onClose()
      }}
    />
  )
}
