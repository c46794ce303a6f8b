import {
  type ApplicationRow,
  callNextTicket,
  endTicket,
  listQueueTickets,
  listServiceApplications,
  type QueueTicket,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { RowLink } from '../list/row-link.tsx'
import { Columns, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { deskTexts } from './services.texts.ts'

/** 综合窗口: the queue, who is being served, and what waits to be accepted. */
export function ServiceDeskPage() {
  const texts = useTexts(deskTexts)
  return (
    <Page title={texts.desk}>
      <Columns main={<ToAccept />} side={<Queue />} />
    </Page>
  )
}

function ToAccept() {
  const texts = useTexts(deskTexts)
  const read = useRead(
    listServiceApplications,
    { query: { state: 'waiting', limit: 50 } },
    { everyMs: 10_000 },
  )
  return (
    <Section title={texts.toAccept}>
      <Table<ApplicationRow>
        size="small"
        rowKey="id"
        pagination={false}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: texts.empty }}
        columns={[
          {
            title: texts.columns.number,
            render: (_, row) => (
              <RowLink to={`/console/service-applications/${row.id}`}>{row.number ?? '—'}</RowLink>
            ),
          },
          { title: texts.columns.item, dataIndex: 'itemTitle' },
          { title: texts.columns.applicant, dataIndex: 'subjectName' },
          {
            title: texts.columns.time,
            render: (_, row) => (row.submittedTime ? formatTime(row.submittedTime) : '—'),
          },
        ]}
      />
    </Section>
  )
}

function Queue() {
  const texts = useTexts(deskTexts)
  const [window, setWindow] = useState('1')
  const [now, setNow] = useState<QueueTicket | null>(null)
  const tickets = useRead(listQueueTickets, { query: { limit: 50 } }, { everyMs: 5_000 })
  const call = useMutation({
    mutationFn: () => client.call(callNextTicket, { params: { window } }),
    onSuccess: ({ ticket }) => {
      setNow(ticket)
      refresh(listQueueTickets)
    },
  })
  const end = useMutation({
    mutationFn: (came: boolean) => client.call(endTicket, { params: { id: now?.id ?? '' }, body: { came } }),
    onSuccess: () => {
      setNow(null)
      refresh(listQueueTickets)
    },
  })
  return (
    <>
      <Section title={texts.ticket}>
        <ProblemNote error={call.error ?? end.error} />
        <p style={{ fontSize: 32, fontWeight: 700 }}>{now?.number ?? '—'}</p>
        <Quiet>{now ? now.kind : texts.noTicket}</Quiet>
        <Space wrap>
          <Input
            aria-label={texts.window}
            addonBefore={texts.window}
            style={{ width: 120 }}
            value={window}
            onChange={(event) => setWindow(event.target.value)}
          />
          <Button type="primary" loading={call.isPending} onClick={() => call.mutate()}>
            {texts.call}
          </Button>
          {now ? (
            <>
              <Button onClick={() => end.mutate(true)}>{texts.came}</Button>
              <Button onClick={() => end.mutate(false)}>{texts.absent}</Button>
            </>
          ) : null}
        </Space>
      </Section>
      <Section title={texts.queue}>
        <Table<QueueTicket>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={tickets.data?.items ?? []}
          locale={{ emptyText: texts.noTicket }}
          columns={[
            { title: texts.columns.number, dataIndex: 'number' },
            { title: texts.columns.kind, dataIndex: 'kind' },
            {
              title: texts.state,
              render: (_, row) => (
                <StateTag
                  tone={row.state === 'called' ? 'loud' : row.state === 'waiting' ? undefined : 'over'}
                >
                  {row.state === 'waiting' ? texts.waiting(row.ahead) : texts.ticketStates[row.state]}
                </StateTag>
              ),
            },
          ]}
        />
      </Section>
    </>
  )
}
