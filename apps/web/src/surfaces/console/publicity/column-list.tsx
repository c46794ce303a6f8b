import { listSiteColumns, type SiteColumn, saveSiteColumn } from '@civitas/sdk'
import { EmptyState, formatTime, useTexts } from '@civitas/ui'
import { Button, Select, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { useColumns } from './article-dialog.tsx'
import { publicityTexts } from './publicity.texts.ts'

/** Columns of a site with who answers for them and when something was last published. */
export function ColumnList() {
  const texts = useTexts(publicityTexts)
  const may = useMay()
  const [code, setCode] = useState<string>()
  const [making, setMaking] = useState(false)
  const { sites, site, columns } = useColumns(code)
  if (columns.isError) return <ProblemView error={columns.error} onRetry={() => void columns.refetch()} />
  return (
    <>
      <Space style={{ marginBlockEnd: 12 }}>
        <Select
          aria-label={texts.site}
          style={{ width: 240 }}
          value={site}
          options={sites.map((one) => ({ value: one.code, label: one.name }))}
          onChange={setCode}
        />
        {may('services.publish') ? <Button onClick={() => setMaking(true)}>{texts.addColumn}</Button> : null}
      </Space>
      <Table<SiteColumn>
        rowKey="id"
        loading={columns.isPending && site !== undefined}
        pagination={false}
        dataSource={columns.data?.items ?? []}
        locale={{ emptyText: <EmptyState title={texts.nothing} why={texts.emptyWhy} /> }}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.columnTitle, dataIndex: 'title' },
          { title: texts.kind, render: (_, each) => texts.kinds[each.kind] },
          { title: texts.unit, render: (_, each) => each.organisationName ?? '—' },
          { title: texts.updateDays, align: 'right', render: (_, each) => each.updateDays ?? '—' },
          { title: texts.articles, align: 'right', dataIndex: 'articles' },
          {
            title: texts.lastPublished,
            render: (_, each) => (each.lastPublishedTime ? formatTime(each.lastPublishedTime) : '—'),
          },
          {
            title: texts.state,
            render: (_, each) => (each.isOverdue ? <StateTag tone="bad">{texts.overdue}</StateTag> : null),
          },
        ]}
      />
      {making && site ? <ColumnDialog code={site} onClose={() => setMaking(false)} /> : null}
    </>
  )
}

interface Values {
  code: string
  title: string
  kind: SiteColumn['kind']
  organisationId?: string
  updateDays?: number
  retentionYears?: number
}

function ColumnDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const texts = useTexts(publicityTexts)
  const kinds = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<Values>
      title={texts.addColumn}
      first={{ kind: 'news' }}
      fields={[
        {
          ...{ kind: 'code', name: 'code', label: texts.code, required: true, extra: texts.codeHint },
          pattern: { is: /^[a-z0-9][a-z0-9-]{1,39}$/, else: texts.codeHint },
        },
        { kind: 'text', name: 'title', label: texts.columnTitle, required: true, maxLength: 40 },
        { kind: 'choice', name: 'kind', label: texts.kind, required: true, options: kinds },
        { kind: 'custom', name: 'organisationId', label: texts.unit, control: <OrganisationSelect /> },
        { kind: 'number', name: 'updateDays', label: texts.updateDays, min: 1, max: 366, precision: 0 },
        { kind: 'number', name: 'retentionYears', label: texts.retention, min: 1, max: 100, precision: 0 },
      ]}
      act={(body) =>
        client.call(saveSiteColumn, { params: { code }, body }).finally(() => refresh(listSiteColumns))
      }
      onClose={onClose}
    />
  )
}
