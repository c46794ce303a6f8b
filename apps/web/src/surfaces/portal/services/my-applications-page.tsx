import { listMyApplications, listMyBundleCases } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import { TakeHandover } from './handover.tsx'
import { PermitDuties } from './permit-duties.tsx'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** 我的办件: bundles first, then single applications. */
export function MyApplicationsPage() {
  const texts = useTexts(serviceTexts)
  const bundles = useRead(listMyBundleCases, { query: { limit: 20 } })
  const read = useRead(listMyApplications, { query: { limit: 100 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const single = read.data.items.filter((one) => one.parentId === null)
  const isEmpty = single.length === 0 && (bundles.data?.items.length ?? 0) === 0
  return (
    <>
      <h1>{texts.myApplications}</h1>
      <p>
        <Link to="/portal/projects">{texts.projects}</Link>
      </p>
      {isEmpty ? (
        <EmptyState title={texts.noApplications} why={texts.noApplicationsWhy}>
          <Link to="/portal/services" className={portal.go}>
            {texts.title}
          </Link>
        </EmptyState>
      ) : null}
      <ul className={styles.cards}>
        {(bundles.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <Link to={`/portal/bundle-cases/${one.id}`} className={`${styles.card} ${styles.big}`}>
              <strong>{one.title}</strong>
              <span>{texts.bundleStates[one.state]}</span>
              <span className={styles.quiet}>{one.number ?? ''}</span>
            </Link>
          </li>
        ))}
        {single.map((one) => (
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
      </ul>
      <PermitDuties />
      <TakeHandover />
    </>
  )
}
