import { type InboxItem, listInbox, readInboxItem, readWholeInbox } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../app/client.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { portalMessageTexts } from './messages.texts.ts'
import styles from './portal.module.css'

const step = 20

/** 我的消息: what the city told the caller, the latest first. */
export function MessagesPage() {
  const texts = useTexts(portalMessageTexts)
  const [limit, setLimit] = useState(step)
  const read = useRead(listInbox, { query: { limit } }, { keepPrevious: true, staleMs: 0 })
  const all = useMutation({
    mutationFn: () => client.call(readWholeInbox),
    onSuccess: () => refresh(listInbox),
  })
  return (
    <section className={styles.block}>
      <h1>{texts.title}</h1>
      <p className={styles.quiet}>{texts.why}</p>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data?.total === 0 ? <EmptyState title={texts.none} why={texts.noneWhy} /> : null}
      {read.data && read.data.unread > 0 ? (
        <button
          type="button"
          className={`${styles.go} ${styles.second}`}
          disabled={all.isPending}
          onClick={() => all.mutate()}
        >
          {texts.readAll}
        </button>
      ) : null}
      <ul className={styles.own}>
        {(read.data?.items ?? []).map((item) => (
          <Message key={item.id} item={item} />
        ))}
      </ul>
      {read.data && read.data.items.length < read.data.total ? (
        <button
          type="button"
          className={`${styles.go} ${styles.second}`}
          onClick={() => setLimit(limit + step)}
        >
          {texts.more}
        </button>
      ) : null}
    </section>
  )
}

function Message({ item }: { item: InboxItem }) {
  const texts = useTexts(portalMessageTexts)
  const run = useMutation({
    mutationFn: () => client.call(readInboxItem, { params: { id: item.id } }),
    onSuccess: () => refresh(listInbox),
  })
  const isOurs = item.link?.startsWith('/portal') && item.link !== '/portal/messages'
  return (
    <li>
      <h2>{item.title}</h2>
      <p>{item.text}</p>
      <p className={styles.quiet}>
        {formatTime(item.time)}
        {item.readTime ? '' : ` · ${texts.unread}`}
      </p>
      {isOurs ? (
        <Link to={item.link as string} onClick={() => run.mutate()}>
          {texts.open}
        </Link>
      ) : item.readTime ? null : (
        <button
          type="button"
          className={`${styles.go} ${styles.second}`}
          disabled={run.isPending}
          onClick={() => run.mutate()}
        >
          {texts.read}
        </button>
      )}
    </li>
  )
}
