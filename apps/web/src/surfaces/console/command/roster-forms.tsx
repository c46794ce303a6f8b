import {
  type Contact,
  createRoster,
  generateShifts,
  listContacts,
  listRosters,
  listShifts,
  type Roster,
  type Shift,
  substituteShift,
  swapShifts,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog, toDay } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { rosterTexts } from './roster.texts.ts'

interface NewRosterValues {
  title: string
  organisationId?: string
  posts: string[]
}

/** Makes a roster with its posts; the first is the post plans call `duty`. */
export function NewRoster({ onClose }: { onClose: () => void }) {
  const texts = useTexts(rosterTexts)
  return (
    <FormDialog<NewRosterValues>
      title={texts.add}
      first={{ posts: [...texts.usualPosts] }}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true },
        { name: 'organisationId', label: texts.unit, kind: 'custom', control: <OrganisationSelect /> },
        {
          ...{ name: 'posts', label: texts.posts, kind: 'choices', tags: true, options: [] },
          ...{ required: true, extra: texts.postsWhy },
        },
      ]}
      act={async ({ title, organisationId, posts }) => {
        await client.call(createRoster, {
          body: {
            title,
            ...(organisationId ? { organisationId } : {}),
            posts: posts.map((name, n) => ({ post: n === 0 ? 'duty' : `duty-${n + 1}`, title: name })),
          },
        })
        refresh(listRosters)
      }}
      onClose={onClose}
    />
  )
}

type FillValues = {
  from: Dayjs
  days: number
  shiftHours: 8 | 12 | 24
  startHour: number
  restShifts?: number | null
} & Record<`post_${string}`, string[]>

/** 按规则排班: people of each post take turns, with rest between. */
export function FillRoster({ roster, onClose }: { roster: Roster; onClose: () => void }) {
  const texts = useTexts(rosterTexts)
  return (
    <FormDialog<FillValues>
      title={texts.fill}
      why={texts.fillWhy}
      width={640}
      first={{ from: dayjs(), days: 7, shiftHours: 12, startHour: 8, restShifts: 1 }}
      fields={[
        { name: 'from', label: texts.from, kind: 'day', required: true },
        { name: 'days', label: texts.days, kind: 'number', min: 1, max: 92, precision: 0, required: true },
        {
          ...{ name: 'shiftHours', label: texts.shiftHours, kind: 'custom', required: true },
          control: <Select options={[8, 12, 24].map((value) => ({ value, label: texts.hours(value) }))} />,
        },
        {
          ...{ name: 'startHour', label: texts.startHour, kind: 'number', min: 0, max: 23, precision: 0 },
          required: true,
        },
        { name: 'restShifts', label: texts.restShifts, kind: 'number', min: 0, max: 10, precision: 0 },
        ...roster.posts.map(
          ({ post, title }): DialogField => ({
            ...{ name: `post_${post}`, label: title, kind: 'custom', required: true },
            control: <ContactsSelect />,
          }),
        ),
      ]}
      act={async ({ from, days, shiftHours, startHour, restShifts, ...people }) => {
        await client.call(generateShifts, {
          params: { id: roster.id },
          body: {
            ...{ from: toDay(from), days, shiftHours, startHour },
            ...(typeof restShifts === 'number' ? { restShifts } : {}),
            people: Object.fromEntries(Object.entries(people).map(([name, ids]) => [name.slice(5), ids])),
          },
        })
        refresh(listShifts)
      }}
      onClose={onClose}
    />
  )
}

interface ContactsSelectProps {
  id?: string
  value?: string[]
  onChange?: (ids: string[]) => void
}

/** Chooses people of the contact book, in the order they take turns. */
function ContactsSelect({ id, value, onChange }: ContactsSelectProps) {
  const options = useContactOptions()
  return (
    <Select
      id={id}
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      options={options}
      onChange={onChange}
    />
  )
}

function useContactOptions() {
  const read = useRead(listContacts, { query: { limit: 200 } }, { staleMs: 60_000 })
  return (read.data?.items ?? []).map((one: Contact) => ({
    value: one.id,
    label: [one.name, one.duty, one.organisationName].filter(Boolean).join(' · '),
  }))
}

interface ChangeValues {
  way: 'substitute' | 'swap'
  contactId?: string
  withShiftId?: string
  reason: string
}

/** 替班 or 换班: who takes a shift instead, or which two change places. */
export function ChangeShift({
  shift,
  others,
  onClose,
}: {
  shift: Shift
  /** Shifts of the same roster it may change places with. */
  others: Shift[]
  onClose: () => void
}) {
  const texts = useTexts(rosterTexts)
  const [way, setWay] = useState<ChangeValues['way']>('substitute')
  const contacts = useContactOptions()
  const nameOf = (one: Shift) => `${formatTime(one.start).slice(5, 16)} ${one.person.name}`
  return (
    <FormDialog<ChangeValues>
      title={texts.change}
      why={nameOf(shift)}
      first={{ way }}
      onChange={(values) => setWay(values.way ?? 'substitute')}
      fields={[
        {
          ...{ name: 'way', label: texts.way, kind: 'choice', required: true },
          options: (['substitute', 'swap'] as const).map((value) => ({ value, label: texts[value] })),
        },
        way === 'substitute'
          ? { name: 'contactId', label: texts.who, kind: 'choice', required: true, options: contacts }
          : {
              ...{ name: 'withShiftId', label: texts.withShift, kind: 'choice', required: true },
              options: others
                .filter((one) => one.id !== shift.id && one.person.name !== shift.person.name)
                .map((one) => ({ value: one.id, label: nameOf(one) })),
            },
        { name: 'reason', label: texts.reason, kind: 'area', required: true },
      ]}
      act={async ({ contactId = '', withShiftId = '', reason }) => {
        const params = { id: shift.id }
        if (way === 'substitute') await client.call(substituteShift, { params, body: { contactId, reason } })
        else await client.call(swapShifts, { params, body: { withShiftId, reason } })
        refresh(listShifts)
      }}
      onClose={onClose}
    />
  )
}
