import { listProjects, listProjectTypes, type ProjectRow } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'

const filters = ['state', 'type'] as const

/** 工程项目: projects of one’s place with their stage and the days government used. */
export function ProjectListPage() {
  const texts = useTexts(projectTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const { state, type } = query.filters
  const types = useRead(listProjectTypes, {}, { staleMs: 300_000 })
  const read = useRead(
    listProjects,
    {
      query: {
        ...{ limit, offset, search: search || undefined },
        ...(state ? { state: state as ProjectRow['state'] } : {}),
        ...(type ? { type } : {}),
      },
    },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.title}>
      <FilterBar
        query={query}
        filters={[
          {
            ...{ name: 'state', label: texts.state },
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
          {
            ...{ name: 'type', label: texts.type, width: 220 },
            options: (types.data?.items ?? []).map((one) => ({ value: one.id, label: one.title })),
          },
        ]}
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable<ProjectRow>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(row) => row.id}
        to={(row) => `/console/projects/${row.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.code,
            render: (_, row) => <RowLink to={`/console/projects/${row.id}`}>{row.code}</RowLink>,
          },
          { title: texts.name, dataIndex: 'name' },
          { title: texts.builder, dataIndex: 'builder' },
          { title: texts.type, dataIndex: 'typeTitle' },
          { title: texts.stage, render: (_, row) => row.stage ?? texts.states[row.state] },
          {
            title: texts.used,
            render: (_, row) => (
              <StateTag tone={row.card === 'red' ? 'bad' : row.card === 'yellow' ? 'loud' : undefined}>
                {texts.usedOf(row.usedDays, row.limitDays)}
              </StateTag>
            ),
          },
          { title: texts.updated, render: (_, row) => formatTime(row.updatedTime) },
        ]}
      />
    </Page>
  )
}
