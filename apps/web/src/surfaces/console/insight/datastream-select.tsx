import { getThing, listThings } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { insightTexts } from './insight.texts.ts'

/** A datastream and the device it is of. */
export interface ChosenStream {
  datastreamId: number
  thingId: string
  thingName: string
}

interface DatastreamSelectProps {
  id: string
  /** What was chosen before. */
  initial?: ChosenStream
  onChange: (datastreamId: number | undefined, title: string) => void
}

/** Chooses a device by its name, then one of its datastreams. */
export function DatastreamSelect({ id, initial, onChange }: DatastreamSelectProps) {
  const texts = useTexts(insightTexts)
  const pick = usePick()
  const [words, setWords] = useState('')
  const [thing, setThing] = useState(initial?.thingId)
  const [stream, setStream] = useState(initial?.datastreamId)
  const things = useRead(
    listThings,
    { query: { search: words || undefined, limit: 50 } },
    { keepPrevious: true, staleMs: 30_000 },
  )
  const chosen = useRead(getThing, { params: { id: thing ?? '' } }, { enabled: thing !== undefined })
  const found = (things.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))
  const isListed = found.some((each) => each.value === thing)
  const named =
    initial && thing === initial.thingId && !isListed
      ? [{ value: initial.thingId, label: initial.thingName }]
      : []
  return (
    <>
      <Select
        id={id}
        aria-label={texts.thing}
        placeholder={texts.thingHint}
        showSearch={{ filterOption: false, onSearch: setWords }}
        value={thing}
        options={[...named, ...found]}
        onChange={(next) => {
          setThing(next)
          setStream(undefined)
          onChange(undefined, '')
        }}
      />
      <Select
        aria-label={texts.stream}
        placeholder={texts.stream}
        disabled={!chosen.data}
        value={stream}
        options={(chosen.data?.datastreams ?? []).map((each) => ({
          value: each.datastreamId,
          label: pick(each.title),
        }))}
        onChange={(next, option) => {
          setStream(next)
          onChange(next, String((option as { label?: string }).label ?? ''))
        }}
      />
    </>
  )
}
