import { decideSitingRequest, listSitingRequests, requestSiting, type SitingRequest } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Form, Input, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import parts from '../parts/parts.module.css'
import { consoleTexts } from '../shell/console.texts.ts'
import { sitingTexts } from './siting.texts.ts'

const names = ['state'] as const
interface Decision {
  id: string
  decision: 'approve' | 'reject'
}

/** Requests for new facilities; nobody decides on their own. */
export function RequestList() {
  const texts = useTexts(sitingTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isAsking, setAsking] = useState(false)
  const [deciding, setDeciding] = useState<Decision | null>(null)
  const read = useRead(
    listSitingRequests,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        state: query.filters.state as SitingRequest['state'] | undefined,
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        noSearch
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.requestStates).map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        <Button type="primary" onClick={() => setAsking(true)}>
          {texts.request}
        </Button>
      </FilterBar>
      <ListTable
        label={texts.tabs.requests}
        read={read}
        query={query}
        columns={useColumns(setDeciding)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noRequests, why: texts.noRequestsWhy }}
      />
      {isAsking ? <AskDialog onClose={() => setAsking(false)} /> : null}
      {deciding ? (
        <ActDialog
          title={texts[deciding.decision]}
          danger={deciding.decision === 'reject'}
          comment="required"
          act={async (comment) => {
            const { id, decision } = deciding
            await client.call(decideSitingRequest, { params: { id }, body: { decision, comment } })
            refresh(listSitingRequests)
          }}
          onClose={() => setDeciding(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(onDecide: (decision: Decision) => void): TableColumnsType<SitingRequest> {
  const texts = useTexts(sitingTexts)
  const shell = useTexts(consoleTexts)
  const { requestColumns: columns } = texts
  return [
    { title: columns.purpose, key: 'purpose', ellipsis: true, width: 260, render: (_, each) => each.purpose },
    {
      title: texts.type,
      key: 'type',
      render: (_, each) => <span className="code">{each.facilityType}</span>,
    },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'submitted' ? 'loud' : each.state === 'rejected' ? 'over' : undefined}>
          {texts.requestStates[each.state]}
        </StateTag>
      ),
    },
    {
      title: columns.duplicates,
      key: 'duplicates',
      align: 'right',
      render: (_, each) => formatNumber(each.duplicates.length),
    },
    { title: columns.requested, key: 'requested', render: (_, each) => each.requestedName },
    { title: columns.time, key: 'time', render: (_, each) => formatTime(each.createdTime) },
    { title: columns.decided, key: 'decided', render: (_, each) => each.decidedName ?? '—' },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      render: (_, { id, state }) =>
        state === 'submitted' ? (
          <span className={styles.row}>
            <Button size="small" onClick={() => onDecide({ id, decision: 'approve' })}>
              {texts.approve}
            </Button>
            <Button size="small" onClick={() => onDecide({ id, decision: 'reject' })}>
              {texts.reject}
            </Button>
          </span>
        ) : null,
    },
  ]
}

function AskDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sitingTexts)
  const [purpose, setPurpose] = useState('')
  const [facilityType, setType] = useState('')
  const [reason, setReason] = useState('')
  const [position, setPosition] = useState<[number, number] | null>(null)
  const words = [
    ['purpose', texts.purpose, purpose, setPurpose, undefined],
    ['type', texts.type, facilityType, setType, texts.typeHint],
    ['reason', texts.reason, reason, setReason, undefined],
  ] as const
  return (
    <ActDialog
      title={texts.request}
      why={texts.requestWhy}
      comment="none"
      isReady={purpose !== '' && facilityType !== '' && position !== null}
      act={async () => {
        if (!position) return
        await client.call(requestSiting, {
          body: { purpose, facilityType, position, ...(reason ? { reason } : {}) },
        })
        refresh(listSitingRequests)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        {words.map(([name, label, value, set, extra]) => (
          <Form.Item
            key={name}
            label={label}
            htmlFor={`ask-${name}`}
            required={name !== 'reason'}
            extra={extra}
          >
            <Input id={`ask-${name}`} value={value} onChange={(event) => set(event.target.value)} />
          </Form.Item>
        ))}
        <Form.Item
          label={texts.position}
          required
          extra={position ? <span className="code">{formatPosition(position)}</span> : null}
        >
          <div className={parts.map}>
            <LazyPlaceMap position={position} onPick={setPosition} zoom={13} />
          </div>
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
