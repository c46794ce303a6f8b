import { type Consent, decideConsent, listMyConsents, listMyConsentUses, withdrawConsent } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../portal.module.css'
import own from '../security/security.module.css'
import { consentsTexts } from './consents.texts.ts'

/** Who asks for and who may use one’s data, with every use on record. */
export function Consents() {
  const texts = useTexts(consentsTexts)
  const read = useRead(listMyConsents, { query: { limit: 50 } }, { staleMs: 0 })
  const uses = useRead(listMyConsentUses, { query: { limit: 50 } }, { staleMs: 0 })
  const items = read.data?.items ?? []
  return (
    <div className={own.stack}>
      <h2>{texts.title}</h2>
      <p className={styles.quiet}>{texts.lead}</p>
      {read.data && items.length === 0 ? <p>{texts.none}</p> : null}
      <ul className={styles.own}>
        {items.map((one) => (
          <ConsentCard key={one.id} consent={one} />
        ))}
      </ul>
      <h2>{texts.uses}</h2>
      {uses.data?.total === 0 ? <p>{texts.noUses}</p> : null}
      <ul className={styles.own}>
        {(uses.data?.items ?? []).map((one) => (
          <li key={`${one.time} ${one.data}`}>
            <p>
              {formatTime(one.time)} {one.requester} · {one.data}（{one.fields.join('、')}）
            </p>
            <p className={styles.quiet}>{one.allowed ? texts.allowed : texts.refused(one.reason)}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}

function ConsentCard({ consent }: { consent: Consent }) {
  const texts = useTexts(consentsTexts)
  const app = useTexts(appTexts)
  const [kept, setKept] = useState<readonly string[]>(consent.fields)
  const done = () => refresh(listMyConsents)
  const decide = useMutation({
    mutationFn: (agree: boolean) =>
      client.call(decideConsent, {
        params: { id: consent.id },
        body: agree ? { agree, fields: [...kept] } : { agree },
      }),
    onSuccess: done,
  })
  const withdraw = useMutation({
    mutationFn: () => client.call(withdrawConsent, { params: { id: consent.id } }),
    onSuccess: done,
  })
  const toggle = (field: string) =>
    setKept((former) => (former.includes(field) ? former.filter((one) => one !== field) : [...former, field]))
  const error = decide.error ?? withdraw.error
  return (
    <li>
      <h3>{texts.asks(consent.requester, consent.data)}</h3>
      <p>{texts.purpose(consent.purpose, consent.days)}</p>
      <p className={styles.quiet}>{texts.basis(consent.legalBasis)}</p>
      {consent.sensitive ? <p>{texts.sensitive}</p> : null}
      {error ? (
        <p className={styles.error} role="alert">
          {problemWords(error, app).title}
        </p>
      ) : null}
      {consent.state === 'asked' ? (
        <>
          {consent.fields.map((field) => (
            <label
              key={field}
              style={{ display: 'flex', gap: '0.75rem', minHeight: '2.75rem', alignItems: 'center' }}
            >
              <input type="checkbox" checked={kept.includes(field)} onChange={() => toggle(field)} />
              {field}
            </label>
          ))}
          <div className={styles.buttons}>
            <button
              type="button"
              className={styles.go}
              disabled={kept.length === 0}
              onClick={() => decide.mutate(true)}
            >
              {texts.agree}
            </button>
            <button type="button" className={styles.second} onClick={() => decide.mutate(false)}>
              {texts.refuse}
            </button>
          </div>
        </>
      ) : (
        <p>
          {texts.states[consent.state]} {consent.untilTime ? texts.until(formatTime(consent.untilTime)) : ''}
        </p>
      )}
      {consent.state === 'given' ? (
        <button type="button" className={styles.second} onClick={() => withdraw.mutate()}>
          {texts.withdraw}
        </button>
      ) : null}
    </li>
  )
}
