import { listOrganisations } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { consoleTexts } from '../shell/console.texts.ts'

interface OrganisationSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  value?: string | null
  onChange?: (id: string | undefined) => void
  /** Shown until the list holds the chosen one. */
  name?: string | null
  /** What it is for, when no label of a field says so. */
  label?: string
  width?: number
}

/** Chooses an organisation by its name, searched on the server. */
export function OrganisationSelect({ id, value, onChange, name, label, width }: OrganisationSelectProps) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listOrganisations,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 600_000 },
  )
  const options = (read.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))
  const named =
    value && name && !options.some((each) => each.value === value)
      ? [{ value, label: name }, ...options]
      : options
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={label ?? texts.organisationHint}
      aria-label={id ? undefined : (label ?? texts.organisationHint)}
      style={width ? { width } : undefined}
      popupMatchSelectWidth={width ? false : undefined}
      loading={read.isFetching}
      value={value ?? undefined}
      options={named}
      onChange={onChange}
    />
  )
}

/** Chooses several organisations. */
export function OrganisationsSelect({
  id,
  value = [],
  onChange,
  above,
  label,
}: {
  /** Of the field, so that its label belongs to it. */
  id?: string
  value?: string[]
  onChange?: (ids: string[]) => void
  /** Also those of the levels above one’s own. */
  above?: boolean
  /** What it is for, when no label of a field says so. */
  label?: string
}) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const [known, setKnown] = useState<{ value: string; label: string }[]>([])
  const read = useRead(
    listOrganisations,
    { query: { ...(words ? { search: words } : {}), ...(above ? { above } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 600_000 },
  )
  const found = (read.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))
  const options = [...known, ...found.filter((one) => !known.some((each) => each.value === one.value))]
  return (
    <Select
      id={id}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.organisationHint}
      aria-label={id ? undefined : (label ?? texts.organisationHint)}
      loading={read.isFetching}
      value={value}
      options={options}
      onChange={(ids: string[]) => {
        setKnown(options.filter((one) => ids.includes(one.value)))
        onChange?.(ids)
      }}
    />
  )
}
