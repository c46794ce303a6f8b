import {
  answerDataDemand,
  assignDataDemand,
  createDataDemand,
  type DataDemand,
  listDataDemands,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

const names = ['tab'] as const
type Act = { is: 'create' } | { is: 'answer' | 'assign'; demand: DataDemand }

/** Data the catalogue lacks: who asks, who is likely to have it, and what they answer. */
export function DemandList() {
  const all = useTexts(sharingTexts)
  const texts = all.requests
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const page = { limit: query.limit, offset: query.offset }
  const read = useRead(listDataDemands, { query: page }, { keepPrevious: true })
  return (
    <>
      <FilterBar noSearch query={query} searchBox={box}>
        {may('data.apply') ? (
          <Button type="primary" onClick={() => setAct({ is: 'create' })}>
            {texts.demand}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<DataDemand>
        label={texts.tabs.demands}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noDemands, why: texts.why }}
        columns={[
          { title: texts.demandTitle, dataIndex: 'title' },
          { title: texts.applicant, dataIndex: 'organisationName' },
          { title: texts.owner, render: (_, each) => each.ownerName ?? all.none },
          { title: all.time, render: (_, each) => formatTime(each.createdTime) },
          {
            title: texts.answer,
            render: (_, each) =>
              each.answer ? (
                <StateTag>
                  {texts.answers[each.answer]} {each.answerDay ?? ''}
                </StateTag>
              ) : (
                <StateTag tone={each.isOverdue ? 'bad' : 'loud'}>
                  {each.isOverdue ? texts.overdue : texts.waiting}
                </StateTag>
              ),
          },
          { title: all.note, render: (_, each) => each.note ?? all.none },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, demand) =>
              demand.answer === 'can' || demand.answer === 'cannot' ? null : (
                <Space>
                  {may('data.own') ? (
                    <Button size="small" onClick={() => setAct({ is: 'answer', demand })}>
                      {texts.answer}
                    </Button>
                  ) : null}
                  {may('data.review') ? (
                    <Button size="small" onClick={() => setAct({ is: 'assign', demand })}>
                      {texts.assign}
                    </Button>
                  ) : null}
                </Space>
              ),
          },
        ]}
      />
      {act ? <DemandDialog act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

function DemandDialog({ act, onClose }: { act: Act; onClose: () => void }) {
  const all = useTexts(sharingTexts)
  const texts = all.requests
  const owner = {
    name: 'ownerId',
    label: texts.owner,
    kind: 'custom' as const,
    control: <OrganisationSelect />,
  }
  if (act.is === 'create')
    return (
      <FormDialog<{ title: string; description?: string; ownerId?: string }>
        title={texts.demand}
        fields={[
          { name: 'title', label: texts.demandTitle, kind: 'text', required: true },
          { name: 'description', label: all.note, kind: 'area' },
          owner,
        ]}
        act={async ({ description = '', ...body }) => {
          await client.call(createDataDemand, { body: { description, ...body } })
          refresh(listDataDemands)
        }}
        onClose={onClose}
      />
    )
  const params = { id: act.demand.id }
  if (act.is === 'assign')
    return (
      <FormDialog<{ ownerId: string }>
        title={texts.assign}
        why={act.demand.title}
        fields={[{ ...owner, required: true }]}
        act={async (body) => {
          await client.call(assignDataDemand, { params, body })
          refresh(listDataDemands)
        }}
        onClose={onClose}
      />
    )
  return (
    <FormDialog<{ answer: 'can' | 'cannot' | 'later'; day?: Dayjs; note?: string }>
      title={texts.answer}
      why={act.demand.title}
      fields={[
        {
          name: 'answer',
          label: texts.answer,
          kind: 'choice',
          options: toChoices(texts.answers),
          required: true,
        },
        { name: 'day', label: texts.day, kind: 'day' },
        { name: 'note', label: all.note, kind: 'area' },
      ]}
      act={async ({ answer, day, note }) => {
        const body = { answer, ...(day ? { day: toDay(day) } : {}), ...(note ? { note } : {}) }
        await client.call(answerDataDemand, { params, body })
        refresh(listDataDemands)
      }}
      onClose={onClose}
    />
  )
}
