import { listSeriesReleases, type SeriesRelease } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { seriesTexts } from './series.texts.ts'

const none = [] as const
const tones = { published: undefined, due: 'over', late: 'bad' } as const

/** 发布日历: which series is due on which day, and what is late. */
export function SeriesCalendarPage() {
  const texts = useTexts(seriesTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listSeriesReleases,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page backTo="/console/series" title={texts.calendar.title} under={texts.calendar.under}>
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<SeriesRelease>
        label={texts.calendar.title}
        read={read}
        query={query}
        rowKey={(each) => `${each.code} ${each.period}`}
        to={(each) => `/console/series/${each.code}`}
        searchBox={box}
        empty={{ title: texts.calendar.empty, why: texts.calendar.emptyWhy }}
        columns={[
          { title: texts.calendar.day, dataIndex: 'day' },
          {
            title: texts.columns.title,
            render: (_, each) => <RowLink to={`/console/series/${each.code}`}>{each.title}</RowLink>,
          },
          { title: texts.period, dataIndex: 'period' },
          { title: texts.columns.organisation, dataIndex: 'organisationName' },
          {
            title: texts.calendar.state,
            render: (_, each) => (
              <StateTag tone={tones[each.state]}>{texts.calendar.states[each.state]}</StateTag>
            ),
          },
        ]}
      />
    </Page>
  )
}
