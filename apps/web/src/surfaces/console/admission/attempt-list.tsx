import {
  type ConnectionAttempt,
  getAdmissionPolicy,
  getAdmissionStatistics,
  getRefusalReport,
  listConnectionAttempts,
  type RefusalReport,
  sendRefusalReport,
} from '@civitas/sdk'
import { formatNumber, formatTime, RelativeTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, type TableColumnsType } from 'antd'
import { useRef } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { admissionTexts } from './admission.texts.ts'

const names = ['decision', 'address'] as const

/** Attempts of devices to connect; the sources of most refusals narrow the list. */
export function AttemptList() {
  const texts = useTexts(admissionTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const { decision, address } = query.filters
  const read = useRead(
    listConnectionAttempts,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        decision: decision as ConnectionAttempt['decision'] | undefined,
        address,
      },
    },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <div className={styles.stack}>
      <Sources onChoose={(chosen) => query.set({ address: chosen, decision: 'refused' })} />
      <div>
        <FilterBar
          query={query}
          placeholder={texts.attemptSearch}
          searchBox={box}
          filters={[
            {
              name: 'decision',
              label: texts.decision,
              options: Object.entries(texts.decisions).map(([value, label]) => ({ value, label })),
            },
          ]}
        />
        <ListTable
          label={texts.tabs.attempts}
          read={read}
          query={query}
          columns={useColumns()}
          rowKey={(each) => String(each.id)}
          searchBox={box}
          empty={{ title: texts.noAttempts, why: texts.noAttemptsWhy }}
        />
      </div>
    </div>
  )
}

function Sources({ onChoose }: { onChoose: (address: string) => void }) {
  const texts = useTexts(admissionTexts)
  const read = useRead(getAdmissionStatistics, { query: { days: 7 } })
  const sources = read.data?.bySource ?? []
  return (
    <Section title={texts.sources} extra={<ReportActs />}>
      {sources.length === 0 ? <Quiet>{texts.noSources}</Quiet> : null}
      <Lines>
        {sources.slice(0, 5).map((each) => (
          <Line
            key={each.address}
            before={
              <button type="button" className={styles.pick} onClick={() => onChoose(each.address)}>
                <span className="code">{each.address}</span>
              </button>
            }
            title={texts.source(formatNumber(each.refused), formatNumber(each.credentials))}
            note={<RelativeTime time={each.lastTime} />}
          />
        ))}
      </Lines>
    </Section>
  )
}

/** The refusals of a week as a file, and the way to tell the security platform at once. */
function ReportActs() {
  const texts = useTexts(admissionTexts)
  const { message } = App.useApp()
  const policy = useRead(getAdmissionPolicy, {})
  const save = useMutation({
    mutationFn: () => client.call(getRefusalReport, { query: { days: 7 } }),
    onSuccess: (report) => saveReport(report),
  })
  const send = useMutation({
    mutationFn: () => client.call(sendRefusalReport),
    onSuccess: ({ attempts }) => void message.success(texts.sentReport(formatNumber(attempts))),
  })
  return (
    <span className={styles.row}>
      <ProblemNote error={save.error ?? send.error} />
      <Button size="small" loading={save.isPending} onClick={() => save.mutate()}>
        {texts.download}
      </Button>
      {policy.data?.reportUrl ? (
        <Button size="small" loading={send.isPending} onClick={() => send.mutate()}>
          {texts.sendReport}
        </Button>
      ) : null}
    </span>
  )
}

/** Saves the report as CSV; the mark at its head lets spreadsheets read it as UTF-8. */
function saveReport({ sources }: RefusalReport): void {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = sources.map((each) =>
    [
      each.address,
      quote(each.credentialName ?? ''),
      each.reason,
      String(each.attempts),
      each.firstTime,
      each.lastTime,
    ].join(','),
  )
  const text = `\uFEFFaddress,credential,reason,attempts,first,last\n${lines.join('\n')}\n`
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = 'refusals.csv'
  link.click()
  URL.revokeObjectURL(link.href)
}

function useColumns(): TableColumnsType<ConnectionAttempt> {
  const texts = useTexts(admissionTexts)
  const { columns, attemptColumns } = texts
  const code = (text: string | null) => <span className="code">{text ?? '—'}</span>
  return [
    { title: columns.time, key: 'time', render: (_, each) => formatTime(each.time) },
    {
      title: texts.decision,
      key: 'decision',
      render: (_, each) => (
        <StateTag tone={each.decision === 'refused' ? 'bad' : undefined}>
          {texts.decisions[each.decision]}
        </StateTag>
      ),
    },
    { title: columns.reason, key: 'reason', render: (_, each) => texts.attemptReasons[each.reason] },
    { title: attemptColumns.credential, key: 'credential', render: (_, each) => code(each.credentialName) },
    { title: attemptColumns.client, key: 'client', render: (_, each) => code(each.clientId) },
    { title: attemptColumns.address, key: 'address', render: (_, each) => code(each.address) },
    {
      title: columns.detail,
      key: 'detail',
      ellipsis: true,
      width: 280,
      render: (_, each) => each.detail || '—',
    },
  ]
}
