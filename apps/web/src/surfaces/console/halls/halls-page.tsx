import {
  getHallStatistics,
  type HallAppointment,
  listAppointments,
  listQueueTickets,
  listServiceWindows,
  type QueueTicket,
  type ServiceWindow,
  saveServiceWindow,
  takeQueueTicket,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { App, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { toDay } from '../parts/form-dialog.tsx'
import { Facts, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { TabsPage, toChoices } from '../sharing/tabs-page.tsx'
import { hallTexts } from './halls.texts.ts'

/** 大厅与预约: windows, who booked, who waits, how the hall runs (SOC-003). */
export function HallsPage() {
  const { title, tabs } = useTexts(hallTexts)
  const may = useMay()
  const accepts = [
    { key: 'appointments', label: tabs.appointments, children: <AppointmentList /> },
    { key: 'queue', label: tabs.queue, children: <QueueList /> },
  ]
  return (
    <TabsPage
      title={title}
      tabs={[
        ...(may('services.accept') ? accepts : []),
        { key: 'windows', label: tabs.windows, children: <WindowList /> },
        ...(may('services.supervise') ? [{ key: 'today', label: tabs.today, children: <Today /> }] : []),
      ]}
    />
  )
}

/** Takes a number at the desk and says which it is. */
function useTakeNumber() {
  const texts = useTexts(hallTexts)
  const { message } = App.useApp()
  return async (body: {
    kind: string
    priority?: 'elder' | 'disabled' | 'soldier'
    appointmentId?: string
  }) => {
    const ticket = await client.call(takeQueueTicket, { body })
    void message.info(texts.took(ticket.number, ticket.ahead))
    refresh(listQueueTickets, listAppointments)
  }
}

function AppointmentList() {
  const texts = useTexts(hallTexts)
  const take = useTakeNumber()
  const status = (one: HallAppointment) => (
    <StateTag tone={one.state === 'booked' ? 'loud' : one.state === 'missed' ? 'bad' : 'over'}>
      {texts.states[one.state]}
    </StateTag>
  )
  return (
    <RecordList<HallAppointment>
      label={texts.slot}
      operation={listAppointments}
      states={texts.states}
      noSearch
      rowKey={(one) => one.id}
      name={(one) => `${one.day} ${one.slot}`}
      columns={[
        { title: texts.person, dataIndex: 'subjectName' },
        { title: texts.kind, dataIndex: 'kind' },
        { title: texts.ticket, render: (_, one) => one.ticketNumber ?? '—' },
        { title: texts.state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.person, value: one.subjectName },
        { label: texts.kind, value: one.kind },
        { label: texts.day, value: one.day },
        { label: texts.slot, value: one.slot },
        { label: texts.ticket, value: one.ticketNumber ?? '—' },
        { label: texts.state, value: status(one) },
      ]}
      acts={[
        {
          label: texts.giveNumber,
          when: (one) => one.state === 'booked' && one.day === toDay(dayjs()),
          fields: [],
          run: (one) => take({ kind: one.kind, appointmentId: one.id }),
        },
      ]}
      empty={texts.none.appointments}
    />
  )
}

function QueueList() {
  const texts = useTexts(hallTexts)
  const take = useTakeNumber()
  const windows = useRead(listServiceWindows, { query: { limit: 200 } })
  const kinds = [...new Set((windows.data?.items ?? []).flatMap((one) => one.kinds))]
  const status = (one: QueueTicket) => (
    <StateTag tone={one.state === 'called' ? 'loud' : one.state === 'waiting' ? undefined : 'over'}>
      {texts.ticketStates[one.state]}
    </StateTag>
  )
  return (
    <RecordList<QueueTicket>
      label={texts.ticket}
      operation={listQueueTickets}
      states={texts.ticketStates}
      rowKey={(one) => one.id}
      name={(one) => one.number}
      columns={[
        { title: texts.kind, dataIndex: 'kind' },
        { title: texts.priority, render: (_, one) => (one.priority ? texts.yes : '—') },
        {
          title: texts.ahead,
          align: 'right',
          render: (_, one) => (one.state === 'waiting' ? one.ahead : '—'),
        },
        { title: texts.window, render: (_, one) => one.window ?? '—' },
        { title: texts.taken, render: (_, one) => formatTime(one.takenTime) },
        { title: texts.state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.kind, value: one.kind },
        { label: texts.state, value: status(one) },
        { label: texts.taken, value: formatTime(one.takenTime) },
        { label: texts.called, value: one.calledTime ? formatTime(one.calledTime) : '—' },
        { label: texts.window, value: one.window ?? '—' },
        { label: texts.ahead, value: one.ahead },
      ]}
      create={{
        label: texts.take,
        fields: [
          {
            ...{ kind: 'choice', name: 'kind', label: texts.kind, required: true },
            options: kinds.map((value) => ({ value, label: value })),
          },
          {
            ...{ kind: 'choice', name: 'priority', label: texts.priority, allowClear: true },
            options: toChoices(texts.priorities),
          },
        ],
        run: (values: { kind: string; priority?: 'elder' }) => take(values),
      }}
      empty={texts.none.queue}
    />
  )
}

function WindowList() {
  const texts = useTexts(hallTexts)
  const may = useMay()
  const fields = [
    { kind: 'text', name: 'hall', label: texts.hall, required: true, maxLength: 100 },
    { kind: 'choices', name: 'kinds', label: texts.kinds, required: true, options: [], tags: true },
  ] as const
  const save = (window: string, { hall, kinds }: { hall: string; kinds: string[] }) =>
    client.call(saveServiceWindow, { params: { window }, body: { hall, kinds } })
  const releases = may('services.release')
  return (
    <RecordList<ServiceWindow>
      label={texts.window}
      operation={listServiceWindows}
      rowKey={(one) => one.window}
      name={(one) => one.window}
      columns={[
        { title: texts.hall, dataIndex: 'hall' },
        { title: texts.kinds, render: (_, one) => one.kinds.join('、') },
      ]}
      facts={(one) => [
        { label: texts.hall, value: one.hall },
        { label: texts.kinds, value: one.kinds.join('、'), whole: true },
      ]}
      acts={[
        {
          label: texts.change,
          when: () => releases,
          first: ({ hall, kinds }) => ({ hall, kinds }),
          fields: fields.map((one) => ({ ...one, options: [] })),
          run: (one, values: { hall: string; kinds: string[] }) => save(one.window, values),
        },
      ]}
      create={
        releases
          ? {
              label: texts.save,
              fields: [
                { kind: 'text', name: 'window', label: texts.window, required: true, maxLength: 40 },
                ...fields.map((one) => ({ ...one, options: [] })),
              ],
              run: ({ window, ...values }: { window: string; hall: string; kinds: string[] }) =>
                save(window, values),
            }
          : undefined
      }
      empty={texts.none.windows}
    />
  )
}

function Today() {
  const texts = useTexts(hallTexts)
  const [day, setDay] = useState(dayjs())
  const read = useRead(getHallStatistics, { query: { day: toDay(day) } })
  const one = read.data
  const minutes = (value: number | null) => (value === null ? '—' : value.toFixed(1))
  return (
    <>
      <DatePicker
        aria-label={texts.day}
        allowClear={false}
        value={day}
        onChange={(picked) => setDay(picked ?? dayjs())}
        style={{ marginBottom: 12 }}
      />
      <ProblemNote error={read.error} />
      {one ? (
        <Facts
          facts={[
            { label: texts.facts.windows, value: one.windows },
            { label: texts.facts.tickets, value: one.tickets },
            { label: texts.facts.abandoned, value: one.abandoned },
            { label: texts.facts.wait, value: minutes(one.waitMinutes) },
            { label: texts.facts.handle, value: minutes(one.handleMinutes) },
            { label: texts.facts.share, value: `${(one.oneWindowShare * 100).toFixed(1)}%` },
          ]}
        />
      ) : null}
    </>
  )
}
