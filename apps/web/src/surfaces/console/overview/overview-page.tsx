import { getSensingStatus, listCases, listEvents, listTasks } from '@civitas/sdk'
import {
  EmptyState,
  formatDay,
  formatNumber,
  LevelShape,
  LevelTag,
  Loading,
  levels,
  RelativeTime,
  Stat,
  useLocale,
  useNow,
  useTexts,
} from '@civitas/ui'
import { useContext, useMemo } from 'react'
import { Link } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { byLevel, countLevels, isInForce } from '../../../lib/event-list.ts'
import { onceASecond } from '../../../lib/once-a-second.ts'
import { Line, Lines, Page, Section } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { DrillSection } from './drill-section.tsx'
import styles from './overview.module.css'
import { overviewTexts } from './overview.texts.ts'
import { TodoSection } from './todo-section.tsx'

const SHOWN = 8

/** 值班首页: what is on, what waits for me, and whether the city can be heard. */
export function OverviewPage() {
  const texts = useTexts(overviewTexts)
  const locale = useLocale()
  const me = useContext(MeContext)
  const may = useMay()
  const now = useNow()
  const plan = useMemo(() => onceASecond(() => refresh(listEvents, listCases, listTasks)), [])
  useLive(['events', 'cases', 'tasks'], plan)
  return (
    <Page title={texts.title} under={texts.hello(me?.user.name ?? '', formatDay(now, locale))}>
      <div className={styles.grid}>
        <div className={styles.stack}>
          {may('events.read') ? <Warnings /> : null}
          <TodoSection />
          {may('cases.read') ? <LateCases /> : null}
        </div>
        <div className={styles.stack}>
          {may('sensing.read') ? <DrillSection /> : null}
          {may('sensing.read') ? <Ingest /> : null}
        </div>
      </div>
    </Page>
  )
}

function Warnings() {
  const texts = useTexts(overviewTexts)
  const read = useRead(listEvents, { query: { active: true, limit: 200 } }, { everyMs: 60_000 })
  const inForce = [...(read.data?.items ?? [])].filter(isInForce).sort(byLevel)
  const counts = countLevels(inForce)
  return (
    <Section
      title={texts.warnings}
      extra={
        <span className={styles.counts}>
          {[...levels].reverse().map((level) => (
            <span key={level} className={styles.count} style={{ color: `var(--level-text-${level})` }}>
              <LevelShape level={level} /> <b className="number">{formatNumber(counts[level])}</b>
            </span>
          ))}
          <Link to="/console/events?active=true">{texts.warningsAll}</Link>
        </span>
      }
    >
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data && inForce.length === 0 ? (
        <EmptyState title={texts.noWarnings} why={texts.noWarningsWhy} />
      ) : null}
      <Lines>
        {inForce.slice(0, SHOWN).map((event) => (
          <Line
            key={event.id}
            to={`/console/events/${event.id}`}
            before={<LevelTag level={event.level} />}
            title={event.title}
            note={
              <>
                {event.divisionName} · <RelativeTime time={event.changedTime} />
              </>
            }
          />
        ))}
      </Lines>
      {inForce.length > SHOWN ? (
        <small>{texts.partWarnings(formatNumber(SHOWN), formatNumber(inForce.length))}</small>
      ) : null}
    </Section>
  )
}

function LateCases() {
  const texts = useTexts(overviewTexts)
  const red = useRead(listCases, { query: { state: 'open', lamp: 'red', limit: SHOWN } }, { everyMs: 60_000 })
  const amber = useRead(
    listCases,
    { query: { state: 'open', lamp: 'amber', limit: SHOWN } },
    { everyMs: 60_000 },
  )
  const cases = [...(red.data?.items ?? []), ...(amber.data?.items ?? [])]
  return (
    <Section title={texts.late} extra={<Link to="/console/cases?state=open&lamp=red">{texts.seeAll}</Link>}>
      {red.isError ? <ProblemView error={red.error} onRetry={() => void red.refetch()} /> : null}
      {red.data && amber.data && cases.length === 0 ? (
        <EmptyState title={texts.noLate} why={texts.noLateWhy} />
      ) : null}
      <Lines>
        {cases.map((each) => (
          <Line
            key={each.id}
            to={`/console/cases/${each.id}`}
            before={<CaseClock lamp={each.lamp} dueTime={each.dueTime} />}
            title={each.title}
            note={each.organisationName ?? each.divisionName}
          />
        ))}
      </Lines>
    </Section>
  )
}

function Ingest() {
  const texts = useTexts(overviewTexts)
  const read = useRead(getSensingStatus, {}, { everyMs: 5_000 })
  const status = read.data
  return (
    <Section title={texts.ingest} extra={<Link to="/console/ingest">{texts.ingestAll}</Link>}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {status ? (
        <div className={styles.stats}>
          <Stat
            label={texts.online}
            value={formatNumber(status.online)}
            note={texts.ofThings(formatNumber(status.things))}
          />
          <Stat
            label={texts.perSecond}
            value={formatNumber(status.storedPerSecond, 1)}
            unit={texts.perSecondUnit}
          />
          <Stat
            label={texts.lag}
            value={formatNumber(status.lagSeconds, 1)}
            unit={texts.seconds}
            tone={status.lagSeconds > 30 ? 'attention' : 'normal'}
          />
          <Stat
            label={texts.refused}
            value={formatNumber(status.rejected)}
            unit={texts.readings}
            tone={status.rejected > 0 ? 'attention' : 'normal'}
          />
        </div>
      ) : null}
    </Section>
  )
}
