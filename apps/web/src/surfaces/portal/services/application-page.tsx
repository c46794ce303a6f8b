import {
  type ApplicationDetail,
  answerQuote,
  getServiceApplication,
  payOrder,
  rateService,
  withdrawServiceApplication,
} from '@civitas/sdk'
import { formatTime, Loading, TextArea, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import { MakeHandover } from './handover.tsx'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** One application: where it stands, what is asked of the applicant, payment, result, rating. */
export function ApplicationPage() {
  const { id = '' } = useParams()
  const texts = useTexts(serviceTexts)
  const read = useRead(getServiceApplication, { params: { id } }, { everyMs: 10_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const application = read.data
  const back = application.parentId ? `/portal/bundle-cases/${application.parentId}` : '/portal/applications'
  return (
    <>
      <Link to={back} className={portal.backLink}>
        ← {texts.myApplications}
      </Link>
      <h1>{application.itemTitle}</h1>
      <State application={application} />
      <ToDo application={application} />
      {application.state === 'draft' || application.state === 'correcting' ? (
        <MakeHandover id={application.id} />
      ) : null}
      <Quote application={application} />
      <Assessment application={application} />
      {application.result ? (
        <section className={portal.panel}>
          <h2>{application.result.title}</h2>
          <p className={portal.reference}>{application.result.number}</p>
        </section>
      ) : null}
      {application.state === 'delivered' || application.state === 'refused' ? (
        <Rating application={application} />
      ) : null}
      <section className={styles.section}>
        <h2>{texts.progress}</h2>
        <ol className={styles.timeline}>
          {application.timeline.map((entry) => (
            <li key={entry.time + entry.act}>
              <time dateTime={entry.time}>{formatTime(entry.time)}</time>
              {entry.act}
              {entry.organisation ? ` · ${entry.organisation}` : ''}
              {entry.note ? <div className={styles.quiet}>{entry.note}</div> : null}
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}

function State({ application }: { application: ApplicationDetail }) {
  const texts = useTexts(serviceTexts)
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{texts.receipt}</dt>
        <dd>{application.number ?? '—'}</dd>
      </div>
      <div>
        <dt>{texts.state}</dt>
        <dd>
          <strong>{texts.states[application.state]}</strong>
          {application.dueDay ? ` · ${texts.due(application.dueDay)}` : ''}
          {application.acceptedTime ? (
            <div className={styles.quiet}>{texts.used(application.usedDays, application.limitDays)}</div>
          ) : null}
        </dd>
      </div>
      <div>
        <dt>{texts.guide.office}</dt>
        <dd>{application.organisationName}</dd>
      </div>
    </dl>
  )
}

const open = new Set(['waiting', 'examining', 'suspended', 'deciding'])

function ToDo({ application }: { application: ApplicationDetail }) {
  const texts = useTexts(serviceTexts)
  const params = { id: application.id }
  const pay = useMutation({
    mutationFn: () => client.call(payOrder, { params: { id: application.orderId ?? '' }, body: {} }),
    onSuccess: ({ payUrl }) => window.location.assign(payUrl),
  })
  const withdraw = useMutation({
    mutationFn: () => client.call(withdrawServiceApplication, { params, body: {} }),
    onSuccess: () => refresh(getServiceApplication),
  })
  const isCorrecting = application.state === 'correcting'
  return (
    <>
      {isCorrecting ? (
        <>
          <h2>{texts.correct}</h2>
          <ol className={styles.points}>
            {application.corrections.map((point) => (
              <li key={point.text}>{point.text}</li>
            ))}
          </ol>
        </>
      ) : null}
      <div className={portal.buttons}>
        {application.state === 'draft' || (isCorrecting && !application.parentId) ? (
          <Link to={`/portal/applications/${application.id}/form`} className={portal.go}>
            {isCorrecting ? texts.goCorrect : texts.goOn}
          </Link>
        ) : null}
        {application.orderId && !application.isPaid ? (
          <button type="button" className={portal.go} disabled={pay.isPending} onClick={() => pay.mutate()}>
            {texts.payNow(((application.assessment?.fen ?? application.feeFen) / 100).toFixed(2))}
          </button>
        ) : null}
        {open.has(application.state) ? (
          <button
            type="button"
            className={`${portal.go} ${portal.second}`}
            disabled={withdraw.isPending}
            onClick={() => withdraw.mutate()}
          >
            {texts.withdraw}
          </button>
        ) : null}
      </div>
      {application.orderId && application.isPaid ? <p>{texts.paid}</p> : null}
    </>
  )
}

/** The plan and price a utility answered with: taken or not. */
function Quote({ application }: { application: ApplicationDetail }) {
  const texts = useTexts(serviceTexts)
  const quote = application.quotes.at(-1)
  const answer = useMutation({
    mutationFn: (accepted: boolean) =>
      client.call(answerQuote, { params: { id: application.id }, body: { accepted } }),
    onSuccess: () => refresh(getServiceApplication),
  })
  if (!quote) return null
  return (
    <section className={portal.panel}>
      <h2>{texts.quote}</h2>
      <p>{quote.text}</p>
      <p className={portal.reference}>{texts.yuan((quote.fen / 100).toFixed(2))}</p>
      {quote.accepted === null ? (
        <div className={portal.buttons}>
          {([true, false] as const).map((accepted) => (
            <button
              key={String(accepted)}
              type="button"
              className={accepted ? portal.go : `${portal.go} ${portal.second}`}
              disabled={answer.isPending}
              onClick={() => answer.mutate(accepted)}
            >
              {accepted ? texts.takeQuote : texts.leaveQuote}
            </button>
          ))}
        </div>
      ) : (
        <p>{quote.accepted ? texts.quoteTaken : texts.quoteLeft}</p>
      )}
    </section>
  )
}

/** How a tax was computed, with the rule that says so. */
function Assessment({ application }: { application: ApplicationDetail }) {
  const texts = useTexts(serviceTexts)
  const { assessment } = application
  if (!assessment) return null
  return (
    <section className={portal.panel}>
      <h2>{assessment.title}</h2>
      <p className={portal.reference}>{texts.yuan((assessment.fen / 100).toFixed(2))}</p>
      <p>
        {texts.computed((assessment.baseFen / 100).toFixed(2), assessment.rule)}（{assessment.basis}）
      </p>
    </section>
  )
}

function Rating({ application }: { application: ApplicationDetail }) {
  const texts = useTexts(serviceTexts)
  const [grade, setGrade] = useState(0)
  const [text, setText] = useState('')
  const [isAnonymous, setAnonymous] = useState(false)
  const rate = useMutation({
    mutationFn: () =>
      client.call(rateService, {
        params: { id: application.id },
        body: { grade, anonymous: isAnonymous, ...(text.trim() ? { text: text.trim() } : {}) },
      }),
    onSuccess: () => refresh(getServiceApplication),
  })
  if (application.ratingId || rate.isSuccess)
    return (
      <section className={styles.section}>
        <p role="status">{texts.rated}</p>
      </section>
    )
  return (
    <form
      className={styles.section}
      onSubmit={(event) => {
        event.preventDefault()
        if (grade > 0) rate.mutate()
      }}
    >
      <fieldset className={styles.grades}>
        <legend>{texts.rate}</legend>
        {[5, 4, 3, 2, 1].map((one) => (
          <label key={one}>
            <input type="radio" name="grade" checked={grade === one} onChange={() => setGrade(one)} />
            {texts.grades[one]}
          </label>
        ))}
      </fieldset>
      <TextArea
        label={texts.comment}
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <label className={styles.tick}>
        <input type="checkbox" checked={isAnonymous} onChange={() => setAnonymous(!isAnonymous)} />
        {texts.anonymous}
      </label>
      <button type="submit" className={portal.go} disabled={grade === 0 || rate.isPending}>
        {texts.sendRating}
      </button>
    </form>
  )
}
