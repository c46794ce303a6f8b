import {
  type DeviceWorkOrder,
  getDeviceCare,
  listForecasts,
  listWorkOrders,
  recordWorkOrderResult,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { DeviceLink } from './device-link.tsx'
import { healthTexts } from './health.texts.ts'

const names = ['kind', 'state'] as const

/** Work asked for on devices, with the cases it is done in. */
export function OrderList() {
  const all = useTexts(healthTexts)
  const { orders: texts } = all
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [recording, setRecording] = useState<DeviceWorkOrder | null>(null)
  const { kind, state } = query.filters
  const read = useRead(
    listWorkOrders,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        kind: kind as DeviceWorkOrder['kind'] | undefined,
        state: state as DeviceWorkOrder['state'] | undefined,
      },
    },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        placeholder={all.search}
        searchBox={box}
        filters={[
          {
            name: 'kind',
            label: all.kind,
            options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
          },
          {
            name: 'state',
            label: all.state,
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable
        label={all.tabs.orders}
        read={read}
        query={query}
        columns={useColumns(setRecording)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {recording ? <RecordDialog order={recording} onClose={() => setRecording(null)} /> : null}
    </>
  )
}

/** The case of an order, or that it is being opened. */
export function OrderCase({ order }: { order: DeviceWorkOrder }) {
  const { orders: texts } = useTexts(healthTexts)
  if (!order.caseId) return texts.noCase
  return (
    <Link to={`/console/cases/${order.caseId}`} className="code">
      {order.caseReference}
    </Link>
  )
}

function useColumns(onRecord: (order: DeviceWorkOrder) => void): TableColumnsType<DeviceWorkOrder> {
  const all = useTexts(healthTexts)
  const shell = useTexts(consoleTexts)
  const may = useMay()
  const { orders: texts } = all
  return [
    { title: all.device, key: 'device', render: (_, each) => <DeviceLink of={each} tab="care" /> },
    { title: all.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    {
      title: all.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'open' ? 'loud' : 'over'}>{texts.states[each.state]}</StateTag>
      ),
    },
    { title: texts.case, key: 'case', render: (_, each) => <OrderCase order={each} /> },
    { title: texts.reason, key: 'reason', ellipsis: true, width: 260, render: (_, each) => each.reason },
    {
      title: texts.created,
      key: 'created',
      render: (_, each) => (
        <>
          {formatTime(each.createdTime)} <small>{each.createdBy}</small>
        </>
      ),
    },
    {
      title: texts.finding,
      key: 'finding',
      render: (_, each) => (each.finding ? `${texts.findings[each.finding]}：${each.comment ?? ''}` : '—'),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, each) =>
        may('sensing.write') && each.finding === null ? (
          <Button size="small" onClick={() => onRecord(each)}>
            {texts.record}
          </Button>
        ) : null,
    },
  ]
}

function RecordDialog({ order, onClose }: { order: DeviceWorkOrder; onClose: () => void }) {
  const { orders: texts } = useTexts(healthTexts)
  return (
    <FormDialog<{ finding: 'confirmed' | 'unfounded'; comment: string }>
      title={texts.record}
      why={texts.recordWhy}
      first={{ finding: 'confirmed' }}
      fields={[
        {
          name: 'finding',
          label: texts.finding,
          kind: 'choice',
          required: true,
          options: Object.entries(texts.findings).map(([value, label]) => ({ value, label })),
        },
        { name: 'comment', label: texts.comment, kind: 'area', required: true },
      ]}
      act={async (body) => {
        await client.call(recordWorkOrderResult, { params: { id: order.id }, body })
        refresh(listWorkOrders, listForecasts, getDeviceCare)
      }}
      onClose={onClose}
    />
  )
}
