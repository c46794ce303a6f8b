import { listPublicCredit, listPublicLists } from '@civitas/sdk'
import { Loading, TextField, useTexts } from '@civitas/ui'
import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** 信用公示: what anybody may read, without signing in (PLT-087). */
export function PublicCreditPage() {
  const { open: texts, credit } = useTexts(trustTexts)
  const [params, setParams] = useSearchParams()
  const search = params.get('search') ?? ''
  const [words, setWords] = useState(search)
  const query = { limit: 50, ...(search ? { search } : {}) }
  const records = useRead(listPublicCredit, { query }, { keepPrevious: true })
  const lists = useRead(listPublicLists, { query }, { keepPrevious: true })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setParams(words ? { search: words } : {})
  }
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      <p className={portal.quiet}>{texts.why}</p>
      <form className={styles.form} onSubmit={submit}>
        <TextField label={texts.search} value={words} onChange={(event) => setWords(event.target.value)} />
        <button type="submit" className={portal.go}>
          {texts.find}
        </button>
      </form>
      {lists.data && lists.data.total > 0 ? <h2>{texts.lists}</h2> : null}
      <ul className={portal.own}>
        {(lists.data?.items ?? []).map((one) => (
          <li key={`${one.decisionNumber}${one.subjectNumber}`}>
            <p>
              <strong>{one.subjectName}</strong> {texts.listNames[one.list]}
            </p>
            <p className={portal.quiet}>
              {one.decisionNumber} · {one.basis} · {one.fromDay} — {one.untilDay}
            </p>
          </li>
        ))}
      </ul>
      <h2 className={styles.section}>{texts.records}</h2>
      {records.isPending ? <Loading /> : null}
      {records.data?.total === 0 ? <p className={portal.quiet}>{texts.none}</p> : null}
      <ul className={portal.own}>
        {(records.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <p>
              <strong>{one.subjectName}</strong> <span className={styles.mono}>{one.subjectNumber}</span>
            </p>
            <p>
              {one.itemTitle}：{one.content}{' '}
              {one.objection ? <span className={styles.bad}>{credit.objecting}</span> : null}
            </p>
            <p className={portal.quiet}>
              {texts.decided(one.decidedDay, one.organisationName)} · {one.documentNumber}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
