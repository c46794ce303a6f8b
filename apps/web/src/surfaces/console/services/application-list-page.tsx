import { type ApplicationRow, listServiceApplications } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { deskTexts } from './services.texts.ts'

const filters = ['state'] as const

/** 办件管理: applications of one’s windows, office, or of all for supervision. */
export function ServiceApplicationListPage() {
  const texts = useTexts(deskTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const state = query.filters.state as ApplicationRow['state'] | undefined
  const read = useRead(
    listServiceApplications,
    { query: { limit, offset, search: search || undefined, ...(state ? { state } : {}) } },
    { keepPrevious: true, everyMs: 20_000 },
  )
  const options = Object.entries(texts.states)
    .filter(([value]) => value !== 'draft')
    .map(([value, label]) => ({ value, label }))
  return (
    <Page title={texts.applications}>
      <FilterBar
        query={query}
        filters={[{ name: 'state', label: texts.state, options }]}
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable<ApplicationRow>
        label={texts.applications}
        read={read}
        query={query}
        rowKey={(row) => row.id}
        to={(row) => `/console/service-applications/${row.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.columns.number,
            render: (_, row) => (
              <RowLink to={`/console/service-applications/${row.id}`}>{row.number ?? '—'}</RowLink>
            ),
          },
          { title: texts.columns.item, dataIndex: 'itemTitle' },
          { title: texts.columns.applicant, dataIndex: 'subjectName' },
          { title: texts.columns.office, dataIndex: 'organisationName' },
          {
            title: texts.state,
            render: (_, row) => <ApplicationStateTag state={row.state} card={row.card} />,
          },
          { title: texts.columns.due, render: (_, row) => row.dueDay ?? '—' },
          { title: texts.columns.updated, render: (_, row) => formatTime(row.updatedTime) },
        ]}
      />
    </Page>
  )
}

export function ApplicationStateTag({ state, card }: Pick<ApplicationRow, 'state' | 'card'>) {
  const texts = useTexts(deskTexts)
  const isOver = ['delivered', 'refused', 'withdrawn', 'not-accepted'].includes(state)
  return (
    <StateTag tone={card === 'red' ? 'bad' : isOver ? 'over' : card === 'yellow' ? 'loud' : undefined}>
      {texts.states[state]}
    </StateTag>
  )
}
