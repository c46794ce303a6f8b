import {
  getSensingStatus,
  listRejections,
  type Rejection,
  rejectionReasons,
  type SensingStatus,
} from '@civitas/sdk'
import { formatNumber, formatTime, Stat, useTexts } from '@civitas/ui'
import { Drawer, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Facts, Page, Raw, Section, StateTag } from '../parts/page.tsx'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'

const names = ['reason'] as const

/** How readings come in, and what was refused or set aside. */
export function IngestPage() {
  const texts = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Rejection | null>(null)
  const status = useRead(getSensingStatus, {}, { everyMs: 5_000 })
  const read = useRead(
    listRejections,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        reason: query.filters.reason,
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  const counted = (reason: string) => status.data?.rejectedByReason[reason] ?? 0
  return (
    <Page title={texts.ingest}>
      {status.isError ? <ProblemView error={status.error} /> : null}
      {status.data ? <Counts status={status.data} /> : null}
      <div style={{ height: 16 }} />
      <FilterBar
        query={query}
        placeholder={texts.ingestSearch}
        searchBox={box}
        filters={[
          {
            name: 'reason',
            label: texts.byReason,
            width: 200,
            options: rejectionReasons.map((value) => ({
              value,
              label: `${words.reasons[value]} · ${formatNumber(counted(value))}`,
            })),
          },
        ]}
      />
      <ListTable
        label={texts.rejections}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => String(each.id)}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.noRejections, why: texts.noRejectionsWhy }}
      />
      <Drawer open={shown !== null} size={560} title={texts.rejections} onClose={() => setShown(null)}>
        {shown ? <RejectionView rejection={shown} /> : null}
      </Drawer>
    </Page>
  )
}

function Counts({ status }: { status: SensingStatus }) {
  const texts = useTexts(devicesTexts)
  const stats = [
    { name: 'storedPerSecond', unit: texts.perSecond, precision: 1 },
    { name: 'received', unit: texts.readings, precision: 0 },
    { name: 'stored', unit: texts.readings, precision: 0 },
    { name: 'repeated', unit: texts.readings, precision: 0 },
    { name: 'rejected', unit: texts.readings, precision: 0 },
    { name: 'waiting', unit: texts.readings, precision: 0 },
    { name: 'lagSeconds', unit: texts.seconds, precision: 1 },
    { name: 'mqttClients', unit: texts.clients, precision: 0 },
  ] as const
  return (
    <Section title={texts.since}>
      <div className={styles.stats}>
        {stats.map(({ name, unit, precision }) => (
          <Stat
            key={name}
            label={texts.counts[name]}
            value={formatNumber(status[name], precision)}
            unit={unit}
            tone={name === 'rejected' && status.rejected > 0 ? 'attention' : 'normal'}
          />
        ))}
      </div>
    </Section>
  )
}

function useColumns(): TableColumnsType<Rejection> {
  const { rejectionColumns: columns } = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const code = (text: string | null) => <span className="code">{text ?? '—'}</span>
  return [
    { title: columns.time, key: 'time', render: (_, each) => formatTime(each.time) },
    {
      title: columns.reason,
      key: 'reason',
      render: (_, each) => <StateTag tone="bad">{words.reasons[each.reason]}</StateTag>,
    },
    { title: columns.protocol, key: 'protocol', render: (_, each) => each.protocol },
    { title: columns.client, key: 'client', render: (_, each) => code(each.clientId) },
    { title: columns.credential, key: 'credential', render: (_, each) => code(each.credentialName) },
    { title: columns.topic, key: 'topic', ellipsis: true, width: 240, render: (_, each) => code(each.topic) },
    { title: columns.detail, key: 'detail', ellipsis: true, width: 320, render: (_, each) => each.detail },
  ]
}

function RejectionView({ rejection }: { rejection: Rejection }) {
  const texts = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const { rejectionColumns: columns } = texts
  return (
    <>
      <Facts
        facts={[
          { label: columns.time, value: formatTime(rejection.time) },
          { label: columns.reason, value: words.reasons[rejection.reason] },
          { label: columns.protocol, value: rejection.protocol },
          { label: columns.client, value: rejection.clientId ?? '—' },
          { label: columns.credential, value: rejection.credentialName ?? '—' },
          { label: columns.topic, value: rejection.topic ?? '—', whole: true },
          { label: columns.detail, value: rejection.detail, whole: true },
        ]}
      />
      <h3 style={{ margin: '16px 0 8px' }}>
        {texts.payload} <small>{texts.payloadHint}</small>
      </h3>
      <Raw>{rejection.payload || texts.noPayload}</Raw>
    </>
  )
}
