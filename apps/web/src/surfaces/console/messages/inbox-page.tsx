import {
  confirmInboxItem,
  getMessagePreferences,
  getQuietHours,
  type InboxItem,
  listInbox,
  type MessageCategory,
  type MessageChannel,
  type MessagePreferences,
  readInboxItem,
  readWholeInbox,
  saveMessagePreferences,
} from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, RelativeTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Switch } from 'antd'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Columns, Page, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './messages.module.css'
import { messagesTexts } from './messages.texts.ts'
import { PushSwitch } from './push-switch.tsx'

const step = 30

/** 我的消息: what was sent to me, what asks for a receipt, and how I want it. */
export function InboxPage() {
  const texts = useTexts(messagesTexts)
  const [unread, setUnread] = useState(false)
  const [search, setSearch] = useState('')
  const [limit, setLimit] = useState(step)
  const query = { limit, ...(unread ? { unread } : {}), ...(search ? { search } : {}) }
  const read = useRead(listInbox, { query }, { keepPrevious: true })
  const all = useMutation({
    mutationFn: () => client.call(readWholeInbox),
    onSuccess: () => refresh(listInbox),
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items, total } = read.data
  return (
    <Page title={texts.inbox} under={texts.unread(formatNumber(read.data.unread))}>
      <Columns
        main={
          <Section title={texts.inbox} extra={formatNumber(total)}>
            <div className={styles.tools}>
              <Input.Search
                allowClear
                aria-label={texts.search}
                placeholder={texts.search}
                onSearch={setSearch}
                style={{ width: '18rem' }}
              />
              <Checkbox checked={unread} onChange={(event) => setUnread(event.target.checked)}>
                {texts.onlyUnread}
              </Checkbox>
              <Button size="small" loading={all.isPending} onClick={() => all.mutate()}>
                {texts.readAll}
              </Button>
            </div>
            {items.length === 0 ? <EmptyState title={texts.empty} why={texts.emptyWhy} /> : null}
            {items.map((item) => (
              <Message key={item.id} item={item} />
            ))}
            {items.length < total ? (
              <Button onClick={() => setLimit(limit + step)}>{texts.more}</Button>
            ) : null}
          </Section>
        }
        side={<Preferences />}
      />
    </Page>
  )
}

function Message({ item }: { item: InboxItem }) {
  const texts = useTexts(messagesTexts)
  const navigate = useNavigate()
  const run = useMutation({
    mutationFn: (act: 'read' | 'confirm') =>
      client.call(act === 'read' ? readInboxItem : confirmInboxItem, { params: { id: item.id } }),
    onSuccess: (_, act) => {
      refresh(listInbox)
      if (act === 'read' && item.link) navigate(item.link)
    },
  })
  const tone = item.urgency === 'normal' ? '' : styles[item.urgency]
  return (
    <article className={styles.message}>
      <span className={`${styles.dot} ${item.readTime ? '' : styles.new}`} />
      <div>
        <div className={styles.row}>
          <b>{item.title}</b>
          {item.urgency === 'normal' ? null : <span className={tone}>{texts.urgency[item.urgency]}</span>}
          {item.drill ? <StateTag>{texts.drill}</StateTag> : null}
        </div>
        <p>{item.text}</p>
        <div className={styles.small}>
          {item.senderName ? `${item.senderName} · ` : ''}
          <RelativeTime time={item.time} />
        </div>
        <ProblemNote error={run.error} />
      </div>
      <div className={styles.acts}>
        {item.receipt && !item.confirmedTime ? (
          <Button type="primary" size="small" loading={run.isPending} onClick={() => run.mutate('confirm')}>
            {texts.confirm}
          </Button>
        ) : null}
        {item.confirmedTime ? <span className={styles.small}>{texts.confirmed}</span> : null}
        {item.link || !item.readTime ? (
          <Button size="small" onClick={() => run.mutate('read')}>
            {texts.open}
          </Button>
        ) : null}
      </div>
    </article>
  )
}

const optional: MessageChannel[] = ['push', 'mail', 'sms', 'voice']
const kinds: MessageCategory[] = ['notice', 'task', 'warning', 'report', 'service']

function Preferences() {
  const texts = useTexts(messagesTexts)
  const { message } = App.useApp()
  const read = useRead(getMessagePreferences, {})
  const city = useRead(getQuietHours, {})
  const [draft, setDraft] = useState<MessagePreferences | null>(null)
  useEffect(() => {
    if (read.data) setDraft(read.data)
  }, [read.data])
  const save = useMutation({
    mutationFn: (body: MessagePreferences) => client.call(saveMessagePreferences, { body }),
    onSuccess: () => {
      refresh(getMessagePreferences)
      void message.success(texts.savedWords)
    },
  })
  if (!draft || !city.data) return <Loading />
  const quiet = draft.quiet ?? city.data
  const setQuiet = (change: Partial<typeof quiet>) => setDraft({ ...draft, quiet: { ...quiet, ...change } })
  return (
    <Section title={texts.preferences}>
      <div className={styles.row}>
        <Switch
          checked={quiet.enabled}
          aria-label={texts.quiet}
          onChange={(enabled) => setQuiet({ enabled })}
        />
        <span>{texts.quiet}</span>
        {(['from', 'to'] as const).map((end) => (
          <Input
            key={end}
            maxLength={5}
            aria-label={`${texts.quiet} ${texts[end]}`}
            value={quiet[end]}
            disabled={!quiet.enabled}
            onChange={(event) => setQuiet({ [end]: event.target.value })}
            style={{ width: '4.5rem' }}
          />
        ))}
      </div>
      <p className={styles.small}>{texts.quietOn}</p>
      <p>{texts.without}</p>
      <Checkbox.Group
        value={draft.without}
        options={optional.map((value) => ({ value, label: texts.channels[value] }))}
        onChange={(without) => setDraft({ ...draft, without: without as MessageChannel[] })}
      />
      <p>{texts.unsubscribe}</p>
      <Checkbox.Group
        value={draft.unsubscribed}
        options={kinds.map((value) => ({ value, label: texts.categories[value] }))}
        onChange={(unsubscribed) => setDraft({ ...draft, unsubscribed: unsubscribed as MessageCategory[] })}
      />
      <ProblemNote error={save.error} />
      <p>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate(draft)}>
          {texts.save}
        </Button>
      </p>
      <PushSwitch />
    </Section>
  )
}
