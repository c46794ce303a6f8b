import type { ModelFactor } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Checkbox, InputNumber, Space } from 'antd'
import { SeriesField } from '../decisions/series-field.tsx'
import { warningModelsTexts } from './warning-models.texts.ts'

/** A factor while it is being filled in. */
export type DraftFactor = Partial<ModelFactor> & { key: string }

export function emptyFactor(): DraftFactor {
  return { key: crypto.randomUUID(), weight: 50, lagSteps: 0, must: false }
}

/** Whether every part of a factor is given. */
export function isWhole(one: DraftFactor): one is ModelFactor & DraftFactor {
  return (
    one.series !== undefined && one.weight !== undefined && one.from !== undefined && one.to !== undefined
  )
}

interface FactorsFieldProps {
  id?: string
  value?: DraftFactor[]
  onChange?: (factors: DraftFactor[]) => void
}

/** The series that make up a combined score: from which value each counts, and for how much. */
export function FactorsField({ id, value = [], onChange }: FactorsFieldProps) {
  const texts = useTexts(warningModelsTexts)
  const change = (at: number, part: Partial<DraftFactor>) =>
    onChange?.(value.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <div id={id}>
      {value.map((one, at) => (
        <section
          key={one.key}
          aria-label={texts.factor(String(at + 1))}
          style={{ border: '1px solid var(--line)', padding: 12, marginBottom: 12 }}
        >
          <p style={{ marginBottom: 8 }}>{texts.factor(String(at + 1))}</p>
          <SeriesField value={one.series} onChange={(series) => change(at, { series })} />
          <Space wrap style={{ marginTop: 8 }}>
            <Amount label={texts.factorFrom} value={one.from} onChange={(from) => change(at, { from })} />
            <Amount label={texts.factorTo} value={one.to} onChange={(to) => change(at, { to })} />
            <Amount
              {...{ label: texts.factorWeight, value: one.weight, min: 0.1, max: 100 }}
              onChange={(weight) => change(at, { weight })}
            />
            <Amount
              {...{ label: texts.factorLag, value: one.lagSteps, min: 0, max: 48 }}
              onChange={(lagSteps) => change(at, { lagSteps })}
            />
            <Checkbox checked={one.must} onChange={(event) => change(at, { must: event.target.checked })}>
              {texts.factorMust}
            </Checkbox>
            <Button size="small" onClick={() => onChange?.(value.filter((_, index) => index !== at))}>
              {texts.factorRemove}
            </Button>
          </Space>
        </section>
      ))}
      {value.length < 8 ? (
        <Button onClick={() => onChange?.([...value, emptyFactor()])}>{texts.factorAdd}</Button>
      ) : null}
    </div>
  )
}

interface AmountProps {
  label: string
  value?: number
  min?: number
  max?: number
  onChange: (value: number | undefined) => void
}

function Amount({ label, value, min, max, onChange }: AmountProps) {
  return (
    <InputNumber
      {...{ min, max, value }}
      aria-label={label}
      prefix={<small>{label}</small>}
      style={{ width: 170 }}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}
