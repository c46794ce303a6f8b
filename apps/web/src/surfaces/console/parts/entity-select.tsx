import { type Entity, type Household, listEntities, listHouseholds } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { consoleTexts } from '../shell/console.texts.ts'

interface EntitiesSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  /** Only entities of this type. */
  type: string
  value?: string[]
  onChange?: (ids: string[]) => void
}

/** Chooses several entities, found by words on the server; those seen before keep their names. */
export function EntitiesSelect({ id, type, value = [], onChange }: EntitiesSelectProps) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const known = useRef(new Map<string, Entity>())
  const read = useRead(
    listEntities,
    { query: { type, ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 30_000 },
  )
  const items = read.data?.items ?? []
  for (const item of items) known.current.set(item.id, item)
  const ids = new Set(items.map((each) => each.id))
  const others = value.filter((one) => !ids.has(one)).flatMap((one) => known.current.get(one) ?? [])
  return (
    <Select
      id={id}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.entityHint}
      loading={read.isFetching}
      value={value}
      options={[...items, ...others].map((each) => ({
        value: each.id,
        label: `${each.name}（${each.reference}）`,
      }))}
      onChange={onChange}
    />
  )
}

/** Chooses the households a matter is about, by their door or whom they belong to; for those who visit them. */
export function HouseholdsSelect({ id, value = [], onChange }: Omit<EntitiesSelectProps, 'type'>) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const known = useRef(new Map<string, Household>())
  const read = useRead(
    listHouseholds,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 30_000 },
  )
  const items = read.data?.items ?? []
  for (const item of items) known.current.set(item.id, item)
  const ids = new Set(items.map((each) => each.id))
  const others = value.filter((one) => !ids.has(one)).flatMap((one) => known.current.get(one) ?? [])
  return (
    <Select
      id={id}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.entityHint}
      loading={read.isFetching}
      value={value}
      options={[...items, ...others].map((each) => ({
        value: each.id,
        label: `${each.name} ${each.head}（${each.reference}）`,
      }))}
      onChange={onChange}
    />
  )
}
