import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react'
import styles from './field.module.css'

interface FieldProps {
  label: string
  hint?: string
  /** What is wrong with this field and what to do. */
  error?: string | null
}

type Given<Element> = FieldProps & Element

/** A labelled text input with its hint and its error. */
export function TextField({ label, hint, error, ...rest }: Given<InputHTMLAttributes<HTMLInputElement>>) {
  return <Labelled {...{ label, hint, error }}>{(own) => <input {...own} {...rest} />}</Labelled>
}

/** A labelled text area. */
export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Given<TextareaHTMLAttributes<HTMLTextAreaElement>>) {
  return <Labelled {...{ label, hint, error }}>{(own) => <textarea rows={4} {...own} {...rest} />}</Labelled>
}

/** A labelled list to choose one from; its options are the children. */
export function SelectField({ label, hint, error, ...rest }: Given<SelectHTMLAttributes<HTMLSelectElement>>) {
  return <Labelled {...{ label, hint, error }}>{(own) => <select {...own} {...rest} />}</Labelled>
}

/** What ties an element to its label, its hint and its error. */
interface Ties {
  id: string
  className: string | undefined
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

function Labelled({ label, hint, error, children }: FieldProps & { children: (own: Ties) => ReactNode }) {
  const id = useId()
  const own = {
    ...{ id, className: styles.input, 'aria-invalid': error ? (true as const) : undefined },
    'aria-describedby': hint || error ? `${id}-notes` : undefined,
  }
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <FieldNotes id={id} hint={hint} error={error} />
      {children(own)}
    </div>
  )
}

function FieldNotes({ id, hint, error }: { id: string; hint?: string; error?: string | null }) {
  if (!hint && !error) return null
  return (
    <div id={`${id}-notes`}>
      {hint ? <div className={styles.hint}>{hint}</div> : null}
      {error ? <div className={styles.error}>{error}</div> : null}
    </div>
  )
}
