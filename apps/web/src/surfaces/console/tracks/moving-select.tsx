import { getEntity, type LivePosition, listEntityTypes, listPositions } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { tracksTexts } from './tracks.texts.ts'

/** Names of the types that are points, and so may move, by their id. */
export function usePointTypes(): Map<string, string> {
  const pick = usePick()
  const { data } = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  return useMemo(
    () =>
      new Map(
        (data ?? []).filter((type) => type.geometry === 'Point').map((type) => [type.id, pick(type.title)]),
      ),
    [data, pick],
  )
}

interface TypeSelectProps {
  id?: string
  value: string | undefined
  onChange: (type: string | undefined) => void
}

/** Chooses a type of what moves. */
export function TypeSelect({ id, value, onChange }: TypeSelectProps) {
  const texts = useTexts(tracksTexts)
  const types = usePointTypes()
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={texts.type}
      placeholder={texts.anyType}
      popupMatchSelectWidth={false}
      style={{ width: '100%' }}
      value={value}
      options={[...types].map(([type, label]) => ({ value: type, label }))}
      onChange={onChange}
    />
  )
}

interface MovingSelectProps {
  id: string
  entityType?: string
  value: string | undefined
  onChange: (id: string | undefined) => void
}

/** Chooses one of what has reported a position, searched on the server by name. */
export function MovingSelect({ id, entityType, value, onChange }: MovingSelectProps) {
  const texts = useTexts(tracksTexts)
  const search = useMovingSearch(entityType)
  const options = search.options
  // One that a link names may be none of the first found.
  const isListed = options.some((each) => each.value === value)
  const named = useRead(
    getEntity,
    { params: { id: value ?? '' } },
    { enabled: value !== undefined && !isListed, staleMs: 60_000 },
  )
  const extra = !isListed && value && named.data ? [{ value, label: named.data.entity.name }] : []
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: search.setWords }}
      placeholder={texts.objectHint}
      style={{ width: '100%' }}
      popupMatchSelectWidth={false}
      loading={search.isFetching}
      notFoundContent={texts.noObjects}
      value={value}
      options={[...extra, ...options]}
      onChange={onChange}
    />
  )
}

/** Chooses several of what has reported a position; the ones chosen keep their names. */
export function MovingMultiSelect({
  id,
  value,
  onChange,
}: {
  id: string
  value: readonly { value: string; label: string }[]
  onChange: (chosen: { value: string; label: string }[]) => void
}) {
  const texts = useTexts(tracksTexts)
  const search = useMovingSearch(undefined)
  return (
    <Select
      id={id}
      mode="multiple"
      labelInValue
      showSearch={{ filterOption: false, onSearch: search.setWords }}
      placeholder={texts.objectHint}
      style={{ width: '100%' }}
      loading={search.isFetching}
      notFoundContent={texts.noObjects}
      value={[...value]}
      options={search.options}
      onChange={onChange}
    />
  )
}

function useMovingSearch(entityType: string | undefined) {
  const types = usePointTypes()
  const [words, setWords] = useState('')
  const read = useRead(
    listPositions,
    { query: { entityType, search: words || undefined, limit: 50 } },
    { keepPrevious: true, staleMs: 60_000 },
  )
  const labelOf = (each: LivePosition) => `${each.name} · ${types.get(each.entityType) ?? each.entityType}`
  const options = (read.data?.items ?? []).map((each) => ({ value: each.entityId, label: labelOf(each) }))
  return { options, setWords, isFetching: read.isFetching }
}
