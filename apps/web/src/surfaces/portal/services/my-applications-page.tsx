import { listMyApplications, listMyBundleCases } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, TextField, useTexts } from '@civitas/ui'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import { EstateSignings } from './estate-signings.tsx'
import { TakeHandover } from './handover.tsx'
import { PermitDuties } from './permit-duties.tsx'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

const step = 20
/** From so many on, people look for one rather than read them all. */
const many = 10

/** 我的办件: bundles first, then single applications. */
export function MyApplicationsPage() {
  const texts = useTexts(serviceTexts)
  const [written, setWritten] = useState('')
  const search = useDeferredValue(written.trim()) || undefined
  const [limits, setLimits] = useState({ bundles: step, single: step })
  const bundles = useRead(
    listMyBundleCases,
    { query: { search, limit: limits.bundles } },
    { keepPrevious: true },
  )
  const single = useRead(
    listMyApplications,
    { query: { search, limit: limits.single, single: true } },
    { keepPrevious: true },
  )
  const failed = [bundles, single].find((one) => one.isError)
  if (failed) return <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />
  if (!single.data || !bundles.data) return <Loading />
  const total = single.data.total + bundles.data.total
  return (
    <>
      <h1>{texts.myApplications}</h1>
      <p>
        <Link to="/portal/projects">{texts.projects}</Link>
      </p>
      <EstateSignings />
      {total > many || written ? (
        <TextField
          label={texts.findApplication}
          type="search"
          value={written}
          maxLength={50}
          onChange={({ target }) => setWritten(target.value)}
        />
      ) : null}
      {total === 0 && search ? <p role="status">{texts.noneFound}</p> : null}
      {total === 0 && !search ? (
        <EmptyState title={texts.noApplications} why={texts.noApplicationsWhy}>
          <Link to="/portal/services" className={portal.go}>
            {texts.title}
          </Link>
        </EmptyState>
      ) : null}
      <Cards
        total={bundles.data.total}
        shown={bundles.data.items.length}
        onMore={() => setLimits({ ...limits, bundles: limits.bundles + step })}
      >
        {bundles.data.items.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/bundle-cases/${one.id}`} className={`${styles.card} ${styles.big}`}>
              <strong>{one.title}</strong>
              <span>{texts.bundleStates[one.state]}</span>
              <span className={styles.quiet}>{one.number ?? ''}</span>
            </Link>
          </li>
        ))}
      </Cards>
      <Cards
        total={single.data.total}
        shown={single.data.items.length}
        onMore={() => setLimits({ ...limits, single: limits.single + step })}
      >
        {single.data.items.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/applications/${one.id}`} className={styles.card}>
              <strong>{one.itemTitle}</strong>
              <span>{texts.states[one.state]}</span>
              <span className={styles.quiet}>
                {one.number ?? ''} {formatTime(one.updatedTime)}
              </span>
            </Link>
          </li>
        ))}
      </Cards>
      <PermitDuties />
      <TakeHandover />
    </>
  )
}

interface CardsProps {
  total: number
  shown: number
  onMore: () => void
  children: ReactNode
}

function Cards({ total, shown, onMore, children }: CardsProps) {
  const texts = useTexts(serviceTexts)
  return (
    <>
      {shown > 0 ? <ul className={styles.cards}>{children}</ul> : null}
      {shown < total ? (
        <button type="button" className={`${portal.go} ${portal.second}`} onClick={onMore}>
          {texts.more}
        </button>
      ) : null}
    </>
  )
}
