import {
  answerSatisfaction,
  appealHidden,
  type Idea,
  listIdeas,
  listMyIdeas,
  listSatisfaction,
  proposeIdea,
  type SatisfactionGrade,
  type SatisfactionRound,
  voteForIdea,
} from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, TextArea, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { useSession } from '../../../app/session.ts'
import portal from '../portal.module.css'
import publicity from '../publicity/publicity.module.css'
import styles from './city.module.css'
import { cityTexts } from './city.texts.ts'

/** 金点子与满意度: propose, support, say how satisfied one is, read what came of it (SOC-024). */
export function IdeasPage() {
  const texts = useTexts(cityTexts)
  const session = useSession()
  return (
    <>
      <h1>{texts.ideas}</h1>
      <p className={portal.lead}>{texts.ideasLead}</p>
      {session ? <Propose /> : <p className={portal.quiet}>{texts.ideasNeedSignIn}</p>}
      {session ? <MyIdeas /> : null}
      <h2>{texts.allIdeas}</h2>
      <Ideas />
      <Rounds />
    </>
  )
}

function Wrong({ error }: { error: Error | null }) {
  const app = useTexts(appTexts)
  if (!error) return null
  return (
    <p className={portal.error} role="alert">
      {problemWords(error, app).title}
    </p>
  )
}

function Propose() {
  const texts = useTexts(cityTexts)
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [isTried, setTried] = useState(false)
  const isShort = (words: string) => words.trim().length < 5
  const send = useMutation({
    mutationFn: () => client.call(proposeIdea, { body: { title, text } }),
    onSuccess: () => {
      setTitle('')
      setText('')
      setTried(false)
      refresh(listIdeas, listMyIdeas)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isShort(title) && !isShort(text)) send.mutate()
  }
  return (
    <form className={portal.question} noValidate onSubmit={submit}>
      <h2>{texts.propose}</h2>
      {send.isSuccess ? <p role="status">{texts.proposed(send.data.number)}</p> : null}
      <Wrong error={send.error} />
      <TextField
        label={texts.title}
        maxLength={80}
        value={title}
        error={isTried && isShort(title) ? texts.needed : null}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextArea
        label={texts.text}
        maxLength={2000}
        value={text}
        error={isTried && isShort(text) ? texts.needed : null}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className={portal.go} disabled={send.isPending}>
        {texts.submit}
      </button>
    </form>
  )
}

/** Own ideas, also those that were hidden: why, and an appeal against it. */
function MyIdeas() {
  const texts = useTexts(cityTexts)
  const read = useRead(listMyIdeas, { query: { limit: 50 } })
  if (!read.data || read.data.items.length === 0) return null
  return (
    <section className={styles.part}>
      <h2>{texts.myIdeas}</h2>
      <ul className={publicity.articles}>
        {read.data.items.map((one) => (
          <li key={one.id}>
            <b>{one.title}</b> · {one.number} ·{' '}
            {one.hiddenReason ? texts.hidden : texts.ideaStates[one.state]}
            {one.hiddenReason ? (
              <p>
                {texts.hiddenWhy}：{one.hiddenReason}
              </p>
            ) : null}
            {one.appeal ? <p className={portal.quiet}>{texts.appealed(one.appeal)}</p> : null}
            {one.hiddenReason && !one.appeal ? <Appeal id={one.id} /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Appeal({ id }: { id: string }) {
  const texts = useTexts(cityTexts)
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => client.call(appealHidden, { params: { id }, body: { text } }),
    onSuccess: () => refresh(listMyIdeas),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <TextArea
        label={texts.appealText}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Wrong error={send.error} />
      <button type="submit" className={styles.act} disabled={send.isPending || text.trim().length < 2}>
        {texts.appeal}
      </button>
    </form>
  )
}

function Ideas() {
  const texts = useTexts(cityTexts)
  const read = useRead(listIdeas, { query: { limit: 50 } })
  if (read.error) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  if (read.data.items.length === 0) return <EmptyState title={texts.noIdeas} why={texts.noIdeasWhy} />
  return (
    <ul className={publicity.articles}>
      {read.data.items.map((one) => (
        <IdeaRow key={one.id} one={one} />
      ))}
    </ul>
  )
}

function IdeaRow({ one }: { one: Idea }) {
  const texts = useTexts(cityTexts)
  const session = useSession()
  const vote = useMutation({
    mutationFn: () => client.call(voteForIdea, { params: { id: one.id } }),
    onSuccess: () => refresh(listIdeas),
  })
  return (
    <li>
      <b>{one.title}</b> · {texts.ideaStates[one.state]}
      <p>{one.text}</p>
      <p className={portal.quiet}>
        {one.name}
        {one.itemTitle ? ` · ${texts.about}：${one.itemTitle}` : ''}
      </p>
      {one.reply ? (
        <p>
          {texts.reply}：{one.reply}
        </p>
      ) : null}
      {session ? (
        <button type="button" className={styles.act} disabled={vote.isPending} onClick={() => vote.mutate()}>
          {texts.support(formatNumber(one.votes))}
        </button>
      ) : (
        <span className={portal.quiet}>{texts.support(formatNumber(one.votes))}</span>
      )}
      <Wrong error={vote.error} />
    </li>
  )
}

function Rounds() {
  const texts = useTexts(cityTexts)
  const read = useRead(listSatisfaction, { query: { limit: 20 } })
  if (!read.data || read.data.items.length === 0) return null
  return (
    <section>
      <h2>{texts.satisfaction}</h2>
      <p className={portal.quiet}>{texts.satisfactionLead}</p>
      <ul className={publicity.articles}>
        {read.data.items.map((one) => (
          <RoundRow key={one.id} one={one} />
        ))}
      </ul>
    </section>
  )
}

function RoundRow({ one }: { one: SatisfactionRound }) {
  const texts = useTexts(cityTexts)
  const session = useSession()
  const say = useMutation({
    mutationFn: (grade: SatisfactionGrade) =>
      client.call(answerSatisfaction, { params: { id: one.id }, body: { grade } }),
  })
  return (
    <li>
      <b>{one.title}</b> · {one.organisationName}
      <p>{one.question}</p>
      {one.result ? (
        <p>
          {texts.rate} {one.result.text}
          <br />
          <span className={portal.quiet}>{one.result.method}</span>
        </p>
      ) : (
        <p className={portal.quiet}>{texts.until(one.toDay)}</p>
      )}
      {session && one.state === 'open' && !say.isSuccess
        ? (Object.keys(texts.grades) as SatisfactionGrade[]).map((grade) => (
            <button
              key={grade}
              type="button"
              className={styles.act}
              disabled={say.isPending}
              onClick={() => say.mutate(grade)}
            >
              {texts.grades[grade]}
            </button>
          ))
        : null}
      {say.isSuccess ? <p role="status">{texts.thanks}</p> : null}
      <Wrong error={say.error} />
    </li>
  )
}
