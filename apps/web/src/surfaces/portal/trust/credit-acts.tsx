import { authoriseCreditQuery, getMyCredit, stateAboutListing } from '@civitas/sdk'
import { formatTime, TextArea, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { openTexts } from '../open/open.texts.ts'
import portal from '../portal.module.css'
import styles from './trust.module.css'

/** 授权他人查询: a code somebody named may see the whole file with (PLT-087). */
export function AuthoriseQuery() {
  const { credit: texts } = useTexts(openTexts)
  const [values, setValues] = useState({ toName: '', purpose: '', hours: 24 })
  const give = useMutation({ mutationFn: () => client.call(authoriseCreditQuery, { body: values }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate()
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <h2 className={styles.section}>{texts.authorise}</h2>
      <TextField
        label={texts.to}
        required
        maxLength={100}
        value={values.toName}
        onChange={(event) => setValues({ ...values, toName: event.target.value })}
      />
      <TextField
        label={texts.purpose}
        required
        maxLength={200}
        value={values.purpose}
        onChange={(event) => setValues({ ...values, purpose: event.target.value })}
      />
      <TextField
        label={texts.hours}
        type="number"
        required
        min={1}
        max={8760}
        value={values.hours}
        onChange={(event) => setValues({ ...values, hours: Number(event.target.value) })}
      />
      {give.error ? (
        <p role="alert" className={portal.error}>
          {give.error.message}
        </p>
      ) : null}
      {give.data ? <p role="status">{texts.given(give.data.code, formatTime(give.data.untilTime))}</p> : null}
      <button type="submit" className={portal.go} disabled={give.isPending}>
        {texts.give}
      </button>
    </form>
  )
}

/** 陈述申辩 about a listing one was told of. */
export function ListingStatement({ id }: { id: string }) {
  const { credit: texts } = useTexts(openTexts)
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => client.call(stateAboutListing, { params: { id }, body: { text } }),
    onSuccess: () => refresh(getMyCredit),
  })
  if (send.data) return <p role="status">{texts.sent}</p>
  return (
    <div className={styles.form}>
      <TextArea
        label={texts.say}
        maxLength={1000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {send.error ? <p className={portal.error}>{send.error.message}</p> : null}
      <button
        type="button"
        className={portal.go}
        disabled={!text || send.isPending}
        onClick={() => send.mutate()}
      >
        {texts.statement}
      </button>
    </div>
  )
}
