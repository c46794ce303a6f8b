import { fieldFault, type MaterialState, type ServiceFormField, type ServiceItem } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import { FieldStep, KnownStep, QuestionStep } from '../../../capabilities/services/answer-steps.tsx'
import { useShownValue } from '../../../capabilities/services/division-field.tsx'
import { type FormStep, formSteps } from '../../../capabilities/services/form-steps.ts'
import portal from '../portal.module.css'
import { PapersStep, type UploadedFile } from './papers-step.tsx'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** What a form of several pages works on: an application, or a bundle. */
export interface FormSource {
  title: string
  path: string
  questions: ServiceItem['content']['questions']
  fields: ServiceFormField[]
  answers: Record<string, unknown>
  form: Record<string, unknown>
  sources: Record<string, string>
  materials: MaterialState[]
  /** Set while a correction is asked for. */
  corrections: { material: string | null; field: string | null; text: string }[]
  save(change: { answers?: Record<string, unknown>; form?: Record<string, unknown> }): Promise<void>
  addFile(material: string, file: UploadedFile): Promise<void>
  takeEarlier?: (material: string) => Promise<void>
  submit(): Promise<void>
  /** Further choices before the last button. */
  extra?: ReactNode
}

/** An application, one question a page; every page is kept when one goes on. */
export function StepForm({ source }: { source: FormSource }) {
  const texts = useTexts(serviceTexts)
  const app = useTexts(appTexts)
  const [parameters, setParameters] = useSearchParams()
  const [value, setValue] = useState<unknown>(undefined)
  const [isTried, setTried] = useState(false)
  const isCorrection = source.corrections.length > 0
  const named = new Set(source.corrections.flatMap((one) => (one.field ? [one.field] : [])))
  const steps = formSteps({ ...source, ...(isCorrection ? { only: { fields: named } } : {}) })
  const at = Math.max(
    0,
    steps.findIndex((one) => one.id === parameters.get('step')),
  )
  const step = steps[at] as FormStep
  const go = useMutation({
    mutationFn: async () => {
      const change = toChange(step, value)
      if (change) await source.save(change)
      if (step.kind === 'check') await source.submit()
    },
    onSuccess: () => {
      setValue(undefined)
      setTried(false)
      const next = steps[at + 1]
      if (next) setParameters({ step: next.id })
    },
  })
  const before = steps[at - 1]
  return (
    <form
      key={step.id}
      className={portal.question}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const ready = isAnswered(step, value, source)
        setTried(!ready)
        if (ready) go.mutate()
      }}
    >
      <div>
        {before ? (
          <Link
            to={`${source.path}?step=${before.id}`}
            className={portal.backLink}
            onClick={() => setValue(undefined)}
          >
            ← {texts.back}
          </Link>
        ) : null}
        <p className={portal.step}>
          {source.title} · {texts.step(at + 1, steps.length)}
        </p>
      </div>
      {isCorrection && at === 0 ? <Points source={source} /> : null}
      <StepBody step={step} source={source} value={value} onChange={setValue} isTried={isTried} />
      {go.error ? (
        <p className={portal.error} role="alert">
          {problemWords(go.error, app).title}
        </p>
      ) : null}
      <div className={portal.buttons}>
        <button type="submit" className={portal.go} disabled={go.isPending}>
          {step.kind !== 'check'
            ? texts.next
            : go.isPending
              ? texts.sending
              : isCorrection
                ? texts.sendCorrection
                : texts.send}
        </button>
      </div>
      <p className={styles.quiet}>{texts.saved}</p>
    </form>
  )
}

interface BodyProps {
  step: FormStep
  source: FormSource
  value: unknown
  onChange: (value: unknown) => void
  isTried: boolean
}

function StepBody({ step, source, value, onChange, isTried }: BodyProps) {
  if (step.kind === 'question')
    return (
      <QuestionStep
        question={step.question}
        value={value ?? source.answers[step.question.id]}
        {...{ onChange, isTried }}
      />
    )
  if (step.kind === 'known')
    return <KnownStep fields={step.fields} form={source.form} sources={source.sources} />
  if (step.kind === 'field')
    return (
      <FieldStep
        field={step.field}
        value={value ?? source.form[step.field.name]}
        {...{ onChange, isTried }}
      />
    )
  if (step.kind === 'papers') return <PapersStep source={source} isTried={isTried} />
  return <CheckStep source={source} />
}

function Points({ source }: { source: FormSource }) {
  const texts = useTexts(serviceTexts)
  return (
    <section>
      <h2>{texts.correct}</h2>
      <ol className={styles.points}>
        {source.corrections.map((point) => (
          <li key={point.text}>{point.text}</li>
        ))}
      </ol>
    </section>
  )
}

function CheckStep({ source }: { source: FormSource }) {
  const texts = useTexts(serviceTexts)
  const show = useShownValue()
  return (
    <div>
      <h1>{texts.check}</h1>
      <dl className={styles.facts}>
        {source.fields.map((field) => (
          <div key={field.name}>
            <dt>{field.title}</dt>
            <dd>{show(field, source.form[field.name]) || '—'}</dd>
          </div>
        ))}
        {source.materials.map((one) => (
          <div key={one.material}>
            <dt>{one.title}</dt>
            <dd>{one.says}</dd>
          </div>
        ))}
      </dl>
      {source.extra}
    </div>
  )
}

function toChange(step: FormStep, value: unknown) {
  if (value === undefined) return null
  if (step.kind === 'question') return { answers: { [step.question.id]: value } }
  return step.kind === 'field' ? { form: { [step.field.name]: value } } : null
}

function isAnswered(step: FormStep, value: unknown, source: FormSource): boolean {
  const isGiven = (one: unknown) => one !== undefined && one !== null && one !== ''
  if (step.kind === 'question') return isGiven(value ?? source.answers[step.question.id])
  if (step.kind === 'field') return fieldFault(step.field, value ?? source.form[step.field.name]) === null
  return true
}
