import { getOpenDataset, type OpenDataset } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { lazy, Suspense, useState } from 'react'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { DatasetSide } from './dataset-side.tsx'
import { FieldTable, PreviewTable } from './dataset-tables.tsx'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'

const ChartPanel = lazy(() => import('./chart-panel.tsx').then((m) => ({ default: m.ChartPanel })))
const MapPanel = lazy(() => import('./map-panel.tsx').then((m) => ({ default: m.MapPanel })))

type Tab = 'table' | 'chart' | 'map' | 'fields' | 'api'

/** An open dataset: what it is, how it looks, what its columns mean, how to have it. */
export function OpenDatasetPage() {
  const { name = '' } = useParams()
  const texts = useTexts(openTexts)
  const read = useRead(getOpenDataset, { params: { name } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const dataset = read.data
  return (
    <main className={styles.main}>
      <p>
        <Link to="/open">{texts.nav.data}</Link> / {dataset.theme}
      </p>
      <h1>
        {dataset.title}{' '}
        {dataset.state === 'withdrawn' ? (
          <span className={`${styles.tag} ${styles.late}`}>{texts.withdrawn}</span>
        ) : null}
        {dataset.isOverdue ? <span className={`${styles.tag} ${styles.late}`}>{texts.overdue}</span> : null}
      </h1>
      <p>{dataset.abstract}</p>
      <p className={styles.meta}>
        {dataset.keywords.map((word) => (
          <Link key={word} className={styles.tag} to={`/open?q=${encodeURIComponent(word)}`}>
            {word}
          </Link>
        ))}
      </p>
      {dataset.state === 'withdrawn' ? (
        <p className={styles.notice} role="status">
          {texts.withdrawnWhy(formatTime(dataset.withdrawnTime ?? ''), dataset.withdrawnReason ?? '')}
        </p>
      ) : null}
      <div className={styles.detail}>
        <Body dataset={dataset} />
        <DatasetSide dataset={dataset} />
      </div>
    </main>
  )
}

function Body({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const isOpen = dataset.state === 'open'
  const tabs: Tab[] = isOpen
    ? ['table', 'chart', ...(dataset.formats.includes('geojson') ? (['map'] as const) : []), 'fields', 'api']
    : ['fields']
  const [tab, setTab] = useState<Tab>(isOpen ? 'table' : 'fields')
  return (
    <div>
      <div className={styles.tabs} role="tablist">
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`tab-${one}`}
            aria-selected={tab === one}
            aria-controls="open-panel"
            onClick={() => setTab(one)}
          >
            {texts.tabs[one]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="open-panel" aria-labelledby={`tab-${tab}`}>
        <Suspense fallback={<Loading />}>
          {tab === 'table' ? <PreviewTable dataset={dataset} /> : null}
          {tab === 'chart' ? <ChartPanel dataset={dataset} /> : null}
          {tab === 'map' ? <MapPanel dataset={dataset} /> : null}
          {tab === 'fields' ? <FieldTable dataset={dataset} /> : null}
          {tab === 'api' ? <Addresses dataset={dataset} /> : null}
        </Suspense>
      </div>
    </div>
  )
}

function Addresses({ dataset }: { dataset: OpenDataset }) {
  const texts = useTexts(openTexts)
  const site = window.location.origin
  return (
    <>
      <p>{texts.apiWhy}</p>
      <p>{texts.developers.api}</p>
      <code className={styles.code}>
        GET {site}/api/open/datasets/{dataset.name}/records?limit={formatNumber(100)}&amp;key=…
      </code>
      <p>{texts.ckan}</p>
      <code className={styles.code}>
        GET {site}/api/3/action/package_show?id={dataset.name}
      </code>
      <p>
        <Link to="/open/developers">{texts.nav.developers}</Link>
      </p>
    </>
  )
}
