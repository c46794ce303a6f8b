import {
  checkConformity,
  type Dataset,
  getDataset,
  listElements,
  mapElements,
  suggestElements,
  waiveElement,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Select, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { ActButton } from './parts.tsx'

/** How far a dataset follows the standards, and mapping its columns to elements. */
export function DatasetConformity({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(governTexts)
  const { standards, common } = texts
  const may = useMay()
  const params = { id: dataset.id }
  const [waived, setWaived] = useState<string | null>(null)
  const read = useRead(checkConformity, { params })
  const elements = useRead(listElements, { query: { state: 'published', limit: 500 } })
  const touches = [getDataset, checkConformity]
  const map = (mapping: Record<string, string | null>) =>
    client.call(mapElements, { params, body: { mapping } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { score, deviations, waivers, releaseRefused } = read.data
  return (
    <>
      <Facts
        facts={[
          { label: standards.conformity, value: formatNumber(score, 1) },
          {
            label: standards.release,
            value:
              releaseRefused.length > 0 ? (
                <StateTag tone="bad">{releaseRefused.join('；')}</StateTag>
              ) : (
                standards.releasable
              ),
            whole: true,
          },
        ]}
      />
      <div className={styles.bar}>
        <ActButton<typeof mapElements>
          primary
          touches={touches}
          act={async () => {
            const found = await client.call(suggestElements, { params })
            return map(Object.fromEntries(found.map((one) => [one.field, one.element])))
          }}
        >
          {standards.suggest}
        </ActButton>
      </div>
      <Table
        size="small"
        aria-label={standards.map}
        dataSource={dataset.fields}
        rowKey="name"
        pagination={false}
        columns={[
          { title: common.field, dataIndex: 'title' },
          { title: common.name, render: (_, field) => <span className="code">{field.name}</span> },
          {
            title: standards.element,
            render: (_, field) => (
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                aria-label={`${standards.element} ${field.title}`}
                style={{ width: 240 }}
                value={field.element ?? undefined}
                options={(elements.data?.items ?? []).map((one) => ({
                  value: one.code,
                  label: `${one.name} ${one.code}`,
                }))}
                onChange={async (code) => {
                  await map({ [field.name]: code ?? null })
                  refresh(...touches)
                }}
              />
            ),
          },
          {
            title: standards.waive,
            render: (_, field) => {
              const waiver = waivers.find((one) => one.field === field.name && !one.isExpired)
              if (waiver) return `${waiver.reason}（${formatTime(waiver.until)}）`
              if (field.element || !may('data.govern')) return '—'
              return (
                <Button size="small" onClick={() => setWaived(field.name)}>
                  {standards.waive}
                </Button>
              )
            },
          },
        ]}
      />
      <Section title={standards.deviation}>
        <Table
          size="small"
          aria-label={standards.deviation}
          dataSource={deviations.map((one) => ({ ...one, key: `${one.field}-${one.kind}` }))}
          pagination={false}
          locale={{ emptyText: common.none }}
          columns={[
            { title: common.field, dataIndex: 'title' },
            { title: standards.deviation, dataIndex: 'message' },
            {
              title: common.rows,
              align: 'right',
              render: (_, row) => (row.rows > 0 ? formatNumber(row.rows) : '—'),
            },
            {
              title: standards.mapping,
              render: (_, row) =>
                row.mapping
                  .map((one) => `${one.value} → ${one.code ?? standards.noCode}（${formatNumber(one.rows)}）`)
                  .join('；') || '—',
            },
          ]}
        />
      </Section>
      {waived ? (
        <FormDialog<{ reason: string; days: number }>
          title={standards.waive}
          first={{ days: 90 }}
          fields={[
            { name: 'reason', label: common.reason, kind: 'area', required: true },
            {
              name: 'days',
              label: standards.until,
              kind: 'number',
              min: 1,
              max: 730,
              required: true,
              unit: 'd',
            },
          ]}
          act={async ({ reason, days }) => {
            const until = new Date(Date.now() + days * 86_400_000).toISOString()
            await client.call(waiveElement, { params, body: { field: waived, reason, until } })
            refresh(checkConformity)
          }}
          onClose={() => setWaived(null)}
        />
      ) : null}
    </>
  )
}
