import {
  listOpenApplications,
  listOpenDatasets,
  type OpenApplication,
  reviewOpenApplication,
  showOpenApplication,
} from '@civitas/sdk'
import { EmptyState, formatTime, Loading, useTexts } from '@civitas/ui'
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

/** 应用成果: what was made with open data. */
export function ApplicationsPage() {
  const texts = useTexts(openTexts)
  const words = texts.applications
  const session = useSession()
  const read = useRead(listOpenApplications, { query: { limit: 100 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <main className={styles.main}>
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      {read.data ? null : <Loading />}
      {read.data?.items.length === 0 ? <EmptyState title={words.none} why={words.noneWhy} /> : null}
      <ul className={styles.cards}>
        {read.data?.items.map((one) => (
          <Card key={one.id} application={one} />
        ))}
      </ul>
      {session ? (
        <Submit />
      ) : (
        <p>
          {words.signIn} <Link to="/portal/account">{texts.signIn}</Link>
        </p>
      )}
    </main>
  )
}

function Card({ application }: { application: OpenApplication }) {
  const words = useTexts(openTexts).applications
  const review = useMutation({
    mutationFn: (state: 'shown' | 'refused') =>
      client.call(reviewOpenApplication, { params: { id: application.id }, body: { state } }),
    onSuccess: () => refresh(listOpenApplications),
  })
  const mayReview = useMayReview()
  return (
    <li>
      <h2>
        {application.url ? (
          <a href={application.url} rel="noreferrer nofollow">
            {application.title}
          </a>
        ) : (
          application.title
        )}{' '}
        {application.state === 'shown' ? null : (
          <span className={styles.tag}>{words.states[application.state]}</span>
        )}
      </h2>
      <p>{application.text}</p>
      <p>
        {words.uses}：
        {application.datasets.map((one) => (
          <Link key={one.name} to={`/open/datasets/${one.name}`}>
            {one.title}{' '}
          </Link>
        ))}
      </p>
      <p className={styles.quiet}>
        {application.author} · {formatTime(application.createdTime)}
      </p>
      {mayReview && application.state === 'waiting' ? (
        <div className={styles.files}>
          <button type="button" className={styles.go} onClick={() => review.mutate('shown')}>
            {words.show}
          </button>
          <button type="button" className={styles.second} onClick={() => review.mutate('refused')}>
            {words.refuse}
          </button>
        </div>
      ) : null}
    </li>
  )
}

function Submit() {
  const words = useTexts(openTexts).applications
  const known = useRead(listOpenDatasets, { query: { limit: 100, order: 'name' } })
  const [form, setForm] = useState({ title: '', text: '', url: '' })
  const [chosen, setChosen] = useState<string[]>([])
  const send = useMutation({
    mutationFn: () =>
      client.call(showOpenApplication, {
        body: {
          title: form.title,
          text: form.text,
          ...(form.url ? { url: form.url } : {}),
          datasets: chosen,
        },
      }),
    onSuccess: () => refresh(listOpenApplications),
  })
  const set = (name: keyof typeof form, value: string) => setForm({ ...form, [name]: value })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <h2>{words.submit}</h2>
      <label>
        {words.name}
        <input
          required
          minLength={2}
          value={form.title}
          onChange={(event) => set('title', event.target.value)}
        />
      </label>
      <label>
        {words.text}
        <textarea
          required
          minLength={4}
          value={form.text}
          onChange={(event) => set('text', event.target.value)}
        />
      </label>
      <label>
        {words.url}
        <input type="url" value={form.url} onChange={(event) => set('url', event.target.value)} />
      </label>
      <fieldset>
        <legend>{words.datasets}</legend>
        {known.data?.items.map((one) => (
          <label key={one.name} className={styles.tick}>
            <input
              type="checkbox"
              checked={chosen.includes(one.name)}
              onChange={(event) =>
                setChosen(
                  event.target.checked ? [...chosen, one.name] : chosen.filter((name) => name !== one.name),
                )
              }
            />
            {one.title}
          </label>
        ))}
      </fieldset>
      <Refusal error={send.error} />
      {send.isSuccess ? (
        <p className={styles.done} role="status">
          {words.sent}
        </p>
      ) : null}
      <button type="submit" className={styles.go} disabled={send.isPending || chosen.length === 0}>
        {words.submit}
      </button>
    </form>
  )
}
