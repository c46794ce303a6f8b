import {
  appealCheck,
  getHotlineStatistics,
  type HotlineStatistics,
  listChecks,
  listTickets,
  type QualityCheck,
  sampleCalls,
  scoreCheck,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, Stat, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './hotline.module.css'
import { hotlineTexts } from './hotline.texts.ts'
import { LineList, SeatSetUp } from './set-up.tsx'
import { TicketItem } from './side-boxes.tsx'

/** 热线运行: how the hotline does, what it must expect, what is sensitive, and the quality of calls. */
export function BoardPage() {
  const texts = useTexts(hotlineTexts)
  const read = useRead(getHotlineStatistics, { query: {} }, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Page title={texts.boardTitle} under={texts.week}>
      <div className={styles.stack}>
        <Figures told={read.data} />
        <Load told={read.data} />
        <div className={styles.two}>
          <Quality />
          <div className={styles.stack}>
            <Sensitive />
            <Section title={texts.byCategory}>
              <Bars rows={read.data.byCategory.map((one) => [one.category, one.tickets])} />
            </Section>
            <Section title={texts.byLine}>
              <Bars rows={read.data.byLine.map((one) => [`${one.line} ${one.title}`, one.calls])} />
            </Section>
          </div>
        </div>
        <LineList />
        <SeatSetUp />
      </div>
    </Page>
  )
}

const percent = (value: number | null) => (value === null ? null : value * 100)

function Figures({ told }: { told: HotlineStatistics }) {
  const texts = useTexts(hotlineTexts)
  const rates = [
    [texts.answerRate, told.answerRate],
    [texts.firstContact, told.firstContact],
    [texts.satisfaction, told.satisfaction],
    [texts.solved, told.solved],
  ] as const
  const counts = [
    [texts.calls, told.calls, ''],
    [texts.tickets, told.tickets, ''],
    [texts.abandoned, told.abandoned, ''],
    [texts.callBacks, told.callBacks, ''],
    [texts.wait, told.waitSeconds, texts.seconds],
    [texts.handling, told.handlingSeconds, texts.seconds],
  ] as const
  return (
    <section className={`${styles.box} ${styles.stats}`}>
      {counts.map(([label, value, unit]) => (
        <Stat key={label} label={label} value={formatNumber(value, 0)} unit={unit} />
      ))}
      {rates.map(([label, value]) => (
        <Stat key={label} label={label} value={formatNumber(percent(value), 1)} unit="%" />
      ))}
    </section>
  )
}

function Load({ told }: { told: HotlineStatistics }) {
  const texts = useTexts(hotlineTexts)
  const most = Math.max(1, ...told.halfHours.map((one) => one.expected))
  return (
    <Section title={texts.load}>
      <div className={styles.halves} role="img" aria-label={texts.load}>
        {told.halfHours.map((one) => (
          <i
            key={one.from}
            style={{ height: `${(one.expected / most) * 100}%` }}
            title={`${one.from} · ${texts.expected} ${formatNumber(one.expected, 1)} · ${texts.needed} ${one.seats}`}
          />
        ))}
      </div>
      <div className={styles.axis}>
        {told.halfHours
          .filter((_, n) => n % 6 === 0)
          .map((one) => (
            <span key={one.from}>
              {one.from} · {texts.needed} {formatNumber(one.seats)}
            </span>
          ))}
      </div>
      <p className={styles.small}>{texts.loadNote}</p>
    </Section>
  )
}

function Bars({ rows }: { rows: [string, number][] }) {
  const most = Math.max(1, ...rows.map(([, n]) => n))
  return (
    <div>
      {rows.slice(0, 8).map(([name, n]) => (
        <div key={name} className={styles.barRow}>
          <span>{name}</span>
          <i style={{ width: `${(n / most) * 100}%` }} />
          <b className="number">{formatNumber(n)}</b>
        </div>
      ))}
    </div>
  )
}

function Sensitive() {
  const texts = useTexts(hotlineTexts)
  const read = useRead(
    listTickets,
    { query: { sensitive: true, state: 'handling', limit: 6 } },
    { everyMs: 30_000 },
  )
  const items = read.data?.items ?? []
  return (
    <Section title={texts.sensitive} extra={formatNumber(read.data?.total)}>
      {items.length === 0 ? <p className={styles.small}>{texts.noSensitive}</p> : null}
      {items.map((ticket) => (
        <TicketItem key={ticket.id} ticket={ticket} />
      ))}
    </Section>
  )
}

function Quality() {
  const texts = useTexts(hotlineTexts)
  const may = useMay()
  const [open, setOpen] = useState<QualityCheck | null>(null)
  const read = useRead(listChecks, { query: { limit: 20 } })
  const sample = useMutation({
    mutationFn: () => client.call(sampleCalls, { body: { count: 10 } }),
    onSuccess: () => refresh(listChecks),
  })
  const items = read.data?.items ?? []
  const isChecker = may('messaging.supervise')
  return (
    <Section
      title={texts.quality}
      extra={
        isChecker ? (
          <Button size="small" loading={sample.isPending} onClick={() => sample.mutate()}>
            {texts.sample}
          </Button>
        ) : null
      }
    >
      <ProblemNote error={sample.error ?? read.error} />
      {items.length === 0 ? <p className={styles.small}>{texts.noChecks}</p> : null}
      {items.map((check) => {
        const mayAct = isChecker ? check.state !== 'ruled' : check.state === 'scored'
        return (
          <div key={check.id} className={styles.item}>
            <div className={styles.row}>
              <b>{check.seatName}</b>
              <span className={styles.small}>{formatTime(check.callTime)}</span>
              <span>{texts.checkStates[check.state]}</span>
              <b className="number">{check.score === null ? '—' : formatNumber(check.score, 1)}</b>
              <span>
                {mayAct ? (
                  <Button size="small" onClick={() => setOpen(check)}>
                    {isChecker ? (check.state === 'appealed' ? texts.ruling : texts.score) : texts.appeal}
                  </Button>
                ) : null}
              </span>
            </div>
            <div className={styles.small}>
              {[
                check.remark,
                check.appeal && `${texts.appeal}：${check.appeal}`,
                check.ruling && `${texts.ruling}：${check.ruling}`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </div>
          </div>
        )
      })}
      {open ? <CheckDialog check={open} isChecker={isChecker} onClose={() => setOpen(null)} /> : null}
    </Section>
  )
}

function CheckDialog({
  check,
  isChecker,
  onClose,
}: {
  check: QualityCheck
  isChecker: boolean
  onClose: () => void
}) {
  const texts = useTexts(hotlineTexts)
  const params = { id: check.id }
  const close = () => {
    refresh(listChecks)
    onClose()
  }
  if (!isChecker)
    return (
      <FormDialog<{ reason: string }>
        title={texts.appeal}
        fields={[{ name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 1000 }]}
        act={(body) => client.call(appealCheck, { params, body })}
        onClose={close}
      />
    )
  return (
    <FormDialog<{ score: number; remark?: string }>
      title={check.state === 'appealed' ? texts.ruling : texts.score}
      fields={[
        { name: 'score', label: texts.score, kind: 'number', required: true, min: 0, max: 100 },
        { name: 'remark', label: texts.remark, kind: 'area', maxLength: 1000 },
      ]}
      act={({ score, remark = '' }) => client.call(scoreCheck, { params, body: { score, remark } })}
      onClose={close}
    />
  )
}
