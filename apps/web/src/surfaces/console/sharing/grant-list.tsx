import {
  type DataGrant,
  listDataApplications,
  listDataGrants,
  renewDataGrant,
  withdrawDataGrant,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useContext, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { MeContext } from '../parts/permissions.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

const names = ['side', 'tab'] as const

/** What was granted: which items how shown, for what, until when. */
export function GrantList() {
  const all = useTexts(sharingTexts)
  const texts = all.requests
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const me = useContext(MeContext)
  const [act, setAct] = useState<{ grant: DataGrant; is: 'renew' | 'withdraw' } | null>(null)
  const filter = { limit: query.limit, offset: query.offset, side: query.filters.side }
  const read = useRead(listDataGrants, { query: filter as object }, { keepPrevious: true })
  return (
    <>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={[{ name: 'side', label: texts.side, options: toChoices(texts.sides) }]}
      />
      <ListTable<DataGrant>
        label={texts.tabs.grants}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noGrants, why: texts.why }}
        columns={[
          { title: texts.number, render: (_, each) => <span className="code">{each.number}</span> },
          {
            title: all.dataset,
            render: (_, each) => (
              <RowLink to={`/console/datasets/${each.datasetId}`}>{each.datasetName}</RowLink>
            ),
          },
          { title: texts.applicant, dataIndex: 'organisationName' },
          {
            title: texts.fields,
            render: (_, each) =>
              each.fields
                .map((one) => `${one.title}${one.shown === 'none' ? '' : `（${texts.masked}）`}`)
                .join('、'),
          },
          { title: all.purpose, dataIndex: 'purpose' },
          {
            title: texts.delivery,
            render: (_, each) =>
              `${texts.deliveries[each.delivery]}${each.byConsent ? ` · ${all.entry.byConsent}` : ''}`,
          },
          { title: texts.until, dataIndex: 'to' },
          {
            title: texts.lastUsed,
            render: (_, each) => (each.lastUsedTime ? formatTime(each.lastUsedTime) : texts.never),
          },
          {
            title: all.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'active' ? undefined : 'over'}>
                {texts.grantStates[each.state]}
              </StateTag>
            ),
          },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) =>
              each.state === 'withdrawn' ? null : (
                <Space>
                  {each.organisationId === me?.user.organisationId ? (
                    <Button size="small" onClick={() => setAct({ grant: each, is: 'renew' })}>
                      {texts.renew}
                    </Button>
                  ) : null}
                  <Button size="small" danger onClick={() => setAct({ grant: each, is: 'withdraw' })}>
                    {texts.takeBack}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      {act?.is === 'withdraw' ? (
        <FormDialog<{ reason: string }>
          title={texts.takeBack}
          danger
          why={act.grant.number}
          fields={[{ name: 'reason', label: all.reason, kind: 'area', required: true }]}
          act={async (body) => {
            await client.call(withdrawDataGrant, { params: { id: act.grant.id }, body })
            refresh(listDataGrants)
          }}
          onClose={() => setAct(null)}
        />
      ) : null}
      {act?.is === 'renew' ? (
        <FormDialog<{ to: Dayjs }>
          title={texts.renew}
          why={act.grant.number}
          fields={[{ name: 'to', label: texts.until, kind: 'day', required: true }]}
          act={async ({ to }) => {
            await client.call(renewDataGrant, { params: { id: act.grant.id }, body: { to: toDay(to) } })
            refresh(listDataGrants, listDataApplications)
          }}
          onClose={() => setAct(null)}
        />
      ) : null}
    </>
  )
}
