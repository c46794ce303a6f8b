import {
  type Call,
  type CallCard,
  type KnowledgeItem,
  linkTicket,
  type OperationOutput,
  reportGap,
  type suggestForTicket,
  type Ticket,
} from '@civitas/sdk'
import { formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './hotline.module.css'
import { hotlineTexts } from './hotline.texts.ts'

/** Former tickets of the caller; an open one takes the call as an urge. */
export function HistoryBox({
  card,
  call,
  onDone,
}: {
  card: CallCard | undefined
  call: Call
  onDone: () => void
}) {
  const texts = useTexts(hotlineTexts)
  const history = card?.history ?? []
  return (
    <section className={styles.box}>
      <h2>{texts.history}</h2>
      {history.length === 0 ? <p className={styles.small}>{texts.noHistory}</p> : null}
      {history.slice(0, 6).map((ticket) => (
        <TicketItem key={ticket.id} ticket={ticket}>
          {ticket.state === 'handling' ? (
            <LinkButton ticket={ticket} call={call} onDone={onDone} words={texts.urge} />
          ) : null}
        </TicketItem>
      ))}
    </section>
  )
}

export function TicketItem({ ticket, children }: { ticket: Ticket; children?: ReactNode }) {
  const texts = useTexts(hotlineTexts)
  return (
    <div className={styles.item}>
      <div className={styles.row}>
        <b>{ticket.title}</b>
        {children}
      </div>
      <div className={styles.small}>
        {texts.ticketStates[ticket.state]} · {texts.callers(formatNumber(ticket.callers))}
        {ticket.urges > 0 ? ` · ${texts.urges(formatNumber(ticket.urges))}` : ''}
        {ticket.address ? ` · ${ticket.address}` : ''} · <RelativeTime time={ticket.createdTime} />
      </div>
    </div>
  )
}

function LinkButton({
  ticket,
  call,
  onDone,
  words,
}: {
  ticket: Ticket
  call: Call | null
  onDone: () => void
  words: string
}) {
  const texts = useTexts(hotlineTexts)
  const { message } = App.useApp()
  const run = useMutation({
    mutationFn: () =>
      client.call(linkTicket, { params: { id: ticket.id }, body: call ? { callId: call.id } : {} }),
    onSuccess: (linked) => {
      void message.success(texts.linked(linked.reference))
      onDone()
    },
  })
  return (
    <span>
      <Button size="small" loading={run.isPending} onClick={() => run.mutate()}>
        {words}
      </Button>
      <ProblemNote error={run.error} />
    </span>
  )
}

interface SuggestionProps {
  found: OperationOutput<typeof suggestForTicket> | undefined
  /** For the gap that is reported when nothing fits. */
  words: string
  call: Call | null
  onUse: (item: KnowledgeItem) => void
  onDone: () => void
}

/** Open tickets about the same, and knowledge with its source, as the agent writes. */
export function SuggestionBoxes({ found, words, call, onUse, onDone }: SuggestionProps) {
  const texts = useTexts(hotlineTexts)
  const { message } = App.useApp()
  const gap = useMutation({
    mutationFn: () => client.call(reportGap, { body: { question: words.trim() } }),
    onSuccess: () => void message.success(texts.gapReported),
  })
  const tickets = found?.tickets ?? []
  const items = found?.knowledge ?? []
  return (
    <>
      <section className={styles.box}>
        <h2>{texts.similar}</h2>
        {tickets.length === 0 ? <p className={styles.small}>{texts.noSimilar}</p> : null}
        {tickets.map((ticket) => (
          <TicketItem key={ticket.id} ticket={ticket}>
            <LinkButton ticket={ticket} call={call} onDone={onDone} words={texts.link} />
          </TicketItem>
        ))}
      </section>
      <section className={styles.box}>
        <h2>{texts.knowledge}</h2>
        {items.length === 0 ? (
          <div className={styles.row}>
            <span className={styles.small}>{texts.noKnowledge}</span>
            {words.trim().length >= 2 ? (
              <Button size="small" onClick={() => gap.mutate()}>
                {texts.reportGap}
              </Button>
            ) : null}
          </div>
        ) : null}
        {items.map((item) => (
          <div key={item.id} className={styles.item}>
            <div className={styles.row}>
              <b>{item.question}</b>
              <Button size="small" onClick={() => onUse(item)}>
                {texts.use}
              </Button>
            </div>
            <p>{item.answer}</p>
            <div className={styles.small}>{texts.source(item.source)}</div>
          </div>
        ))}
      </section>
    </>
  )
}
