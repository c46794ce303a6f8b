import { type DataUse, getUseReceipt, listDataUses } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { App, Button } from 'antd'
import { useRef } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

const names = ['way', 'tab'] as const

/** Who used which data for what; each use has a signed receipt. */
export function UseList({ datasetId }: { datasetId?: string }) {
  const all = useTexts(sharingTexts)
  const texts = all.gateway
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const { modal } = App.useApp()
  const filter = {
    limit: query.limit,
    offset: query.offset,
    way: query.filters.way,
    ...(datasetId ? { datasetId } : {}),
  }
  const read = useRead(listDataUses, { query: filter }, { keepPrevious: true, everyMs: 15_000 })
  const showReceipt = async (use: DataUse) => {
    const receipt = await client.call(getUseReceipt, { params: { id: use.id } })
    modal.info({
      title: texts.receipt,
      width: 720,
      content: (
        <>
          <p>{texts.receiptWhy}</p>
          <pre className="code" style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>
            {JSON.stringify(receipt, null, 2)}
          </pre>
        </>
      ),
    })
  }
  return (
    <>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={[{ name: 'way', label: texts.way, options: toChoices(texts.ways) }]}
      />
      <ListTable<DataUse>
        label={texts.tabs.uses}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: all.entry.noUses, why: texts.why }}
        columns={[
          { title: all.time, render: (_, each) => formatTime(each.time) },
          { title: texts.way, render: (_, each) => texts.ways[each.way] },
          { title: all.dataset, render: (_, each) => each.datasetName ?? each.abilityTitle ?? all.none },
          { title: all.unit, render: (_, each) => each.organisationName ?? all.none },
          { title: texts.caller, dataIndex: 'caller' },
          { title: all.purpose, dataIndex: 'purpose' },
          {
            title: all.requests.fields,
            render: (_, each) => each.fields.map((name) => each.fieldTitles[name] ?? name).join('、'),
          },
          { title: texts.rows, align: 'right', render: (_, each) => formatNumber(each.rows) },
          {
            title: texts.status,
            render: (_, each) => (
              <StateTag tone={each.status >= 400 ? 'bad' : undefined}>{each.status}</StateTag>
            ),
          },
          { title: texts.millis, align: 'right', render: (_, each) => formatNumber(each.millis, 1) },
          { title: texts.trace, render: (_, each) => <span className="code">{each.traceId}</span> },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) => (
              <Button size="small" onClick={() => void showReceipt(each)}>
                {texts.receipt}
              </Button>
            ),
          },
        ]}
      />
    </>
  )
}
