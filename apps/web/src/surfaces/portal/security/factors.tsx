import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  type Factor,
  getMySecurity,
  removeFactor,
} from '@civitas/sdk'
import { formatTime, TextField, useTexts } from '@civitas/ui'
import { startRegistration } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import styles from '../portal.module.css'
import { securityTexts } from './security.texts.ts'

type Options = Parameters<typeof startRegistration>[0]['optionsJSON']

async function makePasskey(name: string): Promise<void> {
  const { challengeId, options } = await client.call(beginPasskey)
  const response = await startRegistration({ optionsJSON: options as unknown as Options })
  const body = { challengeId, name, response: response as unknown as Record<string, unknown> }
  await client.call(addPasskey, { body })
}

/** What a person shows beside the password, and ways to add to it. */
export function Factors({ factors }: { factors: Factor[] }) {
  const texts = useTexts(securityTexts)
  const app = useTexts(appTexts)
  const done = () => refresh(getMySecurity)
  const passkey = useMutation({ mutationFn: () => makePasskey(texts.passkeyName), onSuccess: done })
  const remove = useMutation({
    mutationFn: (id: string) => client.call(removeFactor, { params: { id } }),
    onSuccess: done,
  })
  const begin = useMutation({ mutationFn: () => client.call(beginTotp, { body: {} }) })
  const error = passkey.error ?? remove.error ?? begin.error
  return (
    <>
      <h2>{texts.factors}</h2>
      {error ? (
        <p className={styles.error} role="alert">
          {problemWords(error, app).title}
        </p>
      ) : null}
      {factors.length === 0 ? <p className={styles.quiet}>{texts.noFactors}</p> : null}
      <ul className={styles.own}>
        {factors.map((one) => (
          <li key={one.id}>
            <h3>
              {texts.kinds[one.kind]} {one.name}
            </h3>
            <p className={styles.quiet}>
              {one.lastUsedTime ? texts.lastUsed(formatTime(one.lastUsedTime)) : texts.neverUsed}
            </p>
            <button type="button" className={styles.second} onClick={() => remove.mutate(one.id)}>
              {texts.remove}
            </button>
          </li>
        ))}
      </ul>
      {begin.data ? (
        <ConfirmTotp
          made={begin.data}
          onDone={() => {
            begin.reset()
            done()
          }}
        />
      ) : (
        <div className={styles.buttons}>
          <button
            type="button"
            className={styles.go}
            disabled={passkey.isPending}
            onClick={() => passkey.mutate()}
          >
            {texts.addPasskey}
          </button>
          <button type="button" className={styles.second} onClick={() => begin.mutate()}>
            {texts.addTotp}
          </button>
        </div>
      )}
    </>
  )
}

function ConfirmTotp({ made, onDone }: { made: { id: string; secret: string }; onDone: () => void }) {
  const texts = useTexts(securityTexts)
  const app = useTexts(appTexts)
  const [code, setCode] = useState('')
  const run = useMutation({
    mutationFn: () => client.call(confirmTotp, { params: { id: made.id }, body: { code } }),
    onSuccess: onDone,
  })
  return (
    <form
      className={styles.question}
      onSubmit={(event) => {
        event.preventDefault()
        run.mutate()
      }}
    >
      <p>{texts.totpHow}</p>
      <p>
        {texts.secret} <code data-testid="totp-secret">{made.secret}</code>
      </p>
      {run.error ? (
        <p className={styles.error} role="alert">
          {problemWords(run.error, app).title}
        </p>
      ) : null}
      <TextField
        label={texts.code}
        inputMode="numeric"
        maxLength={6}
        value={code}
        onChange={(event) => setCode(event.target.value.trim())}
      />
      <button type="submit" className={styles.go} disabled={code.length !== 6}>
        {texts.confirm}
      </button>
    </form>
  )
}
