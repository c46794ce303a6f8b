import { listOrganisations, listUsers, type Recipient } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { messagesTexts } from './messages.texts.ts'

interface RecipientFieldsProps {
  value: Recipient[]
  onChange: (next: Recipient[]) => void
}

/** People, whole units, and numbers of people without an account, one a line as “姓名 号码”. */
export function RecipientFields({ onChange }: RecipientFieldsProps) {
  const texts = useTexts(messagesTexts)
  const [people, setPeople] = useState<string[]>([])
  const [units, setUnits] = useState<string[]>([])
  const [numbers, setNumbers] = useState('')
  const tell = (next: { people?: string[]; units?: string[]; numbers?: string }) => {
    const all = { people, units, numbers, ...next }
    onChange([
      ...all.people.map((userId) => ({ userId })),
      ...all.units.map((organisationId) => ({ organisationId })),
      ...readNumbers(all.numbers),
    ])
  }
  return (
    <>
      <Form.Item label={texts.toPeople}>
        <FoundSelect
          label={texts.toPeople}
          operation="people"
          onChange={(next) => {
            setPeople(next)
            tell({ people: next })
          }}
        />
      </Form.Item>
      <Form.Item label={texts.toUnits}>
        <FoundSelect
          label={texts.toUnits}
          operation="units"
          onChange={(next) => {
            setUnits(next)
            tell({ units: next })
          }}
        />
      </Form.Item>
      <Form.Item label={texts.toNumbers}>
        <Input.TextArea
          rows={2}
          aria-label={texts.toNumbers}
          placeholder={texts.toNumbersHint}
          value={numbers}
          onChange={(event) => {
            setNumbers(event.target.value)
            tell({ numbers: event.target.value })
          }}
        />
      </Form.Item>
    </>
  )
}

/** Lines as “姓名 号码”; a line that has no number is left out. */
function readNumbers(text: string): { name: string; phone: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, name, phone] = line.trim().match(/^(.*?)\s*([0-9+-]{3,20})$/) ?? []
    return phone ? [{ name: name || phone, phone }] : []
  })
}

interface FoundSelectProps {
  label: string
  operation: 'people' | 'units'
  onChange: (ids: string[]) => void
}

function FoundSelect({ label, operation, onChange }: FoundSelectProps) {
  const [words, setWords] = useState('')
  const query = { limit: 30, ...(words ? { search: words } : {}) }
  const people = useRead(listUsers, { query }, { enabled: operation === 'people', keepPrevious: true })
  const units = useRead(listOrganisations, { query }, { enabled: operation === 'units', keepPrevious: true })
  const found =
    operation === 'people'
      ? people.data?.items.map((one) => ({ value: one.id, label: `${one.name}（${one.account}）` }))
      : units.data?.items.map((one) => ({ value: one.id, label: one.name }))
  const [known, setKnown] = useState<{ value: string; label: string }[]>([])
  const options = [
    ...known,
    ...(found ?? []).filter((one) => !known.some(({ value }) => value === one.value)),
  ]
  return (
    <Select
      mode="multiple"
      aria-label={label}
      showSearch={{ filterOption: false, onSearch: setWords }}
      options={options}
      onChange={(ids: string[]) => {
        setKnown(options.filter((one) => ids.includes(one.value)))
        onChange(ids)
      }}
    />
  )
}
