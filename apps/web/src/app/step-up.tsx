import { beginStepUp, stepUp } from '@civitas/sdk'
import { Button, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from './app.texts.ts'
import { CertificateStep } from './certificate-step.tsx'
import { client } from './client.ts'
import { showPasskey } from './passkeys.ts'
import { problemWords } from './problem-view.tsx'
import styles from './sign-in.module.css'
import { signOnTexts } from './sign-on.texts.ts'

/** Asks for a further factor: a passkey, the code of an authenticator app, or a code by SMS. */
export function StepUp({ kinds, onDone }: { kinds?: string[]; onDone: () => void }) {
  const texts = useTexts(signOnTexts)
  const app = useTexts(appTexts)
  const [code, setCode] = useState('')
  const [signs, setSigns] = useState(false)
  const [sent, setSent] = useState<{ challengeId: string; sentTo: string } | null>(null)
  const passkey = useMutation({ mutationFn: showPasskey, onSuccess: onDone })
  const send = useMutation({
    mutationFn: () => client.call(beginStepUp, { body: { method: 'sms' } }),
    onSuccess: ({ challengeId, sentTo }) => setSent({ challengeId, sentTo: sentTo ?? '' }),
  })
  const check = useMutation({
    mutationFn: () =>
      client.call(stepUp, {
        body: sent ? { method: 'sms', code, challengeId: sent.challengeId } : { method: 'totp', code },
      }),
    onSuccess: onDone,
  })
  const error = check.error ?? passkey.error ?? send.error
  const has = (kind: string) => !kinds || kinds.includes(kind)
  if (signs) return <CertificateStep onDone={onDone} />
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        check.mutate()
      }}
    >
      <p>{sent ? texts.smsSent(sent.sentTo) : texts.stepWhy}</p>
      {error ? (
        <div className={styles.error} role="alert">
          {problemWords(error, app).title}
        </div>
      ) : null}
      {has('passkey') ? (
        <Button type="button" wide disabled={passkey.isPending} onClick={() => passkey.mutate()}>
          {texts.passkey}
        </Button>
      ) : null}
      <TextField
        label={sent ? texts.code : texts.totp}
        hint={sent ? undefined : texts.totpHint}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        value={code}
        onChange={(event) => setCode(event.target.value.trim())}
      />
      <Button kind="primary" type="submit" wide disabled={code.length !== 6 || check.isPending}>
        {texts.check}
      </Button>
      {kinds ? null : (
        <Button kind="plain" type="button" wide disabled={send.isPending} onClick={() => send.mutate()}>
          {texts.sms}
        </Button>
      )}
      {kinds ? null : (
        <Button kind="plain" type="button" wide onClick={() => setSigns(true)}>
          {texts.certificate}
        </Button>
      )}
    </form>
  )
}
