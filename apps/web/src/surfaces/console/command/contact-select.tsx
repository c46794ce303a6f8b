import { type Contact, listContacts } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { orderTexts } from './order.texts.ts'

interface ContactSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  /** What it is for, when no label of a field says so. */
  label?: string
  value?: string
  onChange?: (id: string | undefined) => void
}

/** Chooses somebody of the contact book, searched on the server. */
export function ContactSelect({ id, label, value, onChange }: ContactSelectProps) {
  const texts = useTexts(orderTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listContacts,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 60_000 },
  )
  return (
    <Select
      id={id}
      allowClear
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.contactHint}
      aria-label={id ? undefined : (label ?? texts.contactHint)}
      loading={read.isFetching}
      value={value}
      options={(read.data?.items ?? []).map((one) => ({ value: one.id, label: nameOf(one) }))}
      onChange={onChange}
    />
  )
}

/** Name, duty and unit; a duty desk whose name is its unit says it once. */
function nameOf(one: Contact): string {
  return [...new Set([one.name, one.duty, one.organisationName])].filter(Boolean).join(' · ')
}
