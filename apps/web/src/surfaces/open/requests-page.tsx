import {
  answerOpenRequest,
  askForOpenData,
  listOpenRequests,
  type OpenRequest,
  voteForRequest,
} from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../app/client.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { useSession } from '../../app/session.ts'
import { Refusal } from './dataset-side.tsx'
import { useMayReview } from './may-review.ts'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

/** 数据需求: what people ask to be opened, most votes first, with the answers. */
export function RequestsPage() {
  const texts = useTexts(openTexts)
  const words = texts.requests
  const session = useSession()
  const read = useRead(listOpenRequests, { query: { limit: 100 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <main className={styles.main}>
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      {session ? (
        <Ask />
      ) : (
        <p>
          {words.signIn} <Link to="/portal/account">{texts.signIn}</Link>
        </p>
      )}
      {read.data ? null : <Loading />}
      {read.data?.items.length === 0 ? <EmptyState title={words.none} why={words.noneWhy} /> : null}
      <ul className={styles.list}>
        {read.data?.items.map((one) => (
          <Entry key={one.id} request={one} />
        ))}
      </ul>
    </main>
  )
}

function Ask() {
  const words = useTexts(openTexts).requests
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const ask = useMutation({
    mutationFn: () => client.call(askForOpenData, { body: { title, text } }),
    onSuccess: () => {
      setTitle('')
      setText('')
      refresh(listOpenRequests)
    },
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        ask.mutate()
      }}
    >
      <label>
        {words.name}
        <input
          required
          minLength={2}
          maxLength={100}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <label>
        {words.text}
        <textarea
          required
          minLength={4}
          maxLength={1000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Refusal error={ask.error} />
      {ask.isSuccess ? (
        <p className={styles.done} role="status">
          {words.sent}
        </p>
      ) : null}
      <button type="submit" className={styles.go} disabled={ask.isPending}>
        {words.send}
      </button>
    </form>
  )
}

function Entry({ request }: { request: OpenRequest }) {
  const words = useTexts(openTexts).requests
  const session = useSession()
  const vote = useMutation({
    mutationFn: () => client.call(voteForRequest, { params: { id: request.id } }),
    onSuccess: () => refresh(listOpenRequests),
  })
  const mayAnswer = useMayReview()
  return (
    <li>
      <h2>
        {request.title}{' '}
        <span className={`${styles.tag} ${request.isLate ? styles.late : ''}`}>
          {request.isLate ? words.late : words.states[request.state]}
        </span>
      </h2>
      <p>{request.text}</p>
      {request.reply ? (
        <p className={styles.done}>
          {words.reply}：{request.reply}
        </p>
      ) : null}
      <div className={styles.meta}>
        <span>{words.votes(formatNumber(request.votes))}</span>
        <span>{formatTime(request.createdTime)}</span>
        {request.state === 'waiting' ? (
          <span>{words.due(formatTime(request.dueTime).slice(0, 10))}</span>
        ) : null}
        {session ? (
          <button type="button" className={styles.second} onClick={() => vote.mutate()}>
            {words.vote}
          </button>
        ) : null}
      </div>
      {mayAnswer && request.state === 'waiting' ? <Answer id={request.id} /> : null}
    </li>
  )
}

function Answer({ id }: { id: string }) {
  const words = useTexts(openTexts).requests
  const [reply, setReply] = useState('')
  const [state, setState] = useState<'accepted' | 'refused' | 'done'>('accepted')
  const answer = useMutation({
    mutationFn: () => client.call(answerOpenRequest, { params: { id }, body: { state, reply } }),
    onSuccess: () => refresh(listOpenRequests),
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        answer.mutate()
      }}
    >
      <label>
        {words.answer}
        <textarea required minLength={2} value={reply} onChange={(event) => setReply(event.target.value)} />
      </label>
      <select
        aria-label={words.reply}
        value={state}
        onChange={(event) => setState(event.target.value as typeof state)}
      >
        {(['accepted', 'refused', 'done'] as const).map((one) => (
          <option key={one} value={one}>
            {words.states[one]}
          </option>
        ))}
      </select>
      <Refusal error={answer.error} />
      <button type="submit" className={styles.go} disabled={answer.isPending}>
        {words.send}
      </button>
    </form>
  )
}
