import type { CityEvent } from '@civitas/sdk'
import {
  EmptyState,
  formatClock,
  formatTime,
  formatWithUnit,
  LevelTag,
  Loading,
  precisionFor,
  RelativeTime,
  usePick,
  useTexts,
} from '@civitas/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemView } from '../../app/problem-view.tsx'
import styles from './lists.module.css'
import { Panel } from './panel.tsx'
import { screenTexts } from './screen.texts.ts'

interface EventsProps {
  read: UseQueryResult<unknown, Error>
  events: CityEvent[]
  /** Shows the event’s place on the map. */
  onShow: (event: CityEvent) => void
}

/** Warnings in force, the worst first. */
export function WarningPanel({ read, events, onShow }: EventsProps) {
  const texts = useTexts(screenTexts)
  const pick = usePick()
  return (
    <Panel title={texts.warnings} extra={events.length || ''} grow={5}>
      <Listed
        label={texts.warnings}
        read={read}
        isEmpty={events.length === 0}
        title={texts.noWarnings}
        why={texts.noWarningsWhy}
      >
        {events.map((event) => (
          <li key={event.id}>
            <button type="button" className={styles.row} onClick={() => onShow(event)}>
              <LevelTag level={event.level} />
              <span className={styles.name} title={event.title}>
                {event.entityName ?? event.title}
              </span>
              <span className="number">{measured(event)}</span>
              <span className={styles.sub}>
                {[
                  pick(event.typeTitle),
                  event.divisionName,
                  event.reports > 1 ? texts.reports(event.reports) : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <span className={styles.when}>
                <RelativeTime time={event.raisedTime} />
              </span>
            </button>
          </li>
        ))}
      </Listed>
    </Panel>
  )
}

/** What happened, the newest on top. */
export function EventStream({ read, events, onShow, newest }: EventsProps & { newest: string | null }) {
  const texts = useTexts(screenTexts)
  const pick = usePick()
  return (
    <Panel title={texts.stream} grow={6}>
      <Listed
        label={texts.stream}
        read={read}
        isEmpty={events.length === 0}
        title={texts.noEvents}
        why={texts.noEventsWhy}
      >
        {events.slice(0, 30).map((event) => (
          <li key={event.id} className={event.id === newest ? styles.fresh : undefined}>
            <button type="button" className={styles.row} onClick={() => onShow(event)}>
              <span className={styles.clock} title={formatTime(event.changedTime)}>
                {formatClock(event.changedTime, false)}
              </span>
              <span className={styles.name} title={event.title}>
                {event.entityName ?? event.title}
              </span>
              <LevelTag level={event.level ?? event.highestLevel} />
              <span className={styles.sub}>
                {[pick(event.typeTitle), texts.states[event.state], event.divisionName]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </Listed>
    </Panel>
  )
}

function measured(event: CityEvent): string {
  return event.value === null ? '' : formatWithUnit(event.value, event.unit ?? '', precisionFor(event.value))
}

interface ListedProps {
  label: string
  read: UseQueryResult<unknown, Error>
  isEmpty: boolean
  title: string
  why: string
  children: ReactNode
}

/** A list, or why there is none. */
export function Listed({ label, read, isEmpty, title, why, children }: ListedProps) {
  if (read.isError && isEmpty) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (read.isPending) return <Loading />
  if (isEmpty) return <EmptyState title={title} why={why} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
    <ul className={styles.list} tabIndex={0} aria-label={label}>
      {children}
    </ul>
  )
}
