import { listThemes, type Theme } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ThemeForm } from './theme-form.tsx'
import { themeTexts } from './themes.texts.ts'

const none = [] as const

/** 主题数据库: databases made of several departments’ data about one subject (PLT-051). */
export function ThemeListPage() {
  const texts = useTexts(themeTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listThemes,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={
        may('data.process') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.make}
          </Button>
        ) : null
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<Theme>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/themes/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.columns.name,
            render: (_, each) => <RowLink to={`/console/themes/${each.id}`}>{each.name}</RowLink>,
          },
          { title: texts.columns.subject, dataIndex: 'subject' },
          { title: texts.columns.key, render: (_, each) => texts.keys[each.key] },
          { title: texts.columns.owner, dataIndex: 'organisationName' },
          {
            title: texts.columns.rows,
            align: 'right',
            render: (_, each) => (each.rows === null ? '—' : formatNumber(each.rows)),
          },
          {
            title: texts.columns.built,
            render: (_, each) => (each.builtTime ? formatTime(each.builtTime) : '—'),
          },
          {
            title: texts.columns.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'retired' ? 'over' : undefined}>
                {texts.states[each.state]}
              </StateTag>
            ),
          },
        ]}
      />
      {isMaking ? <ThemeForm onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}
