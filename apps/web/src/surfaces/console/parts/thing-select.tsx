import { type FleetThing, listFleet } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { consoleTexts } from '../shell/console.texts.ts'

interface ThingSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  /** Only devices of this model. */
  model?: string
}

interface OneProps extends ThingSelectProps {
  value?: string
  onChange?: (id: string | undefined) => void
}

interface ManyProps extends ThingSelectProps {
  value?: string[]
  onChange?: (ids: string[]) => void
}

/** Devices found by words on the server; those seen before keep their names. */
function useThings(model: string | undefined) {
  const [words, setWords] = useState('')
  const known = useRef(new Map<string, FleetThing>())
  const read = useRead(
    listFleet,
    { query: { ...(words ? { search: words } : {}), ...(model ? { model } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 30_000 },
  )
  const items = read.data?.items ?? []
  for (const item of items) known.current.set(item.id, item)
  const toOption = (thing: FleetThing) => ({ value: thing.id, label: `${thing.name}（${thing.reference}）` })
  const options = (chosen: readonly string[]) => {
    const ids = new Set(items.map((each) => each.id))
    const others = chosen.filter((id) => !ids.has(id)).flatMap((id) => known.current.get(id) ?? [])
    return [...others, ...items].map(toOption)
  }
  return { setWords, options, isLoading: read.isFetching }
}

/** Chooses a device by name or number. */
export function ThingSelect({ id, model, value, onChange }: OneProps) {
  const texts = useTexts(consoleTexts)
  const { setWords, options, isLoading } = useThings(model)
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.thingHint}
      aria-label={id ? undefined : texts.thingHint}
      loading={isLoading}
      value={value}
      options={options(value ? [value] : [])}
      onChange={onChange}
    />
  )
}

/** Chooses several devices by name or number. */
export function ThingsSelect({ id, model, value, onChange }: ManyProps) {
  const texts = useTexts(consoleTexts)
  const { setWords, options, isLoading } = useThings(model)
  return (
    <Select
      id={id}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: setWords }}
      placeholder={texts.thingHint}
      aria-label={id ? undefined : texts.thingHint}
      loading={isLoading}
      value={value}
      options={options(value ?? [])}
      onChange={onChange}
    />
  )
}
