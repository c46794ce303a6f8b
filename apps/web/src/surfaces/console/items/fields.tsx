import { listOrganisations } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { AutoComplete, Checkbox, Form, type FormItemProps, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { toChoices } from '../sharing/tabs-page.tsx'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'

type Name = FormItemProps['name']
interface Given {
  name: Name
  label: string
  extra?: string
  wide?: boolean
}

const wideIf = (wide?: boolean) => (wide ? styles.wide : undefined)

export function TextPart({ wide, rows, ...item }: Given & { rows?: number }) {
  return (
    <Form.Item {...item} className={wideIf(wide)}>
      {rows ? <Input.TextArea rows={rows} maxLength={2000} /> : <Input maxLength={200} />}
    </Form.Item>
  )
}

export function NumberPart({ wide, min, max, ...item }: Given & { min?: number; max?: number }) {
  return (
    <Form.Item {...item} className={wideIf(wide)}>
      <InputNumber min={min} max={max} style={{ width: '100%' }} />
    </Form.Item>
  )
}

export function TickPart({ name, label }: Given) {
  return (
    <Form.Item name={name} valuePropName="checked" label=" " colon={false} className={styles.tick}>
      <Checkbox>{label}</Checkbox>
    </Form.Item>
  )
}

export function ChoicePart({
  wide,
  words,
  several,
  ...item
}: Given & { words: Record<string, string>; several?: boolean }) {
  return (
    <Form.Item {...item} className={wideIf(wide)}>
      <Select mode={several ? 'multiple' : undefined} options={toChoices(words)} optionFilterProp="label" />
    </Form.Item>
  )
}

/** Words one writes oneself, each a tag. */
export function WordsPart({ wide, ...item }: Given) {
  const texts = useTexts(itemTexts)
  return (
    <Form.Item {...item} className={wideIf(wide)}>
      <Select mode="tags" open={false} suffixIcon={null} placeholder={texts.choicesHint} />
    </Form.Item>
  )
}

export function WhenPart({ name }: { name: Name }) {
  const texts = useTexts(itemTexts)
  return (
    <Form.Item name={name} label={texts.when} extra={texts.whenHint}>
      <Input className="code" maxLength={500} />
    </Form.Item>
  )
}

/** An office by its name, found on the server; the name is what the content holds. */
export function OfficePart({ wide, ...item }: Given) {
  return (
    <Form.Item {...item} className={wideIf(wide)}>
      <OfficeInput />
    </Form.Item>
  )
}

function OfficeInput(props: { id?: string; value?: string; onChange?: (name: string) => void }) {
  const [words, setWords] = useState('')
  const read = useRead(
    listOrganisations,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 600_000 },
  )
  return (
    <AutoComplete
      {...props}
      allowClear
      showSearch={{ onSearch: setWords }}
      options={(read.data?.items ?? []).map((one) => ({ value: one.name }))}
    />
  )
}
