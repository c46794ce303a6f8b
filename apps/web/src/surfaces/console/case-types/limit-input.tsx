import type { TimeLimit } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { InputNumber, Select } from 'antd'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'

interface LimitInputProps {
  id?: string
  label: string
  value?: TimeLimit
  onChange?: (limit: TimeLimit | undefined) => void
}

type Clock = TimeLimit['clock']

/** An amount and the clock it is counted on; emptied, there is no limit. */
export function LimitInput({ id, label, value, onChange }: LimitInputProps) {
  const texts = useTexts(designTexts)
  const amount = value ? ('days' in value ? value.days : value.minutes) : null
  const clock = value?.clock ?? 'working-day'
  const tell = (next: number | null, by: Clock) => onChange?.(next === null ? undefined : limitOf(next, by))
  return (
    <div className={styles.limit}>
      <InputNumber
        id={id}
        min={1}
        max={100_000}
        precision={0}
        aria-label={label}
        placeholder={texts.noLimit}
        value={amount}
        onChange={(next) => tell(next, clock)}
        style={{ width: '100%' }}
      />
      <Select<Clock>
        aria-label={label}
        value={clock}
        disabled={amount === null}
        onChange={(by) => tell(amount, by)}
        options={Object.entries(texts.clocks).map(([key, name]) => ({ value: key as Clock, label: name }))}
      />
    </div>
  )
}

function limitOf(amount: number, clock: Clock): TimeLimit {
  if (clock === 'working-day' || clock === 'natural-day') return { days: Math.min(amount, 1000), clock }
  return { minutes: amount, clock }
}
