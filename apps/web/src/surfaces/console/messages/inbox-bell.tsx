import { listInbox } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from './messages.module.css'
import { messagesTexts } from './messages.texts.ts'

/** How many messages wait, on every page; the live channel rings it. */
export function InboxBell() {
  const texts = useTexts(messagesTexts)
  const read = useRead(listInbox, { query: { limit: 1 } }, { everyMs: 60_000 })
  useLive(['messages'], () => refresh(listInbox))
  const unread = read.data?.unread ?? 0
  return (
    <Link to="/console/inbox" className={styles.bell} aria-label={texts.bell(formatNumber(unread))}>
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
        <path d="M6 16V11a6 6 0 1 1 12 0v5l2 2H4zM10 20.5h4" />
      </svg>
      {unread > 0 ? <b aria-hidden="true">{unread > 99 ? '99+' : unread}</b> : null}
    </Link>
  )
}
