import {
  exportMessageCosts,
  listMessageCosts,
  listMessagePrices,
  listMessageQuotas,
  type MessageCost,
  type MessagePrice,
  type MessageQuota,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { App, Button, DatePicker, Input, Progress, Space, Table } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { LiftDialog, PriceDialog, QuotaDialog } from './cost-dialogs.tsx'
import { costsTexts } from './costs.texts.ts'
import styles from './messages.module.css'

const pageSize = 20

/** 配额与费用: how much each organisation may send, what it sent and what that cost. */
export function MessageCostsPage() {
  const shell = useTexts(consoleTexts)
  const { tabs } = useTexts(costsTexts)
  return (
    <TabsPage
      title={shell.pages['message-costs']}
      tabs={[
        { key: 'quotas', label: tabs.quotas, children: <Quotas /> },
        { key: 'costs', label: tabs.costs, children: <Costs /> },
        { key: 'prices', label: tabs.prices, children: <Prices /> },
      ]}
    />
  )
}

function Quotas() {
  const texts = useTexts(costsTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<{ quota: MessageQuota | null; act: 'set' | 'lift' } | null>(null)
  const query = { limit: pageSize, offset: (page - 1) * pageSize, ...(search ? { search } : {}) }
  const read = useRead(listMessageQuotas, { query }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const mayKeep = may('messaging.manage')
  return (
    <>
      <div className={styles.tools}>
        <Input.Search
          allowClear
          aria-label={texts.search}
          placeholder={texts.search}
          onSearch={setSearch}
          style={{ width: '18rem' }}
        />
        {mayKeep ? (
          <Button type="primary" onClick={() => setOpen({ quota: null, act: 'set' })}>
            {texts.setQuota}
          </Button>
        ) : null}
      </div>
      <Quiet>{texts.emergencyWhy}</Quiet>
      <Table<MessageQuota>
        rowKey={(one) => `${one.organisationId} ${one.channel}`}
        scroll={{ x: true }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.noQuotas}</Quiet> }}
        pagination={{ current: page, pageSize, total: read.data?.total ?? 0, onChange: setPage }}
        columns={[
          { title: texts.unit, key: 'unit', render: (_, one) => one.organisationName ?? texts.platform },
          { title: texts.channel, key: 'channel', render: (_, one) => texts.channels[one.channel] },
          { title: texts.used, key: 'used', width: 260, render: (_, one) => <Used quota={one} /> },
          {
            title: texts.whenUsed,
            key: 'when',
            render: (_, one) =>
              one.switchTo
                ? `${texts.whenWords.switch}：${one.switchTo === 'app' ? texts.others.app : texts.channels[one.switchTo]}`
                : texts.whenWords[one.whenUsed],
          },
          {
            title: texts.stopped,
            key: 'stopped',
            align: 'right',
            render: (_, one) => formatNumber(one.stopped),
          },
          { title: texts.setBy, dataIndex: 'setBy' },
          {
            key: 'acts',
            render: (_, quota) =>
              mayKeep ? (
                <Space>
                  <Button size="small" onClick={() => setOpen({ quota, act: 'set' })}>
                    {texts.change}
                  </Button>
                  <Button size="small" danger onClick={() => setOpen({ quota, act: 'lift' })}>
                    {texts.lift}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      {open?.act === 'set' ? <QuotaDialog quota={open.quota} onClose={() => setOpen(null)} /> : null}
      {open?.act === 'lift' && open.quota ? (
        <LiftDialog quota={open.quota} onClose={() => setOpen(null)} />
      ) : null}
    </>
  )
}

function Used({ quota }: { quota: MessageQuota }) {
  const texts = useTexts(costsTexts)
  const { used, monthly, beyond, channel } = quota
  const share = monthly === 0 ? 100 : Math.min(100, Math.round((used * 100) / monthly))
  return (
    <>
      <Progress
        percent={share}
        size="small"
        status={share >= 100 ? 'exception' : 'normal'}
        aria-label={texts.used}
        format={() => `${share}%`}
      />
      <span className={styles.small}>
        {formatNumber(used)} / {formatNumber(monthly)} {texts.units[channel]}
        {beyond > 0 ? ` · ${texts.beyond(formatNumber(beyond))}` : ''}
      </span>
    </>
  )
}

function Costs() {
  const texts = useTexts(costsTexts)
  const { message } = App.useApp()
  const [page, setPage] = useState(1)
  const [span, setSpan] = useState({ from: dayjs().startOf('year'), to: dayjs() })
  const months = { from: span.from.format('YYYY-MM'), to: span.to.format('YYYY-MM') }
  const read = useRead(
    listMessageCosts,
    { query: { ...months, limit: pageSize, offset: (page - 1) * pageSize } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const yuan = (fen: number) => formatNumber(fen / 100, 2)
  const sum = read.data?.sum ?? { deliveries: 0, units: 0, fen: 0 }
  return (
    <>
      <div className={styles.tools}>
        <DatePicker.RangePicker
          picker="month"
          allowClear={false}
          aria-label={texts.month}
          value={[span.from, span.to]}
          onChange={(range) => {
            if (range?.[0] && range[1]) setSpan({ from: range[0], to: range[1] })
            setPage(1)
          }}
        />
        <Button onClick={() => void save(months).catch((error: Error) => message.error(error.message))}>
          {texts.download}
        </Button>
        <span>{texts.sum(formatNumber(sum.deliveries), formatNumber(sum.units), yuan(sum.fen))}</span>
      </div>
      <Table<MessageCost>
        rowKey={(one) => `${one.month} ${one.organisationId} ${one.channel}`}
        scroll={{ x: true }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.noCosts}</Quiet> }}
        pagination={{ current: page, pageSize, total: read.data?.total ?? 0, onChange: setPage }}
        columns={[
          { title: texts.month, dataIndex: 'month' },
          { title: texts.unit, key: 'unit', render: (_, one) => one.organisationName ?? texts.platform },
          { title: texts.channel, key: 'channel', render: (_, one) => texts.channels[one.channel] },
          {
            title: texts.deliveries,
            key: 'n',
            align: 'right',
            render: (_, one) => formatNumber(one.deliveries),
          },
          {
            ...{ title: texts.paid, key: 'units', align: 'right' },
            render: (_, one) => `${formatNumber(one.units)} ${texts.units[one.channel]}`,
          },
          { title: texts.cost, key: 'fen', align: 'right', render: (_, one) => texts.yuan(yuan(one.fen)) },
        ]}
      />
    </>
  )
}

async function save(months: { from: string; to: string }): Promise<void> {
  const bytes = await client.call(exportMessageCosts, { query: months })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]))
  link.download = `message-costs-${months.from}-${months.to}.xlsx`
  link.click()
  URL.revokeObjectURL(link.href)
}

function Prices() {
  const texts = useTexts(costsTexts)
  const may = useMay()
  const [isSetting, setSetting] = useState(false)
  const read = useRead(listMessagePrices, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <>
      {may('messaging.manage') ? (
        <div className={styles.tools}>
          <Button type="primary" onClick={() => setSetting(true)}>
            {texts.setPrice}
          </Button>
        </div>
      ) : null}
      <Table<MessagePrice>
        rowKey={(one) => `${one.channel} ${one.fromDate}`}
        scroll={{ x: true }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.noPrices}</Quiet> }}
        pagination={false}
        columns={[
          { title: texts.channel, key: 'channel', render: (_, one) => texts.channels[one.channel] },
          { title: texts.priceFrom, dataIndex: 'fromDate' },
          { title: texts.price, key: 'fen', render: (_, one) => texts.fen(formatNumber(one.fen, 1)) },
          { title: texts.setBy, dataIndex: 'setBy' },
        ]}
      />
      {isSetting ? <PriceDialog onClose={() => setSetting(false)} /> : null}
    </>
  )
}
