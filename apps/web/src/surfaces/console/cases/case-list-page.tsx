import { type Case, listCases, listCaseTypes } from '@civitas/sdk'
import { formatTime, LevelTag, levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import type { TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { caseWords } from '../../../capabilities/cases/cases.texts.ts'
import { type Filter, FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { type ListState, useListQuery } from '../list/use-list-query.ts'
import { useLiveRows } from '../list/use-live-rows.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { CaseBatch } from './case-batch.tsx'
import { CaseCounts } from './case-counts.tsx'
import { toCaseNews } from './case-news.ts'
import { CaseStateTag, clockEnd } from './case-state-tag.tsx'
import { CaseViews } from './case-views.tsx'
import { consoleCaseTexts } from './console-cases.texts.ts'
import { RegisterCaseButton } from './register-case.tsx'

const names = ['state', 'lamp', 'type', 'level', 'division'] as const

/** All work underway and done. */
export function CaseListPage() {
  const texts = useTexts(consoleCaseTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const may = useMay()
  const [keys, setKeys] = useState<string[]>([])
  const [shown, setShown] = useState<string[]>([])
  const columns = useColumns()
  const choices = columns.map((one) => ({ key: String(one.key), title: String(one.title) }))
  const read = useRead(listCases, { query: toQuery(query) }, { keepPrevious: true })
  const fresh = useLiveRows<Case>('cases', listCases, (body) => {
    const news = toCaseNews(body)
    return news && { row: news.case, isNew: news.act === 'opened' && query.page === 1 }
  })
  return (
    <Page title={texts.list} acts={<RegisterCaseButton />}>
      <CaseCounts />
      <CaseViews query={query} all={choices} columns={shown} onColumns={setShown} />
      <FilterBar query={query} filters={useFilters()} division placeholder={texts.search} searchBox={box} />
      <CaseBatch ids={keys} rows={read.data?.items ?? []} onDone={setKeys} />
      <ListTable
        label={texts.list}
        read={read}
        query={query}
        columns={columns.filter(({ key }) => shown.length === 0 || shown.includes(String(key)))}
        rowKey={(each) => each.id}
        to={(each) => `/console/cases/${each.id}`}
        searchBox={box}
        fresh={fresh}
        ticked={may('cases.dispatch') ? { keys, set: setKeys } : undefined}
        empty={{
          title: texts.empty,
          why: texts.emptyWhy,
          act: <Link to="/console/events">{texts.seeEvents}</Link>,
        }}
      />
    </Page>
  )
}

function toQuery(query: ListState) {
  const { type, state, lamp, level, division } = query.filters
  return {
    limit: query.limit,
    offset: query.offset,
    search: query.search || undefined,
    type,
    state: state as Case['state'] | undefined,
    lamp: lamp as Case['lamp'] | undefined,
    level: level as NonNullable<Case['level']> | undefined,
    division,
  }
}

function useFilters(): Filter[] {
  const { columns } = useTexts(consoleCaseTexts)
  const words = useTexts(caseWords)
  const ui = useTexts(uiTexts)
  const pick = usePick()
  const types = useRead(listCaseTypes, {}, { staleMs: 600_000 })
  const named = (texts: Record<string, string>) =>
    Object.entries(texts).map(([value, label]) => ({ value, label }))
  return [
    { name: 'state', label: columns.state, width: 112, options: named(words.states) },
    { name: 'lamp', label: columns.lamp, width: 112, options: named(words.lamps) },
    {
      name: 'type',
      label: columns.type,
      width: 152,
      options: (types.data ?? []).map((type) => ({ value: type.id, label: pick(type.title) })),
    },
    {
      name: 'level',
      label: columns.level,
      width: 104,
      options: [...levels].reverse().map((value) => ({ value, label: ui.level[value] })),
    },
  ]
}

function useColumns(): TableColumnsType<Case> {
  const { columns } = useTexts(consoleCaseTexts)
  const pick = usePick()
  return [
    {
      title: columns.lamp,
      key: 'lamp',
      width: 140,
      render: (_, each) => <CaseClock lamp={each.lamp} dueTime={each.dueTime} ended={clockEnd(each)} />,
    },
    {
      title: columns.title,
      key: 'title',
      render: (_, each) => (
        <>
          <RowLink to={`/console/cases/${each.id}`}>{each.title}</RowLink>
          <small>
            <span className="code">{each.reference}</span> · {pick(each.typeTitle)}
          </small>
        </>
      ),
    },
    { title: columns.state, key: 'state', render: (_, each) => <CaseStateTag state={each.state} /> },
    { title: columns.stage, key: 'stage', render: (_, each) => pick(each.stageTitle) },
    { title: columns.level, key: 'level', width: 88, render: (_, each) => <LevelTag level={each.level} /> },
    {
      title: columns.unit,
      key: 'unit',
      ellipsis: true,
      width: 190,
      render: (_, each) => each.organisationName ?? '—',
    },
    {
      title: columns.place,
      key: 'place',
      ellipsis: true,
      width: 150,
      render: (_, each) => each.divisionName ?? '—',
    },
    { title: columns.opened, key: 'opened', render: (_, each) => formatTime(each.openedTime) },
    { title: columns.due, key: 'due', render: (_, each) => formatTime(each.dueTime) },
  ]
}
