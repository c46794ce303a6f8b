import { getOpenness, listOwnPoints, listPublicReports, type PublicReportSpot } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, usePick, useTexts } from '@civitas/ui'
import { lazy, Suspense } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useSession } from '../../../app/session.ts'
import portal from '../portal.module.css'
import { Adoptions } from './adoptions.tsx'
import styles from './openness.module.css'
import { opennessTexts } from './openness.texts.ts'

const SpotMap = lazy(() => import('./spot-map.tsx').then((m) => ({ default: m.SpotMap })))

/** 随手拍公开: where people reported what, blurred, and what became of it by month (GOV-050). */
export function OpennessPage() {
  const texts = useTexts(opennessTexts)
  const session = useSession()
  return (
    <>
      <h1>{texts.title}</h1>
      <p className={portal.lead}>{texts.lead}</p>
      <p>
        <Link to="/portal/report">{texts.toReport}</Link> ·{' '}
        <Link to="/portal/appraisals">{texts.results}</Link>
      </p>
      <Spots />
      <Months />
      {session ? <Adoptions /> : null}
      {session ? <Points /> : null}
    </>
  )
}

function Spots() {
  const texts = useTexts(opennessTexts)
  const read = useRead(listPublicReports, { query: {} })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items, reports, blurMetres } = read.data
  if (items.length === 0) return <EmptyState title={texts.none} />
  return (
    <section className={`${portal.block} ${styles.part}`}>
      <h2>{texts.map}</h2>
      <div className={styles.map}>
        <Suspense fallback={<Loading />}>
          <SpotMap label={texts.map} spots={items} />
        </Suspense>
      </div>
      <p className={portal.quiet}>{texts.mapOf(formatNumber(reports), formatNumber(blurMetres))}</p>
      <SpotTable spots={items.slice(0, 30)} />
    </section>
  )
}

function SpotTable({ spots }: { spots: PublicReportSpot[] }) {
  const texts = useTexts(opennessTexts)
  const pick = usePick()
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{texts.kind}</th>
            <th>{texts.state}</th>
            <th>{texts.where}</th>
            <th className={styles.number}>{texts.count}</th>
            <th>{texts.day}</th>
          </tr>
        </thead>
        <tbody>
          {spots.map((one) => (
            <tr key={`${one.type} ${one.state} ${one.position}`}>
              <td>{pick(one.typeTitle)}</td>
              <td>{texts.states[one.state]}</td>
              <td>{one.divisionName ?? '—'}</td>
              <td className={styles.number}>{formatNumber(one.reports)}</td>
              <td className={styles.nowrap}>{one.lastDay}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Months() {
  const texts = useTexts(opennessTexts)
  const read = useRead(getOpenness, { query: {} })
  const months = read.data?.months ?? []
  if (months.length === 0) return null
  const percent = (share: number | null) => (share === null ? '—' : `${formatNumber(share, 1)}%`)
  return (
    <section className={`${portal.block} ${styles.part}`}>
      <h2>{texts.months}</h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{texts.month}</th>
              <th className={styles.number}>{texts.reports}</th>
              <th className={styles.number}>{texts.effective}</th>
              <th className={styles.number}>{texts.closed}</th>
              <th className={styles.number}>{texts.onTime}</th>
              <th className={styles.number}>{texts.satisfied}</th>
            </tr>
          </thead>
          <tbody>
            {months.map((one) => (
              <tr key={one.month}>
                <td className={styles.nowrap}>{one.month}</td>
                <td className={styles.number}>{formatNumber(one.reports)}</td>
                <td className={styles.number}>{formatNumber(one.effective)}</td>
                <td className={styles.number}>{formatNumber(one.closed)}</td>
                <td className={styles.number}>{percent(one.onTime)}</td>
                <td className={styles.number}>{percent(one.satisfied)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Points() {
  const texts = useTexts(opennessTexts)
  const read = useRead(listOwnPoints, { query: { limit: 30 } })
  if (!read.data) return null
  return (
    <section className={`${portal.block} ${styles.part}`}>
      <h2>{texts.points}</h2>
      <p className={portal.quiet}>{texts.pointsWhy}</p>
      <p>
        <strong>{texts.balance(formatNumber(read.data.balance))}</strong>
      </p>
      {read.data.items.length === 0 ? <p className={portal.quiet}>{texts.noPoints}</p> : null}
      <ul className={portal.own}>
        {read.data.items.map((one) => (
          <li key={one.id}>
            {one.points > 0 ? '+' : ''}
            {formatNumber(one.points)} · {one.reason}
            {one.eventReference ? ` · ${one.eventReference}` : ''} · {formatTime(one.time)}
          </li>
        ))}
      </ul>
    </section>
  )
}
