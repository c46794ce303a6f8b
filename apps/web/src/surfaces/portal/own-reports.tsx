import { listOwnReports, type OwnReport, rateReport } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, TextArea, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from '../../app/app.texts.ts'
import { client } from '../../app/client.ts'
import { ProblemView, problemWords } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { ReportPhotos } from '../../capabilities/events/report-photos.tsx'
import { OwnBlock } from './own-block.tsx'
import { Outcome } from './own-report-outcome.tsx'
import { ownReportTexts } from './own-reports.texts.ts'
import styles from './portal.module.css'

const most = 20

/** 我的上报: how far each report has come, what was answered, and whether it is solved. */
export function OwnReports() {
  const texts = useTexts(ownReportTexts)
  const read = useRead(listOwnReports, { query: { limit: most } }, { everyMs: 30_000 })
  return (
    <section className={styles.block}>
      <h2>{texts.title}</h2>
      <OwnBlock />
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data?.items.length === 0 ? <EmptyState title={texts.none} why={texts.noneWhy} /> : null}
      <ul className={styles.own}>
        {(read.data?.items ?? []).map((one) => (
          <OwnReportRow key={one.report.id} one={one} />
        ))}
      </ul>
    </section>
  )
}

function OwnReportRow({ one }: { one: OwnReport }) {
  const texts = useTexts(ownReportTexts)
  const { report } = one
  return (
    <li>
      <h3>{report.title}</h3>
      <p className={styles.quiet}>
        <span className="code">{one.reference}</span> · {texts.toldAt(formatTime(report.reportedTime))}
      </p>
      <p>
        <b>{texts.states[one.state]}</b> · {texts.next[one.state]}
      </p>
      <ReportPhotos photos={report.photos} label={texts.photo} />
      <Outcome one={one} />
      {one.answer ? (
        <p>
          {texts.answer}：{one.answer}
        </p>
      ) : null}
      {report.rating ? <p className={styles.quiet}>{texts.ratings[report.rating]}</p> : null}
      {one.mayRate ? <Rating id={report.id} /> : null}
    </li>
  )
}

/** Solved or not; unsolved work can be taken up again within seven days. */
function Rating({ id }: { id: string }) {
  const texts = useTexts(ownReportTexts)
  const app = useTexts(appTexts)
  const [isUnsolved, setUnsolved] = useState(false)
  const [comment, setComment] = useState('')
  const send = useMutation({
    mutationFn: ({ satisfied, reopen }: { satisfied: boolean; reopen: boolean }) =>
      client.call(rateReport, {
        params: { id },
        body: { satisfied, reopen, ...(comment.trim() ? { comment: comment.trim() } : {}) },
      }),
    onSuccess: () => refresh(listOwnReports),
  })
  const button = (label: string, act: () => void) => (
    <button type="button" className={`${styles.go} ${styles.second}`} disabled={send.isPending} onClick={act}>
      {label}
    </button>
  )
  return (
    <div>
      <p>{texts.ask}</p>
      {isUnsolved ? (
        <TextArea
          label={texts.why}
          hint={texts.whyHint}
          rows={3}
          maxLength={1000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      ) : null}
      {send.error ? (
        <p className={styles.error} role="alert">
          {problemWords(send.error, app).title}
        </p>
      ) : null}
      <div className={styles.buttons}>
        {isUnsolved ? (
          <>
            {button(texts.again, () => send.mutate({ satisfied: false, reopen: true }))}
            {button(texts.onlyRate, () => send.mutate({ satisfied: false, reopen: false }))}
          </>
        ) : (
          <>
            {button(texts.solved, () => send.mutate({ satisfied: true, reopen: false }))}
            {button(texts.unsolved, () => setUnsolved(true))}
          </>
        )}
      </div>
    </div>
  )
}
