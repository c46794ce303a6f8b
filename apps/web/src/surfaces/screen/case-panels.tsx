import { type Case, type ClockLamp, listCases, listTasks, type Me, type Task } from '@civitas/sdk'
import {
  formatDuration,
  formatNumber,
  formatTotal,
  Stat,
  useLocale,
  useNow,
  usePick,
  useTexts,
  useTheme,
} from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { useMemo } from 'react'
import { useLive } from '../../app/live.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { useTimeWindow } from '../../app/time-window.ts'
import { Listed } from './event-panels.tsx'
import styles from './lists.module.css'
import { Panel } from './panel.tsx'
import { screenTexts } from './screen.texts.ts'
import { countThroughput } from './throughput.ts'

const LIMIT = 500

/** Reads lists of cases and tasks anew when the live channel says that one changed, at most once a second. */
export function useCaseNews(): void {
  const plan = useMemo(() => onceASecond(() => refresh(listCases, listTasks)), [])
  useLive(['cases', 'tasks'], plan)
}

function onceASecond(act: () => void): () => void {
  let isPlanned = false
  return () => {
    if (isPlanned) return
    isPlanned = true
    setTimeout(() => {
      isPlanned = false
      act()
    }, 1_000)
  }
}

/** Cases opened and closed over the time window, and how many in time. */
export function ThroughputPanel() {
  const texts = useTexts(screenTexts)
  const locale = useLocale()
  const { palette } = useTheme()
  const { range } = useTimeWindow()
  const read = useRead(
    listCases,
    { query: { from: range.from, to: range.to, limit: LIMIT } },
    { keepPrevious: true },
  )
  const open = useRead(listCases, { query: { state: 'open', limit: 1 } })
  const late = useRead(listCases, { query: { state: 'open', lamp: 'red', limit: 1 } })
  const cases = read.data?.items ?? []
  const went = useMemo(() => countThroughput(cases, range.from, range.to), [cases, range.from, range.to])
  const share = went.inTimePercent
  const counted =
    read.data && read.data.total > cases.length
      ? texts.partOf(formatNumber(cases.length), formatTotal(read.data, locale))
      : texts.casesSource
  if (read.isError)
    return (
      <Panel title={texts.throughput} grow={7}>
        <ProblemView error={read.error} onRetry={() => void read.refetch()} />
      </Panel>
    )
  return (
    <Panel title={texts.throughput} grow={7}>
      <div className={styles.column}>
        <div className={styles.figures}>
          <Stat label={texts.openNow} value={formatTotal(open.data, locale)} unit={texts.casesUnit} />
          <Stat
            label={texts.overdue}
            value={formatTotal(late.data, locale)}
            unit={texts.casesUnit}
            tone={late.data?.total ? 'alarm' : 'normal'}
          />
          <Stat
            label={texts.inTime}
            value={share === null ? '—' : formatNumber(share, 1)}
            unit={share === null ? '' : '%'}
            tone={share === null ? 'missing' : 'normal'}
          />
        </div>
        <div className={styles.rest}>
          <Chart
            fill
            hideLegend
            title={
              <>
                <Key color={palette.series[0]} /> {texts.opened} {formatNumber(went.openedCount)}{' '}
                <Key color={palette.series[1]} /> {texts.closed} {formatNumber(went.closedCount)}
              </>
            }
            unit={texts.casesUnit}
            precision={0}
            source={
              went.medianMinutes === null
                ? counted
                : `${counted} · ${texts.medianHandle} ${formatDuration(went.medianMinutes * 60_000, locale)}`
            }
            from={range.from}
            to={range.to}
            series={
              cases.length === 0
                ? []
                : [
                    { name: texts.opened, kind: 'bar', points: went.opened },
                    { name: texts.closed, kind: 'bar', points: went.closed },
                  ]
            }
          />
        </div>
      </div>
    </Panel>
  )
}

/** The colour of a series beside its name. */
function Key({ color }: { color: string | undefined }) {
  return <i className={styles.key} style={{ background: color }} aria-hidden="true" />
}

interface WorkRow {
  id: string
  title: string
  step: string
  unit: string
  dueTime: string | null
  lamp: ClockLamp
}

function fromCase(each: Case, pick: ReturnType<typeof usePick>): WorkRow {
  return {
    id: each.id,
    title: each.entityName ?? each.title,
    step: pick(each.stageTitle),
    unit: each.organisationName ?? '',
    dueTime: each.dueTime,
    lamp: each.lamp,
  }
}

function fromTask(each: Task, pick: ReturnType<typeof usePick>): WorkRow {
  return {
    id: each.id,
    title: each.entityName ?? each.caseTitle,
    step: pick(each.title),
    unit: [each.organisationName, each.acceptedBy].filter(Boolean).join(' '),
    dueTime: each.dueTime,
    lamp: each.lamp,
  }
}

/** Work underway with its clock: tasks for those who may see them, else open cases by stage. */
export function WorkPanel({ me }: { me: Me }) {
  const pick = usePick()
  const texts = useTexts(screenTexts)
  const locale = useLocale()
  const mayTasks = me.permissions.includes('cases.work')
  const tasks = useRead(
    listTasks,
    { query: { open: true, limit: 30 } },
    { enabled: mayTasks, everyMs: 60_000 },
  )
  const cases = useRead(
    listCases,
    { query: { state: 'open', limit: 30 } },
    { enabled: !mayTasks, everyMs: 60_000 },
  )
  const rows = mayTasks
    ? (tasks.data?.items ?? []).map((each) => fromTask(each, pick))
    : (cases.data?.items ?? []).map((each) => fromCase(each, pick))
  const list = mayTasks ? tasks.data : cases.data
  return (
    <Panel title={texts.tasks} extra={list?.total ? formatTotal(list, locale) : ''} grow={4}>
      <Listed
        label={texts.tasks}
        read={mayTasks ? tasks : cases}
        isEmpty={rows.length === 0}
        title={texts.noTasks}
        why={texts.noTasksWhy}
      >
        {rows.map((row) => (
          <li key={row.id} className={styles.row}>
            <Lamp lamp={row.lamp} />
            <span className={styles.name}>{row.title}</span>
            <span className={styles.when}>
              <TimeLeft dueTime={row.dueTime} />
            </span>
            <span className={styles.sub}>{[row.step, row.unit].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </Listed>
    </Panel>
  )
}

function Lamp({ lamp }: { lamp: ClockLamp }) {
  const texts = useTexts(screenTexts)
  return (
    <span className={`${styles.lamp} ${lamp === 'green' ? '' : styles[lamp]}`}>
      <i />
      {texts.lamp[lamp]}
    </span>
  )
}

function TimeLeft({ dueTime }: { dueTime: string | null }) {
  const texts = useTexts(screenTexts)
  const locale = useLocale()
  const now = useNow()
  if (!dueTime) return <>{texts.noLimit}</>
  const left = Date.parse(dueTime) - now
  const words = formatDuration(Math.abs(left), locale)
  return <>{left >= 0 ? texts.due(words) : texts.late(words)}</>
}
