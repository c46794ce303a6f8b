import {
  closePayDay,
  listPayDays,
  listPayDifferences,
  listPayOrders,
  type PayDay,
  type PayDifference,
  reconcilePayDay,
  settlePayDifference,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { App } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import type { DialogField } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { paymentTexts } from './payments.texts.ts'
import { readChannelFile, toYuan } from './yuan.ts'

/** 对账与日终: each day of each channel, reconciled, then closed once nothing of it is open. */
export function DayList() {
  const texts = useTexts(paymentTexts)
  const { message } = App.useApp()
  const channelOf = (id: string) => texts.channels[id as keyof typeof texts.channels] ?? id
  const file: DialogField = {
    ...{ kind: 'area', name: 'file', label: texts.file, rows: 6, maxLength: 4_000_000, extra: texts.fileWhy },
    check: (value) => {
      const read = readChannelFile(String(value ?? ''))
      return typeof read === 'number' ? texts.badLine(read) : null
    },
  }
  const reconcile = async (day: { day: string; channel: string }, text?: string) => {
    const rows = text?.trim() ? readChannelFile(text) : undefined
    const answer = await client.call(reconcilePayDay, {
      params: { day: day.day, channel: day.channel },
      body: Array.isArray(rows) ? { rows } : {},
    })
    const open = answer.differences.filter((one) => one.state === 'open').length
    void message.info(texts.reconciled(answer.matched, open))
    refresh(listPayDifferences)
  }
  const status = (one: PayDay) => (
    <StateTag tone={one.closedTime ? 'over' : one.openDifferences > 0 ? 'bad' : 'loud'}>
      {one.closedTime ? formatTime(one.closedTime) : one.matched === null ? texts.notYet : texts.notClosed}
    </StateTag>
  )
  return (
    <RecordList<PayDay>
      label={texts.day}
      operation={listPayDays}
      noSearch
      rowKey={(one) => `${one.day} ${one.channel}`}
      name={(one) => one.day}
      columns={[
        { title: texts.channel, render: (_, one) => channelOf(one.channel) },
        { title: texts.payments, align: 'right', dataIndex: 'payments' },
        { title: texts.money, align: 'right', render: (_, one) => toYuan(one.fen) },
        { title: texts.matched, align: 'right', render: (_, one) => one.matched ?? '—' },
        { title: texts.open, align: 'right', dataIndex: 'openDifferences' },
        { title: texts.closed, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.channel, value: channelOf(one.channel) },
        { label: texts.payments, value: one.payments },
        { label: texts.money, value: toYuan(one.fen) },
        { label: texts.matched, value: one.matched ?? texts.notYet },
        { label: texts.open, value: one.openDifferences },
        { label: texts.closed, value: status(one) },
      ]}
      acts={[
        {
          label: texts.reconcile,
          when: (one) => one.closedTime === null,
          fields: [file],
          run: (one, values: { file?: string }) => reconcile(one, values.file),
        },
        {
          label: texts.close,
          when: (one) => one.closedTime === null && one.matched !== null,
          fields: [],
          run: async (one) => {
            const { cleared } = await client.call(closePayDay, {
              params: { day: one.day, channel: one.channel },
            })
            const said = cleared.map(({ account, fen }) =>
              texts.cleared(texts.accounts[account as 'treasury'] ?? account, toYuan(fen)),
            )
            void message.info(said.join('；') || texts.clearedNothing)
            refresh(listPayOrders)
          },
        },
      ]}
      create={{
        label: texts.other,
        fields: [
          { kind: 'day', name: 'day', label: texts.day, required: true },
          {
            ...{ kind: 'choice', name: 'channel', label: texts.channel, required: true },
            options: toChoices(texts.channels),
          },
          file,
        ],
        run: ({ file: text, ...day }: { day: string; channel: string; file?: string }) =>
          reconcile(day, text),
      }}
      empty={texts.none.days}
    />
  )
}

/** 差异: what only one side has, handled or carried over to the next day. */
export function DifferenceList() {
  const texts = useTexts(paymentTexts)
  const yuan = (fen: number | null) => (fen === null ? '—' : toYuan(fen))
  const status = (one: PayDifference) => (
    <StateTag tone={one.state === 'open' ? 'bad' : 'over'}>{texts.differenceStates[one.state]}</StateTag>
  )
  return (
    <RecordList<PayDifference>
      label={texts.channelNumber}
      operation={listPayDifferences}
      states={texts.differenceStates}
      rowKey={(one) => one.id}
      name={(one) => one.channelNumber ?? one.orderNumber ?? '—'}
      columns={[
        { title: texts.tabs.differences, render: (_, one) => texts.kinds[one.kind] },
        { title: texts.day, dataIndex: 'day' },
        { title: texts.order, render: (_, one) => one.orderNumber ?? '—' },
        { title: texts.here, align: 'right', render: (_, one) => yuan(one.fen) },
        { title: texts.there, align: 'right', render: (_, one) => yuan(one.channelFen) },
        { title: texts.state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.tabs.differences, value: texts.kinds[one.kind] },
        { label: texts.day, value: one.day },
        { label: texts.channelNumber, value: one.channelNumber ?? '—' },
        { label: texts.order, value: one.orderNumber ?? '—' },
        { label: texts.here, value: yuan(one.fen) },
        { label: texts.there, value: yuan(one.channelFen) },
        { label: texts.state, value: status(one) },
        { label: texts.note, value: one.note ?? '—', whole: true },
      ]}
      acts={[
        {
          label: texts.settle,
          when: (one) => one.state === 'open',
          first: { act: 'handled' },
          fields: [
            {
              ...{ kind: 'choice', name: 'act', label: texts.how, required: true },
              options: toChoices(texts.acts),
            },
            { kind: 'area', name: 'note', label: texts.note, required: true, maxLength: 500 },
          ],
          run: async (one, body: { act: 'handled' | 'carried'; note: string }) => {
            await client.call(settlePayDifference, { params: { id: one.id }, body })
            refresh(listPayDays)
          },
        },
      ]}
      empty={texts.none.differences}
    />
  )
}
