import { getReview, type IncidentEntry, listIncidentLog, type Review, saveReview } from '@civitas/sdk'
import { formatClock, formatNumber, LevelTag, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Facts, Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { exerciseTexts } from './exercise.texts.ts'
import { exportReview } from './export-review.ts'
import { Improvements } from './improvements.tsx'

/** The after-action review; printing gives it on paper. */
export function ReviewPage() {
  const { id = '' } = useParams()
  const read = useRead(getReview, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <ReviewView review={read.data} /> : <Loading />
}

function ReviewView({ review }: { review: Review }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(exerciseTexts)
  const { incident } = review
  const log = useRead(listIncidentLog, { params: { id: incident.id }, query: {} })
  const minutes = (value: number | null) => (value === null ? '—' : `${value} ${texts.min}`)
  return (
    <Page
      backTo={`/console/incidents/${incident.id}`}
      title={
        <>
          {texts.review}：{incident.title} <LevelTag level={incident.level} />
        </>
      }
      under={<span className="code">{incident.reference}</span>}
      acts={
        <>
          <Button
            className={styles.noPrint}
            type="primary"
            disabled={!log.data}
            onClick={() => exportReview(review, log.data ?? [], { ...texts, ...own })}
          >
            {own.exportReport}
          </Button>
          <Button className={styles.noPrint} onClick={() => window.print()}>
            {texts.print}
          </Button>
        </>
      }
    >
      <Section title={texts.facts}>
        <Facts
          facts={[
            { label: texts.toLevel, value: minutes(review.minutesToLevel) },
            { label: texts.toPlan, value: minutes(review.minutesToPlan) },
            { label: texts.toEnd, value: minutes(review.minutesToEnd) },
            { label: texts.onTime, value: review.onTime },
            { label: texts.late, value: review.late },
            { label: texts.unanswered, value: review.unanswered },
            { label: texts.cost, value: formatNumber(review.resourceCost) },
          ]}
        />
      </Section>
      <Section title={texts.tasks}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{texts.tasks}</th>
              <th>{texts.owner}</th>
              <th className={styles.number}>{texts.planned}</th>
              <th className={styles.number}>{texts.actual}</th>
              <th>{texts.gap}</th>
            </tr>
          </thead>
          <tbody>
            {review.steps.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id and keep their order
              <tr key={index}>
                <td>{one.title}</td>
                <td>{one.owner}</td>
                <td className={styles.number}>{minutes(one.plannedMinutes)}</td>
                <td className={styles.number}>{minutes(one.actualMinutes)}</td>
                <td className={one.gap ? styles.red : ''}>{one.gap ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <Lessons review={review} />
      <Improvements review={review} />
      <Timeline entries={log.data ?? []} />
    </Page>
  )
}

function Timeline({ entries }: { entries: readonly IncidentEntry[] }) {
  const own = useTexts(exerciseTexts)
  return (
    <Section title={own.timeline} extra={entries.length}>
      {entries.map((one) => (
        <div key={one.id} className={styles.logLine}>
          <span>{formatClock(one.time)}</span>
          <span>{one.byName}</span>
          <span>{one.text}</span>
        </div>
      ))}
    </Section>
  )
}

function Lessons({ review }: { review: Review }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [lessons, setLessons] = useState(review.lessons)
  const run = useMutation({
    mutationFn: (confirm: boolean) =>
      client.call(saveReview, { params: { id: review.incident.id }, body: { lessons, confirm } }),
    onSuccess: () => refresh(getReview),
  })
  return (
    <Section title={texts.lessons} extra={review.confirmedBy}>
      <ProblemNote error={run.error} />
      {may('command.direct') ? (
        <>
          <Input.TextArea
            rows={4}
            aria-label={texts.lessons}
            value={lessons}
            onChange={(event) => setLessons(event.target.value)}
          />
          <div className={`${styles.inline} ${styles.noPrint}`} style={{ marginTop: 8 }}>
            <Button disabled={!lessons.trim()} onClick={() => run.mutate(false)}>
              {texts.saveReview}
            </Button>
            <Button type="primary" disabled={!lessons.trim()} onClick={() => run.mutate(true)}>
              {texts.confirmReview}
            </Button>
          </div>
        </>
      ) : (
        <p>{review.lessons}</p>
      )}
    </Section>
  )
}
