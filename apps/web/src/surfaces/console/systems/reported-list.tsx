import { listReported, type OperationOutput } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { papersTexts } from '../papers/papers.texts.ts'
import { deskTexts } from '../services/services.texts.ts'
import { toChoices } from '../sharing/tabs-page.tsx'
import { systemTexts } from './systems.texts.ts'

type Reported = OperationOutput<typeof listReported>['items'][number]
const filters = ['kind'] as const

/** 下级上报: what platforms below have reported, the newest first (SOC-015). */
export function ReportedList() {
  const texts = useTexts(systemTexts)
  const { states, grades } = useTexts(deskTexts)
  const licences = useTexts(papersTexts).licences.states
  const outcome = (one: Reported) => {
    if (one.grade !== null) return grades[one.grade] ?? String(one.grade)
    const words: Record<string, string> = one.kind === 'licence' ? licences : states
    return one.state === null ? '—' : (words[one.state] ?? one.state)
  }
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listReported,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.searchReported}
        filters={[{ name: 'kind', label: texts.kind, options: toChoices(texts.reportKinds) }]}
      />
      <ListTable<Reported>
        label={texts.tabs.reported}
        read={read}
        query={query}
        rowKey={(one) => `${one.systemName} ${one.kind} ${one.objectId}`}
        searchBox={box}
        empty={{ title: texts.noReported, why: texts.noReportedWhy }}
        columns={[
          { title: texts.time, render: (_, one) => formatTime(one.time) },
          { title: texts.system, dataIndex: 'systemName' },
          { title: texts.kind, render: (_, one) => texts.reportKinds[one.kind] },
          { title: texts.day, dataIndex: 'day' },
          { title: texts.reference, render: (_, one) => one.number ?? one.objectId },
          { title: texts.reportedItem, render: (_, one) => one.itemTitle ?? one.itemCode ?? '—' },
          { title: texts.outcome, render: (_, one) => outcome(one) },
        ]}
      />
    </>
  )
}
