import { getDivision, listDivisions } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { consoleTexts } from '../shell/console.texts.ts'

interface DivisionSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  value: string | undefined
  onChange: (code: string | undefined) => void
  width?: number | string
}

/** Chooses one division; districts at first, any level by its name. */
export function DivisionSelect({ id, value, onChange, width = 172 }: DivisionSelectProps) {
  const texts = useTexts(consoleTexts)
  const { options, find, loading } = useDivisionOptions()
  const known = useRead(
    getDivision,
    { params: { code: value ?? '' } },
    { enabled: value !== undefined, staleMs: 600_000 },
  )
  const named =
    value && !options.some((each) => each.value === value)
      ? [{ value, label: known.data?.division.fullName ?? value }, ...options]
      : options
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: find }}
      aria-label={id ? undefined : texts.division}
      placeholder={texts.division}
      style={{ width }}
      popupMatchSelectWidth={false}
      loading={loading}
      value={value}
      options={named}
      onChange={onChange}
    />
  )
}

/** The same as a field of a dialog. */
export function DivisionField({ id, value, onChange }: Partial<DivisionSelectProps>) {
  return <DivisionSelect id={id} value={value} onChange={(code) => onChange?.(code)} width="100%" />
}

/** Chooses several divisions. */
export function DivisionsSelect({
  id,
  value = [],
  onChange,
}: {
  /** Of the field, so that its label belongs to it. */
  id?: string
  value?: string[]
  onChange?: (codes: string[]) => void
}) {
  const texts = useTexts(consoleTexts)
  const { options, find, loading } = useDivisionOptions()
  return (
    <Select
      id={id}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: find }}
      placeholder={texts.divisionHint}
      loading={loading}
      value={value}
      options={options}
      onChange={onChange}
    />
  )
}

/** Divisions to choose from: the city and its districts, or any by name. */
export function useDivisionOptions() {
  const [words, setWords] = useState('')
  const read = useRead(
    listDivisions,
    { query: words ? { search: words, limit: 30 } : { level: 2, limit: 50 } },
    { keepPrevious: true, staleMs: 600_000 },
  )
  const city = useRead(listDivisions, { query: { level: 1, limit: 1 } }, { staleMs: 600_000 })
  const items = words ? (read.data?.items ?? []) : [...(city.data?.items ?? []), ...(read.data?.items ?? [])]
  return {
    options: items.map((each) => ({ value: each.code, label: each.fullName || each.name })),
    find: setWords,
    loading: read.isFetching,
  }
}
