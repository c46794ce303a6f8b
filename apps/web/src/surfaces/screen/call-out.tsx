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

/** What is the matter at a place: name, value, level, since when, and how far the case is. */
export function CallOut({ event, onClose }: { event: CityEvent; onClose: () => void }) {
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
      {event.value === null ? (
        <div>{event.title}</div>
      ) : (
        <div className={styles.value}>
          {formatWithUnit(event.value, event.unit ?? '', precisionFor(event.value))}
        </div>
      )}
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

function CaseState({ id }: { id: string }) {
  const pick = usePick()
  const read = useRead(getCase, { params: { id } }, { everyMs: 5_000 })
  if (!read.data) return <>…</>
  const { case: item } = read.data
  return <>{[pick(item.stageTitle), item.organisationName].filter(Boolean).join(' · ')}</>
}
