import {
  answerCall,
  type Call,
  type Desk,
  endCall,
  getCallCard,
  getDesk,
  listTickets,
  saveOwnSeat,
  suggestForTicket,
} from '@civitas/sdk'
import { formatNumber, Loading, useNow, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { CallBox } from './call-box.tsx'
import { formatWait } from './format-wait.ts'
import styles from './hotline.module.css'
import { hotlineTexts } from './hotline.texts.ts'
import { HistoryBox, SuggestionBoxes } from './side-boxes.tsx'
import { emptyDraft, TicketForm } from './ticket-form.tsx'

/** 热线坐席: the queue, the call, the form, and what is known, on one screen; keys F2, F3, F4 and F8. */
export function DeskPage() {
  const texts = useTexts(hotlineTexts)
  const read = useRead(getDesk, {}, { everyMs: 5_000 })
  useLive(['messages'], () => refresh(getDesk, getCallCard))
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Page title={texts.title} acts={<SeatBar desk={read.data} />}>
      <DeskOf desk={read.data} />
    </Page>
  )
}

function DeskOf({ desk }: { desk: Desk }) {
  const [draft, setDraft] = useState(emptyDraft)
  const [words, setWords] = useState('')
  const callId = desk.call?.id ?? null
  const card = useRead(getCallCard, { params: { id: callId ?? '' } }, { enabled: callId !== null })
  const call = card.data?.call.id === callId ? (card.data?.call ?? desk.call) : desk.call
  const text = `${draft.title} ${draft.text}`.trim()
  useEffect(() => {
    const timer = setTimeout(() => setWords(text), 400)
    return () => clearTimeout(timer)
  }, [text])
  const query = {
    text: words.slice(0, 500),
    ...(draft.address ? { address: draft.address } : {}),
    ...(draft.category ? { category: draft.category } : {}),
  }
  const found = useRead(suggestForTicket, { query }, { enabled: words.length >= 2, keepPrevious: true })
  const done = () => {
    setDraft(emptyDraft)
    refresh(getDesk, getCallCard, listTickets)
  }
  return (
    <div className={styles.desk}>
      <div className={styles.stack}>
        <Queue desk={desk} />
        <Seats desk={desk} />
      </div>
      <div className={styles.stack}>
        <CallBox call={call} calls={card.data?.calls ?? 0} desk={desk} />
        <TicketForm
          draft={draft}
          setDraft={setDraft}
          call={call}
          addresses={card.data?.addresses ?? []}
          onDone={done}
        />
      </div>
      <div className={styles.stack}>
        {call ? <HistoryBox card={card.data} call={call} onDone={done} /> : null}
        <SuggestionBoxes
          found={words.length >= 2 ? found.data : undefined}
          words={draft.title}
          call={call}
          onDone={done}
          onUse={(item) => setDraft({ ...draft, answer: item.answer, knowledgeId: item.id })}
        />
      </div>
    </div>
  )
}

function SeatBar({ desk }: { desk: Desk }) {
  const texts = useTexts(hotlineTexts)
  const now = useNow()
  const { seat, call } = desk
  const run = useMutation({
    mutationFn: async (act: 'ready' | 'away' | 'off' | 'answer' | 'end') => {
      const params = { id: call?.id ?? '' }
      if (act === 'answer') await client.call(answerCall, { params })
      else if (act === 'end') await client.call(endCall, { params })
      else await client.call(saveOwnSeat, { body: { state: act } })
    },
    onSuccess: () => refresh(getDesk, getCallCard),
  })
  const { mutate } = run
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'F2' && call?.state === 'ringing') mutate('answer')
      else if (event.key === 'F4' && call?.state === 'talking') mutate('end')
      else if (event.key === 'F3') mutate('ready')
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [call?.state, mutate])
  return (
    <div className={styles.bar}>
      <span className={styles.state}>
        {seat ? texts.states[seat.state] : texts.noSeat}
        {seat && seat.state !== 'off' ? ` ${formatWait(seat.since, now)}` : ''}
      </span>
      {seat ? (
        <span className={styles.small}>
          {texts.extension} {seat.extension} · {seat.skills.join('、')}
        </span>
      ) : null}
      {(['ready', 'away', 'off'] as const).map((state) => (
        <Button
          key={state}
          size="small"
          type={state === 'ready' ? 'primary' : 'default'}
          disabled={seat?.state === state || call?.state === 'talking'}
          onClick={() => mutate(state)}
        >
          {texts.acts[state]}
        </Button>
      ))}
      <ProblemNote error={run.error} />
    </div>
  )
}

function Queue({ desk }: { desk: Desk }) {
  const texts = useTexts(hotlineTexts)
  const now = useNow()
  return (
    <section className={styles.box}>
      <h2>
        {texts.queue}
        <span className="number">{formatNumber(desk.waiting.length)}</span>
      </h2>
      {desk.waiting.length === 0 ? <p className={styles.small}>{texts.noQueue}</p> : null}
      {desk.waiting.slice(0, 12).map((call) => (
        <QueueItem key={call.id} call={call} now={now} />
      ))}
    </section>
  )
}

function QueueItem({ call, now }: { call: Call; now: number }) {
  const texts = useTexts(hotlineTexts)
  return (
    <div className={styles.item}>
      <div className={styles.row}>
        <b>{call.line}</b>
        <span>{call.skill}</span>
        <span className={call.offeredTime ? styles.warn : ''}>{formatWait(call.arrivedTime, now)}</span>
      </div>
      <div className={styles.small}>
        {call.number ?? texts.withheld} · {texts.place(formatNumber(call.place))}
        {call.state === 'call-back' ? ` · ${texts.callBack}` : call.offeredTime ? ` · ${texts.offered}` : ''}
      </div>
    </div>
  )
}

function Seats({ desk }: { desk: Desk }) {
  const texts = useTexts(hotlineTexts)
  const on = desk.seats.filter((seat) => seat.state !== 'off')
  return (
    <section className={styles.box}>
      <h2>
        {texts.seats}
        <span className="number">
          {formatNumber(on.length)} / {formatNumber(desk.seats.length)}
        </span>
      </h2>
      {on.slice(0, 10).map((seat) => (
        <div key={seat.userId} className={styles.item}>
          <div className={styles.row}>
            <span>{seat.name}</span>
            <span className={styles.small}>{texts.states[seat.state]}</span>
          </div>
          <div className={styles.small}>{seat.skills.join('、')}</div>
        </div>
      ))}
    </section>
  )
}
