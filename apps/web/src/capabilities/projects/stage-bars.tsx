import type { ProjectStageView } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { projectTexts } from './projects.texts.ts'
import styles from './stage-bars.module.css'

/** Each stage with the days it used of its limit; the days that do not count are told beside it. */
export function StageBar({ stage }: { stage: ProjectStageView }) {
  const texts = useTexts(projectTexts)
  const share = Math.min(100, (stage.usedDays / Math.max(1, stage.limitDays)) * 100)
  return (
    <div className={styles.bar}>
      <div className={styles.track} aria-hidden="true">
        <div className={styles.fill} data-card={stage.card ?? 'none'} style={{ width: `${share}%` }} />
      </div>
      <span>
        {texts.used} {texts.usedOf(stage.usedDays, stage.limitDays)}
      </span>
      {stage.correctionDays + stage.specialDays > 0 ? (
        <span className={styles.quiet}>{texts.notCounted(stage.correctionDays, stage.specialDays)}</span>
      ) : null}
    </div>
  )
}

/** When each item of all stages was under way, on one line of time. */
export function Gantt({ stages, title }: { stages: readonly ProjectStageView[]; title: string }) {
  const rows = stages.flatMap((stage) => stage.members.filter((one) => one.from !== null))
  if (rows.length === 0) return null
  const now = Date.now()
  const spans = rows.map((one) => ({
    ...{ item: one.item, title: one.title, from: Date.parse(one.from ?? '') },
    to: one.to ? Date.parse(one.to) : now,
  }))
  const start = Math.min(...spans.map((one) => one.from))
  const whole = Math.max(1, Math.max(...spans.map((one) => one.to)) - start)
  return (
    <ul className={styles.gantt} aria-label={title}>
      {spans.map((one) => (
        <li key={one.item}>
          <span>{one.title}</span>
          <div className={styles.lane}>
            <div
              className={styles.span}
              style={{
                insetInlineStart: `${((one.from - start) / whole) * 98}%`,
                width: `${Math.max(2, ((one.to - one.from) / whole) * 98)}%`,
              }}
            />
          </div>
        </li>
      ))}
    </ul>
  )
}
