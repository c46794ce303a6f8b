import { listConsultations } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './publicity.module.css'
import { publicityTexts } from './publicity.texts.ts'

/** 意见征集: drafts before the public and their results (SOC-024). */
export function ConsultationListPage() {
  const texts = useTexts(publicityTexts)
  const read = useRead(listConsultations, { query: { limit: 50 } })
  return (
    <>
      <h1>{texts.consultations}</h1>
      <p className={portal.lead}>{texts.consultationsLead}</p>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data?.items.length === 0 ? (
        <EmptyState title={texts.noConsultations} why={texts.noConsultationsWhy} />
      ) : null}
      <ul className={styles.articles}>
        {(read.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <Link to={`/portal/consultations/${one.id}`}>{one.title}</Link>
            <p className={portal.quiet}>
              {texts.states[one.state]} · {texts.period(one.openDay, one.closeDay)} · {one.organisationName} ·{' '}
              {texts.opinions(one.opinions)}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}
