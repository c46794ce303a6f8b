import { decideTrackRequest, listTrackRequests, type TrackRequest } from '@civitas/sdk'
import { formatDistance, formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, InputNumber, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { usePointTypes } from './moving-select.tsx'
import { RequestAnswer } from './request-answer.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

const names = ['state'] as const
const states = ['waiting', 'approved', 'refused', 'expired'] as const
const tones = { waiting: 'loud', approved: undefined, refused: 'bad', expired: 'over' } as const

interface Deciding {
  request: TrackRequest
  approve: boolean
}

/** Requests for where people were: one’s own, and those one may decide on. */
export function RequestList() {
  const texts = useTexts(tracksTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [deciding, setDeciding] = useState<Deciding | null>(null)
  const [opened, setOpened] = useState<TrackRequest | null>(null)
  const state = states.find((each) => each === query.filters.state)
  const read = useRead(
    listTrackRequests,
    { query: { state, search: query.search || undefined, limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <p className={styles.note}>{texts.requestsWhy}</p>
      <FilterBar
        query={query}
        searchBox={box}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: states.map((value) => ({ value, label: texts.requestStates[value] })),
          },
        ]}
      />
      <ListTable
        label={texts.tabs.requests}
        read={read}
        query={query}
        columns={useColumns(setDeciding, setOpened)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noRequests, why: texts.noRequestsWhy }}
      />
      {opened ? <RequestAnswer key={opened.id} request={opened} onClose={() => setOpened(null)} /> : null}
      {deciding ? <DecideDialog {...deciding} onClose={() => setDeciding(null)} /> : null}
    </>
  )
}

function useColumns(
  decide: (deciding: Deciding) => void,
  open: (request: TrackRequest) => void,
): TableColumnsType<TrackRequest> {
  const texts = useTexts(tracksTexts)
  return [
    { title: texts.time, key: 'time', render: (_, each) => formatTime(each.askedTime) },
    { title: texts.asker, key: 'asker', render: (_, each) => each.askerName },
    { title: texts.queryKind, key: 'question', render: (_, each) => <QuestionText request={each} /> },
    { title: texts.purpose, key: 'purpose', ellipsis: true, render: (_, each) => each.purpose },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => <StateTag tone={tones[each.state]}>{texts.requestStates[each.state]}</StateTag>,
    },
    {
      title: texts.decision,
      key: 'decision',
      render: (_, each) => (
        <>
          {each.deciderName ?? '—'}
          {each.reason ? <div className={styles.note}>{each.reason}</div> : null}
          {each.validUntil ? (
            <div className={styles.note}>{texts.until(formatTime(each.validUntil))}</div>
          ) : null}
        </>
      ),
    },
    { title: texts.reads, key: 'reads', align: 'right', render: (_, each) => formatNumber(each.reads) },
    {
      title: <span className="only-read">{texts.decision}</span>,
      key: 'acts',
      align: 'right',
      render: (_, each) => (
        <span className={styles.acts}>
          {each.mayDecide ? (
            <>
              <Button size="small" onClick={() => decide({ request: each, approve: true })}>
                {texts.approve}
              </Button>
              <Button size="small" danger onClick={() => decide({ request: each, approve: false })}>
                {texts.refuse}
              </Button>
            </>
          ) : null}
          {each.mine && each.state === 'approved' ? (
            <Button size="small" type="primary" onClick={() => open(each)}>
              {texts.readAnswer}
            </Button>
          ) : null}
        </span>
      ),
    },
  ]
}

/** What is asked, in a line or two. */
export function QuestionText({ request }: { request: TrackRequest }) {
  const texts = useTexts(tracksTexts)
  const types = usePointTypes()
  const { question, entityName } = request
  const where =
    question.kind === 'track'
      ? (entityName ?? '—')
      : `${question.lon.toFixed(5)},${question.lat.toFixed(5)} · ${formatDistance(question.radiusM)} · ${
          question.entityType ? (types.get(question.entityType) ?? question.entityType) : texts.anyType
        }`
  return (
    <>
      {texts.queryKinds[question.kind]} · {where}
      <div className={styles.note}>
        {formatTime(question.from)} — {formatTime(question.to)}
      </div>
    </>
  )
}

function DecideDialog({ request, approve, onClose }: Deciding & { onClose: () => void }) {
  const texts = useTexts(tracksTexts)
  const [validHours, setHours] = useState(24)
  return (
    <ActDialog
      title={approve ? texts.approve : texts.refuse}
      why={
        <>
          {texts.askedFor(request.askerName, request.purpose)}
          <br />
          <QuestionText request={request} />
        </>
      }
      danger={!approve}
      comment={approve ? 'optional' : 'required'}
      act={async (comment) => {
        const reason = comment ? { reason: comment } : {}
        const body = approve ? { approve, validHours, ...reason } : { approve, ...reason }
        await client.call(decideTrackRequest, { params: { id: request.id }, body })
        refresh(listTrackRequests)
      }}
      onClose={onClose}
    >
      {approve ? (
        <p>
          <label htmlFor="request-hours">{texts.validHours}</label>{' '}
          <InputNumber
            id="request-hours"
            min={1}
            max={168}
            value={validHours}
            onChange={(value) => setHours(value ?? 24)}
          />
        </p>
      ) : null}
    </ActDialog>
  )
}
