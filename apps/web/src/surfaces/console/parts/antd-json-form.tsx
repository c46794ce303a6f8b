import { useTexts } from '@civitas/ui'
import { DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import type { FormField, FormValues } from '../../../capabilities/forms/form-fields.ts'
import { formTexts } from '../../../capabilities/forms/forms.texts.ts'
import styles from './parts.module.css'

interface AntdJsonFormProps {
  fields: FormField[]
  values: FormValues
  errors: Record<string, string>
  onChange: (values: FormValues) => void
}

/** A form made from a JSON Schema, as staff know forms. */
export function AntdJsonForm({ fields, values, errors, onChange }: AntdJsonFormProps) {
  return (
    <div className={styles.formGrid}>
      {fields.map((field) => (
        <Form.Item
          key={field.key}
          className={field.kind === 'long-text' || field.kind === 'json' ? styles.whole : ''}
          label={field.label}
          htmlFor={`field-${field.key}`}
          required={field.required}
          extra={field.help || undefined}
          validateStatus={errors[field.key] ? 'error' : undefined}
          help={errors[field.key]}
        >
          <Control
            field={field}
            value={values[field.key]}
            onChange={(value) => onChange({ ...values, [field.key]: value })}
          />
        </Form.Item>
      ))}
    </div>
  )
}

interface ControlProps {
  field: FormField
  value: unknown
  onChange: (value: unknown) => void
}

function Control({ field, value, onChange }: ControlProps) {
  const texts = useTexts(formTexts)
  const id = `field-${field.key}`
  if (field.kind === 'switch')
    return (
      <Radio.Group
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        options={[
          { value: true, label: texts.yes },
          { value: false, label: texts.no },
        ]}
      />
    )
  if (field.kind === 'choice')
    return (
      <Select
        id={id}
        allowClear
        placeholder={texts.choose}
        value={(value as string | undefined) ?? undefined}
        options={field.choices.map((each) => ({ value: each.value, label: each.title }))}
        onChange={onChange}
      />
    )
  if (field.kind === 'number' || field.kind === 'integer')
    return (
      <InputNumber
        id={id}
        style={{ width: '100%' }}
        min={field.minimum}
        max={field.maximum}
        precision={field.kind === 'integer' ? 0 : undefined}
        suffix={field.unit || undefined}
        value={(value as number | undefined) ?? null}
        onChange={onChange}
      />
    )
  return <TextControl id={id} field={field} value={String(value ?? '')} onChange={onChange} />
}

function TextControl({ id, field, value, onChange }: ControlProps & { id: string; value: string }) {
  if (field.kind === 'date' || field.kind === 'date-time') {
    const withTime = field.kind === 'date-time'
    const format = withTime ? 'YYYY-MM-DDTHH:mm' : 'YYYY-MM-DD'
    return (
      <DatePicker
        id={id}
        style={{ width: '100%' }}
        showTime={withTime ? { format: 'HH:mm' } : false}
        format={withTime ? 'YYYY-MM-DD HH:mm' : format}
        value={value ? dayjs(value) : null}
        onChange={(day) => onChange(day ? day.format(format) : undefined)}
      />
    )
  }
  if (field.kind === 'long-text' || field.kind === 'json')
    return (
      <Input.TextArea
        id={id}
        rows={3}
        maxLength={field.maxLength}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  return (
    <Input
      id={id}
      maxLength={field.maxLength}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
