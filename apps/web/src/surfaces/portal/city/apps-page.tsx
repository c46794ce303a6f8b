import {
  type AppField,
  type AppService,
  complainAboutAppService,
  getAppHome,
  listAppServices,
  listMySuggestionInputs,
  openAppService,
  setFavourite,
  setPersonalisation,
} from '@civitas/sdk'
import { EmptyState, formatTime, Loading, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import publicity from '../publicity/publicity.module.css'
import styles from './city.module.css'
import { cityTexts } from './city.texts.ts'

/** 城市服务: services in one’s own order or in that for everybody, and those of partners (SOC-018). */
export function AppsPage() {
  const texts = useTexts(cityTexts)
  return (
    <>
      <h1>{texts.apps}</h1>
      <p className={portal.lead}>{texts.appsLead}</p>
      <Partners />
      <Home />
      <Used />
    </>
  )
}

function Partners() {
  const texts = useTexts(cityTexts)
  const [search] = useSearchParams()
  const saved = search.get('service')
  const read = useRead(listAppServices, { query: { limit: 100 } })
  if (read.error) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const isOffered = read.data.items.some((one) => one.code === saved)
  if (saved && !isOffered) return <SavedLink key={saved} code={saved} />
  if (read.data.items.length === 0) return <EmptyState title={texts.noApps} why={texts.noAppsWhy} />
  return (
    <ul className={publicity.articles}>
      {read.data.items.map((one) => (
        <Partner key={one.code} one={one} />
      ))}
    </ul>
  )
}

/** A saved link to a service that is not offered now: opening it says why, and nothing is given away. */
function SavedLink({ code }: { code: string }) {
  const texts = useTexts(cityTexts)
  const app = useTexts(appTexts)
  const { mutate, error } = useMutation({
    mutationFn: () => client.call(openAppService, { params: { code }, body: { agreed: [] } }),
  })
  useEffect(() => mutate(), [mutate])
  return (
    <>
      {error ? (
        <p className={portal.error} role="alert">
          {problemWords(error, app).title}
        </p>
      ) : (
        <Loading />
      )}
      <Link to="/portal/apps">{texts.allApps}</Link>
    </>
  )
}

/** The page of a partner stands in a frame that may run scripts and nothing else; it is told the agreed words only. */
function Partner({ one }: { one: AppService }) {
  const texts = useTexts(cityTexts)
  const app = useTexts(appTexts)
  const [agreed, setAgreed] = useState<AppField[]>([])
  const [complaint, setComplaint] = useState('')
  const open = useMutation({
    mutationFn: () => client.call(openAppService, { params: { code: one.code }, body: { agreed } }),
  })
  const complain = useMutation({
    mutationFn: () =>
      client.call(complainAboutAppService, { params: { code: one.code }, body: { text: complaint } }),
  })
  const words = (error: Error | null) =>
    error ? (
      <p className={portal.error} role="alert">
        {problemWords(error, app).title}
      </p>
    ) : null
  return (
    <li>
      <b>{one.name}</b> · {texts.by(one.owner)} · <Link to={`?service=${one.code}`}>{texts.savedLink}</Link>
      {one.fields.map((field) => (
        <label key={field} className={publicity.tick}>
          <input
            type="checkbox"
            checked={agreed.includes(field)}
            onChange={(event) =>
              setAgreed(event.target.checked ? [...agreed, field] : agreed.filter((each) => each !== field))
            }
          />
          {texts.give}：{texts.fields[field]}
        </label>
      ))}
      <button type="button" className={portal.go} disabled={open.isPending} onClick={() => open.mutate()}>
        {texts.open}
      </button>
      {words(open.error)}
      {open.data ? (
        <>
          <iframe
            className={styles.partner}
            title={`${texts.opened}：${open.data.name}`}
            sandbox="allow-scripts allow-forms"
            referrerPolicy="no-referrer"
            src={`${open.data.url}#${new URLSearchParams({ uid: open.data.scopedId, ...open.data.given })}`}
          />
          <TextField
            label={texts.complain}
            maxLength={500}
            value={complaint}
            onChange={(event) => setComplaint(event.target.value)}
          />
          <button
            type="button"
            className={styles.act}
            disabled={complain.isPending || complaint.trim().length < 2}
            onClick={() => complain.mutate()}
          >
            {texts.complain}
          </button>
          {complain.isSuccess ? <p role="status">{texts.complained}</p> : null}
          {words(complain.error)}
        </>
      ) : null}
    </li>
  )
}

function Home() {
  const texts = useTexts(cityTexts)
  const read = useRead(getAppHome, {})
  const again = () => refresh(getAppHome, listMySuggestionInputs)
  const turn = useMutation({
    mutationFn: (on: boolean) => client.call(setPersonalisation, { body: { on } }),
    onSuccess: again,
  })
  const keep = useMutation({
    mutationFn: (given: { id: string; on: boolean }) =>
      client.call(setFavourite, { params: { id: given.id }, body: { on: given.on } }),
    onSuccess: again,
  })
  if (read.error) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { isPersonalised, services } = read.data
  return (
    <section className={styles.part}>
      <h2>{isPersonalised ? texts.suggestions : texts.usual}</h2>
      <label className={publicity.tick}>
        <input
          type="checkbox"
          checked={isPersonalised}
          disabled={turn.isPending}
          onChange={(event) => turn.mutate(event.target.checked)}
        />
        {texts.personal}
      </label>
      <p className={portal.quiet}>{texts.personalWhy}</p>
      <ul className={publicity.articles}>
        {services.map((one) => (
          <li key={one.itemId}>
            <Link to={`/portal/services/${one.itemId}`}>{one.title}</Link>{' '}
            <button
              type="button"
              className={styles.act}
              aria-label={`${one.isFavourite ? texts.unfavourite : texts.favourite}：${one.title}`}
              onClick={() => keep.mutate({ id: one.itemId, on: !one.isFavourite })}
            >
              {one.isFavourite ? '★' : '☆'}
            </button>
            {one.why ? <p className={portal.quiet}>{one.why}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Used() {
  const texts = useTexts(cityTexts)
  const read = useRead(listMySuggestionInputs, { query: { limit: 20 } })
  if (!read.data) return null
  return (
    <section className={styles.part}>
      <h2>{texts.used}</h2>
      {read.data.items.length === 0 ? <p className={portal.quiet}>{texts.usedNone}</p> : null}
      <ul className={publicity.articles}>
        {read.data.items.map((one) => (
          <li key={`${one.time}${one.title}`}>
            {one.title} · {one.why} <span className={portal.quiet}>{formatTime(one.time)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
