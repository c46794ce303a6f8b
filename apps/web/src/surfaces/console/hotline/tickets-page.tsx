import {
  getTicket,
  listTickets,
  rateTicket,
  type Ticket,
  type TicketCaller,
  type TicketState,
} from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Drawer, Input, Select, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Line, Lines, Page, Section } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { hotlineTexts } from './hotline.texts.ts'

const step = 20

/** 热线工单: what was asked, what became of it, and what its callers say of it when they are called back. */
export function TicketsPage() {
  const texts = useTexts(hotlineTexts)
  const shell = useTexts(consoleTexts)
  const [search, setSearch] = useState('')
  const [state, setState] = useState<TicketState | undefined>()
  const [page, setPage] = useState(1)
  const [open, setOpen] = useState<string | null>(null)
  const query = {
    ...{ limit: step, offset: (page - 1) * step },
    ...(search ? { search } : {}),
    ...(state ? { state } : {}),
  }
  const read = useRead(listTickets, { query }, { keepPrevious: true, everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const columns: TableColumnsType<Ticket> = [
    { title: texts.reference, dataIndex: 'reference', width: 170 },
    {
      title: texts.ticketTitle,
      key: 'title',
      render: (_, one) => (
        <Button type="link" size="small" onClick={() => setOpen(one.id)}>
          {one.title}
        </Button>
      ),
    },
    { title: shell.time, key: 'time', width: 150, render: (_, one) => formatTime(one.createdTime) },
    { title: texts.state, key: 'state', width: 100, render: (_, one) => texts.ticketStates[one.state] },
    {
      title: texts.callerCount,
      key: 'callers',
      width: 150,
      render: (_, one) =>
        [texts.callers(formatNumber(one.callers)), one.urges > 0 && texts.urges(formatNumber(one.urges))]
          .filter(Boolean)
          .join(' · '),
    },
  ]
  return (
    <Page title={shell.pages.tickets}>
      <Section title={texts.tickets} extra={shell.total(formatNumber(read.data.total))}>
        <div style={{ display: 'flex', gap: 12, marginBottom: 12 }}>
          <Input.Search
            allowClear
            aria-label={texts.searchTickets}
            placeholder={texts.searchTickets}
            style={{ width: '18rem' }}
            onSearch={(words) => {
              setSearch(words.trim())
              setPage(1)
            }}
          />
          <Select
            allowClear
            aria-label={texts.state}
            placeholder={texts.state}
            style={{ width: '9rem' }}
            value={state}
            options={(Object.keys(texts.ticketStates) as TicketState[]).map((value) => ({
              value,
              label: texts.ticketStates[value],
            }))}
            onChange={(value) => {
              setState(value)
              setPage(1)
            }}
          />
        </div>
        {read.data.items.length === 0 ? (
          <EmptyState title={shell.empty} why={shell.emptyWhy} />
        ) : (
          <Table
            rowKey="id"
            size="small"
            columns={columns}
            dataSource={read.data.items}
            pagination={{
              ...{ current: page, pageSize: step, total: read.data.total },
              ...{ showSizeChanger: false, onChange: setPage },
            }}
          />
        )}
      </Section>
      {open ? <TicketDrawer id={open} onClose={() => setOpen(null)} /> : null}
    </Page>
  )
}

function TicketDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(hotlineTexts)
  const read = useRead(getTicket, { params: { id } }, { everyMs: 10_000 })
  const [rating, setRating] = useState<TicketCaller | null>(null)
  const ticket = read.data?.ticket
  const isOver = ticket !== undefined && ticket.state !== 'handling'
  return (
    <Drawer open size="large" title={ticket?.title ?? texts.tickets} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {ticket ? <TicketFacts ticket={ticket} /> : null}
      <Section title={texts.callBackTitle}>
        <Lines>
          {(read.data?.callers ?? []).map((one) => (
            <Line
              key={one.id}
              title={`${one.name ?? texts.withheld} ${one.phone ?? ''}`}
              note={
                one.solved === null && isOver ? (
                  <Button size="small" onClick={() => setRating(one)}>
                    {texts.callBackAct}
                  </Button>
                ) : (
                  sayRating(texts, one)
                )
              }
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.entries}>
        <Lines>
          {(read.data?.entries ?? []).map((one) => (
            <Line
              key={`${one.time} ${one.act} ${one.text}`}
              title={one.text || one.act}
              note={`${one.userName ?? ''} ${formatTime(one.time)}`}
            />
          ))}
        </Lines>
      </Section>
      {rating ? <RateDialog ticketId={id} caller={rating} onClose={() => setRating(null)} /> : null}
    </Drawer>
  )
}

function TicketFacts({ ticket }: { ticket: Ticket }) {
  const texts = useTexts(hotlineTexts)
  const { reference, text, address, answer, eventId, eventReference, round } = ticket
  return (
    <Facts
      facts={[
        { label: texts.reference, value: reference },
        { label: texts.state, value: texts.ticketStates[ticket.state] },
        { label: texts.address, value: address ?? '—' },
        {
          label: texts.event,
          value: eventId ? <Link to={`/console/events/${eventId}`}>{eventReference ?? eventId}</Link> : '—',
        },
        { label: texts.round, value: formatNumber(round) },
        { label: texts.text, value: text || '—', whole: true },
        { label: texts.answerLabel, value: answer ?? '—', whole: true },
      ]}
    />
  )
}

function sayRating(texts: typeof hotlineTexts.zh, caller: TicketCaller): string {
  if (caller.solved === null) return caller.told ? texts.told : ''
  const attitude = caller.attitude ? texts.attitudes[caller.attitude] : ''
  return `${caller.solved ? texts.isSolved : texts.isUnsolved} · ${attitude}`
}

function RateDialog({
  ticketId,
  caller,
  onClose,
}: {
  ticketId: string
  caller: TicketCaller
  onClose: () => void
}) {
  const texts = useTexts(hotlineTexts)
  const attitudes = ['satisfied', 'fair', 'unsatisfied'] as const
  return (
    <FormDialog<{ solved: string; attitude: (typeof attitudes)[number]; remark?: string }>
      title={texts.callBackAct}
      why={texts.callBackWhy}
      fields={[
        {
          ...{ name: 'solved', label: texts.solvedField, kind: 'choice', required: true },
          options: [
            { value: 'yes', label: texts.isSolved },
            { value: 'no', label: texts.isUnsolved },
          ],
        },
        {
          ...{ name: 'attitude', label: texts.attitude, kind: 'choice', required: true },
          options: attitudes.map((value) => ({ value, label: texts.attitudes[value] })),
        },
        { name: 'remark', label: texts.remark, kind: 'area', rows: 2, maxLength: 1000 },
      ]}
      act={({ solved, attitude, remark }) =>
        client.call(rateTicket, {
          params: { id: ticketId },
          body: {
            ...{ callerId: caller.id, solved: solved === 'yes', attitude },
            ...(remark?.trim() ? { remark: remark.trim() } : {}),
          },
        })
      }
      onClose={() => {
        refresh(getTicket, listTickets)
        onClose()
      }}
    />
  )
}
