import {
  type Disclosure,
  getDisclosureReport,
  listMyDisclosures,
  type OperationInput,
  requestDisclosure,
} from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, TextArea, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './publicity.module.css'
import { publicityTexts } from './publicity.texts.ts'
import { UnitField } from './unit-field.tsx'

type Request = OperationInput<typeof requestDisclosure>['body']
const empty: Request = {
  ...{ applicant: '', contact: '', organisationId: '', subject: '', description: '', form: 'electronic' },
}

/** 依申请公开: asks for information and follows the answer. */
export function DisclosurePage() {
  const texts = useTexts(publicityTexts)
  return (
    <>
      <h1>{texts.disclosures}</h1>
      <p className={portal.lead}>{texts.disclosuresLead}</p>
      <RequestForm />
      <Mine />
      <YearReport />
    </>
  )
}

function RequestForm() {
  const texts = useTexts(publicityTexts)
  const app = useTexts(appTexts)
  const [request, setRequest] = useState(empty)
  const [isTried, setTried] = useState(false)
  const send = useMutation({
    mutationFn: () => client.call(requestDisclosure, { body: request }),
    onSuccess: () => {
      setRequest(empty)
      setTried(false)
      refresh(listMyDisclosures)
    },
  })
  const missing = (name: keyof Request) => (isTried && request[name].trim().length < 2 ? texts.needed : null)
  const isReady = Object.values(request).every((value) => value.trim().length >= 2)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isReady) send.mutate()
  }
  const set = (name: keyof Request) => (event: { target: { value: string } }) =>
    setRequest({ ...request, [name]: event.target.value })
  return (
    <form className={portal.question} noValidate onSubmit={submit}>
      <h2>{texts.apply}</h2>
      {send.isSuccess ? <p role="status">{texts.received(send.data.number)}</p> : null}
      {send.error ? (
        <p className={portal.error} role="alert">
          {problemWords(send.error, app).title}
        </p>
      ) : null}
      <UnitField
        value={request.organisationId}
        error={isTried && !request.organisationId ? texts.choose : null}
        onChange={(organisationId) => setRequest({ ...request, organisationId })}
      />
      <TextField
        label={texts.subject}
        value={request.subject}
        maxLength={120}
        error={missing('subject')}
        onChange={set('subject')}
      />
      <TextArea
        label={texts.description}
        value={request.description}
        maxLength={4000}
        error={missing('description')}
        onChange={set('description')}
      />
      <TextField
        label={texts.applicant}
        value={request.applicant}
        maxLength={60}
        autoComplete="name"
        error={missing('applicant')}
        onChange={set('applicant')}
      />
      <TextField
        label={texts.contact}
        value={request.contact}
        maxLength={200}
        error={missing('contact')}
        onChange={set('contact')}
      />
      <fieldset>
        <legend>{texts.form}</legend>
        {(['electronic', 'paper', 'inspection'] as const).map((form) => (
          <label key={form} className={styles.tick}>
            <input
              type="radio"
              name="form"
              checked={request.form === form}
              onChange={() => setRequest({ ...request, form })}
            />
            {texts.forms[form]}
          </label>
        ))}
      </fieldset>
      <button type="submit" className={portal.go} disabled={send.isPending}>
        {texts.submit}
      </button>
    </form>
  )
}

function Mine() {
  const texts = useTexts(publicityTexts)
  const read = useRead(listMyDisclosures, { query: { limit: 20 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <section className={styles.block}>
      <h2>{texts.mine}</h2>
      {read.data.items.length === 0 ? <EmptyState title={texts.nothing} why={texts.nothingWhy} /> : null}
      <ul className={styles.articles}>
        {read.data.items.map((one: Disclosure) => (
          <li key={one.id}>
            <b>{one.subject}</b> · {texts.requestStates[one.state]}
            <p className={portal.quiet}>
              <span className="code">{one.number}</span> · {one.organisationName} ·{' '}
              {texts.due(formatTime(one.dueTime).slice(0, 10))}
            </p>
            {one.state === 'correcting' ? <p>{one.steps.at(-1)?.text}</p> : null}
            {one.answer ? (
              <p>
                {texts.answer}：{one.answer}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

const counted = [
  ...([
    'received',
    'carriedOver',
    'inTime',
    'late',
    'pending',
    'reviews',
    'litigation',
    'published',
  ] as const),
]

function YearReport() {
  const texts = useTexts(publicityTexts)
  const year = new Date().getFullYear()
  const read = useRead(getDisclosureReport, { query: { year } })
  const data = read.data
  if (!data) return null
  return (
    <section className={styles.block}>
      <h2>{texts.year(year)}</h2>
      <dl className={portal.answers}>
        {counted.map((name) => (
          <div key={name}>
            <dt>{texts.figures[name]}</dt>
            <dd>{formatNumber(data[name])}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
