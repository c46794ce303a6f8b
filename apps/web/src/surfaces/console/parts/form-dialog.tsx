import { ProblemError } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import {
  App,
  Checkbox,
  DatePicker,
  Form,
  type FormItemProps,
  Input,
  InputNumber,
  Modal,
  Radio,
  Select,
} from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { ReactElement, ReactNode } from 'react'
import { besideFields, fieldOf } from '../../../app/problem-view.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { ProblemNote } from './problem-note.tsx'

interface Choice {
  value: string
  label: string
}

/** One field of a dialog. `custom` is any control that takes `id`, `value` and `onChange`. */
export type DialogField = {
  name: string
  label: string
  extra?: ReactNode
  required?: boolean
  /** Pattern the words must match, and what is said when they do not. */
  pattern?: { is: RegExp; else: string }
  /** Says in words what is wrong with a value, or nothing. */
  check?: (value: unknown) => string | null
} & (
  | { kind: 'text' | 'code' | 'password'; maxLength?: number; placeholder?: string }
  | { kind: 'area'; maxLength?: number; rows?: number; placeholder?: string }
  | { kind: 'number'; min?: number; max?: number; precision?: number; unit?: string }
  | { kind: 'choice'; options: Choice[]; onSearch?: (words: string) => void; allowClear?: boolean }
  | { kind: 'choices'; options: Choice[]; tags?: boolean }
  | { kind: 'tick' }
  /** One of two, neither beforehand: whoever decides says so; gives a boolean. */
  | { kind: 'verdict'; yes: string; no: string }
  | { kind: 'day' }
  | { kind: 'custom'; control: ReactElement }
)

interface FormDialogProps<T> {
  /** What is about to happen, also the words of the button. */
  title: string
  why?: ReactNode
  danger?: boolean
  width?: number
  fields: DialogField[]
  first?: Partial<T>
  /** Does it with what was filled in; an error stays in the dialog, at the field it names. */
  act: (values: T) => Promise<unknown>
  onChange?: (values: Partial<T>) => void
  onClose: () => void
  children?: ReactNode
}

/** A dialog of fields, checked before it is sent and told by the platform what is wrong with which. */
export function FormDialog<T extends object>(props: FormDialogProps<T>) {
  const { title, why, danger, fields, first, act, onChange, onClose, children } = props
  const texts = useTexts(consoleTexts)
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const known = new Set(fields.map((field) => field.name))
  const run = useMutation({
    mutationFn: (values: T) => act(values),
    onSuccess: () => {
      void message.success(texts.saved(title))
      onClose()
    },
    onError: (error) => {
      const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : []
      const wrong = errors
        .map(({ path, message }) => ({ name: fieldOf(path), errors: [message] }))
        .filter((each) => known.has(each.name))
      form.setFields(wrong)
      if (wrong[0]) form.scrollToField(wrong[0].name, { block: 'center' })
    },
  })
  return (
    <Modal
      open
      title={title}
      okText={run.isPending ? texts.submitting : title}
      cancelText={texts.cancel}
      okButtonProps={{ danger, loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      width={props.width}
    >
      <ProblemNote error={besideFields(run.error, known)} />
      {why ? <p style={{ marginBottom: 12 }}>{why}</p> : null}
      <Form
        // Its fields are named apart from those of the page below, whose labels they would take.
        name="dialog"
        form={form}
        layout="vertical"
        initialValues={first}
        scrollToFirstError
        onValuesChange={(_, values) => onChange?.(values)}
        onFinish={(values) => run.mutate(values as T)}
      >
        {fields.map((field) => (
          <Form.Item key={field.name} {...toItem(field, texts.needed(field.label))}>
            {toControl(field)}
          </Form.Item>
        ))}
      </Form>
      {children}
    </Modal>
  )
}

function toItem(field: DialogField, needed: string): FormItemProps {
  const rules: FormItemProps['rules'] = []
  const isWords = field.kind === 'text' || field.kind === 'code' || field.kind === 'area'
  if (field.required || field.kind === 'verdict')
    rules.push({ required: true, message: needed, ...(isWords ? { whitespace: true } : {}) })
  if (field.pattern) rules.push({ pattern: field.pattern.is, message: field.pattern.else })
  const { check } = field
  if (check)
    rules.push({
      validator: (_, value: unknown) => {
        const wrong = check(value)
        return wrong ? Promise.reject(new Error(wrong)) : Promise.resolve()
      },
    })
  return {
    name: field.name,
    label: field.kind === 'tick' ? null : field.label,
    extra: field.extra,
    rules,
    ...(field.kind === 'tick' ? { valuePropName: 'checked' } : {}),
  }
}

function toControl(field: DialogField): ReactElement {
  switch (field.kind) {
    case 'area':
      return (
        <Input.TextArea
          rows={field.rows ?? 3}
          maxLength={field.maxLength ?? 2000}
          placeholder={field.placeholder}
        />
      )
    case 'number':
      return (
        <InputNumber
          min={field.min}
          max={field.max}
          precision={field.precision}
          suffix={field.unit}
          style={{ width: '100%' }}
        />
      )
    case 'choice':
      return (
        <Select
          allowClear={field.allowClear}
          options={field.options}
          showSearch={
            field.onSearch ? { filterOption: false, onSearch: field.onSearch } : { optionFilterProp: 'label' }
          }
        />
      )
    case 'choices':
      return (
        <Select
          mode={field.tags ? 'tags' : 'multiple'}
          showSearch={{ optionFilterProp: 'label' }}
          options={field.options}
        />
      )
    case 'password':
      return <Input.Password autoComplete="new-password" maxLength={field.maxLength ?? 200} />
    case 'tick':
      return <Checkbox>{field.label}</Checkbox>
    case 'verdict':
      return (
        <Radio.Group
          aria-label={field.label}
          options={[
            { value: true, label: field.yes },
            { value: false, label: field.no },
          ]}
        />
      )
    case 'day':
      return <DatePicker style={{ width: '100%' }} />
    case 'custom':
      return field.control
    default:
      return (
        <Input
          className={field.kind === 'code' ? 'code' : undefined}
          maxLength={field.maxLength ?? 200}
          placeholder={field.placeholder}
        />
      )
  }
}

/** The day a picker chose, as the platform takes it: `2025-06-01`. */
export function toDay(day: Dayjs): string {
  return day.format('YYYY-MM-DD')
}

/** What was filled in with the days that were picked as the platform takes them. */
export function withDays<T extends object>(
  values: T,
): {
  [name in keyof T]: T[name] extends Dayjs
    ? string
    : T[name] extends Dayjs | undefined
      ? string | undefined
      : T[name]
} {
  const entries = Object.entries(values).map(([name, one]) => [name, dayjs.isDayjs(one) ? toDay(one) : one])
  return Object.fromEntries(entries)
}
