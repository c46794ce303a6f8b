import { listPublished, listSiteColumns, listSites } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, TextField, useTexts } from '@civitas/ui'
import { type FormEvent, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './publicity.module.css'
import { publicityTexts } from './publicity.texts.ts'

const size = 20

/** 政务公开: what the city has published, by column and by words (SOC-124). */
export function NewsPage() {
  const texts = useTexts(publicityTexts)
  return (
    <>
      <h1>{texts.news}</h1>
      <p className={portal.lead}>{texts.newsLead}</p>
      <Search />
      <ColumnTabs />
      <Found />
      <section className={styles.block}>
        <h2>{texts.links}</h2>
        <nav className={styles.tabs} aria-label={texts.links}>
          <Link className={styles.tab} to="/portal/consultations">
            {texts.consultations}
          </Link>
          <Link className={styles.tab} to="/portal/questions">
            {texts.questions}
          </Link>
          <Link className={styles.tab} to="/portal/disclosures">
            {texts.disclosures}
          </Link>
        </nav>
      </section>
    </>
  )
}

function Search() {
  const texts = useTexts(publicityTexts)
  const [params, setParams] = useSearchParams()
  const [words, setWords] = useState(params.get('q') ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setParams(words.trim() ? { q: words.trim() } : {})
  }
  return (
    <search>
      <form className={styles.search} onSubmit={submit}>
        <TextField
          label={texts.search}
          type="search"
          value={words}
          maxLength={100}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="submit" className={portal.go}>
          {texts.find}
        </button>
      </form>
    </search>
  )
}

function ColumnTabs() {
  const texts = useTexts(publicityTexts)
  const [params] = useSearchParams()
  const sites = useRead(listSites, { query: { limit: 1 } }, { staleMs: 60_000 })
  const code = sites.data?.items[0]?.code
  const columns = useRead(
    listSiteColumns,
    { params: { code: code ?? '' } },
    { enabled: code !== undefined, staleMs: 60_000 },
  )
  const chosen = params.get('column')
  if (!columns.data) return null
  return (
    <nav className={styles.tabs} aria-label={texts.news}>
      <Link className={styles.tab} to="/portal/news" aria-current={chosen ? undefined : 'page'}>
        {texts.all}
      </Link>
      {columns.data.items.map((one) => (
        <Link
          key={one.id}
          className={styles.tab}
          to={`/portal/news?column=${one.id}`}
          aria-current={chosen === one.id ? 'page' : undefined}
        >
          {one.title}
        </Link>
      ))}
    </nav>
  )
}

function Found() {
  const texts = useTexts(publicityTexts)
  const [params] = useSearchParams()
  const page = Math.max(0, Number(params.get('page') ?? 0) || 0)
  const [search, column] = [params.get('q') ?? undefined, params.get('column') ?? undefined]
  const read = useRead(
    listPublished,
    { query: { limit: size, offset: page * size, search, column } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items, total } = read.data
  if (items.length === 0) return <EmptyState title={texts.none} why={texts.noneWhy} />
  const toPage = (next: number) => {
    const address = new URLSearchParams(params)
    address.set('page', String(next))
    return `/portal/news?${address}`
  }
  return (
    <>
      <p className={portal.quiet} role="status">
        {texts.total(total)}
      </p>
      <ul className={styles.articles}>
        {items.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/news/${one.id}`}>{one.content.title}</Link>
            {one.content.summary ? <p>{one.content.summary}</p> : null}
            <p className={portal.quiet}>
              {one.columnTitle} · {formatTime(one.publishedTime).slice(0, 10)}
              {one.content.validity ? ` · ${texts.validity[one.content.validity]}` : ''}
            </p>
          </li>
        ))}
      </ul>
      <div className={styles.tabs}>
        {page > 0 ? (
          <Link className={styles.tab} to={toPage(page - 1)}>
            {texts.before}
          </Link>
        ) : null}
        {(page + 1) * size < total ? (
          <Link className={styles.tab} to={toPage(page + 1)}>
            {texts.more}
          </Link>
        ) : null}
      </div>
    </>
  )
}
