import { useTexts } from '@civitas/ui'
import { AutoComplete, Button, Input, InputNumber, Select, Space } from 'antd'
import { DatasetSelect } from '../collect/dataset-select.tsx'
import { ModelStep } from './model-step.tsx'
import { pipelineTexts } from './pipelines.texts.ts'
import { type Control, type DraftStep, stepSpecs, valueAt, withValue } from './step-spec.ts'

interface StepFormProps {
  step: DraftStep
  /** Columns there are before the step. */
  fields: readonly { name: string; title: string }[]
  onChange: (step: DraftStep) => void
}

/** The form of an operator, one control for each thing it asks for. */
export function StepForm({ step, fields, onChange }: StepFormProps) {
  if (step.op === 'model') return <ModelStep step={step} fields={fields} onChange={onChange} />
  return (
    <Space wrap align="start">
      {stepSpecs[step.op]
        .filter((control) => isAsked(step, control))
        .map((control) => (
          <StepControl
            key={control.name}
            control={control}
            value={valueAt(step, control.name)}
            fields={fields}
            onChange={(value) => onChange(withValue(step, control.name, value))}
          />
        ))}
    </Space>
  )
}

/** What only some rules of a check ask for. */
function isAsked(step: DraftStep, { name }: Control): boolean {
  if (step.op !== 'validate') return true
  if (name === 'pattern') return step.rule === 'pattern'
  if (name === 'min' || name === 'max') return step.rule === 'range'
  return name !== 'values' || step.rule === 'one-of'
}

interface StepControlProps {
  control: Control
  value: unknown
  fields: StepFormProps['fields']
  onChange: (value: unknown) => void
}

function StepControl({ control, value, fields, onChange }: StepControlProps) {
  const texts = useTexts(pipelineTexts)
  const label = (texts.labels as Record<string, string>)[control.label] ?? control.label
  const common = { 'aria-label': label, placeholder: label, style: { minWidth: 140 } }
  const columns = fields.map((one) => ({
    value: one.name,
    label: one.title === one.name ? one.name : `${one.title}（${one.name}）`,
  }))
  const words = texts.words as Record<string, string>
  // The comparison “text” is no type.
  const wordOf = (word: string) =>
    words[control.label === 'is' && word === 'text' ? 'contains' : word] ?? word
  const search = { optionFilterProp: 'label' }
  switch (control.kind) {
    case 'field':
      return (
        <Select
          {...common}
          showSearch={search}
          allowClear
          value={value}
          options={columns}
          onChange={onChange}
        />
      )
    case 'fields':
      return (
        <Select
          {...common}
          style={{ minWidth: 260 }}
          mode="multiple"
          showSearch={search}
          value={(value as string[]) ?? []}
          options={columns}
          onChange={onChange}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          value={value}
          options={(control.words ?? []).map((word) => ({ value: word, label: wordOf(word) }))}
          onChange={onChange}
        />
      )
    case 'texts':
      return <Select {...common} mode="tags" value={(value as string[]) ?? []} onChange={onChange} />
    case 'number':
      return <InputNumber {...common} value={value as number} onChange={onChange} />
    case 'operand':
      return (
        <AutoComplete
          {...common}
          value={value === undefined ? '' : String(value)}
          options={columns}
          onChange={(typed: string) => onChange(/^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed)}
        />
      )
    case 'dataset':
      return <DatasetSelect label={label} value={value as string} onChange={onChange} />
    case 'rows':
      return <RowsControl control={control} label={label} value={value} fields={fields} onChange={onChange} />
    default:
      return (
        <Input
          {...common}
          value={(value as string) ?? ''}
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}

function RowsControl({ control, label, value, fields, onChange }: StepControlProps & { label: string }) {
  const texts = useTexts(pipelineTexts)
  const rows = (value as Record<string, unknown>[]) ?? []
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <legend>{label}</legend>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name than its place
        <Space key={at} wrap style={{ display: 'flex', marginBottom: 6 }}>
          {(control.columns ?? []).map((column) => (
            <StepControl
              key={column.name}
              control={column}
              value={valueAt(row, column.name)}
              fields={fields}
              onChange={(next) =>
                onChange(rows.map((one, i) => (i === at ? withValue(one, column.name, next) : one)))
              }
            />
          ))}
          <Button size="small" onClick={() => onChange(rows.filter((_, i) => i !== at))}>
            {texts.remove}
          </Button>
        </Space>
      ))}
      <Button size="small" onClick={() => onChange([...rows, {}])}>
        {texts.addRow}
      </Button>
    </fieldset>
  )
}
