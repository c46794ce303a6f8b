import { makeHandover, takeHandover } from '@civitas/sdk'
import { formatTime, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { openTexts } from '../open/open.texts.ts'
import portal from '../portal.module.css'
import styles from '../trust/trust.module.css'

/** 接力码 of a draft: six digits, once, ten minutes (SOC-019). */
export function MakeHandover({ id }: { id: string }) {
  const { handover: texts } = useTexts(openTexts)
  const make = useMutation({
    mutationFn: () => client.call(makeHandover, { params: { id }, body: { channel: 'web' } }),
  })
  return (
    <div className={styles.section}>
      {make.data ? (
        <>
          <p>{texts.why}</p>
          <p role="status">
            {texts.code} <span className={styles.score}>{make.data.code}</span>
          </p>
          <p className={portal.quiet}>{texts.until(formatTime(make.data.expiresTime))}</p>
        </>
      ) : (
        <button
          type="button"
          className={`${portal.go} ${portal.second}`}
          disabled={make.isPending}
          onClick={() => make.mutate()}
        >
          {texts.make}
        </button>
      )}
      {make.error ? <p className={portal.error}>{make.error.message}</p> : null}
    </div>
  )
}

/** Goes on with what was begun elsewhere. */
export function TakeHandover() {
  const { handover: texts } = useTexts(openTexts)
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const take = useMutation({
    mutationFn: () => client.call(takeHandover, { body: { code } }),
    onSuccess: ({ applicationId }) => navigate(`/portal/applications/${applicationId}/form`),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    take.mutate()
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <h2 className={styles.section}>{texts.take}</h2>
      <TextField
        label={texts.label}
        required
        inputMode="numeric"
        pattern="[0-9]{6}"
        maxLength={6}
        value={code}
        onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
      />
      {take.error ? (
        <p role="alert" className={portal.error}>
          {take.error.message}
        </p>
      ) : null}
      <button type="submit" className={portal.go} disabled={code.length !== 6 || take.isPending}>
        {texts.go}
      </button>
    </form>
  )
}
