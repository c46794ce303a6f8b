import { joinScopes, listBusinessScopes, scopePhrases } from '@civitas/sdk'
import { TextField, useTexts } from '@civitas/ui'
import { useDeferredValue, useState } from 'react'
import { useRead } from '../../app/query.ts'
import styles from './answers.module.css'
import { answerTexts } from './answers.texts.ts'

interface Props {
  label: string
  hint?: string
  error: string | null
  value: string
  onChange: (value: string) => void
}

/** 经营范围: phrases of the catalogue found by a word of them; each says which permit trade needs (证照分离). */
export function ScopesField({ label, hint, error, value, onChange }: Props) {
  const texts = useTexts(answerTexts)
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search.trim())
  const chosen = scopePhrases(value)
  const found = useRead(listBusinessScopes, { query: { search: wanted, limit: 12 } }, { keepPrevious: true })
  const items = (found.data?.items ?? []).filter((one) => !chosen.includes(one.phrase))
  return (
    <>
      {error ? (
        <p className={styles.error} role="alert">
          {error}
        </p>
      ) : null}
      {chosen.length > 0 ? (
        <ChosenScopes phrases={chosen} onChange={(phrases) => onChange(joinScopes(phrases))} />
      ) : null}
      <TextField
        label={texts.findScope}
        hint={hint}
        value={search}
        maxLength={50}
        onChange={({ target }) => setSearch(target.value)}
      />
      <ul className={styles.scopes} aria-label={label}>
        {items.map((one) => (
          <li key={one.phrase}>
            <button type="button" onClick={() => onChange(joinScopes([...chosen, one.phrase]))}>
              <span>{one.phrase}</span>
              <span className={styles.quiet}>
                {one.permits.length > 0
                  ? texts.needsPermit(one.permits.map((permit) => permit.title))
                  : one.industry}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.quiet} role="status">
        {found.data && items.length === 0
          ? texts.noScope
          : (found.data?.total ?? 0) > 12
            ? texts.moreScopes
            : ''}
      </p>
    </>
  )
}

function ChosenScopes({ phrases, onChange }: { phrases: string[]; onChange: (phrases: string[]) => void }) {
  const texts = useTexts(answerTexts)
  const read = useRead(
    listBusinessScopes,
    { query: { phrases: joinScopes(phrases), limit: 200 } },
    { keepPrevious: true, staleMs: 600_000 },
  )
  const permits = (read.data?.items ?? []).flatMap((one) => one.permits.map((permit) => permit.title))
  return (
    <>
      <ul className={styles.chosen} aria-label={texts.chosenScopes}>
        {phrases.map((one) => (
          <li key={one}>
            {one}
            <button
              type="button"
              aria-label={texts.removeScope(one)}
              onClick={() => onChange(phrases.filter((other) => other !== one))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {permits.length > 0 ? <p className={styles.note}>{texts.permitsFirst([...new Set(permits)])}</p> : null}
    </>
  )
}
