import { fieldFault, type ServiceFormField, type ServiceItem } from '@civitas/sdk'
import { TextArea, TextField, useLocale, useTexts } from '@civitas/ui'
import { useState } from 'react'
import styles from './answers.module.css'
import { answerTexts } from './answers.texts.ts'
import { DivisionField, useShownValue } from './division-field.tsx'
import { toValue } from './form-steps.ts'
import { ScopesField } from './scopes-field.tsx'

interface AnswerProps {
  value: unknown
  onChange: (value: unknown) => void
  isTried: boolean
}

/** One guided question. */
export function QuestionStep({
  question,
  value,
  onChange,
  isTried,
}: AnswerProps & { question: ServiceItem['content']['questions'][number] }) {
  const texts = useTexts(answerTexts)
  const choices =
    question.type === 'boolean'
      ? [
          { value: true, title: texts.yes },
          { value: false, title: texts.no },
        ]
      : (question.choices ?? []).map((title) => ({ value: title, title }))
  return (
    <div>
      <h1 id="ask">{question.ask}</h1>
      {question.hint ? <p className={styles.hint}>{question.hint}</p> : null}
      {isTried && (value === undefined || value === null) ? (
        <p className={styles.error} role="alert">
          {texts.answer}
        </p>
      ) : null}
      {question.type === 'number' ? (
        <TextField
          label={question.ask}
          inputMode="decimal"
          value={value === undefined || value === null ? '' : String(value)}
          onChange={(event) => onChange(Number(event.target.value) || null)}
        />
      ) : (
        <Choices labelledBy="ask" choices={choices} value={value} onChange={onChange} />
      )}
    </div>
  )
}

interface ChoicesProps {
  labelledBy: string
  choices: { value: unknown; title: string }[]
  value: unknown
  onChange: (value: unknown) => void
}

function Choices({ labelledBy, choices, value, onChange }: ChoicesProps) {
  return (
    <fieldset className={styles.choices} aria-labelledby={labelledBy}>
      {choices.map((choice) => (
        <label key={choice.title}>
          <input
            type="radio"
            name={labelledBy}
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
          />
          {choice.title}
        </label>
      ))}
    </fieldset>
  )
}

/** What the city has filled in, with where it comes from. */
export function KnownStep({
  fields,
  form,
  sources,
}: {
  fields: ServiceFormField[]
  form: Record<string, unknown>
  sources: Record<string, string>
}) {
  const texts = useTexts(answerTexts)
  const show = useShownValue()
  return (
    <div>
      <h1>{texts.known}</h1>
      <p className={styles.hint}>{texts.knownWhy}</p>
      <dl className={styles.facts}>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{field.title}</dt>
            <dd>
              {show(field, form[field.name])}
              <br />
              <span className={styles.quiet}>{texts.from(sources[field.name] ?? '')}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** One field of the form. */
export function FieldStep({ field, value, onChange, isTried }: AnswerProps & { field: ServiceFormField }) {
  const texts = useTexts(answerTexts)
  const [text, setText] = useState(value === undefined || value === null ? '' : String(value))
  const locale = useLocale()
  const fault = isTried ? fieldFault(field, value) : null
  const error = fault
    ? locale === 'en'
      ? `${field.title} ${fault.en}`
      : `${field.title}：${fault.zh}`
    : null
  const write = (written: string) => {
    setText(written)
    onChange(toValue(field, written))
  }
  if (field.type === 'division')
    return (
      <div>
        <h1>{field.title}</h1>
        <DivisionField {...{ value: text, error }} label={field.title} hint={field.hint} onChange={write} />
      </div>
    )
  if (field.type === 'scopes')
    return (
      <div>
        <h1>{field.title}</h1>
        <ScopesField {...{ value: text, error }} label={field.title} hint={field.hint} onChange={write} />
      </div>
    )
  if (field.type === 'choice' || field.type === 'boolean') {
    const choices =
      field.type === 'boolean'
        ? [
            { value: true, title: texts.yes },
            { value: false, title: texts.no },
          ]
        : (field.choices ?? []).map((title) => ({ value: title, title }))
    return (
      <div>
        <h1 id="ask">{field.title}</h1>
        {error ? (
          <p className={styles.error} role="alert">
            {error}
          </p>
        ) : null}
        <Choices labelledBy="ask" choices={choices} value={value} onChange={onChange} />
      </div>
    )
  }
  const shared = { label: field.title, hint: field.hint, error, value: text, maxLength: 2000 }
  if (field.type === 'long')
    return (
      <div>
        <h1>{field.title}</h1>
        <TextArea {...shared} rows={5} onChange={(event) => write(event.target.value)} />
      </div>
    )
  const isNumber = field.type === 'number' || field.type === 'integer'
  return (
    <div>
      <h1>{field.title}</h1>
      <div className={styles.unit}>
        <TextField
          {...shared}
          type={field.type === 'date' ? 'date' : field.type === 'phone' ? 'tel' : 'text'}
          inputMode={isNumber ? 'decimal' : undefined}
          onChange={(event) => write(event.target.value)}
        />
        {field.unit ? <span>{field.unit}</span> : null}
      </div>
    </div>
  )
}
