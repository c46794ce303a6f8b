import type { Me } from '@civitas/sdk'
import { Button, EmptyState, formatNumber, ThemeRoot, useTexts } from '@civitas/ui'
import { useEffect } from 'react'
import { Link, NavLink, Route, Routes, useLocation } from 'react-router'
import { endSession } from '../../app/account-menu.tsx'
import { appTexts } from '../../app/app.texts.ts'
import { LanguageSwitch } from '../../app/language-switch.tsx'
import { WarBanner } from '../../app/war-banner.tsx'
import { CheckListPage } from './checks/check-list-page.tsx'
import { CheckPage } from './checks/check-page.tsx'
import styles from './field.module.css'
import { fieldTexts } from './field.texts.ts'
import { GridPage } from './grid/grid-page.tsx'
import { startQueue, useQueue } from './queue/queue.ts'
import { QueuePage } from './queue/queue-page.tsx'
import { registerWorker } from './register-worker.ts'
import { ReportPage } from './report/report-page.tsx'
import { TaskListPage } from './tasks/task-list-page.tsx'
import { TaskPage } from './tasks/task-page.tsx'
import { useOnline } from './use-online.ts'
import { WatchListPage } from './watch/watch-list-page.tsx'
import { WatchPage } from './watch/watch-page.tsx'
import { WithKeptMe } from './with-kept-me.tsx'

type TabName = 'tasks' | 'checks' | 'watch' | 'grid' | 'report' | 'queue'

const tabs: { name: TabName; to: string; icon: string; needs: string | null }[] = [
  { name: 'tasks', to: '/field', icon: 'M5 4h14v16H5zM9 9h6M9 13h6M9 17h3', needs: 'cases.work' },
  { name: 'checks', to: '/field/checks', icon: 'M4 12l5 5L20 6', needs: 'cases.check' },
  {
    name: 'watch',
    to: '/field/watch',
    icon: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9v6',
    needs: 'cases.urge',
  },
  { name: 'grid', to: '/field/grid', icon: 'M4 4h16v16H4zM4 12h16M12 4v16', needs: 'territory.survey' },
  { name: 'report', to: '/field/report', icon: 'M12 5v14M5 12h14', needs: 'events.report' },
  { name: 'queue', to: '/field/queue', icon: 'M12 19V6M6 11l6-6 6 6M5 20h14', needs: null },
]

/** 外勤: what people do outdoors, with one hand and often without a line. */
export function FieldPage() {
  useEffect(startQueue, [])
  useEffect(registerWorker, [])
  return (
    <ThemeRoot theme="light">
      <WithKeptMe>{(me) => <Frame me={me} />}</WithKeptMe>
    </ThemeRoot>
  )
}

function Frame({ me }: { me: Me }) {
  const texts = useTexts(fieldTexts)
  const app = useTexts(appTexts)
  const { pathname } = useLocation()
  const isOnline = useOnline()
  const may = (name: string | null) => name === null || me.permissions.includes(name)
  const open = tabs.filter((tab) => may(tab.needs))
  const hasWork = may('cases.work') || may('cases.check') || may('cases.urge')
  const first = open[0]
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <Link to="/" aria-label={texts.home}>
          <img src="/civitas.svg" alt="" className={styles.logo} />
        </Link>
        <h1>{texts.title}</h1>
        <LanguageSwitch />
        <Button kind="plain" size="small" title={me.user.name} onClick={() => void endSession()}>
          {app.signOut}
        </Button>
      </header>
      <WarBanner wide />
      {isOnline ? null : (
        <div className={styles.offline} role="status">
          {texts.offline}
        </div>
      )}
      <main className={styles.main} key={pathname}>
        {hasWork ? (
          <Routes>
            <Route path="" element={<First name={first?.name} me={me} />} />
            <Route path="tasks/:id" element={<TaskPage me={me} />} />
            <Route path="checks" element={<CheckListPage />} />
            <Route path="checks/:id" element={<CheckPage />} />
            <Route path="watch" element={<WatchListPage />} />
            <Route path="watch/:id" element={<WatchPage mayUrge={may('cases.urge')} />} />
            {may('territory.survey') ? <Route path="grid" element={<GridPage />} /> : null}
            <Route path="report" element={<ReportPage mayMap={may('maps.read')} />} />
            <Route path="queue" element={<QueuePage />} />
          </Routes>
        ) : (
          <EmptyState title={texts.noRight} why={texts.noRightWhy}>
            <Link to="/portal">{texts.toPortal}</Link>
          </EmptyState>
        )}
      </main>
      {hasWork ? <Tabs open={open} /> : null}
    </div>
  )
}

/** What one’s work begins with. */
function First({ name, me }: { name: TabName | undefined; me: Me }) {
  if (name === 'checks') return <CheckListPage />
  return name === 'watch' ? <WatchListPage /> : <TaskListPage me={me} />
}

function Tabs({ open }: { open: typeof tabs }) {
  const texts = useTexts(fieldTexts)
  const { acts } = useQueue()
  return (
    <nav className={styles.tabs} aria-label={texts.tabsLabel}>
      {open.map(({ name, to, icon }) => (
        <NavLink key={name} to={to} end={name === 'tasks'} className={styles.tab}>
          <svg
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            <path d={icon} />
          </svg>
          {texts.tabs[name]}
          {name === 'queue' && acts.length > 0 ? (
            <span className={styles.badge}>{formatNumber(acts.length)}</span>
          ) : null}
        </NavLink>
      ))}
    </nav>
  )
}
