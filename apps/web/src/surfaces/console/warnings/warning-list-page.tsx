import { getWarningScore, listWarnings, type Warning } from '@civitas/sdk'
import { formatNumber, formatTime, LevelTag, levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Button, type TableColumnsType } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { type Filter, FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { useLiveRows } from '../list/use-live-rows.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ImportCapDialog } from './import-cap-dialog.tsx'
import { WarningDraftDialog } from './warning-draft-dialog.tsx'
import { toWarningNews, WarningStateTag } from './warning-words.tsx'
import styles from './warnings.module.css'
import { warningsTexts } from './warnings.texts.ts'

const names = ['state', 'level', 'division'] as const

/** 预警: drafts to be judged, warnings in force and what became of the others. */
export function WarningListPage() {
  const texts = useTexts(warningsTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<'draft' | 'cap' | null>(null)
  const { state, level, division } = query.filters
  const read = useRead(
    listWarnings,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined, division },
        state: state as Warning['state'] | undefined,
        level: level as Warning['level'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  const fresh = useLiveRows<Warning>('events', listWarnings, (body) => {
    const news = toWarningNews(body)
    return news && { row: news.warning, isNew: news.act === 'drafted' && query.page === 1 }
  })
  return (
    <Page title={texts.list} acts={<a href="/api/events/cap">{texts.feed}</a>}>
      <Score />
      <FilterBar query={query} filters={useFilters()} division placeholder={texts.search} searchBox={box}>
        {may('events.warn') ? (
          <>
            <Button onClick={() => setOpen('cap')}>{texts.importCap}</Button>
            <Button type="primary" onClick={() => setOpen('draft')}>
              {texts.draft}
            </Button>
          </>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.list}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        to={(one) => `/console/warnings/${one.id}`}
        searchBox={box}
        fresh={fresh}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {open === 'draft' ? <WarningDraftDialog onClose={() => setOpen(null)} /> : null}
      {open === 'cap' ? <ImportCapDialog onClose={() => setOpen(null)} /> : null}
    </Page>
  )
}

const days = 30

function Score() {
  const { score: texts } = useTexts(warningsTexts)
  const from = useMemo(() => new Date(Date.now() - days * 86_400_000).toISOString(), [])
  const { data } = useRead(getWarningScore, { query: { from } })
  if (!data) return null
  const numbers: [string, string][] = [
    [texts.issued, formatNumber(data.issued)],
    [texts.evaluated, formatNumber(data.evaluated)],
    [texts.precision, data.precision === null ? '—' : `${formatNumber(data.precision * 100, 1)}%`],
    [texts.lead, data.meanLeadMinutes === null ? '—' : texts.minutes(formatNumber(data.meanLeadMinutes))],
  ]
  return (
    <div className={styles.score}>
      <span className={styles.scoreTitle}>{texts.title}</span>
      <dl className={styles.score} aria-label={texts.title}>
        {numbers.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function useFilters(): Filter[] {
  const texts = useTexts(warningsTexts)
  const ui = useTexts(uiTexts)
  return [
    {
      name: 'level',
      label: texts.columns.level,
      width: 104,
      options: [...levels].reverse().map((value) => ({ value, label: ui.level[value] })),
    },
    {
      name: 'state',
      label: texts.columns.state,
      width: 128,
      options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
    },
  ]
}

function useColumns(): TableColumnsType<Warning> {
  const texts = useTexts(warningsTexts)
  const { columns } = texts
  return [
    { title: columns.level, key: 'level', width: 96, render: (_, one) => <LevelTag level={one.level} /> },
    {
      title: columns.title,
      key: 'title',
      render: (_, one) => (
        <>
          <RowLink to={`/console/warnings/${one.id}`}>{one.headline}</RowLink>
          <small>
            <span className="code">{one.reference}</span> · {one.eventName}
            {one.draftedBy || one.imported ? '' : ` · ${texts.byRule}`}
          </small>
        </>
      ),
    },
    { title: columns.state, key: 'state', render: (_, one) => <WarningStateTag warning={one} /> },
    {
      title: columns.area,
      key: 'area',
      render: (_, one) => <span className={styles.area}>{one.areaText}</span>,
    },
    {
      title: columns.channels,
      key: 'channels',
      render: (_, one) => one.channels.map((each) => texts.channels[each]).join('、'),
    },
    { title: columns.issued, key: 'issued', render: (_, one) => formatTime(one.issuedTime) },
    { title: columns.expires, key: 'expires', render: (_, one) => formatTime(one.expiresTime) },
  ]
}
