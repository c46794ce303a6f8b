import { type Consultation, getConsultation, giveOpinion } from '@civitas/sdk'
import { Loading, TextArea, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { RequireSession } from '../../../app/require-session.tsx'
import { useSession } from '../../../app/session.ts'
import { ArticleText } from '../../../capabilities/services/article-text.tsx'
import portal from '../portal.module.css'
import styles from './publicity.module.css'
import { publicityTexts } from './publicity.texts.ts'

/** A draft with its clauses, a way to say something, and later the answers. */
export function ConsultationPage() {
  const { id = '' } = useParams()
  const read = useRead(getConsultation, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <Shown one={read.data} /> : <Loading />
}

function Shown({ one }: { one: Consultation }) {
  const texts = useTexts(publicityTexts)
  const session = useSession()
  const [wantsIn, setWantsIn] = useState(false)
  return (
    <>
      <h1>{one.title}</h1>
      <p className={styles.meta}>
        <span>{texts.states[one.state]}</span>
        <span>{texts.period(one.openDay, one.closeDay)}</span>
        <span>{one.organisationName}</span>
        <span>{texts.opinions(one.opinions)}</span>
      </p>
      <ArticleText body={one.background} />
      {one.shortReason ? (
        <p>
          {texts.short}：{one.shortReason}
        </p>
      ) : null}
      <ul className={styles.clauses}>
        {one.clauses.map((clause) => (
          <li key={clause.id}>
            <b>{clause.id}</b> {clause.text}
          </li>
        ))}
      </ul>
      {one.state === 'summarised' ? <Result one={one} /> : null}
      {one.state === 'open' && session ? <OpinionForm one={one} /> : null}
      {one.state === 'open' && !session && wantsIn ? <RequireSession>{null}</RequireSession> : null}
      {one.state === 'open' && !session && !wantsIn ? (
        <button type="button" className={portal.go} onClick={() => setWantsIn(true)}>
          {texts.signIn}
        </button>
      ) : null}
    </>
  )
}

function Result({ one }: { one: Consultation }) {
  const texts = useTexts(publicityTexts)
  return (
    <section className={styles.block}>
      <h2>{texts.result}</h2>
      {one.summary ? <ArticleText body={one.summary} /> : null}
      {one.decision ? (
        <p>
          {texts.decision}：{one.decision}
        </p>
      ) : null}
      <ul className={styles.articles}>
        {one.groups.map((group) => (
          <li key={group.id}>
            <b>{group.outcome ? texts.outcomes[group.outcome] : ''}</b> {group.title}（{group.opinions}）
            <p>{group.reason}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function OpinionForm({ one }: { one: Consultation }) {
  const texts = useTexts(publicityTexts)
  const app = useTexts(appTexts)
  const id = useId()
  const [clause, setClause] = useState('')
  const [text, setText] = useState('')
  const [anonymous, setAnonymous] = useState(false)
  const [isTried, setTried] = useState(false)
  const isShort = text.trim().length < 4
  const send = useMutation({
    mutationFn: () =>
      client.call(giveOpinion, {
        params: { id: one.id },
        body: { text: text.trim(), anonymous, ...(clause ? { clause } : {}) },
      }),
    onSuccess: () => {
      setText('')
      setTried(false)
      refresh(getConsultation)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isShort) send.mutate()
  }
  return (
    <form className={portal.question} noValidate onSubmit={submit}>
      {send.isSuccess ? <p role="status">{texts.given}</p> : null}
      {send.error ? (
        <p className={portal.error} role="alert">
          {problemWords(send.error, app).title}
        </p>
      ) : null}
      <div>
        <label htmlFor={id} className={styles.label}>
          {texts.clause}
        </label>
        <select
          id={id}
          className={styles.select}
          value={clause}
          onChange={(event) => setClause(event.target.value)}
        >
          <option value="">{texts.whole}</option>
          {one.clauses.map((each) => (
            <option key={each.id} value={each.id}>
              {each.id}
            </option>
          ))}
        </select>
      </div>
      <TextArea
        label={texts.opinion}
        hint={texts.opinionHint}
        maxLength={4000}
        value={text}
        error={isTried && isShort ? texts.needed : null}
        onChange={(event) => setText(event.target.value)}
      />
      <label className={styles.tick}>
        <input type="checkbox" checked={anonymous} onChange={(event) => setAnonymous(event.target.checked)} />
        {texts.anonymous}
      </label>
      <button type="submit" className={portal.go} disabled={send.isPending}>
        {texts.give}
      </button>
    </form>
  )
}
