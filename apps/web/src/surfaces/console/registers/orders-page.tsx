import {
  answerSupervisionOrder,
  closeSupervisionOrder,
  listSupervisionOrders,
  type SupervisionOrder,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { RowLink } from '../list/row-link.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { EffectReport } from './effect-report.tsx'
import { ImprovementList } from './improvement-list.tsx'
import { improvementTexts } from './improvements.texts.ts'
import { orderTexts } from './orders.texts.ts'
import { oversightTexts } from './oversight.texts.ts'
import { OfficeScores, ProcessMining } from './process-mining.tsx'
import { ExcludedRatings } from './promises.tsx'
import { type RecordAct, RecordList } from './record-list.tsx'
import { registerTexts } from './registers.texts.ts'

/** 督查函与改版效果 (SOC-012, SOC-013). */
export function SupervisionOrdersPage() {
  const { pages, tabs } = useTexts(registerTexts)
  const over = useTexts(oversightTexts)
  const { tab: improvements } = useTexts(improvementTexts)
  const may = useMay()
  return (
    <TabsPage
      title={pages.orders}
      tabs={[
        { key: 'orders', label: tabs.orders, children: <OrderList /> },
        { key: 'improvements', label: improvements, children: <ImprovementList /> },
        ...(may('services.supervise')
          ? [
              { key: 'effect', label: tabs.effect, children: <EffectReport /> },
              { key: 'process', label: over.tabs.process, children: <ProcessMining /> },
              { key: 'scores', label: over.tabs.scores, children: <OfficeScores /> },
              { key: 'excluded', label: over.tabs.excluded, children: <ExcludedRatings /> },
            ]
          : []),
      ]}
    />
  )
}

function OrderList() {
  const { orders: texts } = useTexts(orderTexts)
  const { tabs, state, unit, text } = useTexts(registerTexts)
  const may = useMay()
  const close = (label: string, accepted: boolean): RecordAct<SupervisionOrder> => ({
    label,
    when: (one) => one.state === 'answered' && may('services.supervise'),
    fields: [{ kind: 'area', name: 'note', label: texts.verdict, required: true, maxLength: 500 }],
    run: (one, { note }: { note: string }) =>
      client.call(closeSupervisionOrder, { params: { id: one.id }, body: { accepted, note } }),
  })
  const status = (one: SupervisionOrder) => (
    <StateTag tone={one.isLate ? 'bad' : one.state === 'open' ? 'loud' : 'over'}>
      {one.isLate ? texts.late : texts.states[one.state]}
    </StateTag>
  )
  return (
    <RecordList<SupervisionOrder>
      label={tabs.orders}
      operation={listSupervisionOrders}
      states={texts.states}
      rowKey={(one) => one.id}
      name={(one) => one.number}
      columns={[
        { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
        { title: texts.item, dataIndex: 'itemTitle' },
        { title: unit, dataIndex: 'organisationName' },
        { title: texts.due, dataIndex: 'dueDay' },
        { title: state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.item, value: one.itemTitle },
        {
          label: texts.application,
          value: (
            <RowLink to={`/console/service-applications/${one.applicationId}`}>
              {one.applicationNumber}
            </RowLink>
          ),
        },
        { label: unit, value: one.organisationName },
        { label: texts.by, value: `${one.byName} · ${formatTime(one.time)}` },
        ...(one.fen === null ? [] : [{ label: texts.money, value: (one.fen / 100).toFixed(2) }]),
        { label: state, value: status(one) },
        { label: text, value: one.text, whole: true },
        ...(one.reply ? [{ label: texts.reply, value: one.reply, whole: true }] : []),
        ...(one.verdict ? [{ label: texts.verdict, value: one.verdict, whole: true }] : []),
        { label: texts.due, value: one.dueDay },
      ]}
      acts={[
        {
          label: texts.answer,
          when: (one) => one.state === 'open' && may('services.examine'),
          fields: [{ kind: 'area', name: 'text', label: texts.reply, required: true, maxLength: 1000 }],
          run: (one, body: { text: string }) =>
            client.call(answerSupervisionOrder, { params: { id: one.id }, body }),
        },
        close(texts.close, true),
        close(texts.back, false),
      ]}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}
