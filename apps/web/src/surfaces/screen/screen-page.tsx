import {
  type CityEvent,
  type Indicator,
  type IndicatorValue,
  type LiveMessage,
  listDashboards,
  listIndicators,
  type Me,
} from '@civitas/sdk'
import { EmptyState, Loading, ThemeRoot, useTexts } from '@civitas/ui'
import { useMemo, useState } from 'react'
import { ErrorBoundary } from '../../app/error-boundary.tsx'
import { useLive } from '../../app/live.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { queryClient, useRead } from '../../app/query.ts'
import { WithMe } from '../../app/require-session.tsx'
import { countLevels } from '../../lib/event-list.ts'
import { ThroughputPanel, useCaseNews, WorkPanel } from './case-panels.tsx'
import { chooseDivided } from './dashboard-cards.ts'
import { DashboardPanel } from './dashboard-panel.tsx'
import { EventStream, WarningPanel } from './event-panels.tsx'
import { IndicatorDrawer } from './indicator-drawer.tsx'
import styles from './screen.module.css'
import { screenTexts } from './screen.texts.ts'
import { SeriesStrip } from './series-strip.tsx'
import { TopBar } from './top-bar.tsx'
import { useEvents } from './use-events.ts'
import { useWallScale } from './use-wall-scale.ts'
import { WallMap } from './wall-map.tsx'

/** The city on one big screen. */
export function ScreenPage() {
  return (
    <ThemeRoot theme="dark">
      <WithMe>{(me) => <Wall me={me} />}</WithMe>
    </ThemeRoot>
  )
}

function Wall({ me }: { me: Me }) {
  const { shape, scale } = useWallScale()
  const events = useEvents()
  const [pointed, setPointed] = useState<CityEvent | null>(null)
  const [indicatorId, setIndicatorId] = useState<string | null>(null)
  const dashboards = useRead(listDashboards, {}, { staleMs: 600_000 })
  const counts = useMemo(() => countLevels(events.warnings), [events.warnings])
  useCaseNews()
  const show = (event: CityEvent) => setPointed({ ...event })
  const shapeClass = shape === 'wide' ? '' : (styles[shape] ?? '')
  return (
    <div className={`${styles.wall} ${shapeClass}`}>
      <div className={styles.bar}>
        <TopBar me={me} counts={counts} />
      </div>
      <div className={styles.left}>
        <Figures read={dashboards} onOpen={setIndicatorId} />
      </div>
      <main className={styles.middle}>
        <ErrorBoundary>
          <WallMap scale={scale} warnings={events.warnings} pointed={pointed} />
        </ErrorBoundary>
        {dashboards.data ? <SeriesStrip dashboards={dashboards.data} /> : null}
      </main>
      <div className={styles.right}>
        <WarningPanel read={events.active} events={events.warnings} onShow={show} />
        <EventStream
          read={events.stream}
          events={events.latest}
          onShow={show}
          newest={events.news?.event.id ?? null}
        />
        <ThroughputPanel />
        <WorkPanel me={me} />
      </div>
      {indicatorId ? <IndicatorDrawer id={indicatorId} onClose={() => setIndicatorId(null)} /> : null}
    </div>
  )
}

interface FiguresProps {
  read: ReturnType<typeof useRead<typeof listDashboards>>
  onOpen: (indicatorId: string) => void
}

/** The figures of every domain, kept new by the live channel. */
function Figures({ read, onOpen }: FiguresProps) {
  const texts = useTexts(screenTexts)
  const indicators = useRead(listIndicators, {}, { everyMs: 30_000 })
  useLive(['indicators'], putIndicator)
  const error = read.error ?? indicators.error
  if (error)
    return (
      <ProblemView
        error={error}
        onRetry={() => {
          void read.refetch()
          void indicators.refetch()
        }}
      />
    )
  if (!read.data || !indicators.data) return <Loading />
  if (read.data.length === 0) return <EmptyState title={texts.noDashboard} why={texts.noDashboardWhy} />
  const divided = chooseDivided(read.data, indicators.data)
  return read.data.map((dashboard) => (
    <DashboardPanel
      key={dashboard.id}
      dashboard={dashboard}
      indicators={indicators.data}
      isDivided={dashboard.id === divided}
      onOpen={onOpen}
    />
  ))
}

/** Puts a changed figure into what was read, where it is of the same division. */
function putIndicator(message: LiveMessage): void {
  const body = message.body as { id?: string; value?: IndicatorValue } | null
  const { id, value } = body ?? {}
  if (!id || !value) return
  queryClient.setQueryData<Indicator[]>([listIndicators.id, {}], (list) =>
    list?.map((each) =>
      each.id === id && each.current.division === value.division ? { ...each, current: value } : each,
    ),
  )
}
