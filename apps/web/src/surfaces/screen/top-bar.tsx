import { getPlatformInfo, getSensingStatus, listScenarios, type Me, type SensingStatus } from '@civitas/sdk'
import {
  Button,
  formatClock,
  formatDay,
  formatNumber,
  type Level,
  LevelShape,
  levels,
  useLocale,
  usePick,
  useTexts,
} from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { LanguageSwitch } from '../../app/language-switch.tsx'
import { useLive, useLiveState } from '../../app/live.ts'
import { useRead } from '../../app/query.ts'
import { TimeWindowPicker } from '../../app/time-window-picker.tsx'
import { WarBanner } from '../../app/war-banner.tsx'
import { screenTexts } from './screen.texts.ts'
import styles from './top-bar.module.css'
import { useWeather } from './use-weather.ts'

/** City, clock, weather, warnings by level, and whether the line stands. */
export function TopBar({ me, counts }: { me: Me; counts: Record<Level, number> }) {
  const texts = useTexts(screenTexts)
  const info = useRead(getPlatformInfo, {}, { staleMs: 600_000 })
  return (
    <header className={styles.bar}>
      <div className={styles.brand}>
        <img src="/civitas.svg" alt="" />
        <div>
          <h1>{texts.title(info.data?.city?.name ?? '')}</h1>
          <Drill />
          <WarBanner />
        </div>
      </div>
      <Clock />
      <Weather />
      <LevelCounts counts={counts} />
      <div className={styles.side}>
        <Line me={me} />
        <div className={styles.tools}>
          <TimeWindowPicker />
          <LanguageSwitch />
          <Button
            kind="plain"
            size="small"
            aria-label={texts.fullScreen}
            title={texts.fullScreen}
            onClick={() => void toggleFullScreen()}
          >
            <svg
              className={styles.icon}
              viewBox="0 0 16 16"
              fill="none"
              stroke="currentColor"
              aria-hidden="true"
            >
              <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" strokeWidth="1.5" />
            </svg>
          </Button>
          <Link to="/" className={styles.home} aria-label={texts.backHome} title={texts.backHome}>
            <svg
              className={styles.icon}
              viewBox="0 0 16 16"
              fill="none"
              stroke="currentColor"
              aria-hidden="true"
            >
              <path d="M2 8l6-5 6 5M4 7v7h8V7" strokeWidth="1.5" />
            </svg>
          </Link>
        </div>
      </div>
    </header>
  )
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen()
  else await document.documentElement.requestFullscreen()
}

function Clock() {
  const locale = useLocale()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className={styles.clock}>
      <time className={styles.time}>{formatClock(now)}</time>
      <span className={styles.day}>{formatDay(now, locale)}</span>
    </div>
  )
}

function Weather() {
  const weather = useWeather()
  if (weather.length === 0) return null
  return (
    <dl className={styles.weather}>
      {weather.map((item) => (
        <div key={item.title}>
          <dt>{item.title}</dt>
          <dd>{item.text}</dd>
        </div>
      ))}
    </dl>
  )
}

function LevelCounts({ counts }: { counts: Record<Level, number> }) {
  const texts = useTexts(screenTexts)
  const names = useTexts(uiTexts)
  return (
    <dl className={styles.levels} aria-label={texts.alarms}>
      {[...levels].reverse().map((level) => (
        <div key={level} className={`${styles.level} ${styles[level]} ${counts[level] ? '' : styles.zero}`}>
          <dt>
            <LevelShape level={level} />
            {names.level[level]}
          </dt>
          <dd>{counts[level]}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The line to the platform and what comes in over it. */
function Line({ me }: { me: Me }) {
  const texts = useTexts(screenTexts)
  const state = useLiveState()
  const status = useSensingStatus(me)
  const words =
    state === 'connected' ? texts.lineUp : state === 'lost' ? texts.lineLost : texts.lineConnecting
  return (
    <div className={styles.line} role="status">
      <span className={`${styles.dot} ${styles[state] ?? ''}`} />
      {words}
      {status ? (
        <span className={styles.rate}>
          {texts.rate(formatNumber(status.storedPerSecond))} ·{' '}
          {texts.online(formatNumber(status.online), formatNumber(status.things))}
        </span>
      ) : null}
    </div>
  )
}

function useSensingStatus(me: Me): SensingStatus | undefined {
  const read = useRead(
    getSensingStatus,
    {},
    { everyMs: 5_000, enabled: me.permissions.includes('sensing.read') },
  )
  return read.data
}

/** Names the drill that is being played, so that nobody takes it for real. */
function Drill() {
  const texts = useTexts(screenTexts)
  const pick = usePick()
  const read = useRead(listScenarios, {}, { everyMs: 30_000 })
  useLive(['scenario'], () => void read.refetch())
  const run = read.data?.run
  const scenario = read.data?.items.find((each) => each.id === run?.id)
  return run?.id && scenario ? (
    <span className={styles.drill}>{texts.scenario(pick(scenario.title), formatNumber(run.speed))}</span>
  ) : null
}
