import { listOpenDatasets, type OpenDataset } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

const pageSize = 20
type Order = 'updated' | 'downloads' | 'name'

/** The list of open data: words, themes and departments narrow it. */
export function OpenHomePage() {
  const texts = useTexts(openTexts)
  const [params, setParams] = useSearchParams()
  const given = (name: string) => params.get(name) ?? undefined
  const change = (more: Record<string, string | undefined>) => {
    const next = new URLSearchParams(params)
    next.delete('page')
    for (const [name, value] of Object.entries(more)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setParams(next)
  }
  const page = Number(given('page') ?? 1)
  const order = (given('order') ?? 'updated') as Order
  const query = {
    ...{ search: given('q'), theme: given('theme'), organisation: given('organisation'), order },
    ...{ limit: pageSize, offset: (page - 1) * pageSize },
  }
  const read = useRead(listOpenDatasets, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const data = read.data
  return (
    <>
      <section className={styles.hero}>
        <div className={styles.heroIn}>
          <h1>{texts.lead}</h1>
          <Find word={given('q') ?? ''} onFind={(q) => change({ q })} />
          {data ? (
            <div className={styles.counts}>
              <span>
                <b>{formatNumber(data.themes.reduce((sum, one) => sum + one.count, 0))}</b>{' '}
                {texts.counts.datasets}
              </span>
              <span>
                <b>{formatNumber(data.downloads)}</b> {texts.counts.downloads}
              </span>
              <span>
                <b>{formatNumber(data.calls)}</b> {texts.counts.calls}
              </span>
            </div>
          ) : null}
        </div>
      </section>
      <main className={`${styles.main} ${styles.split}`}>
        {data ? (
          <>
            <aside>
              <Facet
                title={texts.themes}
                name="theme"
                items={data.themes}
                chosen={given('theme')}
                onChange={change}
              />
              <Facet
                title={texts.organisations}
                name="organisation"
                items={data.organisations}
                chosen={given('organisation')}
                onChange={change}
              />
            </aside>
            <div>
              <div className={styles.bar}>
                <span role="status">{texts.found(formatNumber(data.total))}</span>
                <label>
                  {texts.order}{' '}
                  <select value={order} onChange={(event) => change({ order: event.target.value })}>
                    {Object.entries(texts.orders).map(([value, label]) => (
                      <option key={value} value={value}>
                        {label}
                      </option>
                    ))}
                  </select>
                </label>
              </div>
              {data.items.length === 0 ? <EmptyState title={texts.none} why={texts.noneWhy} /> : null}
              <ul className={styles.list}>
                {data.items.map((one) => (
                  <Entry key={one.id} dataset={one} />
                ))}
              </ul>
              <Pages
                total={data.total}
                page={page}
                onPage={(to) => change({ page: to > 1 ? String(to) : undefined })}
              />
            </div>
          </>
        ) : (
          <Loading />
        )}
      </main>
    </>
  )
}

function Find({ word, onFind }: { word: string; onFind: (word: string) => void }) {
  const texts = useTexts(openTexts)
  const [text, setText] = useState(word)
  return (
    <search>
      <form
        className={styles.find}
        onSubmit={(event) => {
          event.preventDefault()
          onFind(text.trim())
        }}
      >
        <input
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className={styles.go}>
          {texts.find}
        </button>
      </form>
    </search>
  )
}

interface FacetProps {
  title: string
  name: string
  items: readonly { value: string; label: string; count: number }[]
  chosen: string | undefined
  onChange: (more: Record<string, string | undefined>) => void
}

function Facet({ title, name, items, chosen, onChange }: FacetProps) {
  return (
    <section className={styles.facet}>
      <h2>{title}</h2>
      {items.map((one) => (
        <button
          key={one.value}
          type="button"
          aria-pressed={chosen === one.value}
          onClick={() => onChange({ [name]: chosen === one.value ? undefined : one.value })}
        >
          <span>{one.label}</span>
          <span>{formatNumber(one.count)}</span>
        </button>
      ))}
    </section>
  )
}

function Entry({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  return (
    <li>
      <h2>
        <Link to={`/open/datasets/${dataset.name}`}>{dataset.title}</Link>{' '}
        {dataset.isOverdue ? <span className={`${styles.tag} ${styles.late}`}>{texts.overdue}</span> : null}{' '}
        {dataset.opening === 'conditional' ? <span className={styles.tag}>{texts.conditional}</span> : null}
      </h2>
      <p>{dataset.abstract}</p>
      <div className={styles.meta}>
        <span>{dataset.organisationName}</span>
        <span>{dataset.theme}</span>
        {dataset.rows === null ? null : <span>{texts.rows(formatNumber(dataset.rows))}</span>}
        {dataset.updatedTime ? <span>{texts.updated(formatTime(dataset.updatedTime))}</span> : null}
        <span>{texts.downloads(formatNumber(dataset.downloads))}</span>
        {dataset.formats.map((format) => (
          <span key={format} className={styles.tag}>
            {texts.formats[format]}
          </span>
        ))}
      </div>
    </li>
  )
}

function Pages({ total, page, onPage }: { total: number; page: number; onPage: (page: number) => void }) {
  const last = Math.max(1, Math.ceil(total / pageSize))
  if (last === 1) return null
  return (
    <div className={styles.bar}>
      <button type="button" className={styles.second} disabled={page <= 1} onClick={() => onPage(page - 1)}>
        ‹
      </button>
      <span>
        {page} / {last}
      </span>
      <button
        type="button"
        className={styles.second}
        disabled={page >= last}
        onClick={() => onPage(page + 1)}
      >
        ›
      </button>
    </div>
  )
}
