import { listDecisionMemos, type OperationOutput } from '@civitas/sdk'
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
import { decisionsTexts } from './decisions.texts.ts'
import { MemoForm } from './memo-form.tsx'
import { NeedMatch } from './need-match.tsx'

type Row = OperationOutput<typeof listDecisionMemos>['items'][number]
const none = [] as const

/** Options compared before a decision, and what became of it (PLT-095, GOV-005). */
export function DecisionListPage() {
  const texts = useTexts(decisionsTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listDecisionMemos,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.decisions}
      acts={
        may('indicators.manage') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.compare}
          </Button>
        ) : null
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.searchDecisions} searchBox={box} />
      <ListTable<Row>
        label={texts.decisions}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/decisions/${each.id}`}
        searchBox={box}
        empty={{ title: texts.noDecisions, why: texts.noDecisionsWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, each) => <RowLink to={`/console/decisions/${each.id}`}>{each.title}</RowLink>,
          },
          { title: texts.optionCount, align: 'right', render: (_, each) => formatNumber(each.options) },
          {
            title: texts.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'draft' ? 'loud' : 'over'}>{texts.states[each.state]}</StateTag>
            ),
          },
          { title: texts.adopted, render: (_, each) => each.adopted ?? '—' },
          { title: texts.writer, dataIndex: 'writtenName' },
          { title: texts.time, render: (_, each) => formatTime(each.writtenTime) },
        ]}
      />
      <div style={{ marginBlockStart: 16 }}>
        <NeedMatch />
      </div>
      {isMaking ? <MemoForm onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}
