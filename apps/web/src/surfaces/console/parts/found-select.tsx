import { Select } from 'antd'
import { useRef } from 'react'

interface Choice {
  value: string
  label: string
}

interface FoundSelectProps {
  /** Of the field, so that its label belongs to it. */
  id?: string
  hint: string
  /** What the server found for the words last searched. */
  found: readonly Choice[]
  isFetching: boolean
  onSearch: (words: string) => void
  value?: string[]
  onChange?: (values: string[]) => void
}

/** Chooses several of what is found by words on the server; those seen before keep their names. */
export function FoundSelect({
  id,
  hint,
  found,
  isFetching,
  onSearch,
  value = [],
  onChange,
}: FoundSelectProps) {
  const known = useRef(new Map<string, Choice>())
  for (const one of found) known.current.set(one.value, one)
  const shown = new Set(found.map((one) => one.value))
  const others = value.filter((one) => !shown.has(one)).flatMap((one) => known.current.get(one) ?? [])
  return (
    <Select
      id={id}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch }}
      placeholder={hint}
      loading={isFetching}
      value={value}
      options={[...found, ...others]}
      onChange={onChange}
    />
  )
}
