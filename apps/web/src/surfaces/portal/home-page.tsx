import { getPlatformInfo, listEvents, type Me } from '@civitas/sdk'
import { EmptyState, formatTime, LevelTag, Loading, RelativeTime, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { appTexts } from '../../app/app.texts.ts'
import { useLive } from '../../app/live.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { useMe } from '../../app/require-session.tsx'
import { byLevel, isInForce } from '../../lib/event-list.ts'
import { readReports } from './my-reports.ts'
import styles from './portal.module.css'
import { portalTexts } from './portal.texts.ts'

/** What is there and works; what is not there yet is said plainly. */
export function HomePage() {
  const texts = useTexts(portalTexts)
  const app = useTexts(appTexts)
  const me = useMe()
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  return (
    <>
      <h1>{me ? texts.signedAs(me.user.name) : texts.welcome(info.data?.city?.name ?? app.product)}</h1>
      <p className={styles.lead}>{texts.lead}</p>
      <div className={styles.grid}>
        <section className={styles.start}>
          <div>
            <h2>{texts.reportCard}</h2>
            <p>{texts.reportCardWhat}</p>
          </div>
          <Link to="/portal/report" className={styles.go}>
            {texts.reportStart}
          </Link>
        </section>
        <Conditions me={me} />
        {me ? <MyReports me={me} /> : null}
        <section className={styles.block}>
          <h2>{texts.notYet}</h2>
          <p>{texts.notYetWhy}</p>
          <ul className={styles.bullets}>
            {texts.notYetItems.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </section>
      </div>
    </>
  )
}

function Conditions({ me }: { me: Me | undefined }) {
  const texts = useTexts(portalTexts)
  const mayRead = me?.permissions.includes('events.read') ?? false
  return (
    <section className={styles.block}>
      <h2>{texts.conditions}</h2>
      {me ? null : <p>{texts.conditionsSignIn}</p>}
      {me && !mayRead ? <p>{texts.conditionsClosed}</p> : null}
      {mayRead ? <Warnings /> : null}
    </section>
  )
}

function Warnings() {
  const texts = useTexts(portalTexts)
  const read = useRead(listEvents, { query: { active: true, limit: 50 } }, { everyMs: 60_000 })
  useLive(['events'], () => void read.refetch())
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const shown = read.data.items.filter(isInForce).sort(byLevel)
  if (shown.length === 0) return <EmptyState title={texts.noWarnings} why={texts.noWarningsWhy} />
  return (
    <>
      <p className={styles.quiet}>
        {texts.warnings} · {texts.updated(formatTime(read.dataUpdatedAt))}
      </p>
      <ul className={styles.list}>
        {shown.slice(0, 10).map((event) => (
          <li key={event.id}>
            <LevelTag level={event.level} />
            <span>{event.title}</span>
            <span className={styles.quiet}>
              <RelativeTime time={event.changedTime} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function MyReports({ me }: { me: Me }) {
  const texts = useTexts(portalTexts)
  const reports = readReports(me.user.id)
  return (
    <section className={styles.block}>
      <h2>{texts.mine}</h2>
      <p className={styles.quiet}>{reports.length === 0 ? texts.mineNone : texts.mineWhy}</p>
      {reports.length > 0 ? (
        <ul className={styles.list}>
          {reports.slice(0, 10).map((report) => (
            <li key={report.id}>
              <b className="code">{report.reference}</b>
              <span>{report.title}</span>
              <span className={styles.quiet}>{texts.reportedAt(formatTime(report.time))}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
