import { listMyOrders, listOrders, progressOrder, resendOrder, type TaskOrder } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { orderTexts } from './order.texts.ts'
import { OrderDetails } from './order-details.tsx'
import { useCommandNews } from './use-command.ts'

const nextState = { sent: 'accepted', read: 'accepted', accepted: 'arrived', arrived: 'done' } as const
type OpenState = keyof typeof nextState

/** Tasks of the plan and orders of an incident, each with its clock and its next step. */
export function OrderBoard({ incidentId }: { incidentId: string }) {
  const texts = useTexts(commandTexts)
  const read = useRead(listOrders, { query: { incidentId, limit: 200 } }, { keepPrevious: true })
  useCommandNews([listOrders], incidentId)
  const orders = [...(read.data?.items ?? [])].sort(byUrgency)
  const open = orders.filter((one) => one.state !== 'done' && one.state !== 'superseded').length
  return (
    <section className={styles.box}>
      <h2>
        {texts.tasks}
        <small>
          {open} / {orders.length}
        </small>
      </h2>
      {orders.length === 0 ? <p className={styles.quiet}>{texts.noTasks}</p> : null}
      {orders.map((one) => (
        <OrderLine key={one.id} order={one} />
      ))}
    </section>
  )
}

function byUrgency(a: TaskOrder, b: TaskOrder): number {
  const rank = (one: TaskOrder) => (one.state === 'superseded' ? 2 : one.state === 'done' ? 1 : 0)
  return rank(a) - rank(b) || (a.dueTime ?? '9').localeCompare(b.dueTime ?? '9')
}

/** One order: who, how far, how long still. */
export function OrderLine({ order }: { order: TaskOrder }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(orderTexts)
  const may = useMay()
  const [isShown, setShown] = useState(false)
  const run = useMutation({
    mutationFn: async (act: 'step' | 'resend') => {
      const params = { id: order.id }
      if (act === 'resend') return client.call(resendOrder, { params })
      return client.call(progressOrder, { params, body: { state: nextState[order.state as OpenState] } })
    },
    onSuccess: () => refresh(listOrders, listMyOrders),
  })
  const isOpen = order.state in nextState
  const isUntold = order.isDrill && order.state === 'sent' && order.channel === null
  return (
    <div className={styles.order}>
      <div className={styles.orderHead}>
        <button type="button" className={styles.orderTitle} onClick={() => setShown(true)}>
          {order.title}
        </button>
        <Clock order={order} />
      </div>
      <div className={styles.steps}>
        <span>{order.addressee.name}</span>
        <span>
          {isUntold ? own.notInDrill : texts.orderStates[order.state]}
          {order.channel ? `（${texts.channels[order.channel] ?? order.channel}）` : ''}
        </span>
        {order.isVacant ? <span className={styles.red}>{texts.vacant}</span> : null}
        {order.isUnreadLate ? <span className={styles.red}>{texts.unreadLate}</span> : null}
        {isOpen ? (
          <span className={styles.acts}>
            {may('command.obey') || may('command.direct') ? (
              <Button size="small" loading={run.isPending} onClick={() => run.mutate('step')}>
                {texts.next[order.state as OpenState]}
              </Button>
            ) : null}
            {order.state === 'sent' && may('command.direct') ? (
              <Button size="small" onClick={() => run.mutate('resend')}>
                {texts.resend}
              </Button>
            ) : null}
          </span>
        ) : null}
      </div>
      {order.result ? <p className={styles.quiet}>{order.result}</p> : null}
      {order.deviation ? (
        <p className={styles.quiet}>
          {own.deviationText}：{order.deviation}
        </p>
      ) : null}
      <ProblemNote error={run.error} />
      {isShown ? <OrderDetails order={order} onClose={() => setShown(false)} /> : null}
    </div>
  )
}

/** Minutes up to two days, then whole days: a task of a store may run for weeks. */
function clockWords(
  minutes: number,
  texts: { left: (n: string) => string; over: (n: string) => string },
  own: { leftDays: (n: string) => string; overDays: (n: string) => string },
): string {
  const days = Math.floor(Math.abs(minutes) / 1440)
  if (days >= 2) return minutes < 0 ? own.overDays(String(days)) : own.leftDays(String(days))
  return minutes < 0 ? texts.over(String(-minutes)) : texts.left(String(minutes))
}

function Clock({ order }: { order: TaskOrder }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(orderTexts)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000)
    return () => clearInterval(timer)
  }, [])
  if (!order.dueTime || order.state === 'superseded') return null
  if (order.doneTime) {
    const took = (Date.parse(order.doneTime) - Date.parse(order.issuedTime)) / 60_000
    return (
      <span className={`${styles.clock} ${order.doneTime > order.dueTime ? styles.red : ''}`}>
        {own.took(formatNumber(took, took < 10 ? 1 : 0))}
      </span>
    )
  }
  const minutes = Math.round((Date.parse(order.dueTime) - now) / 60_000)
  return (
    <span className={`${styles.clock} ${minutes < 0 ? styles.red : ''}`}>
      {clockWords(minutes, texts, own)}
    </span>
  )
}
