import { listOidArcs, listOidObjects, type OidObject, registerOids } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { BatchDialog } from './batch-dialog.tsx'
import { oidsTexts } from './oids.texts.ts'
import { RowReport, type RowResult } from './row-report.tsx'
import { useArcOptions } from './use-arc-options.ts'

const names = ['state', 'arc'] as const

/** Registered objects under their arcs. */
export function ObjectList({ onOpen }: { onOpen: (object: OidObject) => void }) {
  const texts = useTexts(oidsTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<'one' | 'many' | null>(null)
  const [report, setReport] = useState<RowResult[] | null>(null)
  const arcs = useArcOptions()
  const read = useRead(
    listOidObjects,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        arc: query.filters.arc,
        state: query.filters.state as OidObject['state'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
          { name: 'arc', label: texts.arc, options: arcs, width: 200 },
        ]}
      >
        {may('sensing.oids') ? (
          <>
            <Button onClick={() => setOpen('many')}>{texts.batch}</Button>
            <Button type="primary" onClick={() => setOpen('one')}>
              {texts.register}
            </Button>
          </>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.tabs.objects}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => each.oid}
        onOpen={onOpen}
        searchBox={box}
        empty={{ title: texts.emptyObjects, why: texts.emptyObjectsWhy }}
      />
      {open === 'one' ? <RegisterDialog onReport={setReport} onClose={() => setOpen(null)} /> : null}
      {open === 'many' ? <BatchDialog onReport={setReport} onClose={() => setOpen(null)} /> : null}
      {report ? <RowReport rows={report} onClose={() => setReport(null)} /> : null}
    </>
  )
}

function useColumns(): TableColumnsType<OidObject> {
  const texts = useTexts(oidsTexts)
  const { columns } = texts
  return [
    { title: columns.oid, key: 'oid', render: (_, each) => <span className="code">{each.oid}</span> },
    { title: columns.title, key: 'title', render: (_, each) => each.title },
    { title: texts.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'revoked' ? 'over' : undefined}>{texts.states[each.state]}</StateTag>
      ),
    },
    {
      title: columns.aliases,
      key: 'aliases',
      render: (_, each) => (
        <span className="code">{each.aliases.map(({ alias }) => alias).join(' ') || '—'}</span>
      ),
    },
    { title: columns.owner, key: 'owner', render: (_, each) => each.ownerName ?? '—' },
    { title: columns.created, key: 'created', render: (_, each) => formatTime(each.createdTime) },
  ]
}

type Scheme = OidObject['aliases'][number]['scheme']
interface RegisterForm {
  arc: string
  kind: OidObject['kind']
  title: string
  oid?: string
  scheme?: Scheme
  alias?: string
  ownerId?: string
}

interface RegisterProps {
  /** Hears what became of the row when it was refused. */
  onReport: (rows: RowResult[]) => void
  onClose: () => void
}

function RegisterDialog({ onReport, onClose }: RegisterProps) {
  const texts = useTexts(oidsTexts)
  const choices = (from: Record<string, string>) =>
    Object.entries(from).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<RegisterForm>
      title={texts.register}
      first={{ kind: 'device', scheme: 'serial' }}
      fields={[
        { name: 'arc', label: texts.arc, kind: 'choice', required: true, options: useArcOptions() },
        { name: 'kind', label: texts.kind, kind: 'choice', required: true, options: choices(texts.kinds) },
        { name: 'title', label: texts.name, kind: 'text', required: true },
        { name: 'scheme', label: texts.scheme, kind: 'choice', options: choices(texts.schemes) },
        { name: 'alias', label: texts.alias, kind: 'code' },
        {
          name: 'oid',
          label: texts.number,
          kind: 'code',
          pattern: { is: /^[0-2](\.(0|[1-9][0-9]{0,17})){1,19}$/, else: texts.numberWrong },
        },
        { name: 'ownerId', label: texts.columns.owner, kind: 'custom', control: <OrganisationSelect /> },
      ]}
      act={async ({ arc, scheme, alias, oid, ownerId, ...row }) => {
        const given = {
          ...row,
          ...(oid ? { oid } : {}),
          ...(ownerId ? { ownerId } : {}),
          ...(alias?.trim() ? { aliases: [{ scheme: scheme ?? 'other', alias: alias.trim() }] } : {}),
        }
        const { rows } = await client.call(registerOids, { params: { oid: arc }, body: { rows: [given] } })
        refresh(listOidObjects, listOidArcs)
        if (rows.some((each) => each.error)) onReport(rows.map((each) => ({ ...each, title: row.title })))
      }}
      onClose={onClose}
    />
  )
}
