import { type CityEvent, getCase } from '@civitas/sdk'
import {
  Button,
  formatClock,
  formatWithUnit,
  LevelTag,
  precisionFor,
  RelativeTime,
  usePick,
  useTexts,
} from '@civitas/ui'
import { useRead } from '../../app/query.ts'
import styles from './call-out.module.css'
import { screenTexts } from './screen.texts.ts'

interface CallOutProps {
  event: CityEvent
  /** The value of the moment, when the map knows it; else the event’s own is shown. */
  value: string | null
  onClose: () => void
}

/** What is the matter at a place: name, value, level, since when, and how far the case is. */
export function CallOut({ event, value, onClose }: CallOutProps) {
  const texts = useTexts(screenTexts)
  const pick = usePick()
  return (
    <aside className={`${styles.box} ${event.level ? styles[event.level] : ''}`} aria-live="polite">
      <div className={styles.head}>
        <LevelTag level={event.level} long />
        <Button kind="plain" size="small" aria-label={texts.close} onClick={onClose}>
          ×
        </Button>
      </div>
      <div className={styles.name}>{event.entityName ?? event.title}</div>
      {event.entityName ? <div className={styles.kind}>{pick(event.typeTitle)}</div> : null}
      <div className={styles.value}>{value ?? eventValue(event)}</div>
      <dl className={styles.facts}>
        <dt>{texts.since}</dt>
        <dd>
          {formatClock(event.raisedTime, false)} · <RelativeTime time={event.raisedTime} />
        </dd>
        <dt>{texts.caseState}</dt>
        <dd>{event.caseId ? <CaseState id={event.caseId} /> : texts.noCase}</dd>
      </dl>
    </aside>
  )
}

function eventValue(event: CityEvent): string {
  return event.value === null ? '' : formatWithUnit(event.value, event.unit ?? '', precisionFor(event.value))
}

function CaseState({ id }: { id: string }) {
  const pick = usePick()
  const read = useRead(getCase, { params: { id } }, { everyMs: 5_000 })
  if (!read.data) return <>…</>
  const { case: item } = read.data
  return <>{[pick(item.stageTitle), item.organisationName].filter(Boolean).join(' · ')}</>
}
