import { confirmTvPairing, listMyTvHouseholds, payOrder, payTvBill, type TvBill } from '@civitas/sdk'
import { EmptyState, Loading, TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import publicity from '../publicity/publicity.module.css'
import styles from './city.module.css'
import { cityTexts } from './city.texts.ts'

/** 我家的电视: join the household of a box and pay its bills (SOC-022). */
export function TvPage() {
  const texts = useTexts(cityTexts)
  return (
    <>
      <h1>{texts.tv}</h1>
      <p className={portal.lead}>{texts.tvLead}</p>
      <Join />
      <Households />
    </>
  )
}

function Join() {
  const texts = useTexts(cityTexts)
  const app = useTexts(appTexts)
  const [code, setCode] = useState('')
  const [isTried, setTried] = useState(false)
  const isCode = /^[0-9]{6}$/.test(code)
  const send = useMutation({
    mutationFn: () => client.call(confirmTvPairing, { body: { code } }),
    onSuccess: () => {
      setCode('')
      setTried(false)
      refresh(listMyTvHouseholds)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isCode) send.mutate()
  }
  return (
    <form className={portal.question} noValidate onSubmit={submit}>
      {send.isSuccess ? <p role="status">{texts.joined}</p> : null}
      {send.error ? (
        <p className={portal.error} role="alert">
          {problemWords(send.error, app).title}
        </p>
      ) : null}
      <TextField
        label={texts.code}
        inputMode="numeric"
        maxLength={6}
        value={code}
        error={isTried && !isCode ? texts.codeNeeded : null}
        onChange={(event) => setCode(event.target.value)}
      />
      <button type="submit" className={portal.go} disabled={send.isPending}>
        {texts.join}
      </button>
    </form>
  )
}

function Households() {
  const texts = useTexts(cityTexts)
  const read = useRead(listMyTvHouseholds, {})
  if (read.error) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  if (read.data.items.length === 0) return <EmptyState title={texts.noTv} why={texts.noTvWhy} />
  return (
    <>
      {read.data.items.map((one) => (
        <section key={one.id} className={styles.part}>
          <h2>{texts.household(one.number)}</h2>
          <p className={portal.quiet}>{one.address}</p>
          {one.bills.length === 0 ? <p>{texts.noBills}</p> : null}
          <ul className={publicity.articles}>
            {one.bills.map((bill) => (
              <Bill key={bill.id} bill={bill} />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function Bill({ bill }: { bill: TvBill }) {
  const texts = useTexts(cityTexts)
  const app = useTexts(appTexts)
  const pay = useMutation({
    mutationFn: async () => {
      const { orderId } = await client.call(payTvBill, { params: { id: bill.id } })
      return client.call(payOrder, { params: { id: orderId }, body: {} })
    },
    onSuccess: ({ payUrl }) => {
      window.location.assign(payUrl)
    },
  })
  return (
    <li>
      <b>{bill.title}</b> ¥ {(bill.fen / 100).toFixed(2)} ·{' '}
      {bill.isPaid ? texts.paid : texts.due(bill.dueDay)}{' '}
      {bill.isPaid ? null : (
        <button type="button" className={portal.go} disabled={pay.isPending} onClick={() => pay.mutate()}>
          {texts.pay}
        </button>
      )}
      {pay.error ? (
        <p className={portal.error} role="alert">
          {problemWords(pay.error, app).title}
        </p>
      ) : null}
    </li>
  )
}
