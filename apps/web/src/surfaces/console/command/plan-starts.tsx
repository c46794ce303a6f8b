import { listPlanStarts } from '@civitas/sdk'
import { formatClock, LevelTag, usePick, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import styles from './command.module.css'
import { orderTexts } from './order.texts.ts'
import { useCommandNews } from './use-command.ts'

/** Which plans are at work for an incident, since when, by whom, and with which posts vacant. */
export function PlanStarts({ incidentId }: { incidentId: string }) {
  const own = useTexts(orderTexts)
  const pick = usePick()
  const read = useRead(listPlanStarts, { params: { id: incidentId } }, { keepPrevious: true })
  useCommandNews([listPlanStarts], incidentId)
  const starts = read.data ?? []
  if (starts.length === 0) return null
  return (
    <section className={styles.box}>
      <h2>{own.plansStarted}</h2>
      {starts.map((one) => (
        <div key={one.id}>
          <div className={styles.factRow}>
            <Link to={`/console/plans/${one.planId}`}>{pick(one.title)}</Link>
            <LevelTag level={one.level} />
          </div>
          <p className={styles.quiet}>
            {own.startLine(String(one.version), String(one.tasks))} · {one.byName}{' '}
            {formatClock(one.startedTime)}
          </p>
          {one.vacancies.length > 0 ? (
            <p className={styles.red}>{own.vacantPosts(one.vacancies.join('、'))}</p>
          ) : null}
          {one.overrideReason ? <p className={styles.quiet}>{one.overrideReason}</p> : null}
        </div>
      ))}
    </section>
  )
}
