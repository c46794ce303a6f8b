import { answerSignOnQuestion, getMySecurity, getSignOnQuestion, type SignOnQuestion } from '@civitas/sdk'
import { Button, Loading, ThemeRoot, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { endSession } from './account-menu.tsx'
import { client } from './client.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { refresh, useRead } from './query.ts'
import { RequireSession } from './require-session.tsx'
import { useSession } from './session.ts'
import styles from './sign-in.module.css'
import { signOnTexts } from './sign-on.texts.ts'
import { StepUp } from './step-up.tsx'

/** What a person is asked while another system signs on: who one is, and what it may be told. */
export function SignOnPage() {
  return (
    <RequireSession>
      <ThemeRoot theme="light">
        <Question />
      </ThemeRoot>
    </RequireSession>
  )
}

type Answer = { answer: 'sign-in' | 'agree' | 'refuse'; scopes?: string[] }

function Question() {
  const texts = useTexts(signOnTexts)
  const [params] = useSearchParams()
  const uid = params.get('request') ?? ''
  const read = useRead(getSignOnQuestion, { params: { uid } }, { staleMs: 0 })
  const security = useRead(getMySecurity, {})
  const run = useMutation({
    mutationFn: (body: Answer) => client.call(answerSignOnQuestion, { params: { uid }, body }),
    onSuccess: ({ redirectTo }) => window.location.assign(redirectTo),
  })
  if (read.isPending || security.isPending) return <Loading />
  const question = read.data
  const isTooLow = (question?.level ?? 1) > (security.data?.level ?? 1)
  return (
    <main className={styles.main} style={{ minHeight: '100dvh', maxWidth: '28rem', marginInline: 'auto' }}>
      <div className={styles.top}>
        <h1 className={styles.title}>
          {question?.prompt === 'consent'
            ? texts.consentTitle(question.clientName)
            : texts.title(question?.clientName ?? '')}
        </h1>
        <LanguageSwitch />
      </div>
      {run.error || !question ? (
        <div className={styles.error} role="alert">
          {texts.ended}
        </div>
      ) : question.prompt === 'consent' ? (
        <Consent question={question} busy={run.isPending} onAnswer={run.mutate} />
      ) : isTooLow ? (
        <>
          <p>{texts.levelWhy(question.level)}</p>
          <StepUp onDone={() => refresh(getMySecurity)} />
        </>
      ) : (
        <GoOn busy={run.isPending} onAnswer={run.mutate} />
      )}
      {question ? (
        <Button kind="plain" wide onClick={() => run.mutate({ answer: 'refuse' })}>
          {texts.cancel}
        </Button>
      ) : null}
    </main>
  )
}

interface PartProps {
  busy: boolean
  onAnswer: (answer: Answer) => void
}

function GoOn({ busy, onAnswer }: PartProps) {
  const texts = useTexts(signOnTexts)
  const session = useSession()
  return (
    <div className={styles.form}>
      <Button
        kind="primary"
        size="large"
        wide
        disabled={busy}
        onClick={() => onAnswer({ answer: 'sign-in' })}
      >
        {texts.goOn(session?.user.name ?? '')}
      </Button>
      <Button wide onClick={() => void endSession()}>
        {texts.other}
      </Button>
    </div>
  )
}

function Consent({ question, busy, onAnswer }: PartProps & { question: SignOnQuestion }) {
  const texts = useTexts(signOnTexts)
  const [agreed, setAgreed] = useState<readonly string[]>(question.scopes)
  const toggle = (scope: string) =>
    setAgreed((former) =>
      former.includes(scope) ? former.filter((one) => one !== scope) : [...former, scope],
    )
  return (
    <div className={styles.form}>
      <p>{texts.consentWhy}</p>
      {question.scopes.map((scope) => (
        <label
          key={scope}
          style={{ display: 'flex', gap: '0.75rem', alignItems: 'center', minHeight: '2.75rem' }}
        >
          <input type="checkbox" checked={agreed.includes(scope)} onChange={() => toggle(scope)} />
          {texts.scopes[scope] ?? scope}
        </label>
      ))}
      <Button
        kind="primary"
        size="large"
        wide
        disabled={busy}
        onClick={() => onAnswer({ answer: 'agree', scopes: [...agreed] })}
      >
        {texts.agree}
      </Button>
    </div>
  )
}
