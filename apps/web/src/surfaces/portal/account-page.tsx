import { changeMyPassword } from '@civitas/sdk'
import { formatTime, Loading, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { appTexts } from '../../app/app.texts.ts'
import { client } from '../../app/client.ts'
import { problemWords } from '../../app/problem-view.tsx'
import { useMe } from '../../app/require-session.tsx'
import styles from './portal.module.css'
import { portalTexts } from './portal.texts.ts'
import { securityTexts } from './security/security.texts.ts'

const LEAST = 10

/** Who is signed in, and a way to change the password. */
export function AccountPage() {
  const texts = useTexts(portalTexts)
  const security = useTexts(securityTexts)
  const me = useMe()
  if (!me) return <Loading />
  return (
    <>
      <h1>{texts.account}</h1>
      <dl className={styles.answers}>
        <div>
          <dt>{texts.accountName}</dt>
          <dd>{me.user.name}</dd>
        </div>
        <div>
          <dt>{texts.accountId}</dt>
          <dd className="code">{me.user.account}</dd>
        </div>
        <div>
          <dt>{texts.lastSignIn}</dt>
          <dd>{formatTime(me.user.lastSignInTime)}</dd>
        </div>
      </dl>
      <p>
        <Link to="/portal/security">{security.title}</Link>
      </p>
      <p>
        <Link to="/portal/acting">{security.acting}</Link>
      </p>
      <p>
        <Link to="/portal/my-data">{texts.myData}</Link>
      </p>
      <PasswordForm />
    </>
  )
}

function PasswordForm() {
  const texts = useTexts(portalTexts)
  const app = useTexts(appTexts)
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [repeat, setRepeat] = useState('')
  const [isTried, setTried] = useState(false)
  const run = useMutation({
    mutationFn: () =>
      client.call(changeMyPassword, { body: { currentPassword: current, newPassword: next } }),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      setRepeat('')
      setTried(false)
    },
  })
  const isShort = next.length < LEAST
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (current && !isShort && next === repeat) run.mutate()
  }
  return (
    <form className={styles.question} style={{ marginTop: '2rem' }} onSubmit={submit}>
      <h2>{texts.changePassword}</h2>
      {run.isSuccess ? <p role="status">{texts.changed}</p> : null}
      {run.error ? (
        <p className={styles.error} role="alert">
          {problemWords(run.error, app).title}
        </p>
      ) : null}
      <TextField
        label={texts.current}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <TextField
        label={texts.next}
        hint={texts.nextHint}
        type="password"
        autoComplete="new-password"
        error={isTried && isShort ? texts.tooShort : null}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <TextField
        label={texts.repeat}
        type="password"
        autoComplete="new-password"
        error={isTried && next !== repeat ? texts.repeatWrong : null}
        value={repeat}
        onChange={(event) => setRepeat(event.target.value)}
      />
      <div className={styles.buttons}>
        <button type="submit" className={styles.go} disabled={run.isPending}>
          {run.isPending ? texts.saving : texts.save}
        </button>
      </div>
    </form>
  )
}
