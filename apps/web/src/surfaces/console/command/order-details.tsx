import {
  listIncidentLog,
  listMyOrders,
  listOrders,
  noteDeviation,
  progressOrder,
  type TaskOrder,
  verifyOrder,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { orderTexts } from './order.texts.ts'
import { OrderDialog } from './order-dialog.tsx'

type Asked = 'reassign' | 'deviation' | 'finish'

/** One order whole: its signed words, when each step was made, and what can be done about it. */
export function OrderDetails({ order, onClose }: { order: TaskOrder; onClose: () => void }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(orderTexts)
  const may = useMay()
  const [asked, setAsked] = useState<Asked | null>(null)
  const isOpen = order.state !== 'done' && order.state !== 'superseded'
  const time = (at: string | null) => (at ? formatTime(at) : '—')
  const close = () => {
    setAsked(null)
    refresh(listOrders, listMyOrders, listIncidentLog)
  }
  return (
    <Drawer open title={order.title} size={520} onClose={onClose}>
      <Facts
        facts={[
          { label: own.number, value: <span className="code">{order.reference}</span> },
          { label: texts.state, value: texts.orderStates[order.state] },
          { label: own.addressee, value: order.addressee.name },
          { label: own.issued, value: order.issuedBy },
          { label: own.due, value: time(order.dueTime) },
          { label: own.phase, value: order.phase ?? '—' },
          { label: own.text, value: order.text || order.title, whole: true },
          { label: own.output, value: order.output ?? '—', whole: true },
          ...(order.result ? [{ label: own.result, value: order.result, whole: true }] : []),
          ...(order.deviation ? [{ label: own.deviationText, value: order.deviation, whole: true }] : []),
          { label: own.sent, value: time(order.sentTime) },
          { label: own.read, value: time(order.readTime) },
          { label: own.accepted, value: time(order.acceptedTime) },
          { label: own.arrived, value: time(order.arrivedTime) },
          { label: own.done, value: time(order.doneTime) },
          { label: own.resends, value: order.resends },
        ]}
      />
      {order.supersedesId ? <p className={styles.quiet}>{own.supersedes}</p> : null}
      <div className={styles.inline} style={{ marginTop: 12 }}>
        {isOpen && (may('command.obey') || may('command.direct')) ? (
          <Button type="primary" onClick={() => setAsked('finish')}>
            {own.finish}
          </Button>
        ) : null}
        {isOpen && order.incidentId && may('command.direct') ? (
          <Button onClick={() => setAsked('reassign')}>{own.reassign}</Button>
        ) : null}
        {isOpen && order.incidentId && may('command.direct') ? (
          <Button onClick={() => setAsked('deviation')}>{own.deviation}</Button>
        ) : null}
      </div>
      {may('command.read') ? <Proof id={order.id} /> : null}
      {asked === 'reassign' && order.incidentId ? (
        <OrderDialog incidentId={order.incidentId} former={order} onClose={close} />
      ) : null}
      {asked === 'deviation' ? <DeviationDialog order={order} onClose={close} /> : null}
      {asked === 'finish' ? (
        <ActDialog
          title={own.finish}
          why={order.output ? `${own.output}：${order.output}` : undefined}
          comment="required"
          act={(result) =>
            client.call(progressOrder, { params: { id: order.id }, body: { state: 'done', result } })
          }
          onClose={close}
        />
      ) : null}
    </Drawer>
  )
}

function DeviationDialog({ order, onClose }: { order: TaskOrder; onClose: () => void }) {
  const own = useTexts(orderTexts)
  return (
    <FormDialog<{ text: string; done?: boolean }>
      title={own.deviation}
      why={own.deviationWhy}
      first={{ done: false }}
      fields={[
        { name: 'text', label: own.deviationText, kind: 'area', required: true },
        { name: 'done', label: own.deviationDone, kind: 'tick' },
      ]}
      act={(body) => client.call(noteDeviation, { params: { id: order.id }, body })}
      onClose={onClose}
    />
  )
}

/** The signature checked on the server over the words as they were signed. */
function Proof({ id }: { id: string }) {
  const own = useTexts(orderTexts)
  const check = useMutation({ mutationFn: () => client.call(verifyOrder, { params: { id } }) })
  const proof = check.data
  return (
    <section>
      <Button size="small" loading={check.isPending} onClick={() => check.mutate()}>
        {own.check}
      </Button>
      <ProblemNote error={check.error} />
      {proof ? (
        <>
          <p role="status" className={proof.intact ? '' : styles.red}>
            {proof.intact ? own.intact : own.broken}
          </p>
          <pre className="code" style={{ whiteSpace: 'pre-wrap' }}>
            {proof.signedText}
          </pre>
          <p className={styles.quiet} style={{ overflowWrap: 'anywhere' }}>
            SM3 {proof.digest}
          </p>
          {proof.ledgerEntryId ? (
            <p className={styles.quiet}>
              {own.ledger} <span className="code">{proof.ledgerEntryId}</span>
            </p>
          ) : null}
        </>
      ) : null}
    </section>
  )
}
