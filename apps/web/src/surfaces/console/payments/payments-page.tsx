import {
  approveRefund,
  listPayOrders,
  listRefunds,
  type PayOrder,
  type PayRefund,
  refundPayOrder,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { DayList, DifferenceList } from './day-list.tsx'
import { PayFigures } from './pay-figures.tsx'
import { paymentTexts } from './payments.texts.ts'
import { toFen, toYuan } from './yuan.ts'

/** Refunds above this wait for a second person; the platform decides, the page only says so. */
const largeRefund = '1000.00'

/** 缴费与对账: orders, refunds, days and differences (PLT-076). */
export function PaymentsPage() {
  const { title, tabs } = useTexts(paymentTexts)
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'orders', label: tabs.orders, children: <OrderList /> },
        { key: 'refunds', label: tabs.refunds, children: <RefundList /> },
        { key: 'days', label: tabs.days, children: <DayList /> },
        { key: 'differences', label: tabs.differences, children: <DifferenceList /> },
        { key: 'figures', label: tabs.figures, children: <PayFigures /> },
      ]}
    />
  )
}

function OrderList() {
  const texts = useTexts(paymentTexts)
  const channelOf = (one: PayOrder) =>
    one.channel ? (texts.channels[one.channel as keyof typeof texts.channels] ?? one.channel) : '—'
  return (
    <RecordList<PayOrder>
      label={texts.order}
      operation={listPayOrders}
      states={texts.states}
      rowKey={(one) => one.id}
      name={(one) => one.number}
      columns={[
        { title: texts.business, dataIndex: 'title' },
        { title: texts.unit, dataIndex: 'organisationName' },
        { title: texts.money, align: 'right', render: (_, one) => toYuan(one.fen) },
        { title: texts.refunded, align: 'right', render: (_, one) => toYuan(one.refundedFen) },
        { title: texts.channel, render: (_, one) => channelOf(one) },
        {
          title: texts.state,
          render: (_, one) => (
            <StateTag tone={one.state === 'waiting' ? 'loud' : 'over'}>{texts.states[one.state]}</StateTag>
          ),
        },
      ]}
      facts={(one) => [
        { label: texts.business, value: one.title, whole: true },
        { label: texts.unit, value: one.organisationName || '—' },
        { label: texts.account, value: texts.accounts[one.account] },
        { label: texts.money, value: toYuan(one.fen) },
        { label: texts.left, value: isPaid(one) ? toYuan(one.fen - one.refundedFen) : '—' },
        { label: texts.state, value: texts.states[one.state] },
        { label: texts.channel, value: channelOf(one) },
        { label: texts.channelNumber, value: one.channelNumber ?? '—' },
        { label: texts.receipt, value: one.receiptNumber ?? '—' },
        { label: texts.created, value: formatTime(one.createdTime) },
        one.paidTime
          ? { label: texts.paid, value: formatTime(one.paidTime) }
          : { label: texts.expires, value: formatTime(one.expiresTime) },
      ]}
      acts={[
        {
          label: texts.refund,
          danger: true,
          when: isPaid,
          fields: [
            { kind: 'number', name: 'fen', label: texts.money, required: true, min: 0.01, precision: 2 },
            {
              ...{ kind: 'area', name: 'reason', label: texts.reason, required: true, maxLength: 200 },
              extra: texts.refundWhy(largeRefund),
            },
          ],
          run: async (one, { fen, reason }: { fen: number; reason: string }) => {
            await client.call(refundPayOrder, { params: { id: one.id }, body: { fen: toFen(fen), reason } })
            refresh(listRefunds)
          },
        },
      ]}
      empty={texts.none.orders}
    />
  )
}

const isPaid = (one: PayOrder) => one.state === 'paid' || one.state === 'part-refunded'

function RefundList() {
  const texts = useTexts(paymentTexts)
  const status = (one: PayRefund) => (
    <StateTag tone={one.state === 'done' ? 'over' : 'loud'}>{texts.refundStates[one.state]}</StateTag>
  )
  return (
    <RecordList<PayRefund>
      label={texts.order}
      operation={listRefunds}
      states={texts.refundStates}
      rowKey={(one) => one.id}
      name={(one) => one.orderNumber}
      columns={[
        { title: texts.business, dataIndex: 'title' },
        { title: texts.money, align: 'right', render: (_, one) => toYuan(one.fen) },
        { title: texts.reason, dataIndex: 'reason' },
        { title: texts.asked, render: (_, one) => formatTime(one.time) },
        { title: texts.state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.business, value: one.title, whole: true },
        { label: texts.money, value: toYuan(one.fen) },
        { label: texts.state, value: status(one) },
        { label: texts.reason, value: one.reason, whole: true },
        { label: texts.asked, value: formatTime(one.time) },
        ...(one.state === 'waiting-approval' && one.askedByMe
          ? [{ label: texts.approve, value: texts.ownRefund, whole: true }]
          : []),
      ]}
      acts={[
        {
          label: texts.approve,
          when: (one) => one.state === 'waiting-approval' && !one.askedByMe,
          fields: [],
          run: async (one) => {
            await client.call(approveRefund, { params: { id: one.id } })
            refresh(listPayOrders)
          },
        },
      ]}
      empty={texts.none.refunds}
    />
  )
}
