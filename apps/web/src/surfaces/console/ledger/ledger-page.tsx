import { getEvidence, getTreeHead, type LedgerEntry, listLedgerEntries } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, type TableColumnsType } from 'antd'
import { useRef } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Columns, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ledgerTexts } from './ledger.texts.ts'
import { WitnessList } from './witness-list.tsx'

/** 存证: entries of the append-only log, the signed tree head and those who witness it. */
export function LedgerPage() {
  const texts = useTexts(ledgerTexts)
  return (
    <Page title={texts.title} under={texts.downloadWhy}>
      <Columns
        main={<Entries />}
        side={
          <>
            <Head />
            <WitnessList />
          </>
        }
      />
    </Page>
  )
}

function Entries() {
  const texts = useTexts(ledgerTexts)
  const query = useListQuery([])
  const box = useRef<HTMLDivElement>(null)
  const get = useMutation({
    mutationFn: async (entry: LedgerEntry) =>
      saveAs(
        `evidence-${entry.leafIndex}.json`,
        await client.call(getEvidence, { params: { id: entry.id } }),
      ),
  })
  const read = useRead(
    listLedgerEntries,
    { query: { limit: query.limit, offset: query.offset, subjectId: query.search || undefined } },
    { keepPrevious: true },
  )
  return (
    <div>
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ProblemNote error={get.error} />
      <ListTable
        label={texts.entries}
        read={read}
        query={query}
        columns={useColumns((entry) => get.mutate(entry))}
        rowKey={(one) => one.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
    </div>
  )
}

function useColumns(onGet: (entry: LedgerEntry) => void): TableColumnsType<LedgerEntry> {
  const texts = useTexts(ledgerTexts)
  return [
    {
      title: texts.index,
      key: 'index',
      align: 'right',
      render: (_, one) => (one.leafIndex === null ? texts.waiting : formatNumber(one.leafIndex)),
    },
    { title: texts.kind, key: 'kind', render: (_, one) => <span className="code">{one.kind}</span> },
    {
      title: texts.subject,
      key: 'subject',
      render: (_, one) => <span className="code">{one.subjectId}</span>,
    },
    {
      title: texts.digest,
      key: 'digest',
      render: (_, one) => (
        <span className="code" title={one.payloadSm3}>
          {one.payloadSm3.slice(0, 16)}…
        </span>
      ),
    },
    { title: texts.time, key: 'time', render: (_, one) => formatTime(one.recordedTime) },
    {
      title: '',
      key: 'get',
      render: (_, one) => (
        <Button size="small" disabled={one.leafIndex === null} onClick={() => onGet(one)}>
          {texts.download}
        </Button>
      ),
    },
  ]
}

function Head() {
  const texts = useTexts(ledgerTexts)
  const { data } = useRead(getTreeHead, {}, { everyMs: 15_000 })
  if (!data) return null
  const { head, cosignatures } = data
  const code = (text: string) => (
    <span className="code" style={{ wordBreak: 'break-all' }}>
      {text}
    </span>
  )
  return (
    <Section title={texts.head} extra={<a href="/api/ledger/head">JSON</a>}>
      <Facts
        facts={[
          { label: texts.size, value: formatNumber(head.size) },
          { label: texts.signed, value: formatTime(head.time) },
          { label: texts.root, value: code(head.root), whole: true },
          { label: texts.publicKey, value: code(head.publicKey), whole: true },
        ]}
      />
      <Quiet>
        {cosignatures.length === 0
          ? texts.noCosigned
          : `${texts.cosigned} ${cosignatures.map((one) => one.witnessName).join('、')}`}
      </Quiet>
    </Section>
  )
}

function saveAs(name: string, body: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(body, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
