import { getDataset, listDatasets } from '@civitas/sdk'
import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'

interface DatasetSelectProps {
  id?: string
  label?: string
  value?: string
  onChange?: (id: string | undefined) => void
}

/** Chooses a dataset by its name, searched on the server. */
export function DatasetSelect({ id, label, value, onChange }: DatasetSelectProps) {
  const [words, setWords] = useState('')
  const read = useRead(
    listDatasets,
    { query: { limit: 30, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  const chosen = useRead(getDataset, { params: { id: value ?? '' } }, { enabled: Boolean(value) })
  const items = read.data?.items ?? []
  const all = chosen.data && !items.some((one) => one.id === value) ? [chosen.data, ...items] : items
  return (
    <Select
      id={id}
      aria-label={label}
      placeholder={label}
      showSearch={{ filterOption: false, onSearch: setWords }}
      allowClear
      style={{ minWidth: 280 }}
      value={value}
      options={all.map((one) => ({ value: one.id, label: `${one.name}（${one.organisationName}）` }))}
      onChange={(next) => onChange?.(next)}
    />
  )
}
