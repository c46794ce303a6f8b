import { listPublicUnits } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useId } from 'react'
import { useRead } from '../../../app/query.ts'
import styles from './publicity.module.css'
import { publicityTexts } from './publicity.texts.ts'

interface UnitFieldProps {
  value: string
  error: string | null
  onChange: (id: string) => void
}

/** Chooses one of the units people may turn to. */
export function UnitField({ value, error, onChange }: UnitFieldProps) {
  const texts = useTexts(publicityTexts)
  const id = useId()
  const read = useRead(listPublicUnits, {}, { staleMs: 600_000 })
  return (
    <div>
      <label htmlFor={id} className={styles.label}>
        {texts.organisation}
      </label>
      {error ? (
        <p id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
      <select
        id={id}
        className={styles.select}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{texts.choose}</option>
        {(read.data?.items ?? []).map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  )
}
