import { type ApplicationTask, listServiceTasks } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { JointVisits } from './joint-visits.tsx'
import { deskTexts } from './services.texts.ts'
import { TaskActs } from './task-acts.tsx'

const none = [] as const

/** 审批任务 of one’s office, the most urgent first, and the joint visits it takes part in. */
export function ServiceTaskListPage() {
  const texts = useTexts(deskTexts)
  const projects = useTexts(projectTexts)
  return (
    <TabsPage
      title={texts.tasks}
      tabs={[
        { key: 'tasks', label: texts.tasks, children: <TaskTable /> },
        { key: 'visits', label: projects.visits, children: <JointVisits /> },
      ]}
    />
  )
}

function TaskTable() {
  const texts = useTexts(deskTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listServiceTasks,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true, everyMs: 20_000 },
  )
  return (
    <>
      <FilterBar query={query} placeholder={texts.search} searchBox={box} />
      <ListTable<ApplicationTask>
        label={texts.tasks}
        read={read}
        query={query}
        rowKey={(row) => row.id}
        to={(row) => `/console/service-applications/${row.applicationId}`}
        searchBox={box}
        empty={{ title: texts.noTasks, why: texts.noTasksWhy }}
        columns={[
          {
            title: texts.columns.number,
            render: (_, row) => (
              <RowLink to={`/console/service-applications/${row.applicationId}`}>{row.number}</RowLink>
            ),
          },
          { title: texts.columns.item, dataIndex: 'itemTitle' },
          { title: texts.columns.applicant, dataIndex: 'subjectName' },
          { title: texts.columns.title, dataIndex: 'title' },
          {
            title: texts.columns.due,
            render: (_, row) => (row.dueTime ? formatTime(row.dueTime) : '—'),
          },
          { title: texts.columns.opinion, render: (_, row) => row.opinion ?? <TaskActs task={row} /> },
        ]}
      />
    </>
  )
}
