import { getCapFeed, listDistricts, listWarningSubscriptions, saveWarningSubscriptions } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from '../../app/app.texts.ts'
import { client } from '../../app/client.ts'
import { problemWords } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { ownReportTexts } from './own-reports.texts.ts'
import styles from './portal.module.css'
import { portalTexts } from './portal.texts.ts'
import { readFeed } from './read-feed.ts'

/** Warnings in force, from the feed anybody may read. */
export function WarningsInForce() {
  const texts = useTexts(portalTexts)
  const own = useTexts(ownReportTexts)
  const read = useRead(getCapFeed, {}, { everyMs: 60_000 })
  if (read.isError) return null
  if (!read.data) return <Loading />
  const warnings = readFeed(read.data)
  if (warnings.length === 0) return <EmptyState title={texts.noWarnings} why={texts.noWarningsWhy} />
  return (
    <>
      <p className={styles.quiet}>
        {own.inForce} · {texts.updated(formatTime(read.dataUpdatedAt))}
      </p>
      <ul className={styles.own}>
        {warnings.map((one) => (
          <li key={one.id}>
            <h3>{one.title}</h3>
            <p>{one.summary}</p>
            <p className={styles.quiet}>{formatTime(one.time)}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Districts whose warnings a person wants to be told of. */
export function WarningSubscriptions() {
  const texts = useTexts(ownReportTexts)
  const app = useTexts(appTexts)
  const kept = useRead(listWarningSubscriptions, {})
  const divisions = useRead(listDistricts, {}, { staleMs: 600_000 })
  const [chosen, setChosen] = useState<string[] | null>(null)
  const codes = chosen ?? kept.data?.divisionCodes ?? []
  const save = useMutation({
    mutationFn: () => client.call(saveWarningSubscriptions, { body: { divisionCodes: codes } }),
    onSuccess: () => refresh(listWarningSubscriptions),
  })
  if (!divisions.data || !kept.data) return null
  return (
    <section className={styles.block}>
      <h2>{texts.subscribe}</h2>
      <p>{texts.subscribeWhy}</p>
      <fieldset className={styles.ticks} aria-label={texts.subscribe}>
        {divisions.data.items.map(({ code, name }) => (
          <label key={code}>
            <input
              type="checkbox"
              checked={codes.includes(code)}
              onChange={(event) =>
                setChosen(event.target.checked ? [...codes, code] : codes.filter((one) => one !== code))
              }
            />
            {name}
          </label>
        ))}
      </fieldset>
      {save.error ? <p className={styles.error}>{problemWords(save.error, app).title}</p> : null}
      {save.isSuccess ? <p role="status">{texts.subscribed}</p> : null}
      <div className={styles.buttons}>
        <button
          type="button"
          className={`${styles.go} ${styles.second}`}
          disabled={save.isPending}
          onClick={() => save.mutate()}
        >
          {texts.subscribeSave}
        </button>
      </div>
    </section>
  )
}
