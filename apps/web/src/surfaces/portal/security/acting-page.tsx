import { getMyIdentity, giveMandate, type Mandate, switchActing, withdrawMandate } from '@civitas/sdk'
import { formatTime, Loading, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { queryClient, refresh, useRead } from '../../../app/query.ts'
import styles from '../portal.module.css'
import own from './security.module.css'
import { securityTexts } from './security.texts.ts'

/** Whether a power ends with nothing but its cause, as that of a legal representative. */
const isLasting = (untilTime: string | null) => untilTime === null || untilTime >= '2900'

/** 为谁办事: oneself, a child, a firm; and powers one gave to others. */
export function ActingPage() {
  const texts = useTexts(securityTexts)
  const read = useRead(getMyIdentity, {}, { staleMs: 0 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { isConfirmed, actingFor, mayActFor, given, person } = read.data
  if (!isConfirmed)
    return (
      <>
        <h1>{texts.acting}</h1>
        <p role="status">{texts.notConfirmed}</p>
      </>
    )
  const choose = async (mandateId: string | null) => {
    await client.call(switchActing, { body: { mandateId } })
    await queryClient.invalidateQueries()
  }
  const mayGive = actingFor === null || actingFor.authority === 'representative'
  return (
    <div className={own.stack}>
      <h1>{texts.acting}</h1>
      <p className={styles.quiet}>{texts.actingLead}</p>
      <ul className={styles.own}>
        <Choice
          title={`${texts.self} ${person?.name ?? ''}`}
          detail={person?.number ?? ''}
          isChosen={actingFor === null}
          onChoose={() => void choose(null)}
        />
        {mayActFor.map((one) => (
          <Choice
            key={one.id}
            title={one.subjectName}
            detail={`${texts.authorities[one.authority]} · ${one.scenes?.join('、') ?? texts.everything}${isLasting(one.untilTime) ? '' : ` · ${texts.until(formatTime(one.untilTime))}`}`}
            isChosen={actingFor?.id === one.id}
            onChoose={() => void choose(one.id)}
          />
        ))}
      </ul>
      <Given given={given} />
      {mayGive ? <GiveForm /> : null}
    </div>
  )
}

interface ChoiceProps {
  title: string
  detail: string
  isChosen: boolean
  onChoose: () => void
}

function Choice({ title, detail, isChosen, onChoose }: ChoiceProps) {
  const texts = useTexts(securityTexts)
  return (
    <li>
      <h3>{title}</h3>
      <p className={styles.quiet}>{detail}</p>
      {isChosen ? (
        <p role="status">✓ {texts.now}</p>
      ) : (
        <button type="button" className={styles.second} onClick={onChoose}>
          {texts.use}
        </button>
      )}
    </li>
  )
}

function Given({ given }: { given: Mandate[] }) {
  const texts = useTexts(securityTexts)
  const withdraw = async (id: string) => {
    await client.call(withdrawMandate, { params: { id } })
    refresh(getMyIdentity)
  }
  if (given.length === 0) return null
  return (
    <>
      <h2>{texts.given}</h2>
      <ul className={styles.own}>
        {given.map((one) => (
          <li key={one.id}>
            <h3>{one.agentName}</h3>
            <p className={styles.quiet}>
              {texts.authorities[one.authority]} · {one.scenes?.join('、') ?? texts.everything} ·{' '}
              {texts.states[one.state]}
            </p>
            {one.state === 'active' && (one.authority === 'agent' || one.authority === 'proxy') ? (
              <button type="button" className={styles.second} onClick={() => void withdraw(one.id)}>
                {texts.takeBack}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}

function GiveForm() {
  const texts = useTexts(securityTexts)
  const app = useTexts(appTexts)
  const [form, setForm] = useState({ agentName: '', agentNumber: '', scenes: '', until: '' })
  const set = (name: keyof typeof form) => (event: { target: { value: string } }) =>
    setForm((former) => ({ ...former, [name]: event.target.value }))
  const run = useMutation({
    mutationFn: () => {
      const scenes = form.scenes
        .split(/[、,，]/)
        .map((one) => one.trim())
        .filter(Boolean)
      const untilTime = new Date(`${form.until}T23:59:59+08:00`).toISOString()
      const { agentName, agentNumber } = form
      return client.call(giveMandate, {
        body: { agentName, agentNumber, untilTime, scenes: scenes.length > 0 ? scenes : null },
      })
    },
    onSuccess: () => {
      setForm({ agentName: '', agentNumber: '', scenes: '', until: '' })
      refresh(getMyIdentity)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run.mutate()
  }
  return (
    <form className={styles.question} onSubmit={submit}>
      <h2>{texts.give}</h2>
      {run.error ? (
        <p className={styles.error} role="alert">
          {problemWords(run.error, app).title}
        </p>
      ) : null}
      <TextField label={texts.agentName} required value={form.agentName} onChange={set('agentName')} />
      <TextField
        label={texts.agentNumber}
        required
        maxLength={18}
        value={form.agentNumber}
        onChange={set('agentNumber')}
      />
      <TextField label={texts.scenes} value={form.scenes} onChange={set('scenes')} />
      <TextField label={texts.untilDate} type="date" required value={form.until} onChange={set('until')} />
      <div className={styles.buttons}>
        <button type="submit" className={styles.go} disabled={run.isPending}>
          {texts.giveNow}
        </button>
      </div>
    </form>
  )
}
