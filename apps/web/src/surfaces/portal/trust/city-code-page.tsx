import { getCityCode, listMyScans, setCityCodeFrozen } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import { QrCode } from './qr-code.tsx'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** 市民码: a code that lives a minute, who scanned it, and a way to stop it (SOC-020). */
export function CityCodePage() {
  const { code: texts } = useTexts(trustTexts)
  const scans = useRead(listMyScans, { query: { limit: 50 } }, { everyMs: 15_000 })
  const freeze = useMutation({
    mutationFn: (frozen: boolean) => client.call(setCityCodeFrozen, { body: { frozen } }),
    onSuccess: () => refresh(listMyScans, getCityCode),
  })
  if (scans.isError) return <ProblemView error={scans.error} onRetry={() => void scans.refetch()} />
  if (!scans.data) return <Loading />
  const { frozen, card, items } = scans.data
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      {frozen ? <p className={portal.error}>{texts.frozen}</p> : <LiveCode />}
      <p className={portal.buttons}>
        <button
          type="button"
          className={`${portal.go} ${portal.second}`}
          disabled={freeze.isPending}
          onClick={() => freeze.mutate(!frozen)}
        >
          {frozen ? texts.unfreeze : texts.freeze}
        </button>
      </p>
      <p className={portal.quiet}>{card ? texts.card(card) : texts.noPhone}</p>
      <h2 className={styles.section}>{texts.scans}</h2>
      {items.length === 0 ? <p className={portal.quiet}>{texts.noScans}</p> : null}
      <ul className={portal.own}>
        {items.map((one) => (
          <li key={one.id}>
            <p>
              <strong>{texts.scanned(one.sceneName, one.ownerName)}</strong>{' '}
              <span className={one.outcome === 'passed' ? '' : styles.bad}>{one.text}</span>
            </p>
            <p className={portal.quiet}>
              {formatTime(one.time)} ·{' '}
              {one.fields.length > 0 ? texts.got(one.fieldTitles.join('、')) : texts.nothing}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function LiveCode() {
  const { code: texts } = useTexts(trustTexts)
  const read = useRead(getCityCode, { body: {} }, { staleMs: 0 })
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const until = read.data ? Date.parse(read.data.expiresTime) : 0
  const left = Math.max(0, Math.ceil((until - now) / 1000))
  const { refetch, isFetching } = read
  useEffect(() => {
    if (until > 0 && left <= 5 && !isFetching) void refetch()
  }, [left, until, isFetching, refetch])
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <div className={styles.code}>
      <p>{texts.why}</p>
      <div className={styles.qr}>
        <QrCode text={read.data.token} label={texts.label} />
      </div>
      <p className={styles.count}>{read.data.holderName}</p>
      <p className={portal.quiet}>{texts.left(left)}</p>
      <button type="button" className={`${portal.go} ${portal.second}`} onClick={() => void read.refetch()}>
        {texts.renew}
      </button>
    </div>
  )
}
