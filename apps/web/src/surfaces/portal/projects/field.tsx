import { useId } from 'react'
import portal from '../portal.module.css'
import styles from './projects.module.css'

/** A required field of a project. */
export function Field(props: {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
  pattern?: string
  number?: boolean
}) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        required
        maxLength={200}
        {...(props.number ? { type: 'number', min: 0, step: 'any' } : {})}
        {...(props.pattern ? { pattern: props.pattern } : {})}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.hint ? <span className={portal.quiet}>{props.hint}</span> : null}
    </div>
  )
}
