import { listEntities, listHouseholds } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { consoleTexts } from '../shell/console.texts.ts'
import { FoundSelect } from './found-select.tsx'

interface EntitiesSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  /** Only entities of this type. */
  type: string
  value?: string[]
  onChange?: (ids: string[]) => void
}

/** Chooses several entities, found by words on the server. */
export function EntitiesSelect({ type, ...field }: EntitiesSelectProps) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listEntities,
    { query: { type, ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 30_000 },
  )
  const found = (read.data?.items ?? []).map((one) => ({
    value: one.id,
    label: `${one.name}（${one.reference}）`,
  }))
  return (
    <FoundSelect
      {...field}
      {...{ found, hint: texts.entityHint, isFetching: read.isFetching, onSearch: setWords }}
    />
  )
}

/** Chooses the households a matter is about, by their door or whom they belong to; for those who visit them. */
export function HouseholdsSelect(field: Omit<EntitiesSelectProps, 'type'>) {
  const texts = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listHouseholds,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 30_000 },
  )
  const found = (read.data?.items ?? []).map((one) => ({
    value: one.id,
    label: `${one.name} ${one.head}（${one.reference}）`,
  }))
  return (
    <FoundSelect
      {...field}
      {...{ found, hint: texts.entityHint, isFetching: read.isFetching, onSearch: setWords }}
    />
  )
}
