import { decideQuarantine, getAdmissionStatistics, listQuarantine, type Quarantine } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { admissionTexts } from './admission.texts.ts'

const names = ['state'] as const
interface Decision {
  id: string
  decision: 'release' | 'ban'
}

/** Devices held apart, and what was decided about them. */
export function QuarantineList() {
  const texts = useTexts(admissionTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [deciding, setDeciding] = useState<Decision | null>(null)
  const read = useRead(
    listQuarantine,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        state: query.filters.state as Quarantine['state'] | undefined,
      },
    },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable
        label={texts.tabs.quarantine}
        read={read}
        query={query}
        columns={useColumns(setDeciding)}
        rowKey={(each) => each.id}
        to={(each) => `/console/devices/${each.thingId}`}
        searchBox={box}
        empty={{ title: texts.none, why: texts.noneWhy }}
      />
      {deciding ? (
        <ActDialog
          title={texts[deciding.decision]}
          why={texts[`${deciding.decision}Why`]}
          danger={deciding.decision === 'ban'}
          comment="required"
          act={async (comment) => {
            const { id, decision } = deciding
            await client.call(decideQuarantine, { params: { id }, body: { decision, comment } })
            refresh(listQuarantine, getAdmissionStatistics)
          }}
          onClose={() => setDeciding(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(onDecide: (decision: Decision) => void): TableColumnsType<Quarantine> {
  const texts = useTexts(admissionTexts)
  const shell = useTexts(consoleTexts)
  const { columns } = texts
  return [
    {
      title: columns.device,
      key: 'device',
      render: (_, each) => (
        <>
          <Link to={`/console/devices/${each.thingId}`}>{each.thingName}</Link>{' '}
          <small className="code">{each.reference}</small>
        </>
      ),
    },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'held' ? 'loud' : each.state === 'banned' ? 'bad' : 'over'}>
          {texts.states[each.state]}
        </StateTag>
      ),
    },
    { title: columns.reason, key: 'reason', render: (_, each) => texts.reasons[each.reason] },
    { title: columns.detail, key: 'detail', ellipsis: true, width: 240, render: (_, each) => each.detail },
    { title: columns.time, key: 'time', render: (_, each) => formatTime(each.time) },
    {
      title: columns.setAside,
      key: 'setAside',
      align: 'right',
      render: (_, each) => formatNumber(each.setAside),
    },
    {
      title: columns.decided,
      key: 'decided',
      render: (_, each) => (each.decidedBy ? `${each.decidedBy} ${each.comment ?? ''}` : '—'),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      render: (_, { id, state }) =>
        state === 'held' ? (
          <span className={styles.row}>
            <Button size="small" onClick={() => onDecide({ id, decision: 'release' })}>
              {texts.release}
            </Button>
            <Button size="small" danger onClick={() => onDecide({ id, decision: 'ban' })}>
              {texts.ban}
            </Button>
          </span>
        ) : null,
    },
  ]
}
