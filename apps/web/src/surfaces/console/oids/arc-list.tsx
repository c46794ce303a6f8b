import { createOidArc, listOidArcs, type OidArc, type OperationInput } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Progress, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { useMay } from '../parts/permissions.tsx'
import { oidsTexts } from './oids.texts.ts'

const none: string[] = []

/** Arcs with their quotas and what is used of them. */
export function ArcList() {
  const texts = useTexts(oidsTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isCreating, setCreating] = useState(false)
  const read = useRead(
    listOidArcs,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true },
  )
  const { arcColumns } = texts
  const table: TableColumnsType<OidArc> = [
    { title: texts.arc, key: 'arc', render: (_, each) => <span className="code">{each.arc}</span> },
    { title: texts.name, key: 'title', render: (_, each) => each.title },
    {
      title: arcColumns.organisation,
      key: 'organisation',
      render: (_, each) => each.organisationName ?? '—',
    },
    { title: arcColumns.administrator, key: 'administrator', render: (_, each) => each.administrator ?? '—' },
    {
      title: `${arcColumns.issued} / ${arcColumns.quota}`,
      key: 'issued',
      width: 240,
      render: (_, each) => (
        <Progress
          size="small"
          aria-label={arcColumns.issued}
          percent={Math.min(100, Math.round((100 * each.issued) / each.quota))}
          format={() => `${formatNumber(each.issued)} / ${formatNumber(each.quota)}`}
        />
      ),
    },
  ]
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        {may('sensing.oids') ? (
          <Button type="primary" onClick={() => setCreating(true)}>
            {texts.createArc}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.arcs}
        read={read}
        query={query}
        columns={table}
        rowKey={(each) => each.arc}
        searchBox={box}
        empty={{ title: texts.emptyArcs, why: texts.emptyArcsWhy }}
      />
      {isCreating ? <ArcDialog onClose={() => setCreating(false)} /> : null}
    </>
  )
}

function ArcDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(oidsTexts)
  return (
    <FormDialog<OperationInput<typeof createOidArc>['body']>
      title={texts.createArc}
      first={{ quota: 10_000 }}
      fields={[
        {
          name: 'arc',
          label: texts.arc,
          kind: 'code',
          required: true,
          placeholder: '1.2.156.1000.1',
          pattern: { is: /^[0-2](\.(0|[1-9][0-9]{0,17})){1,19}$/, else: texts.numberWrong },
        },
        { name: 'title', label: texts.name, kind: 'text', required: true },
        {
          name: 'quota',
          label: texts.arcColumns.quota,
          kind: 'number',
          required: true,
          min: 1,
          max: 100_000_000,
          precision: 0,
        },
        {
          name: 'organisationId',
          label: texts.arcColumns.organisation,
          kind: 'custom',
          control: <OrganisationSelect />,
        },
        { name: 'administrator', label: texts.administrator, kind: 'text', maxLength: 100 },
      ]}
      act={async ({ administrator, ...body }) => {
        const account = administrator?.trim()
        await client.call(createOidArc, { body: { ...body, ...(account ? { administrator: account } : {}) } })
        refresh(listOidArcs)
      }}
      onClose={onClose}
    />
  )
}
