import { closeRating, listServiceRatings, replyToRating, type ServiceRating } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { deskTexts } from './services.texts.ts'

const none = [] as const

/** 好差评: ratings of one’s office; bad ones are put right and answered, and closed by supervision. */
export function ServiceRatingPage() {
  const texts = useTexts(deskTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<ServiceRating | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listServiceRatings,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  const closes = may('services.supervise')
  const title = closes ? texts.close : texts.reply
  return (
    <Page title={texts.ratings}>
      <FilterBar query={query} placeholder={texts.columns.item} searchBox={box} />
      <ListTable<ServiceRating>
        label={texts.ratings}
        read={read}
        query={query}
        rowKey={(row) => row.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          { title: texts.columns.item, dataIndex: 'itemTitle' },
          { title: texts.columns.office, dataIndex: 'organisationName' },
          {
            title: texts.columns.grade,
            render: (_, row) => (
              <StateTag tone={(row.grade ?? 5) <= 2 ? 'bad' : undefined}>
                {texts.grades[row.grade ?? 0]}
              </StateTag>
            ),
          },
          { title: texts.columns.says, render: (_, row) => row.text ?? '—' },
          { title: texts.columns.time, render: (_, row) => (row.time ? formatTime(row.time) : '—') },
          {
            title: texts.state,
            render: (_, { rectification: one }) =>
              one ? (
                <>
                  {texts.rectification[one.state]}{' '}
                  {one.isOverdue ? <StateTag tone="bad">{texts.rectifyLate}</StateTag> : null}
                </>
              ) : (
                '—'
              ),
          },
          {
            title: '',
            render: (_, row) =>
              row.rectification?.state === (closes ? 'replied' : 'open') ? (
                <Button size="small" onClick={() => setAct(row)}>
                  {title}
                </Button>
              ) : null,
          },
        ]}
      />
      {act ? (
        <ActDialog
          title={title}
          comment="required"
          act={async (words) => {
            const params = { id: act.id }
            if (closes) await client.call(closeRating, { params, body: { note: words } })
            else await client.call(replyToRating, { params, body: { verdict: 'true', reply: words } })
            refresh(listServiceRatings)
          }}
          onClose={() => setAct(null)}
        />
      ) : null}
    </Page>
  )
}
