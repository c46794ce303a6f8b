import {
  listNonconformances,
  listOverdueThings,
  listProfiles,
  type OperationOutput,
  remindOverdue,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, type TableColumnsType } from 'antd'
import { useRef } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { conformanceTexts } from './conformance.texts.ts'

type Overdue = OperationOutput<typeof listOverdueThings>['items'][number]
type Nonconformance = OperationOutput<typeof listNonconformances>['items'][number]

const none: string[] = []
const overdueFilters = ['profile'] as const

const device = (each: { thingId: string; thingName: string; reference: string }) => (
  <>
    <Link to={`/console/devices/${each.thingId}`}>{each.thingName}</Link>{' '}
    <small className="code">{each.reference}</small>
  </>
)

/** Devices on a version whose days of grace are over. */
export function OverdueThings() {
  const texts = useTexts(conformanceTexts)
  const may = useMay()
  const { message } = App.useApp()
  const query = useListQuery(overdueFilters)
  const box = useRef<HTMLDivElement>(null)
  const profiles = useRead(listProfiles, { query: { limit: 200 } }, { staleMs: 60_000 })
  const read = useRead(
    listOverdueThings,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        profile: query.filters.profile,
      },
    },
    { keepPrevious: true },
  )
  const remind = useMutation({
    mutationFn: () => client.call(remindOverdue),
    onSuccess: ({ reminded }) => void message.info(texts.reminded(formatNumber(reminded))),
  })
  const { columns } = texts
  const table: TableColumnsType<Overdue> = [
    { title: columns.device, key: 'device', render: (_, each) => device(each) },
    { title: columns.owner, key: 'owner', render: (_, each) => each.ownerName ?? '—' },
    {
      title: columns.profile,
      key: 'profile',
      render: (_, each) => (
        <span className="code">{`${each.profileId} V${each.version} → V${each.currentVersion}`}</span>
      ),
    },
    { title: columns.deadline, key: 'deadline', render: (_, each) => formatTime(each.deadlineTime) },
    {
      title: texts.state,
      key: 'state',
      render: () => <StateTag tone="bad">{texts.overdueState}</StateTag>,
    },
  ]
  const known = new Map((profiles.data?.items ?? []).map((each) => [each.id, each.title]))
  return (
    <>
      <Quiet>{texts.overdueWhy}</Quiet>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.search}
        filters={[
          {
            name: 'profile',
            label: columns.profile,
            width: 200,
            options: [...known].map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        {may('sensing.models') ? (
          <Button loading={remind.isPending} onClick={() => remind.mutate()}>
            {texts.remind}
          </Button>
        ) : null}
      </FilterBar>
      <ProblemNote error={remind.error} />
      <ListTable
        label={texts.tabs.overdue}
        read={read}
        query={query}
        columns={table}
        rowKey={(each) => each.thingId}
        searchBox={box}
        empty={{ title: texts.noOverdue, why: texts.noOverdueWhy }}
      />
    </>
  )
}

/** Devices that send what no model declares. */
export function Nonconformances() {
  const texts = useTexts(conformanceTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(listNonconformances, { query: { limit: query.limit, offset: query.offset } })
  const { columns } = texts
  const table: TableColumnsType<Nonconformance> = [
    { title: columns.device, key: 'device', render: (_, each) => device(each) },
    {
      title: columns.property,
      key: 'property',
      render: (_, each) => (
        <>
          {texts.kinds[each.kind]} <span className="code">{each.property}</span>
        </>
      ),
    },
    { title: columns.count, key: 'count', align: 'right', render: (_, each) => formatNumber(each.count) },
    { title: columns.last, key: 'last', render: (_, each) => formatTime(each.lastTime) },
  ]
  return (
    <ListTable
      label={texts.tabs.nonconformances}
      read={read}
      query={query}
      columns={table}
      rowKey={(each) => `${each.thingId} ${each.kind} ${each.property}`}
      searchBox={box}
      empty={{ title: texts.noNonconformances, why: texts.noNonconformancesWhy }}
    />
  )
}
