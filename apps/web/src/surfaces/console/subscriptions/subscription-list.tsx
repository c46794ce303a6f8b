import {
  deleteSubscription,
  listSubscriptions,
  pauseSubscription,
  resumeSubscription,
  type SubscriptionSummary,
} from '@civitas/sdk'
import { formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { SubscriptionDrawer } from './subscription-drawer.tsx'
import { subscriptionsTexts } from './subscriptions.texts.ts'

const names = ['status'] as const
const acts = { pause: pauseSubscription, resume: resumeSubscription, remove: deleteSubscription }
type Act = { subscription: SubscriptionSummary; what: keyof typeof acts }

/** Subscriptions with their status and counters; paused, resumed and deleted here. */
export function SubscriptionList() {
  const texts = useTexts(subscriptionsTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useState<Act | null>(null)
  const [shown, setShown] = useState<SubscriptionSummary | null>(null)
  const read = useRead(
    listSubscriptions,
    {
      query: {
        status: query.filters.status as SubscriptionSummary['status'] | undefined,
        ...{ search: query.search || undefined, limit: query.limit, offset: query.offset },
      },
    },
    { keepPrevious: true, everyMs: 5_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        filters={[
          {
            name: 'status',
            label: texts.status,
            options: Object.entries(texts.statuses).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable
        label={texts.tabs.subscriptions}
        read={read}
        query={query}
        columns={useColumns(setAct, setShown)}
        rowKey={(each) => `${each.tenant} ${each.id}`}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.noSubscriptions, why: texts.noSubscriptionsWhy }}
      />
      {shown ? <SubscriptionDrawer subscription={shown} onClose={() => setShown(null)} /> : null}
      {act ? <SubscriptionAct act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

function SubscriptionAct({ act, onClose }: { act: Act; onClose: () => void }) {
  const texts = useTexts(subscriptionsTexts)
  const { what, subscription } = act
  const { id, tenant, kind } = subscription
  return (
    <ActDialog
      title={texts[what]}
      why={`${subscription.name || id}：${texts[`${what}Why`]}`}
      danger={what === 'remove'}
      comment="none"
      act={async () => {
        const input = { params: { id }, query: { kind, ...(tenant ? { tenant } : {}) } }
        if (what === 'remove') await client.call(deleteSubscription, input)
        else await client.call(acts[what], input)
        refresh(listSubscriptions)
      }}
      onClose={onClose}
    />
  )
}

export const statusTones = { active: undefined, paused: 'loud', expired: 'over' } as const

function useColumns(
  onAct: (act: Act) => void,
  onShow: (subscription: SubscriptionSummary) => void,
): TableColumnsType<SubscriptionSummary> {
  const texts = useTexts(subscriptionsTexts)
  const shell = useTexts(consoleTexts)
  return [
    {
      title: texts.name,
      key: 'name',
      render: (_, each) => (
        <Button type="link" style={{ padding: 0 }} onClick={() => onShow(each)}>
          {each.name || texts.unnamed}
        </Button>
      ),
    },
    {
      title: texts.status,
      key: 'status',
      render: (_, each) => <StateTag tone={statusTones[each.status]}>{texts.statuses[each.status]}</StateTag>,
    },
    { title: texts.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    {
      title: texts.entities,
      key: 'entities',
      ellipsis: true,
      width: 200,
      render: (_, each) => <span className="code">{each.entities.join(' · ') || texts.allTypes}</span>,
    },
    {
      title: texts.endpoint,
      key: 'endpoint',
      ellipsis: true,
      width: 240,
      render: (_, each) => <span className="code">{each.endpoint}</span>,
    },
    {
      title: texts.counters,
      key: 'counters',
      align: 'right',
      render: (_, each) =>
        [each.timesSent, each.timesFailed, each.waiting].map((count) => formatNumber(count)).join(' / '),
    },
    {
      title: texts.last,
      key: 'last',
      render: (_, each) =>
        each.lastNotification ? <RelativeTime time={each.lastNotification} /> : texts.never,
    },
    { title: texts.by, key: 'by', render: (_, each) => each.userName ?? '—' },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      align: 'right',
      render: (_, each) => {
        const turn = each.status === 'active' ? 'pause' : each.status === 'paused' ? 'resume' : null
        return (
          <>
            {turn ? (
              <Button size="small" onClick={() => onAct({ subscription: each, what: turn })}>
                {texts[turn]}
              </Button>
            ) : null}{' '}
            <Button size="small" danger onClick={() => onAct({ subscription: each, what: 'remove' })}>
              {texts.remove}
            </Button>
          </>
        )
      },
    },
  ]
}
