import { decideExchangePackage, type ExchangePackage, listExchangePackages } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { SendDialog } from './send-dialog.tsx'
import { zoneTexts } from './zones.texts.ts'

/** Packages of both halves: sent, applied, kept away, or put down twice. */
export function PackagePanel() {
  const texts = useTexts(zoneTexts)
  const may = useMay()
  const query = useListQuery(['state', 'half', 'channel', 'tab'])
  const box = useRef<HTMLDivElement>(null)
  const [sending, setSending] = useState(false)
  const { limit, offset, search } = query
  const { tab: _, ...given } = query.filters
  const read = useRead(
    listExchangePackages,
    { query: { limit, offset, search: search || undefined, ...(given as object) } },
    { keepPrevious: true, everyMs: 5_000, staleMs: 0 },
  )
  const decide = useMutation({
    mutationFn: ({ id, agree }: { id: string; agree: boolean }) =>
      client.call(decideExchangePackage, { params: { id }, body: { agree } }),
    onSettled: () => refresh(listExchangePackages),
  })
  const choices = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return (
    <>
      <ProblemNote error={decide.error} />
      <FilterBar
        query={query}
        filters={[
          { name: 'state', label: texts.state, options: choices(texts.states) },
          { name: 'half', label: texts.half, options: choices(texts.halves).slice(0, 2) },
        ]}
        placeholder={texts.search}
        searchBox={box}
      >
        <Button type="primary" onClick={() => setSending(true)}>
          {texts.send}
        </Button>
      </FilterBar>
      <ListTable<ExchangePackage>
        label={texts.tabs.packages}
        read={read}
        query={query}
        rowKey={(one) => one.id}
        to={(one) => `/console/zones?channel=${one.channelId}`}
        searchBox={box}
        empty={{ title: texts.noPackages, why: texts.noPackagesWhy }}
        columns={[
          { title: texts.packageTitle, dataIndex: 'title' },
          { title: texts.channel, dataIndex: 'channelName' },
          { title: texts.half, render: (_, one) => texts.halves[one.half] },
          { title: texts.files, render: (_, one) => one.files.map((file) => file.name).join('、') },
          { title: texts.state, render: (_, one) => <PackageState one={one} /> },
          { title: texts.reason, dataIndex: 'reason' },
          { title: texts.carrier, dataIndex: 'carrier' },
          {
            title: texts.latency,
            align: 'right',
            render: (_, one) =>
              one.latencySeconds === null ? '—' : texts.seconds(formatNumber(one.latencySeconds, 1)),
          },
          { title: texts.by, dataIndex: 'byName' },
          { title: texts.time, render: (_, one) => formatTime(one.createdTime) },
          {
            title: '',
            key: 'acts',
            render: (_, one) => {
              const isQuarantined = one.state === 'quarantined'
              if (!may('data.review') || !(isQuarantined || one.state === 'awaiting-approval')) return null
              return (
                <Space>
                  {isQuarantined ? null : (
                    <Button size="small" onClick={() => decide.mutate({ id: one.id, agree: true })}>
                      {texts.agree}
                    </Button>
                  )}
                  <Button size="small" onClick={() => decide.mutate({ id: one.id, agree: false })}>
                    {isQuarantined ? texts.discard : texts.refuse}
                  </Button>
                </Space>
              )
            },
          },
        ]}
      />
      {sending ? <SendDialog onClose={() => setSending(false)} /> : null}
    </>
  )
}

function PackageState({ one }: { one: ExchangePackage }) {
  const texts = useTexts(zoneTexts)
  const tones: Partial<Record<ExchangePackage['state'], 'loud' | 'bad' | 'over'>> = {
    ...{
      'awaiting-approval': 'loud',
      quarantined: 'bad',
      duplicate: 'over',
      discarded: 'bad',
      refused: 'over',
    },
  }
  return <StateTag tone={tones[one.state]}>{texts.states[one.state]}</StateTag>
}
