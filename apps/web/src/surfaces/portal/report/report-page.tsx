import { type CityEvent, type EventTypeInfo, listEventTypes, listOwnReports, reportEvent } from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { useMe } from '../../../app/require-session.tsx'
import styles from '../portal.module.css'
import { portalTexts } from '../portal.texts.ts'
import { ConfirmStep } from './confirm-step.tsx'
import {
  allowedStep,
  isAnswered,
  type ReportDraft,
  reportSteps,
  stepAfter,
  stepBefore,
} from './report-steps.ts'
import { SentPage } from './sent-page.tsx'
import { DescribeStep, TitleStep } from './text-steps.tsx'
import { useDraft } from './use-draft.ts'
import { WhatStep } from './what-step.tsx'
import { WhereStep } from './where-step.tsx'

/** Reports a problem, one question a page. */
export function ReportPage() {
  const texts = useTexts(portalTexts)
  const me = useMe()
  const types = useRead(listEventTypes, {}, { enabled: me !== undefined, staleMs: 600_000 })
  if (!me) return <Loading />
  if (!me.permissions.includes('events.report'))
    return <EmptyState title={texts.closed} why={texts.closedWhy} />
  if (types.isError) return <ProblemView error={types.error} onRetry={() => void types.refetch()} />
  if (!types.data) return <Loading />
  return <Steps types={types.data.filter((one) => one.forPublic)} />
}

interface StepsProps {
  types: EventTypeInfo[]
}

function Steps({ types }: StepsProps) {
  const texts = useTexts(portalTexts)
  const app = useTexts(appTexts)
  const [parameters, setParameters] = useSearchParams()
  const [draft, change, clear] = useDraft()
  const [isTried, setTried] = useState(false)
  const [sent, setSent] = useState<CityEvent | null>(null)
  const step = allowedStep(parameters.get('step'), draft)
  const send = useMutation({
    mutationFn: () => client.call(reportEvent, { body: toBody(draft) }),
    onSuccess: (event) => {
      refresh(listOwnReports)
      clear()
      setSent(event)
    },
  })
  if (sent)
    return (
      <SentPage
        event={sent}
        onAgain={() => {
          setSent(null)
          setParameters({})
        }}
      />
    )
  const goOn = () => {
    setTried(!isAnswered(step, draft))
    if (!isAnswered(step, draft)) return
    if (step === 'confirm') send.mutate()
    else setParameters({ step: stepAfter(step) })
  }
  const back = stepBefore(step)
  const shared = { draft, onChange: change, isTried }
  return (
    <form
      key={step}
      className={styles.question}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        goOn()
      }}
    >
      <div>
        <Link to={back ? `/portal/report?step=${back}` : '/portal'} className={styles.backLink}>
          ← {texts.back}
        </Link>
        <p className={styles.step}>
          {texts.stepOf(formatNumber(reportSteps.indexOf(step) + 1), formatNumber(reportSteps.length))}
        </p>
      </div>
      {step === 'what' ? <WhatStep {...shared} types={types} /> : null}
      {step === 'where' ? <WhereStep {...shared} /> : null}
      {step === 'title' ? <TitleStep {...shared} /> : null}
      {step === 'describe' ? <DescribeStep {...shared} /> : null}
      {step === 'confirm' ? <ConfirmStep draft={draft} types={types} /> : null}
      {send.error ? (
        <p className={styles.error} role="alert">
          {problemWords(send.error, app).title}
        </p>
      ) : null}
      <div className={styles.buttons}>
        <button type="submit" className={styles.go} disabled={send.isPending}>
          {step === 'confirm' ? (send.isPending ? texts.sending : texts.send) : texts.next1}
        </button>
      </div>
    </form>
  )
}

function toBody({ type, position, title, description, photos }: ReportDraft) {
  return {
    type,
    title: title.trim(),
    position: position ?? [0, 0],
    ...(description.trim() ? { description: description.trim() } : {}),
    ...(photos.length > 0
      ? { photos: photos.map((content) => ({ contentType: 'image/jpeg' as const, content })) }
      : {}),
  } satisfies { position: [number, number] } & Record<string, unknown>
}
