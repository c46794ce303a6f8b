import { getPlatformInfo, type OperationOutput, ProblemError, signIn } from '@civitas/sdk'
import { Button, TextField, ThemeRoot, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from './app.texts.ts'
import { CityLines } from './city-lines.tsx'
import { client } from './client.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { enterWithPasskey } from './passkeys.ts'
import { problemWords } from './problem-view.tsx'
import { queryClient, useRead } from './query.ts'
import { setSession } from './session.ts'
import styles from './sign-in.module.css'
import { signOnTexts } from './sign-on.texts.ts'

type Info = OperationOutput<typeof getPlatformInfo>
const DEMO_PASSWORD = 'civitas-demo'

/** The sign-in of all surfaces; afterwards the page that was asked for appears in its place. */
export function SignInPage() {
  const texts = useTexts(appTexts)
  const signOn = useTexts(signOnTexts)
  const pick = usePick()
  const info = useRead(getPlatformInfo, {}, { everyMs: 15_000 })
  const enter = useMutation({
    mutationFn: (body: { account: string; password: string }) => client.call(signIn, { body }),
    onSuccess: (session) => {
      queryClient.clear()
      setSession(session)
    },
  })
  const passkey = useMutation({
    mutationFn: enterWithPasskey,
    onSuccess: (session) => {
      queryClient.clear()
      setSession(session)
    },
  })
  const city = info.data?.city?.name ?? ''
  return (
    <ThemeRoot theme="light">
      <div className={styles.page}>
        <header className={styles.side}>
          <CityLines className={styles.lines} />
          <div className={styles.brand}>
            <img src="/civitas.svg" alt="" />
            {texts.productLong}
          </div>
          <div>
            <div className={styles.city}>{city || texts.product}</div>
            <p className={styles.slogan}>{texts.slogan}</p>
          </div>
          <div className={`${styles.foot} number`}>
            {info.data
              ? [...info.data.domains.map((each) => pick(each.title)), info.data.version].join(' · ')
              : ''}
          </div>
        </header>
        <main className={styles.main}>
          <div className={styles.top}>
            <h1 className={styles.title}>{texts.signInTitle(city)}</h1>
            <LanguageSwitch />
          </div>
          {info.isError ? <Notice {...problemWords(info.error, texts)} /> : null}
          {info.data?.needsFirstAdministrator ? <Notice title={texts.noSetup} /> : null}
          <SignInForm busy={enter.isPending} error={enter.error ?? passkey.error} onSubmit={enter.mutate} />
          <Button wide disabled={passkey.isPending} onClick={() => passkey.mutate()}>
            {signOn.passkeySignIn}
          </Button>
          {info.data?.city?.demo ? (
            <DemoAccounts info={info.data} busy={enter.isPending} onChoose={enter.mutate} />
          ) : null}
        </main>
      </div>
    </ThemeRoot>
  )
}

function Notice({ title, detail }: { title: string; detail?: string }) {
  return (
    <div className={styles.error} role="alert">
      {title}
      {detail ? <div>{detail}</div> : null}
    </div>
  )
}

interface SubmitProps {
  busy: boolean
  onSubmit: (body: { account: string; password: string }) => void
}

function SignInForm({ busy, error, onSubmit }: SubmitProps & { error: Error | null }) {
  const texts = useTexts(appTexts)
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit({ account: account.trim(), password })
      }}
    >
      {error ? <Notice {...signInWords(error, texts)} /> : null}
      <TextField
        label={texts.account}
        name="account"
        autoComplete="username"
        autoCapitalize="none"
        required
        value={account}
        onChange={(event) => setAccount(event.target.value)}
      />
      <TextField
        label={texts.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button kind="primary" size="large" type="submit" wide disabled={busy}>
        {busy ? texts.signingIn : texts.signIn}
      </Button>
    </form>
  )
}

function signInWords(error: Error, texts: Parameters<typeof problemWords>[1]) {
  return error instanceof ProblemError ? { title: error.problem.detail } : problemWords(error, texts)
}

interface DemoProps {
  info: Info
  busy: boolean
  onChoose: (body: { account: string; password: string }) => void
}

function DemoAccounts({ info, busy, onChoose }: DemoProps) {
  const texts = useTexts(appTexts)
  return (
    <section className={styles.demo}>
      <h2>{texts.demoTitle}</h2>
      <p>{texts.demoWhy}</p>
      <div className={styles.accounts}>
        {info.demoAccounts.map((person) => (
          <button
            key={person.account}
            type="button"
            className={styles.person}
            disabled={busy}
            onClick={() => onChoose({ account: person.account, password: DEMO_PASSWORD })}
          >
            <b>{person.name}</b>
            <span className="code">{person.account}</span>
          </button>
        ))}
      </div>
    </section>
  )
}
