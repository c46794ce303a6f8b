import { answerSurvey, listSurveys, type Survey, type SurveyQuestion } from '@civitas/sdk'
import { ErrorState, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import type { FormField, FormValues } from '../../../capabilities/forms/form-fields.ts'
import { JsonForm } from '../../../capabilities/forms/json-form.tsx'
import styles from '../portal.module.css'
import { surveyTexts } from './survey-texts.ts'

/** One survey, answered once by each account. */
export function SurveyPage() {
  const { id = '' } = useParams()
  const texts = useTexts(surveyTexts)
  const read = useRead(listSurveys, { query: { limit: 500 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const survey = read.data.items.find((one) => one.id === id && one.state === 'open')
  return survey ? <Answering survey={survey} /> : <ErrorState title={texts.missing} />
}

const deviceKey = 'civitas.survey-device'

/** A mark of this device, made once; the platform keeps only a digest of it. */
function deviceMark(): string {
  const kept = localStorage.getItem(deviceKey)
  if (kept) return kept
  const made = crypto.randomUUID()
  localStorage.setItem(deviceKey, made)
  return made
}

function Answering({ survey }: { survey: Survey }) {
  const texts = useTexts(surveyTexts)
  const [values, setValues] = useState<FormValues>({})
  const [isTried, setTried] = useState(false)
  const began = useRef(performance.now())
  const fields = survey.questions.map((one) => toField(one, texts.scores))
  const missing = fields.filter((one) => one.required && !values[one.key])
  const send = useMutation({
    mutationFn: () =>
      client.call(answerSurvey, {
        params: { id: survey.id },
        body: {
          ...{ device: deviceMark(), channel: 'app' },
          seconds: Math.round((performance.now() - began.current) / 1000),
          answers: survey.questions
            .filter((one) => values[one.id] !== undefined && values[one.id] !== '')
            .map((one) => ({
              question: one.id,
              value: one.kind === 'rating' ? Number(values[one.id]) : String(values[one.id]),
            })),
        },
      }),
  })
  if (send.isSuccess)
    return (
      <div className={styles.question}>
        <div className={styles.panel} role="status">
          <h1>{texts.thanks}</h1>
          <p>{texts.thanksWhy}</p>
        </div>
        <Link to="/portal" className={styles.go}>
          {texts.home}
        </Link>
      </div>
    )
  return (
    <form
      className={styles.question}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (missing.length === 0) send.mutate()
      }}
    >
      <h1>{survey.title}</h1>
      <p>{texts.lead}</p>
      {send.error ? <ProblemView error={send.error} /> : null}
      <JsonForm
        fields={fields}
        values={values}
        errors={isTried ? Object.fromEntries(missing.map((one) => [one.key, texts.needed])) : {}}
        onChange={setValues}
      />
      <button type="submit" className={styles.go} disabled={send.isPending}>
        {texts.submit}
      </button>
    </form>
  )
}

function toField(question: SurveyQuestion, scores: Record<number, string>): FormField {
  const common = { key: question.id, label: question.title, help: '', required: question.required, unit: '' }
  if (question.kind === 'text') return { ...common, kind: 'long-text', choices: [], maxLength: 2000 }
  const choices =
    question.kind === 'rating'
      ? [1, 2, 3, 4, 5].map((n) => ({ value: String(n), title: scores[n] as string }))
      : (question.options ?? []).map((value) => ({ value, title: value }))
  return { ...common, kind: 'choice', choices }
}
