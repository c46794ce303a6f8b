import { eventChanged, type Recipient } from '@civitas/contract'
import { wholeScope } from '../../../kernel/access.ts'
import { listEntries } from '../entries-store.ts'
import { type EventsParts, note } from '../publish-event.ts'
import * as store from '../store.ts'
import * as reports from './store.ts'

/** Tells everybody who reported an event that it has ended, each once, however many events were merged on the way. */
export function tellReporters(parts: EventsParts): void {
  const { kernel, messaging } = parts
  kernel.messages.subscribe(
    'events.tell-reporters',
    eventChanged,
    async (tx, { body }) => {
      if (body.act !== 'closed' && body.act !== 'dismissed') return
      const row = await store.findEvent(tx, body.event.id, { scope: wholeScope, lock: true })
      if (row?.state !== 'closed' && row?.state !== 'dismissed') return
      const untold = await reports.listUntold(tx, row.id)
      if (untold.length === 0) return
      const last = (await listEntries(tx, row.id)).findLast((one) => one.act === row.state)
      const answer = last?.text ? `：${last.text}` : ''
      for (const report of untold)
        messaging.tell(tx, {
          key: `events.ended ${report.id} ${row.closed_time?.toISOString()}`,
          title: row.state === 'closed' ? '您反映的事项已办结' : '您反映的事项经核实不予受理',
          text: `您反映的“${report.title}”（${row.reference}）${row.state === 'closed' ? '已办结' : '经核实不予受理'}${answer}。${report.reporter_id ? '处置前后照片见“我的上报”，您可以在那里评价。' : ''}`,
          urgency: 'normal',
          to: [recipientOf(report)],
          channels: report.reporter_id ? ['app'] : ['sms'],
          subject: { kind: 'event', id: row.id },
          link: '/portal',
        })
      const ids = untold.map((one) => one.id)
      await reports.markTold(tx, ids, kernel.clock.now())
      note(parts, tx, {
        eventId: row.id,
        act: 'told',
        text: `${ids.length} 人`,
        detail: { reportIds: ids },
      })
    },
    { when: ({ act }) => act === 'closed' || act === 'dismissed' },
  )
}

function recipientOf(report: reports.ReportRow): Recipient {
  if (report.reporter_id) return { userId: report.reporter_id }
  return { name: report.reporter_name ?? '上报人', phone: report.reporter_phone as string }
}
