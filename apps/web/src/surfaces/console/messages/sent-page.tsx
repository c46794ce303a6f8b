import { getMessage, listMessages, resendMessage, type SentMessage } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, Stat, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Input, Table } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ComposeDialog } from './compose-dialog.tsx'
import styles from './messages.module.css'
import { messagesTexts } from './messages.texts.ts'
import { QuietHoursButton } from './quiet-hours.tsx'
import { TagsButton } from './tags-button.tsx'

const reaches = ['waiting', 'sent', 'delivered', 'read', 'confirmed', 'failed'] as const

/** 已发通知: what was sent, and how many it reached. */
export function SentPage() {
  const texts = useTexts(messagesTexts)
  const [search, setSearch] = useState('')
  const [page, setPage] = useState(1)
  const [composing, setComposing] = useState(false)
  const query = { limit: 30, offset: (page - 1) * 30, ...(search ? { search } : {}) }
  const read = useRead(listMessages, { query }, { keepPrevious: true, everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Page
      title={texts.sent}
      acts={
        <>
          <QuietHoursButton /> <TagsButton />{' '}
          <Button type="primary" onClick={() => setComposing(true)}>
            {texts.compose}
          </Button>
        </>
      }
    >
      {composing ? (
        <ComposeDialog
          onClose={() => {
            setComposing(false)
            refresh(listMessages)
          }}
        />
      ) : null}
      <Section title={texts.search} extra={formatNumber(read.data.total)}>
        <div className={styles.tools}>
          <Input.Search
            allowClear
            aria-label={texts.search}
            placeholder={texts.search}
            onSearch={setSearch}
            style={{ width: '18rem' }}
          />
        </div>
        {read.data.items.length === 0 ? (
          <EmptyState title={texts.noSent} why={texts.noSentWhy} />
        ) : (
          <Table<SentMessage>
            rowKey="id"
            dataSource={read.data.items}
            pagination={{ current: page, pageSize: 30, total: read.data.total, onChange: setPage }}
            columns={[
              {
                title: texts.titleField,
                render: (_, one) => <Link to={`/console/messages/${one.id}`}>{one.title}</Link>,
              },
              { title: texts.recipients, width: 90, render: (_, one) => formatNumber(one.recipients) },
              { title: texts.state, render: (_, one) => <Reached of={one} /> },
              { title: texts.time, width: 160, render: (_, one) => formatTime(one.createdTime) },
            ]}
          />
        )}
      </Section>
    </Page>
  )
}

function Reached({ of }: { of: SentMessage }) {
  const texts = useTexts(messagesTexts)
  return (
    <span className={styles.small}>
      {reaches
        .filter((reach) => of.reached[reach])
        .map((reach) => `${texts.reach[reach]} ${formatNumber(of.reached[reach])}`)
        .join(' · ')}
    </span>
  )
}

/** 送达报告: one message, person by person and attempt by attempt. */
export function ReportPage() {
  const texts = useTexts(messagesTexts)
  const { message } = App.useApp()
  const { id = '' } = useParams()
  const [page, setPage] = useState(1)
  const read = useRead(
    getMessage,
    { params: { id }, query: { limit: 50, offset: (page - 1) * 50 } },
    { keepPrevious: true, everyMs: 10_000 },
  )
  const resend = useMutation({
    mutationFn: () => client.call(resendMessage, { params: { id } }),
    onSuccess: ({ resent }) => {
      void message.success(texts.resent(formatNumber(resent)))
      refresh(getMessage)
    },
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { message: sent, receivers } = read.data
  return (
    <Page
      title={sent.title}
      backTo="/console/messages"
      under={`${sent.senderName ?? ''} ${formatTime(sent.createdTime)}`}
      acts={
        sent.reached.failed ? (
          <Button loading={resend.isPending} onClick={() => resend.mutate()}>
            {texts.resend}
          </Button>
        ) : null
      }
    >
      <ProblemNote error={resend.error} />
      <Section title={texts.report}>
        <p>{sent.text}</p>
        {sent.overrideReason ? (
          <p className={styles.emergency}>
            {texts.overrideReason}：{sent.overrideReason}
          </p>
        ) : null}
        <div className={styles.tools}>
          <Stat label={texts.recipients} value={formatNumber(sent.recipients)} />
          {reaches.map((reach) => (
            <Stat key={reach} label={texts.reach[reach]} value={formatNumber(sent.reached[reach] ?? 0)} />
          ))}
        </div>
        <p className={styles.small}>
          {texts.byChannel}：
          {(Object.keys(texts.channels) as (keyof typeof texts.channels)[])
            .map((channel) => `${texts.channels[channel]} ${formatNumber(sent.channels[channel] ?? 0)}`)
            .join(' · ')}
        </p>
      </Section>
      <Section title={texts.recipients} extra={formatNumber(receivers.total)}>
        <Table
          rowKey="id"
          dataSource={receivers.items}
          pagination={{ current: page, pageSize: 50, total: receivers.total, onChange: setPage }}
          columns={[
            { title: texts.person, render: (_, one) => `${one.name} ${one.phone ?? ''}` },
            { title: texts.unit, render: (_, one) => one.organisationName ?? '—' },
            {
              title: texts.state,
              render: (_, one) => (one.unsubscribed ? texts.unsubscribed : texts.reach[one.reach]),
            },
            {
              title: texts.deliveries,
              render: (_, one) =>
                one.deliveries
                  .map((each) => `${texts.channels[each.channel]}${each.code ? `（${each.code}）` : ''}`)
                  .join('、'),
            },
          ]}
        />
      </Section>
    </Page>
  )
}
