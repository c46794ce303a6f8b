import {
  authoriseLicence,
  complainAboutUse,
  type Licence,
  type LicenceUse,
  listMyLicenceAuthorisations,
  listMyLicenceUses,
  withdrawLicenceAuthorisation,
} from '@civitas/sdk'
import { formatTime, TextArea, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** Lets somebody use a licence for one purpose and a time; the code is given to whoever will. */
export function AuthoriseForm({ licenceId }: { licenceId: string }) {
  const { licence: texts } = useTexts(trustTexts)
  const [given, setGiven] = useState({ toName: '', purpose: '', minutes: '30' })
  const give = useMutation({
    mutationFn: () => {
      const body = { toName: given.toName, purpose: given.purpose, minutes: Number(given.minutes), uses: 1 }
      return client.call(authoriseLicence, { params: { id: licenceId }, body })
    },
    onSuccess: () => refresh(listMyLicenceAuthorisations),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate()
  }
  const set = (name: keyof typeof given) => (event: { target: { value: string } }) =>
    setGiven({ ...given, [name]: event.target.value })
  return (
    <div className={styles.section}>
      <h2>{texts.authorise}</h2>
      <p className={portal.quiet}>{texts.authoriseWhy}</p>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={texts.toName}
          required
          maxLength={100}
          value={given.toName}
          onChange={set('toName')}
        />
        <TextField
          label={texts.purpose}
          required
          maxLength={200}
          value={given.purpose}
          onChange={set('purpose')}
        />
        <TextField
          label={texts.minutes}
          type="number"
          min={1}
          max={525600}
          required
          value={given.minutes}
          onChange={set('minutes')}
        />
        <button type="submit" className={portal.go} disabled={give.isPending}>
          {texts.give}
        </button>
      </form>
      {give.error ? (
        <p role="alert" className={portal.error}>
          {give.error.message}
        </p>
      ) : null}
      {give.data ? (
        <p role="status" className={portal.panel}>
          <strong className={styles.count}>{texts.given(give.data.code)}</strong>
          <br />
          {formatTime(give.data.untilTime)}
        </p>
      ) : null}
    </div>
  )
}

/** Who may use the licence, and who did. */
export function LicenceUses({ licence: { id: licenceId, fields } }: { licence: Licence }) {
  const { licence: texts } = useTexts(trustTexts)
  const uses = useRead(listMyLicenceUses, { query: { licenceId, limit: 50 } })
  const allowed = useRead(listMyLicenceAuthorisations, { query: { licenceId, limit: 50 } })
  const withdraw = useMutation({
    mutationFn: (id: string) => client.call(withdrawLicenceAuthorisation, { params: { id } }),
    onSuccess: () => refresh(listMyLicenceAuthorisations),
  })
  const titles = new Map(fields.map((field) => [field.id, field.title]))
  return (
    <>
      <h2 className={styles.section}>{texts.uses}</h2>
      {uses.data?.total === 0 ? <p className={portal.quiet}>{texts.noUses}</p> : null}
      <ul className={portal.own}>
        {(uses.data?.items ?? []).map((use) => (
          <UseLine key={use.id} use={use} shown={use.fields.map((one) => titles.get(one) ?? one)} />
        ))}
      </ul>
      <h2 className={styles.section}>{texts.authorisations}</h2>
      <ul className={portal.own}>
        {(allowed.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <p>{texts.used(one.toName, one.purpose)}</p>
            <p className={portal.quiet}>
              {texts.authorisationStates[one.state]} · {formatTime(one.untilTime)}
            </p>
            {one.state === 'active' ? (
              <button
                type="button"
                className={`${portal.go} ${portal.second}`}
                onClick={() => withdraw.mutate(one.id)}
              >
                {texts.withdraw}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}

function UseLine({ use, shown }: { use: LicenceUse; shown: string[] }) {
  const { licence: texts } = useTexts(trustTexts)
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const complain = useMutation({
    mutationFn: () => client.call(complainAboutUse, { params: { id: use.id }, body: { text } }),
    onSuccess: () => refresh(listMyLicenceUses),
  })
  return (
    <li>
      <p>{texts.used(use.organisationName, use.purpose)}</p>
      <p className={portal.quiet}>
        {formatTime(use.time)} · {texts.fields(shown.join('、'))}
      </p>
      {use.complaint ? <p>{use.complaint.answer ?? texts.complained}</p> : null}
      {!use.complaint && !open ? (
        <button type="button" className={`${portal.go} ${portal.second}`} onClick={() => setOpen(true)}>
          {texts.complain}
        </button>
      ) : null}
      {!use.complaint && open ? (
        <div className={styles.form}>
          <TextArea label={texts.complaint} value={text} onChange={(event) => setText(event.target.value)} />
          <button type="button" className={portal.go} disabled={!text} onClick={() => complain.mutate()}>
            {texts.send}
          </button>
        </div>
      ) : null}
    </li>
  )
}
