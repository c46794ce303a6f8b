import {
  countRecipients,
  listOrganisations,
  listRecipientTags,
  listUsers,
  type Recipient,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { useDivisionOptions } from '../parts/division-select.tsx'
import { AreaField, type Corner, toPolygon } from '../warnings/area-field.tsx'
import { messagesTexts } from './messages.texts.ts'

interface RecipientFieldsProps {
  value: Recipient[]
  onChange: (next: Recipient[]) => void
}

/** People, whole units, whoever works in an area or bears a tag, and numbers of people without an account, one a line as “姓名 号码”. */
export function RecipientFields({ value, onChange }: RecipientFieldsProps) {
  const texts = useTexts(messagesTexts)
  const [people, setPeople] = useState<string[]>([])
  const [units, setUnits] = useState<string[]>([])
  const [areas, setAreas] = useState<string[]>([])
  const [tags, setTags] = useState<string[]>([])
  const [numbers, setNumbers] = useState('')
  const [corners, setCorners] = useState<Corner[] | null>(null)
  const tell = (next: Partial<Chosen>) => {
    const all: Chosen = { people, units, areas, tags, numbers, corners: corners ?? [], ...next }
    const within = toPolygon(all.corners)
    onChange([
      ...all.people.map((userId) => ({ userId })),
      ...all.units.map((organisationId) => ({ organisationId })),
      ...all.areas.map((area) => ({ area })),
      ...all.tags.map((tag) => ({ tag })),
      ...(within ? [{ within }] : []),
      ...readNumbers(all.numbers),
    ])
  }
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: 16 }}>
      <Form.Item label={texts.toPeople}>
        <FoundSelect
          label={texts.toPeople}
          operation="people"
          onChange={(next) => {
            setPeople(next)
            tell({ people: next })
          }}
        />
      </Form.Item>
      <Form.Item label={texts.toUnits}>
        <FoundSelect
          label={texts.toUnits}
          operation="units"
          onChange={(next) => {
            setUnits(next)
            tell({ units: next })
          }}
        />
      </Form.Item>
      <Form.Item label={texts.toAreas}>
        <FoundSelect
          label={texts.toAreas}
          operation="areas"
          onChange={(next) => {
            setAreas(next)
            tell({ areas: next })
          }}
        />
      </Form.Item>
      <Form.Item label={texts.toTags}>
        <FoundSelect
          label={texts.toTags}
          operation="tags"
          onChange={(next) => {
            setTags(next)
            tell({ tags: next })
          }}
        />
      </Form.Item>
      <Form.Item label={texts.toWithin} extra={texts.toWithinWhy}>
        {corners === null ? (
          <Button onClick={() => setCorners([])}>{texts.draw}</Button>
        ) : (
          <AreaField
            value={corners}
            onChange={(next) => {
              setCorners(next)
              tell({ corners: next })
            }}
          />
        )}
      </Form.Item>
      <Form.Item label={texts.toNumbers}>
        <Input.TextArea
          rows={2}
          aria-label={texts.toNumbers}
          placeholder={texts.toNumbersHint}
          value={numbers}
          onChange={(event) => {
            setNumbers(event.target.value)
            tell({ numbers: event.target.value })
          }}
        />
      </Form.Item>
      <div style={{ gridColumn: '1 / -1' }}>
        <Count to={value} />
      </div>
    </div>
  )
}

interface Chosen {
  people: string[]
  units: string[]
  areas: string[]
  tags: string[]
  corners: Corner[]
  numbers: string
}

/** How many people this reaches, each once, as the server finds them now. */
function Count({ to }: { to: Recipient[] }) {
  const texts = useTexts(messagesTexts)
  const read = useRead(
    countRecipients,
    { body: { to } },
    { enabled: to.length > 0, keepPrevious: true, staleMs: 0 },
  )
  if (to.length === 0 || !read.data) return null
  const { people, withPhone } = read.data
  return (
    <p role="status">
      {people === 0 ? texts.reachesNobody : texts.reaches(formatNumber(people), formatNumber(withPhone))}
    </p>
  )
}

/** Lines as “姓名 号码”; a line that has no number is left out. */
function readNumbers(text: string): { name: string; phone: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, name, phone] = line.trim().match(/^(.*?)\s*([0-9+-]{3,20})$/) ?? []
    return phone ? [{ name: name || phone, phone }] : []
  })
}

export interface FoundSelectProps {
  label: string
  operation: 'people' | 'units' | 'areas' | 'tags'
  /** Chosen before anybody chooses. */
  first?: ReadonlyArray<{ value: string; label: string }>
  onChange: (ids: string[]) => void
}

/** Chooses several of what is searched on the server. */
export function FoundSelect({ label, operation, first = [], onChange }: FoundSelectProps) {
  const texts = useTexts(messagesTexts)
  const [words, setWords] = useState('')
  const query = { limit: 30, ...(words ? { search: words } : {}) }
  const people = useRead(listUsers, { query }, { enabled: operation === 'people', keepPrevious: true })
  const units = useRead(listOrganisations, { query }, { enabled: operation === 'units', keepPrevious: true })
  const areas = useDivisionOptions()
  const tags = useRead(listRecipientTags, { query }, { enabled: operation === 'tags', keepPrevious: true })
  const found = {
    people: people.data?.items.map((one) => ({ value: one.id, label: `${one.name}（${one.account}）` })),
    units: units.data?.items.map((one) => ({ value: one.id, label: one.name })),
    areas: areas.options,
    tags: tags.data?.items.map((one) => ({
      value: one.tag,
      label: texts.tagOf(one.tag, formatNumber(one.people)),
    })),
  }[operation]
  const [known, setKnown] = useState<{ value: string; label: string }[]>([...first])
  const options = [
    ...known,
    ...(found ?? []).filter((one) => !known.some(({ value }) => value === one.value)),
  ]
  return (
    <Select
      mode="multiple"
      defaultValue={first.map((one) => one.value)}
      aria-label={label}
      showSearch={{ filterOption: false, onSearch: operation === 'areas' ? areas.find : setWords }}
      options={options}
      onChange={(ids: string[]) => {
        setKnown(options.filter((one) => ids.includes(one.value)))
        onChange(ids)
      }}
    />
  )
}
