import { callConsultation, listCalledRooms, listContacts, type Room } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consultTexts } from './consult.texts.ts'

const none = [] as const

/** 领导会商: consultations of no incident, called from a cockpit or here (PLT-092). */
export function ConsultListPage() {
  const texts = useTexts(consultTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const about = parameters.get('about')
  const [isCalling, setCalling] = useState(about !== null)
  const { limit, offset, search } = query
  const read = useRead(
    listCalledRooms,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  const close = () => {
    setCalling(false)
    if (about !== null) setParameters({}, { replace: true })
  }
  return (
    <Page
      title={texts.list}
      under={texts.under}
      acts={
        may('command.direct') ? (
          <Button type="primary" onClick={() => setCalling(true)}>
            {texts.call}
          </Button>
        ) : null
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<Room>
        label={texts.list}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/consultation-rooms/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.title,
            render: (_, each) => (
              <RowLink to={`/console/consultation-rooms/${each.id}`}>{each.title}</RowLink>
            ),
          },
          { title: texts.subject, dataIndex: 'subject' },
          { title: texts.by, dataIndex: 'calledBy' },
          {
            title: texts.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'open' ? 'loud' : 'over'}>{texts.states[each.state]}</StateTag>
            ),
          },
          { title: texts.time, render: (_, each) => formatTime(each.openedTime) },
        ]}
      />
      {isCalling ? <CallDialog about={about ?? ''} from={parameters.get('from')} onClose={close} /> : null}
    </Page>
  )
}

interface Values {
  title: string
  subject: string
  contactIds: string[]
  callAfterMinutes: number
}

function CallDialog({ about, from, onClose }: { about: string; from: string | null; onClose: () => void }) {
  const texts = useTexts(consultTexts)
  const navigate = useNavigate()
  const contacts = useRead(listContacts, { query: { limit: 200 } }, { staleMs: 60_000 })
  const options = (contacts.data?.items ?? []).map((one) => ({
    value: one.id,
    label: [one.organisationName, one.duty, one.name].filter(Boolean).join(' · '),
  }))
  return (
    <FormDialog<Values>
      title={texts.call}
      why={texts.callWhy}
      first={{ ...(about ? { subject: about, title: texts.about(about) } : {}), callAfterMinutes: 5 }}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true, maxLength: 200 },
        { name: 'subject', label: texts.subject, kind: 'text', required: true, maxLength: 400 },
        { name: 'contactIds', label: texts.whom, kind: 'choices', required: true, options },
        { name: 'callAfterMinutes', label: texts.after, kind: 'number', min: 1, max: 60, required: true },
      ]}
      act={async (values) => {
        const body = { ...values, ...(from ? { subjectLink: from } : {}) }
        const { room } = await client.call(callConsultation, { body })
        refresh(listCalledRooms)
        navigate(`/console/consultation-rooms/${room.id}`)
      }}
      onClose={onClose}
    />
  )
}
