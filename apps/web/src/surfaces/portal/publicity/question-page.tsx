import { askQuestion, listAnswers, listMyQuestions, type Question } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, TextArea, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { useSession } from '../../../app/session.ts'
import portal from '../portal.module.css'
import styles from './publicity.module.css'
import { publicityTexts } from './publicity.texts.ts'
import { UnitField } from './unit-field.tsx'

/** 网络问政: ask a unit, follow one’s questions, read what others asked (SOC-024). */
export function QuestionPage() {
  const texts = useTexts(publicityTexts)
  const session = useSession()
  return (
    <>
      <h1>{texts.questions}</h1>
      <p className={portal.lead}>{texts.questionsLead}</p>
      {session ? <AskForm /> : null}
      {session ? <Mine /> : null}
      <Answers />
    </>
  )
}

function AskForm() {
  const texts = useTexts(publicityTexts)
  const app = useTexts(appTexts)
  const [organisationId, setOrganisation] = useState('')
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [isPublic, setPublic] = useState(true)
  const [isTried, setTried] = useState(false)
  const tooShort = (words: string) => (isTried && words.trim().length < 4 ? texts.needed : null)
  const send = useMutation({
    mutationFn: () => client.call(askQuestion, { body: { organisationId, title, text, isPublic } }),
    onSuccess: () => {
      setTitle('')
      setText('')
      setTried(false)
      refresh(listMyQuestions)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (organisationId && title.trim().length >= 4 && text.trim().length >= 4) send.mutate()
  }
  return (
    <form className={portal.question} noValidate onSubmit={submit}>
      <h2>{texts.ask}</h2>
      {send.isSuccess ? <p role="status">{texts.asked(send.data.number)}</p> : null}
      {send.error ? (
        <p className={portal.error} role="alert">
          {problemWords(send.error, app).title}
        </p>
      ) : null}
      <UnitField
        value={organisationId}
        error={isTried && !organisationId ? texts.choose : null}
        onChange={setOrganisation}
      />
      <TextField
        label={texts.title}
        maxLength={120}
        value={title}
        error={tooShort(title)}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextArea
        label={texts.text}
        maxLength={4000}
        value={text}
        error={tooShort(text)}
        onChange={(event) => setText(event.target.value)}
      />
      <label className={styles.tick}>
        <input type="checkbox" checked={isPublic} onChange={(event) => setPublic(event.target.checked)} />
        {texts.isPublic}
      </label>
      <button type="submit" className={portal.go} disabled={send.isPending}>
        {texts.submit}
      </button>
    </form>
  )
}

function Rows({ items }: { items: Question[] }) {
  const texts = useTexts(publicityTexts)
  return (
    <ul className={styles.articles}>
      {items.map((one) => (
        <li key={one.id}>
          <b>{one.title}</b> · {texts.questionStates[one.state]}
          <p>{one.text}</p>
          <p className={portal.quiet}>
            {one.name} · {one.organisationName} · {formatTime(one.createdTime).slice(0, 10)}
          </p>
          {one.reply ? (
            <p>
              {texts.answer}：{one.reply}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function Mine() {
  const texts = useTexts(publicityTexts)
  const read = useRead(listMyQuestions, { query: { limit: 20 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data || read.data.items.length === 0) return null
  return (
    <section className={styles.block}>
      <h2>{texts.myQuestions}</h2>
      <Rows items={read.data.items} />
    </section>
  )
}

function Answers() {
  const texts = useTexts(publicityTexts)
  const read = useRead(listAnswers, { query: { limit: 20 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <section className={styles.block}>
      <h2>{texts.answers}</h2>
      {read.data.items.length === 0 ? (
        <EmptyState title={texts.noAnswers} why={texts.noAnswersWhy} />
      ) : (
        <Rows items={read.data.items} />
      )}
    </section>
  )
}
