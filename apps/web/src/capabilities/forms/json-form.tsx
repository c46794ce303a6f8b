import { useTexts } from '@civitas/ui'
import { type ReactNode, useId } from 'react'
import type { FormField, FormValues } from './form-fields.ts'
import { formTexts } from './forms.texts.ts'
import styles from './json-form.module.css'

interface JsonFormProps {
  fields: FormField[]
  values: FormValues
  errors: Record<string, string>
  onChange: (values: FormValues) => void
}

/** A form made from a JSON Schema, with large targets and no weight; for phones. */
export function JsonForm({ fields, values, errors, onChange }: JsonFormProps) {
  const texts = useTexts(formTexts)
  if (fields.length === 0) return <p className={styles.help}>{texts.noFields}</p>
  return (
    <div className={styles.form}>
      {fields.map((field) => (
        <Question
          key={field.key}
          field={field}
          value={values[field.key]}
          error={errors[field.key]}
          onChange={(value) => onChange({ ...values, [field.key]: value })}
        />
      ))}
    </div>
  )
}

interface QuestionProps {
  field: FormField
  value: unknown
  error?: string
  onChange: (value: unknown) => void
}

function Question(props: QuestionProps) {
  const { field } = props
  const texts = useTexts(formTexts)
  if (field.kind === 'switch') {
    const choices = [
      { value: 'true', title: texts.yes },
      { value: 'false', title: texts.no },
    ]
    const shown = props.value === undefined ? '' : String(props.value)
    return (
      <Choices {...props} value={shown} choices={choices} onChange={(v) => props.onChange(v === 'true')} />
    )
  }
  if (field.kind === 'choice' && field.choices.length <= 8)
    return <Choices {...props} value={String(props.value ?? '')} choices={field.choices} />
  return <Input {...props} />
}

function Name({ field }: { field: FormField }) {
  const texts = useTexts(formTexts)
  return (
    <>
      {field.label}
      {field.required ? null : <span className={styles.optional}>{texts.optional}</span>}
    </>
  )
}

function Notes({ id, field, error }: { id: string; field: FormField; error?: string }) {
  if (!field.help && !error) return null
  return (
    <div id={id}>
      {field.help ? <div className={styles.help}>{field.help}</div> : null}
      {error ? <div className={styles.error}>{error}</div> : null}
    </div>
  )
}

function Choices({
  field,
  value,
  error,
  choices,
  onChange,
}: Omit<QuestionProps, 'onChange'> & { choices: FormField['choices']; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <fieldset className={styles.group} aria-describedby={field.help || error ? `${id}-notes` : undefined}>
      <legend>
        <Name field={field} />
      </legend>
      <Notes id={`${id}-notes`} field={field} error={error} />
      <div className={styles.choices}>
        {choices.map((each) => (
          <label key={each.value} className={styles.choice}>
            <input
              type="radio"
              name={id}
              value={each.value}
              checked={value === each.value}
              onChange={() => onChange(each.value)}
            />
            <span>{each.title}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const inputTypes: Partial<Record<FormField['kind'], string>> = { date: 'date', 'date-time': 'datetime-local' }

function Input({ field, value, error, onChange }: QuestionProps) {
  const id = useId()
  const texts = useTexts(formTexts)
  const common = {
    id,
    className: styles.input,
    value: String(value ?? ''),
    'aria-invalid': error ? true : undefined,
    'aria-describedby': field.help || error ? `${id}-notes` : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  }
  const isNumber = field.kind === 'number' || field.kind === 'integer'
  let input: ReactNode
  if (field.kind === 'choice') {
    input = (
      <select {...common}>
        <option value="">{texts.choose}</option>
        {field.choices.map((each) => (
          <option key={each.value} value={each.value}>
            {each.title}
          </option>
        ))}
      </select>
    )
  } else if (field.kind === 'long-text' || field.kind === 'json')
    input = <textarea {...common} rows={3} maxLength={field.maxLength} />
  else
    input = (
      <input
        {...common}
        type={inputTypes[field.kind] ?? 'text'}
        inputMode={isNumber ? (field.kind === 'integer' ? 'numeric' : 'decimal') : undefined}
        maxLength={field.maxLength}
      />
    )
  return (
    <div className={styles.group}>
      <label htmlFor={id} className={styles.label}>
        <Name field={field} />
      </label>
      <Notes id={`${id}-notes`} field={field} error={error} />
      <div className={styles.number}>
        {input}
        {field.unit ? <span>{field.unit}</span> : null}
      </div>
    </div>
  )
}
