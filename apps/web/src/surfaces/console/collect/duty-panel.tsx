import { type DutyViolation, listDutyViolations } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { collectTexts } from './collect.texts.ts'

/** Deliveries that were not there when they were due. */
export function DutyPanel() {
  const texts = useTexts(collectTexts)
  const query = useListQuery(['tab'])
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset } = query
  const read = useRead(listDutyViolations, { query: { limit, offset } }, { keepPrevious: true })
  return (
    <ListTable<DutyViolation>
      label={texts.tabs.duties}
      read={read}
      query={query}
      rowKey={(one) => one.id}
      to={() => '/console/collect?tab=sources'}
      searchBox={box}
      empty={{ title: texts.noViolations, why: texts.noViolationsWhy }}
      columns={[
        { title: texts.source, dataIndex: 'sourceName' },
        { title: texts.unit, dataIndex: 'organisationName' },
        { title: texts.due, render: (_, one) => formatTime(one.dueTime) },
        { title: texts.reason, dataIndex: 'reason' },
      ]}
    />
  )
}
