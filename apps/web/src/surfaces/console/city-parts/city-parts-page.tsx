import { type CityPart, getPartStatistics, listParts } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Space, Table, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { cityPartsTexts } from './city-parts.texts.ts'
import { ImportCensus } from './import-census.tsx'
import { RaiseDispute, RegisterPart, RemovePart } from './part-acts.tsx'
import { Disputes, Surveys } from './part-tabs.tsx'

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
          { key: 'surveys', label: texts.tabs.surveys, children: <Surveys /> },
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
  const [chosen, setChosen] = useState<{ act: 'remove' | 'dispute'; part: CityPart } | null>(null)
  const [isRegistering, setRegistering] = useState(false)
  const close = () => setChosen(null)
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
      {may('territory.survey') ? (
        <Space style={{ marginBottom: 12 }}>
          <Button type="primary" onClick={() => setRegistering(true)}>
            {texts.register}
          </Button>
          <ImportCensus />
        </Space>
      ) : null}
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
          ...(may('territory.survey')
            ? [
                {
                  title: texts.act,
                  key: 'act',
                  render: (_: unknown, one: CityPart) =>
                    one.state === 'removed' ? (
                      one.removedDate
                    ) : (
                      <Space>
                        <Button size="small" onClick={() => setChosen({ act: 'remove', part: one })}>
                          {texts.remove}
                        </Button>
                        <Button size="small" onClick={() => setChosen({ act: 'dispute', part: one })}>
                          {texts.dispute}
                        </Button>
                      </Space>
                    ),
                },
              ]
            : []),
        ]}
        rowKey={(one) => one.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {chosen?.act === 'remove' ? <RemovePart part={chosen.part} onClose={close} /> : null}
      {chosen?.act === 'dispute' ? <RaiseDispute part={chosen.part} onClose={close} /> : null}
      {isRegistering ? <RegisterPart onClose={() => setRegistering(false)} /> : null}
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
