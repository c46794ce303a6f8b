import { type Adoption, adopt, giveUpAdoption, listAdoptions, recordAdoption } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, TextArea, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import { adoptionTexts } from './adoptions.texts.ts'
import styles from './openness.module.css'

const step = 12

/** 认领任务: what citizens may look after, and what they told of it (GOV-050). */
export function Adoptions() {
  const texts = useTexts(adoptionTexts)
  const [shown, setShown] = useState(step)
  const read = useRead(listAdoptions, { query: { limit: shown } }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items, total } = read.data
  const mineFirst = [...items].sort((a, b) => Number(b.isMine) - Number(a.isMine))
  return (
    <section className={`${portal.block} ${styles.part}`}>
      <h2>{texts.title}</h2>
      <p className={portal.quiet}>{texts.lead}</p>
      {total === 0 ? <p>{texts.none}</p> : null}
      {mineFirst.map((one) => (
        <One key={one.id} one={one} />
      ))}
      {total > items.length ? (
        <button
          type="button"
          className={`${portal.go} ${portal.second}`}
          onClick={() => setShown(shown + step)}
        >
          {texts.more}
        </button>
      ) : null}
    </section>
  )
}

function One({ one }: { one: Adoption }) {
  const texts = useTexts(adoptionTexts)
  const app = useTexts(appTexts)
  const params = { id: one.id }
  const settle = { onSuccess: () => refresh(listAdoptions) }
  const take = useMutation({ mutationFn: () => client.call(adopt, { params }), ...settle })
  const leave = useMutation({ mutationFn: () => client.call(giveUpAdoption, { params }), ...settle })
  const error = take.error ?? leave.error
  return (
    <div>
      <h3>
        {texts.kinds[one.kind]} · {one.title}
      </h3>
      <p>{one.duty}</p>
      <p className={portal.quiet}>
        {[one.divisionName, texts.every(formatNumber(one.everyDays), formatNumber(one.points))]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {one.isMine && one.dueTime ? (
        <p role="status">
          {texts.mine} · {texts.records(formatNumber(one.records))} ·{' '}
          {(one.overdue ? texts.overdue : texts.due)(formatTime(one.dueTime))}
        </p>
      ) : null}
      {error ? <p role="alert">{problemWords(error, app).title}</p> : null}
      {one.isMine ? <Tell id={one.id} /> : null}{' '}
      {one.isMine ? (
        <button
          type="button"
          className={`${portal.go} ${portal.second}`}
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {texts.giveUp}
        </button>
      ) : one.state === 'open' ? (
        <button type="button" className={portal.go} disabled={take.isPending} onClick={() => take.mutate()}>
          {texts.adopt}
        </button>
      ) : (
        <p className={portal.quiet}>{texts.taken}</p>
      )}
    </div>
  )
}

function Tell({ id }: { id: string }) {
  const texts = useTexts(adoptionTexts)
  const app = useTexts(appTexts)
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => client.call(recordAdoption, { params: { id }, body: { text: text.trim() } }),
    onSuccess: () => {
      setText('')
      refresh(listAdoptions)
    },
  })
  return (
    <>
      <TextArea
        label={texts.what}
        hint={texts.hint}
        rows={2}
        maxLength={1000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {send.isError ? <p role="alert">{problemWords(send.error, app).title}</p> : null}
      {send.isSuccess && !text ? <p role="status">{texts.done}</p> : null}
      <button
        type="button"
        className={portal.go}
        disabled={send.isPending || text.trim().length < 2}
        onClick={() => send.mutate()}
      >
        {texts.send}
      </button>
    </>
  )
}
