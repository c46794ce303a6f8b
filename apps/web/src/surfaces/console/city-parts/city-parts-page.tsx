import { type CityPart, getPartStatistics, listPartDisputes, listParts, removePart } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Table, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Page, Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { cityPartsTexts } from './city-parts.texts.ts'

const names = ['state', 'division'] as const

/** City parts of GB/T 30428.2: register, statistics, disputes of ownership. */
export function CityPartsPage() {
  const texts = useTexts(cityPartsTexts)
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page title={texts.title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'register'}
        onChange={(tab) => setParameters(tab === 'register' ? {} : { tab })}
        items={[
          { key: 'register', label: texts.tabs.register, children: <Register /> },
          { key: 'statistics', label: texts.tabs.statistics, children: <Statistics /> },
          { key: 'disputes', label: texts.tabs.disputes, children: <Disputes /> },
        ]}
      />
    </Page>
  )
}

function Register() {
  const texts = useTexts(cityPartsTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [removing, setRemoving] = useState<CityPart | null>(null)
  const { state, division } = query.filters
  const page = { limit: query.limit, offset: query.offset, search: query.search || undefined }
  const read = useRead(
    listParts,
    { query: { ...page, division, state: state as CityPart['state'] | undefined } },
    { keepPrevious: true },
  )
  const options = Object.entries(texts.states).map(([value, label]) => ({ value, label }))
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        division
        filters={[{ name: 'state', label: texts.columns.state, options }]}
      />
      <ListTable<CityPart>
        label={texts.tabs.register}
        read={read}
        query={query}
        columns={[
          {
            title: texts.columns.code,
            key: 'code',
            render: (_, one) => <span className="code">{one.code}</span>,
          },
          { title: texts.columns.class, key: 'class', render: (_, one) => one.classTitle },
          { title: texts.columns.name, key: 'name', render: (_, one) => one.name },
          { title: texts.columns.state, key: 'state', render: (_, one) => texts.states[one.state] },
          { title: texts.columns.owner, key: 'owner', render: (_, one) => one.owner || texts.none },
          {
            title: texts.columns.division,
            key: 'grid',
            render: (_, one) => <DivisionName code={one.gridCode} />,
          },
          {
            title: texts.columns.surveyed,
            key: 'surveyed',
            render: (_, one) => (one.surveyedTime ? formatTime(one.surveyedTime) : texts.none),
          },
        ]}
        rowKey={(one) => one.id}
        onOpen={(one) => (may('territory.survey') && one.state !== 'removed' ? setRemoving(one) : undefined)}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {removing ? (
        <FormDialog<{ date: string; reason: string }>
          title={texts.remove}
          danger
          why={`${removing.code} ${removing.name}：${texts.removeWhy}`}
          fields={[
            { name: 'date', label: texts.date, kind: 'text', required: true, placeholder: '2026-01-31' },
            { name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 500 },
          ]}
          act={async (body) => {
            await client.call(removePart, { params: { id: removing.id }, body })
            refresh(listParts, getPartStatistics)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}

function Statistics() {
  const texts = useTexts(cityPartsTexts)
  const read = useRead(getPartStatistics, { query: {} })
  if (!read.data) return <Loading />
  const count = (key: 'count' | 'damaged' | 'lost' | 'removed' | 'surveyed', title: string) => ({
    title,
    key,
    align: 'right' as const,
    render: (_: unknown, one: (typeof read.data.byClass)[number]) => formatNumber(one[key]),
  })
  return (
    <>
      <p>
        {texts.total} {formatNumber(read.data.total)}
      </p>
      <Table
        size="small"
        pagination={false}
        dataSource={read.data.byClass}
        rowKey="classCode"
        columns={[
          {
            title: texts.columns.class,
            key: 'class',
            render: (_, one) => `${one.largeTitle} · ${one.title}`,
          },
          count('count', texts.count),
          count('damaged', texts.states.damaged),
          count('lost', texts.states.lost),
          count('removed', texts.states.removed),
          count('surveyed', texts.surveyed),
        ]}
      />
    </>
  )
}

function Disputes() {
  const texts = useTexts(cityPartsTexts)
  const read = useRead(listPartDisputes, { query: { limit: 100 } })
  if (!read.data) return <Loading />
  if (read.data.items.length === 0) return <Quiet>{texts.noDisputes}</Quiet>
  return (
    <Lines>
      {read.data.items.map((one) => (
        <Line
          key={one.id}
          title={`${one.partName}（${one.partCode}）`}
          note={`${texts.registered} ${one.registeredOwner}，${texts.claimed} ${one.claimedOwner}${
            one.ruledOwner ? `，${texts.ruled} ${one.ruledOwner}` : ''
          }`}
        />
      ))}
    </Lines>
  )
}
