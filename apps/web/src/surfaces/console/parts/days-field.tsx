import { InputNumber } from 'antd'

interface DaysFieldProps {
  label: string
  value: number
  /** Null when it was emptied. */
  onChange: (days: number | null) => void
}

/** How many days back a page looks, 1 to 366. */
export function DaysField({ label, value, onChange }: DaysFieldProps) {
  return (
    <InputNumber
      prefix={label}
      aria-label={label}
      min={1}
      max={366}
      style={{ width: 160 }}
      value={value}
      onChange={onChange}
    />
  )
}
