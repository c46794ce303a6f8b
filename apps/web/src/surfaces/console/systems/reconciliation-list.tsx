import { listSystemReconciliations, type SystemReconciliation } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { systemTexts } from './systems.texts.ts'

const none = [] as const

/** Counts here and above, with each difference and its field. */
export function ReconciliationList() {
  const texts = useTexts(systemTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const { limit, offset } = query
  const read = useRead(listSystemReconciliations, { query: { limit, offset } }, { keepPrevious: true })
  return (
    <ListTable<SystemReconciliation>
      label={texts.tabs.reconciliations}
      read={read}
      query={query}
      rowKey={(each) => each.id}
      searchBox={box}
      empty={{ title: texts.noReconciliations, why: texts.noReconciliationsWhy }}
      columns={[
        { title: texts.time, render: (_, each) => formatTime(each.time) },
        { title: texts.system, dataIndex: 'systemName' },
        { title: texts.kind, render: (_, each) => texts.reportKinds[each.kind] },
        { title: texts.day, dataIndex: 'day' },
        { title: texts.local, dataIndex: 'local', align: 'right' },
        { title: texts.accepted, dataIndex: 'accepted', align: 'right' },
        {
          title: texts.differences,
          render: (_, each) =>
            each.digestsAgree ? (
              <StateTag>{texts.agree}</StateTag>
            ) : (
              <StateTag tone="bad">{each.differences.length}</StateTag>
            ),
        },
        {
          title: texts.faults,
          render: (_, each) =>
            each.differences
              .slice(0, 3)
              .map((one) => `${one.reference} ${one.fields.join('、')} ${one.reason}`)
              .join('；') || '—',
        },
      ]}
    />
  )
}
