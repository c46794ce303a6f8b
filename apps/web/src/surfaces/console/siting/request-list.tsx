import { decideSitingRequest, listSitingRequests, type SitingRequest } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { AskDialog } from './ask-dialog.tsx'
import { RegisterFacility } from './register-facility.tsx'
import { sitingTexts } from './siting.texts.ts'

const names = ['state'] as const
interface Doing {
  request: SitingRequest
  act: 'approve' | 'reject' | 'share' | 'build'
}

/** Requests for new facilities; nobody decides on their own. */
export function RequestList() {
  const texts = useTexts(sitingTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isAsking, setAsking] = useState(false)
  const [doing, setDoing] = useState<Doing | null>(null)
  const read = useRead(
    listSitingRequests,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
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
        columns={useColumns(setDoing)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noRequests, why: texts.noRequestsWhy }}
      />
      {isAsking ? <AskDialog onClose={() => setAsking(false)} /> : null}
      {doing ? <DoingDialog doing={doing} onClose={() => setDoing(null)} /> : null}
    </>
  )
}

function DoingDialog({ doing: { request, act }, onClose }: { doing: Doing; onClose: () => void }) {
  const texts = useTexts(sitingTexts)
  if (act === 'build') return <RegisterFacility request={request} onClose={onClose} />
  const params = { id: request.id }
  if (act === 'share')
    return (
      <FormDialog<{ facilityId: string; comment: string }>
        title={texts.share}
        why={texts.shareWhy}
        first={{ facilityId: request.sharedFacilityId ?? request.duplicates[0]?.facilityId }}
        fields={[
          {
            name: 'facilityId',
            label: texts.shareWhich,
            kind: 'choice',
            required: true,
            options: request.duplicates.map((each) => ({
              value: each.facilityId,
              label: `${each.name}（${each.ownerName ?? texts.none}，${texts.away(formatNumber(each.metres, 1))}）`,
            })),
          },
          { name: 'comment', label: texts.comment, kind: 'area', required: true },
        ]}
        act={async (body) => {
          await client.call(decideSitingRequest, { params, body: { decision: 'share', ...body } })
          refresh(listSitingRequests)
        }}
        onClose={onClose}
      />
    )
  return (
    <ActDialog
      title={texts[act]}
      danger={act === 'reject'}
      comment="required"
      act={async (comment) => {
        await client.call(decideSitingRequest, { params, body: { decision: act, comment } })
        refresh(listSitingRequests)
      }}
      onClose={onClose}
    />
  )
}

/** What may be done with a request in its state; sharing needs something to share. */
function actsOf({ state, duplicates }: SitingRequest): Doing['act'][] {
  if (state === 'approved') return ['build']
  if (state !== 'submitted') return []
  return duplicates.length > 0 ? ['approve', 'share', 'reject'] : ['approve', 'reject']
}

function useColumns(onDo: (doing: Doing) => void): TableColumnsType<SitingRequest> {
  const texts = useTexts(sitingTexts)
  const shell = useTexts(consoleTexts)
  const { requestColumns: columns } = texts
  return [
    { title: columns.purpose, key: 'purpose', ellipsis: true, width: 220, render: (_, each) => each.purpose },
    {
      title: texts.type,
      key: 'type',
      render: (_, each) => <span className="code">{each.facilityType}</span>,
    },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <>
          <StateTag
            tone={each.state === 'submitted' ? 'loud' : each.state === 'rejected' ? 'over' : undefined}
          >
            {texts.requestStates[each.state]}
          </StateTag>{' '}
          {each.state === 'submitted' && each.sharedFacilityId ? <StateTag>{texts.share}</StateTag> : null}
          {each.deviationMetres === null ? null : (
            <small>{texts.deviation(formatNumber(each.deviationMetres, 1))}</small>
          )}
        </>
      ),
    },
    {
      title: columns.duplicates,
      key: 'duplicates',
      align: 'right',
      render: (_, each) => formatNumber(each.duplicates.length),
    },
    {
      title: texts.reasonText,
      key: 'reason',
      ellipsis: true,
      width: 180,
      render: (_, each) => each.reason ?? '—',
    },
    {
      title: columns.requested,
      key: 'requested',
      render: (_, each) => (
        <>
          {each.requestedName} <small>{formatTime(each.createdTime)}</small>
        </>
      ),
    },
    { title: columns.decided, key: 'decided', render: (_, each) => each.decidedName ?? '—' },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, request) => (
        <span className={styles.row}>
          {actsOf(request).map((act) => (
            <Button key={act} size="small" danger={act === 'reject'} onClick={() => onDo({ request, act })}>
              {texts[act]}
            </Button>
          ))}
        </span>
      ),
    },
  ]
}
