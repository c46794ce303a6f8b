import { type Call, createTicket, listTicketCategories } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, AutoComplete, Button, Checkbox, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './hotline.module.css'
import { hotlineTexts } from './hotline.texts.ts'
import { Labelled } from './labelled.tsx'

/** What the agent has written so far. */
export interface Draft {
  category: string
  title: string
  text: string
  address: string
  position: [number, number] | null
  urgent: boolean
  secret: boolean
  separate: boolean
  answer: string
  knowledgeId: string | null
}

export const emptyDraft: Draft = {
  ...{ category: '', title: '', text: '', address: '', position: null, urgent: false, secret: false },
  ...{ separate: false, answer: '', knowledgeId: null },
}

interface TicketFormProps {
  draft: Draft
  setDraft: (draft: Draft) => void
  call: Call | null
  addresses: string[]
  onDone: () => void
}

/** The ticket: one key hands it on, or closes it with the answer given. */
export function TicketForm({ draft, setDraft, call, addresses, onDone }: TicketFormProps) {
  const texts = useTexts(hotlineTexts)
  const { message } = App.useApp()
  const [showsMap, setShowsMap] = useState(false)
  const categories = useRead(listTicketCategories, {}, { staleMs: 600_000 })
  const list = categories.data ?? []
  const words = `${draft.title}${draft.text}`
  const guess = list.find((one) => one.words.some((word) => words.includes(word)))?.id
  const category = draft.category || guess || ''
  const run = useMutation({
    mutationFn: () => client.call(createTicket, { body: toBody({ ...draft, category }, call) }),
    onSuccess: ({ ticket, linked }) => {
      const { reference, callers } = ticket
      void message.success(linked ? texts.joined(reference, formatNumber(callers)) : texts.saved(reference))
      onDone()
    },
  })
  const isReady = category !== '' && draft.title.trim().length >= 2
  const { mutate } = run
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'F8' || !isReady) return
      event.preventDefault()
      mutate()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [isReady, mutate])
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  return (
    <section className={styles.box}>
      <h2>{texts.form}</h2>
      <ProblemNote error={run.error} />
      <div className={styles.form}>
        <Labelled id="ticketTitle" label={texts.ticketTitle} whole>
          <Input
            id="ticketTitle"
            value={draft.title}
            maxLength={120}
            onChange={(event) => set({ title: event.target.value })}
          />
        </Labelled>
        <Labelled id="category" label={texts.category}>
          <Select
            id="category"
            showSearch
            optionFilterProp="label"
            value={category || undefined}
            options={list.map((one) => ({ value: one.id, label: one.title }))}
            onChange={(value) => set({ category: value })}
          />
        </Labelled>
        <Labelled id="address" label={texts.address}>
          <AutoComplete
            id="address"
            value={draft.address}
            options={addresses.map((value) => ({ value }))}
            onChange={(value) => set({ address: value ?? '' })}
          />
        </Labelled>
        <Labelled id="text" label={texts.text} whole>
          <Input.TextArea
            id="text"
            rows={4}
            value={draft.text}
            maxLength={4000}
            onChange={(event) => set({ text: event.target.value })}
          />
        </Labelled>
        <div className={`${styles.whole} ${styles.tick}`}>
          {(['urgent', 'secret', 'separate'] as const).map((name) => (
            <Checkbox
              key={name}
              checked={draft[name]}
              onChange={(event) => set({ [name]: event.target.checked })}
            >
              {texts[name]}
            </Checkbox>
          ))}
          <Checkbox checked={showsMap} onChange={(event) => setShowsMap(event.target.checked)}>
            {texts.map}
          </Checkbox>
        </div>
        {showsMap ? (
          <div className={`${styles.whole} ${styles.map}`}>
            <LazyPlaceMap position={draft.position} onPick={(position) => set({ position })} zoom={13} />
          </div>
        ) : null}
        <Labelled id="answerText" label={texts.answerText} whole>
          <Input.TextArea
            id="answerText"
            rows={2}
            value={draft.answer}
            maxLength={4000}
            onChange={(event) => set({ answer: event.target.value })}
          />
        </Labelled>
        <div className={styles.whole}>
          <Button type="primary" disabled={!isReady} loading={run.isPending} onClick={() => mutate()}>
            {draft.answer.trim() ? texts.submitAnswer : texts.submit}
          </Button>
        </div>
      </div>
    </section>
  )
}

function toBody(draft: Draft, call: Call | null) {
  const { category, title, text, address, position, urgent, secret, separate, answer, knowledgeId } = draft
  return {
    ...{ category, title: title.trim(), text, secret, separate },
    urgency: urgent ? ('urgent' as const) : ('normal' as const),
    ...(call ? { callId: call.id } : {}),
    ...(address.trim() ? { address: address.trim() } : {}),
    ...(position ? { position } : {}),
    ...(answer.trim() ? { answer: answer.trim() } : {}),
    ...(answer.trim() && knowledgeId ? { knowledgeId } : {}),
  }
}
