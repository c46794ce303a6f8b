import {
  type DataReview,
  decideDataReview,
  handOverDataset,
  listDataReviews,
  reportReorganisation,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

const names = ['kind', 'state'] as const
type Act = { review: DataReview; agree: boolean }

/** 目录审核: what waits to be published, changed, given a source, or brought up to date (PLT-052). */
export function ReviewsPage() {
  const all = useTexts(sharingTexts)
  const texts = all.reviews
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const [isReorganising, setReorganising] = useState(false)
  const filter = { limit: query.limit, offset: query.offset, ...(query.filters as object) }
  const read = useRead(listDataReviews, { query: filter }, { keepPrevious: true })
  return (
    <Page title={texts.title}>
      <FilterBar
        noSearch
        query={query}
        searchBox={box}
        filters={[
          { name: 'kind', label: texts.kind, options: toChoices(texts.kinds) },
          { name: 'state', label: all.state, options: toChoices(texts.states) },
        ]}
      >
        {may('data.appraise') ? (
          <Button onClick={() => setReorganising(true)}>{texts.reorganise}</Button>
        ) : null}
      </FilterBar>
      <ListTable<DataReview>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.why }}
        columns={[
          {
            title: texts.kind,
            render: (_, each) => `${texts.kinds[each.kind]}${each.item ? `：${each.item}` : ''}`,
          },
          {
            title: all.dataset,
            render: (_, each) => (
              <RowLink to={`/console/datasets/${each.datasetId}`}>{each.datasetName}</RowLink>
            ),
          },
          { title: all.unit, dataIndex: 'organisationName' },
          { title: texts.submitter, render: (_, each) => each.userName ?? all.none },
          { title: texts.step, render: (_, each) => texts.steps[each.step] },
          { title: all.time, render: (_, each) => formatTime(each.createdTime) },
          {
            title: all.state,
            render: (_, each) => (
              <StateTag tone={each.state === 'open' ? 'loud' : 'over'}>{texts.states[each.state]}</StateTag>
            ),
          },
          { title: all.note, render: (_, each) => each.note ?? each.reason },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) => (each.state === 'open' ? <Acts review={each} onAct={setAct} /> : null),
          },
        ]}
      />
      {act ? <Decide {...act} onClose={() => setAct(null)} /> : null}
      {isReorganising ? <Reorganise onClose={() => setReorganising(false)} /> : null}
    </Page>
  )
}

function Acts({ review, onAct }: { review: DataReview; onAct: (act: Act) => void }) {
  const all = useTexts(sharingTexts)
  const may = useMay()
  if (review.step === 'bureau' && !may('data.review')) return null
  return (
    <Space>
      <Button size="small" type="primary" onClick={() => onAct({ review, agree: true })}>
        {review.kind === 'source'
          ? all.reviews.decideSource
          : review.kind === 'update'
            ? all.reviews.handOver
            : all.agree}
      </Button>
      {review.kind === 'source' ? null : (
        <Button size="small" onClick={() => onAct({ review, agree: false })}>
          {all.refuse}
        </Button>
      )}
    </Space>
  )
}

function Decide({ review, agree, onClose }: Act & { onClose: () => void }) {
  const all = useTexts(sharingTexts)
  const texts = all.reviews
  const params = { id: review.id }
  const isHandOver = agree && review.kind === 'update'
  return (
    <FormDialog<{ note?: string; source?: string; to?: string }>
      title={
        agree
          ? review.kind === 'source'
            ? texts.decideSource
            : isHandOver
              ? texts.handOver
              : all.agree
          : all.refuse
      }
      why={`${review.datasetName} ${review.reason}`}
      danger={!agree}
      fields={[
        ...(agree && review.kind === 'source'
          ? [
              {
                ...{ name: 'source', label: texts.source, kind: 'choice' as const, required: true },
                options: review.claimants.map((one) => ({ value: one.organisationId, label: one.name })),
              },
            ]
          : []),
        ...(isHandOver
          ? [
              {
                ...{ name: 'to', label: texts.handOverTo, kind: 'custom' as const, required: true },
                control: <OrganisationSelect />,
              },
            ]
          : []),
        { name: 'note', label: all.note, kind: 'area', required: !agree },
      ]}
      act={async ({ note, source, to }) => {
        if (isHandOver && to)
          await client.call(handOverDataset, {
            params: { id: review.datasetId },
            body: { organisationId: to },
          })
        else
          await client.call(decideDataReview, { params, body: { agree, note, sourceOrganisationId: source } })
        refresh(listDataReviews)
      }}
      onClose={onClose}
    />
  )
}

function Reorganise({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sharingTexts).reviews
  return (
    <FormDialog<{ fromOrganisationId: string; toOrganisationId: string; documentNumber: string }>
      title={texts.reorganise}
      fields={[
        {
          name: 'fromOrganisationId',
          label: texts.from,
          kind: 'custom',
          required: true,
          control: <OrganisationSelect />,
        },
        {
          name: 'toOrganisationId',
          label: texts.to,
          kind: 'custom',
          required: true,
          control: <OrganisationSelect />,
        },
        { name: 'documentNumber', label: texts.documentNumber, kind: 'text', required: true },
      ]}
      act={async (body) => {
        await client.call(reportReorganisation, { body })
        refresh(listDataReviews)
      }}
      onClose={onClose}
    />
  )
}
