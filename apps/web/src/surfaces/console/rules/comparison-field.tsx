import { useTexts } from '@civitas/ui'
import { Input, InputNumber, Select } from 'antd'
import { rulesTexts } from './rules.texts.ts'

export interface Comparison {
  op: '<' | '<=' | '>' | '>='
  value: number
}

const signs = { '>=': '≥', '>': '>', '<=': '≤', '<': '<' } as const
const options = Object.entries(signs).map(([value, label]) => ({ value: value as Comparison['op'], label }))

/** A comparison as one writes it: `≥ 15`. */
export function sayComparison({ op, value }: Comparison): string {
  return `${signs[op]} ${value}`
}

interface ComparisonFieldProps {
  label: string
  value: Comparison
  onChange: (value: Comparison) => void
}

/** A sign and a number. */
export function ComparisonField({ label, value, onChange }: ComparisonFieldProps) {
  return (
    <span>
      {label}{' '}
      <Select
        aria-label={label}
        style={{ width: 64 }}
        value={value.op}
        options={options}
        onChange={(op) => onChange({ ...value, op })}
      />{' '}
      <InputNumber
        aria-label={label}
        style={{ width: 96 }}
        value={value.value}
        onChange={(number) => onChange({ ...value, value: number ?? 0 })}
      />
    </span>
  )
}

export interface ExpressionComparison extends Comparison {
  expression: string
}

interface ExpressionFieldProps {
  value: ExpressionComparison
  onChange: (value: ExpressionComparison) => void
}

/** An expression compared with a number. */
export function ExpressionField({ value, onChange }: ExpressionFieldProps) {
  const { form: texts } = useTexts(rulesTexts)
  return (
    <>
      <Input
        aria-label={texts.expression}
        placeholder={texts.expression}
        className="code"
        style={{ width: 220 }}
        value={value.expression}
        onChange={(event) => onChange({ ...value, expression: event.target.value })}
      />
      <ComparisonField
        label={texts.comparison}
        value={value}
        onChange={({ op, value: number }) => onChange({ ...value, op, value: number })}
      />
    </>
  )
}
