import { beginStepUp, stepUp } from '@civitas/sdk'
import { Button, TextArea, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { appTexts } from './app.texts.ts'
import { client } from './client.ts'
import { problemWords } from './problem-view.tsx'
import styles from './sign-in.module.css'
import { signOnTexts } from './sign-on.texts.ts'

/** Rises by a certificate: the text of the platform, signed outside the browser with the key that belongs to it. */
export function CertificateStep({ onDone }: { onDone: () => void }) {
  const texts = useTexts(signOnTexts)
  const app = useTexts(appTexts)
  const [serial, setSerial] = useState('')
  const [signature, setSignature] = useState('')
  const begin = useMutation({
    mutationFn: () => client.call(beginStepUp, { body: { method: 'certificate' } }),
  })
  const { mutate } = begin
  useEffect(() => mutate(), [mutate])
  const challengeId = begin.data?.challengeId
  const text = String((begin.data?.options as { text?: string } | null)?.text ?? '')
  const check = useMutation({
    mutationFn: () =>
      client.call(stepUp, { body: { method: 'certificate', challengeId, serial, signature } }),
    onSuccess: onDone,
  })
  const error = check.error ?? begin.error
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        check.mutate()
      }}
    >
      {error ? (
        <div className={styles.error} role="alert">
          {problemWords(error, app).title}
        </div>
      ) : null}
      <TextArea label={texts.toSign} hint={texts.toSignHint} rows={4} readOnly value={text} />
      <TextField
        label={texts.serial}
        maxLength={64}
        value={serial}
        onChange={(event) => setSerial(event.target.value.trim())}
      />
      <TextField
        label={texts.signature}
        maxLength={200}
        value={signature}
        onChange={(event) => setSignature(event.target.value.trim())}
      />
      <Button
        kind="primary"
        type="submit"
        wide
        disabled={!challengeId || !serial || !signature || check.isPending}
      >
        {texts.check}
      </Button>
    </form>
  )
}
