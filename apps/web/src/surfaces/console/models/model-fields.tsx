import type { ModelCommand, ModelProperty } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Checkbox, Input, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { parseObject } from '../parts/parse-object.ts'
import styles from '../rules/rules.module.css'
import { modelsTexts } from './models.texts.ts'

/** A control under its label. */
export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.field}>
      <span>{label}</span>
      {children}
    </label>
  )
}

interface Named {
  id: string
  title: { zh: string; en: string }
}

/** Both names of something. */
export function Names({ value, onChange }: { value: Named; onChange: (value: Named) => void }) {
  const texts = useTexts(modelsTexts)
  const { id, title } = value
  return (
    <>
      <Field label={texts.id}>
        <Input
          className="code"
          style={{ width: 120 }}
          value={id}
          onChange={(event) => onChange({ id: event.target.value, title })}
        />
      </Field>
      <Field label={texts.zh}>
        <Input
          style={{ width: 120 }}
          value={title.zh}
          onChange={(event) => onChange({ id, title: { ...title, zh: event.target.value } })}
        />
      </Field>
      <Field label={texts.en}>
        <Input
          style={{ width: 140 }}
          value={title.en}
          onChange={(event) => onChange({ id, title: { ...title, en: event.target.value } })}
        />
      </Field>
    </>
  )
}

interface LineProps<T> {
  value: T
  onChange: (value: T) => void
}

/** One property of a model. */
export function PropertyLine({ value, onChange }: LineProps<ModelProperty>) {
  const texts = useTexts(modelsTexts)
  const numbers = [
    ['min', texts.min],
    ['max', texts.max],
    ['periodSeconds', texts.period],
  ] as const
  return (
    <>
      <Names value={value} onChange={(named) => onChange({ ...value, ...named })} />
      <Field label={texts.unit}>
        <Input
          className="code"
          style={{ width: 90 }}
          value={value.unit}
          onChange={(event) => onChange({ ...value, unit: event.target.value })}
        />
      </Field>
      {numbers.map(([name, label]) => (
        <Field key={name} label={label}>
          <InputNumber
            style={{ width: 96 }}
            value={value[name]}
            onChange={(number) => onChange({ ...value, [name]: number ?? 0 })}
          />
        </Field>
      ))}
      <Checkbox
        checked={value.mandatory}
        onChange={(event) => onChange({ ...value, mandatory: event.target.checked })}
      >
        {texts.mandatory}
      </Checkbox>
      <Checkbox
        checked={value.variable}
        onChange={(event) => onChange({ ...value, variable: event.target.checked })}
      >
        {texts.variable}
      </Checkbox>
    </>
  )
}

/** One command of a model. */
export function CommandLine({ value, onChange }: LineProps<ModelCommand>) {
  const texts = useTexts(modelsTexts)
  return (
    <>
      <Names value={value} onChange={(named) => onChange({ ...value, ...named })} />
      <Field label={texts.timeout}>
        <InputNumber
          min={1}
          style={{ width: 88 }}
          value={value.timeoutSeconds}
          onChange={(seconds) => onChange({ ...value, timeoutSeconds: seconds ?? 1 })}
        />
      </Field>
      <JsonField
        label={texts.input}
        value={value.input}
        onChange={(input) => onChange({ ...value, input })}
      />
      <JsonField label={texts.sets} value={value.sets} onChange={(sets) => onChange({ ...value, sets })} />
      <Checkbox
        checked={value.dangerous}
        onChange={(event) => onChange({ ...value, dangerous: event.target.checked })}
      >
        {texts.dangerous}
      </Checkbox>
    </>
  )
}

function JsonField({ label, value, onChange }: LineProps<Record<string, unknown>> & { label: string }) {
  const texts = useTexts(modelsTexts)
  const [json, setJson] = useState(() => JSON.stringify(value))
  const isWrong = parseObject(json) === null
  return (
    <Field label={isWrong ? `${label} · ${texts.wrongJson}` : label}>
      <Input
        className="code"
        style={{ width: 260 }}
        status={isWrong ? 'error' : undefined}
        value={json}
        onChange={(event) => {
          setJson(event.target.value)
          const parsed = parseObject(event.target.value)
          if (parsed) onChange(parsed)
        }}
      />
    </Field>
  )
}
