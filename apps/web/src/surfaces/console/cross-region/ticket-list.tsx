import { listCrossTickets, type OperationOutput } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { StateTag } from '../parts/page.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { crossTexts } from './cross-region.texts.ts'

type Ticket = OperationOutput<typeof listCrossTickets>['items'][number]

/** 12345 tickets handed over between cities, both ways. */
export function TicketList() {
  const texts = useTexts(crossTexts)
  const tone = (one: Ticket) =>
    one.state === 'not-taken' ? 'bad' : one.state === 'closed' ? 'over' : undefined
  return (
    <RecordList<Ticket>
      label={texts.ticket}
      operation={listCrossTickets}
      states={texts.ticketRoles}
      filterName="role"
      filterLabel={texts.role}
      rowKey={(one) => one.id}
      name={(one) => `${one.reference} ${one.title}`}
      columns={[
        { title: texts.role, render: (_, one) => `${texts.ticketRoles[one.role]} · ${one.systemName}` },
        { title: texts.remote, render: (_, one) => one.remoteReference ?? '—' },
        { title: texts.sentTime, render: (_, one) => formatTime(one.sentTime) },
        {
          title: texts.state,
          render: (_, one) => <StateTag tone={tone(one)}>{texts.ticketStates[one.state]}</StateTag>,
        },
      ]}
      facts={(one) => [
        {
          label: texts.ticket,
          value: <Link to={`/console/events/${one.eventId}`}>{one.reference}</Link>,
        },
        { label: texts.remote, value: one.remoteReference ?? '—' },
        { label: texts.role, value: `${texts.ticketRoles[one.role]} · ${one.systemName}` },
        { label: texts.state, value: texts.ticketStates[one.state] },
        { label: texts.consent, value: one.consent, whole: true },
        { label: texts.sentTime, value: formatTime(one.sentTime) },
        { label: texts.receivedTime, value: one.receivedTime ? formatTime(one.receivedTime) : '—' },
        { label: texts.closed, value: one.closedTime ? formatTime(one.closedTime) : '—' },
        { label: texts.answer, value: one.answer ?? '—', whole: true },
      ]}
      empty={{ title: texts.noTickets, why: texts.noTicketsWhy }}
    />
  )
}
