import { agreeToOpen, makeOpenKey, type OpenDataset, type OpenFormat, subscribeOpen } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { appTexts } from '../../app/app.texts.ts'
import { client } from '../../app/client.ts'
import { problemWords } from '../../app/problem-view.tsx'
import { sessionStore, useSession } from '../../app/session.ts'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

/** Beside a dataset: its files, what one can ask for, and the facts. */
export function DatasetSide({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const isOpen = dataset.state === 'open'
  return (
    <aside className={styles.side}>
      {isOpen ? (
        <section>
          <h2>{texts.download}</h2>
          {dataset.opening === 'conditional' ? <Agreement dataset={dataset} /> : <Files dataset={dataset} />}
        </section>
      ) : null}
      {isOpen ? <ForSignedIn dataset={dataset} /> : null}
      <section>
        <h2>{texts.about}</h2>
        <Facts dataset={dataset} />
      </section>
    </aside>
  )
}

function Files({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  return (
    <div className={styles.files}>
      {dataset.formats.map((format, i) => (
        <a
          key={format}
          className={i === 0 ? styles.go : styles.second}
          href={addressOf(dataset, format)}
          aria-label={texts.downloadAs(texts.formats[format])}
          download
        >
          {texts.formats[format]}
        </a>
      ))}
    </div>
  )
}

const addressOf = (dataset: OpenDataset, format: OpenFormat) =>
  `/api/open/datasets/${dataset.name}/files/${format}`

/** Files of conditional data are fetched with the session, once one has agreed. */
function Agreement({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const session = useSession()
  const [purpose, setPurpose] = useState('')
  const agree = useMutation({
    mutationFn: () => client.call(agreeToOpen, { params: { name: dataset.name }, body: { purpose } }),
  })
  const fetchFile = useMutation({ mutationFn: (format: OpenFormat) => saveFile(dataset, format) })
  if (!session) return <SignIn />
  if (agree.isSuccess)
    return (
      <>
        <p role="status">{texts.agreed}</p>
        <div className={styles.files}>
          {dataset.formats.map((format) => (
            <button
              key={format}
              type="button"
              className={styles.second}
              onClick={() => fetchFile.mutate(format)}
            >
              {texts.formats[format]}
            </button>
          ))}
        </div>
        <Refusal error={fetchFile.error} />
      </>
    )
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        agree.mutate()
      }}
    >
      <p>{texts.agreementWhy(dataset.conditions ?? '')}</p>
      <label>
        {texts.purpose}
        <textarea
          required
          minLength={4}
          value={purpose}
          onChange={(event) => setPurpose(event.target.value)}
        />
      </label>
      <Refusal error={agree.error} />
      <button type="submit" className={styles.go} disabled={agree.isPending}>
        {texts.agree}
      </button>
    </form>
  )
}

async function saveFile(dataset: OpenDataset, format: OpenFormat): Promise<void> {
  const answer = await fetch(addressOf(dataset, format), {
    headers: { authorization: `Bearer ${sessionStore.get()?.accessToken ?? ''}` },
  })
  if (!answer.ok) throw new Error((await answer.json()).detail)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = `${dataset.title}.${format}`
  link.click()
  URL.revokeObjectURL(link.href)
}

function ForSignedIn({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const session = useSession()
  const params = { name: dataset.name }
  const subscribe = useMutation({
    mutationFn: () => client.call(subscribeOpen, { params, body: { wanted: true } }),
  })
  const key = useMutation({ mutationFn: () => client.call(makeOpenKey, { body: { name: dataset.title } }) })
  if (!session)
    return (
      <section>
        <h2>{texts.subscribe}</h2>
        <SignIn />
      </section>
    )
  return (
    <section>
      <h2>{texts.tabs.api}</h2>
      <div className={styles.files}>
        <button type="button" className={styles.second} onClick={() => subscribe.mutate()}>
          {texts.subscribe}
        </button>
        <button type="button" className={styles.second} onClick={() => key.mutate()}>
          {texts.apiKey}
        </button>
      </div>
      <Refusal error={subscribe.error ?? key.error} />
      {subscribe.isSuccess ? (
        <p className={styles.done} role="status">
          {texts.subscribed}
        </p>
      ) : null}
      {key.data ? (
        <p className={styles.done} role="status">
          {texts.keyMade} <span className="code">{key.data.key}</span>
        </p>
      ) : null}
    </section>
  )
}

function SignIn() {
  const texts = useTexts(openTexts)
  return (
    <p>
      {texts.signInFirst} <Link to="/portal/account">{texts.signIn}</Link>
    </p>
  )
}

/** A refusal in words. */
export function Refusal({ error }: { error: Error | null }) {
  const app = useTexts(appTexts)
  if (!error) return null
  const { title, detail } = problemWords(error, app)
  return (
    <p className={styles.notice} role="alert">
      {[title, detail].filter(Boolean).join(' ')}
    </p>
  )
}

function Facts({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const words = texts.facts
  const facts: [string, string][] = [
    [words.organisation, dataset.organisationName],
    [words.theme, dataset.theme],
    [words.cycle, texts.cycles[dataset.cycle]],
    [words.updated, dataset.updatedTime ? formatTime(dataset.updatedTime) : '—'],
    [words.opened, formatTime(dataset.openedTime).slice(0, 10)],
    [words.rows, dataset.rows === null ? '—' : texts.rows(formatNumber(dataset.rows))],
    [words.kind, dataset.opening === 'conditional' ? texts.conditional : texts.unconditional],
    ...(dataset.qualityScore === null
      ? []
      : ([[words.quality, formatNumber(dataset.qualityScore, 1)]] as [string, string][])),
    [words.downloads, texts.times(formatNumber(dataset.downloads))],
    [words.calls, texts.times(formatNumber(dataset.calls))],
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{words.licence}</dt>
        <dd>
          <Link to={`/open/licence?name=${encodeURIComponent(dataset.licence)}`}>{dataset.licence}</Link>
        </dd>
      </div>
    </dl>
  )
}
