import {
  createExchangeChannel,
  type ExchangeChannel,
  listExchangeChannels,
  listExchangePackages,
  receiveExchangePackages,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { formatBytes } from '../collect/bytes.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { zoneTexts } from './zones.texts.ts'

const fileTypes = ['csv', 'json', 'geojson', 'xlsx', 'parquet', 'txt', 'pdf'] as const
const megabyte = 1024 * 1024

type ChannelForm = Pick<ExchangeChannel, 'name' | 'fromZone' | 'toZone' | 'half' | 'fileTypes' | 'folder'> & {
  needsApproval?: boolean
  words?: string[]
  maxMb: number
  publicKey?: string
}

/** Channels with what waits in their drop folders. */
export function ChannelPanel() {
  const texts = useTexts(zoneTexts)
  const { message } = App.useApp()
  const query = useListQuery(['tab'])
  const box = useRef<HTMLDivElement>(null)
  const [adding, setAdding] = useState(false)
  const { limit, offset } = query
  const read = useRead(
    listExchangeChannels,
    { query: { limit, offset } },
    { keepPrevious: true, everyMs: 5_000, staleMs: 0 },
  )
  const receive = useMutation({
    mutationFn: (id: string) => client.call(receiveExchangePackages, { params: { id } }),
    onSuccess: ({ items }) => message.success(texts.received(formatNumber(items.length))),
    onSettled: () => refresh(listExchangeChannels, listExchangePackages),
  })
  return (
    <>
      <ProblemNote error={receive.error} />
      <FilterBar query={query} searchBox={box} noSearch>
        <Button type="primary" onClick={() => setAdding(true)}>
          {texts.addChannel}
        </Button>
      </FilterBar>
      <ListTable<ExchangeChannel>
        label={texts.tabs.channels}
        read={read}
        query={query}
        rowKey={(one) => one.id}
        to={(one) => `/console/zones?channel=${one.id}`}
        searchBox={box}
        empty={{ title: texts.noChannels, why: texts.noChannelsWhy }}
        columns={[
          { title: texts.name, dataIndex: 'name' },
          { title: texts.fromZone, dataIndex: 'fromZone' },
          { title: texts.toZone, dataIndex: 'toZone' },
          { title: texts.half, render: (_, one) => texts.halves[one.half] },
          { title: texts.fileTypes, render: (_, one) => one.fileTypes.join('、') },
          { title: texts.maxMb, align: 'right', render: (_, one) => formatBytes(one.maxBytes) },
          { title: texts.folder, render: (_, one) => <span className="code">{one.folder}</span> },
          {
            title: texts.publicKey,
            render: (_, one) => (
              <span className="code" title={one.publicKey}>
                {one.publicKey.slice(0, 16)}…
              </span>
            ),
          },
          { title: texts.waiting, align: 'right', render: (_, one) => formatNumber(one.waiting) },
          {
            title: '',
            key: 'acts',
            render: (_, one) =>
              one.half === 'sending' ? null : (
                <Button size="small" disabled={receive.isPending} onClick={() => receive.mutate(one.id)}>
                  {texts.receive}
                </Button>
              ),
          },
        ]}
      />
      {adding ? <ChannelDialog onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function ChannelDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(zoneTexts)
  const options = Object.entries(texts.halves).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<ChannelForm>
      title={texts.addChannel}
      width={640}
      first={{ half: 'both', fileTypes: ['csv', 'json'], maxMb: 100, needsApproval: true }}
      fields={[
        { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 120 },
        { name: 'fromZone', label: texts.fromZone, kind: 'text', required: true, maxLength: 60 },
        { name: 'toZone', label: texts.toZone, kind: 'text', required: true, maxLength: 60 },
        { name: 'half', label: texts.half, kind: 'choice', required: true, options },
        {
          ...{ name: 'fileTypes', label: texts.fileTypes, kind: 'choices', required: true },
          options: fileTypes.map((value) => ({ value, label: value })),
        },
        { name: 'maxMb', label: texts.maxMb, kind: 'number', min: 1, precision: 0, required: true },
        { name: 'words', label: texts.words, kind: 'choices', options: [], tags: true },
        { name: 'folder', label: texts.folder, kind: 'code', required: true, extra: texts.folderNote },
        { name: 'publicKey', label: texts.publicKey, kind: 'code', maxLength: 130 },
        { name: 'needsApproval', label: texts.approval, kind: 'tick' },
      ]}
      act={async ({ maxMb, words = [], needsApproval = false, publicKey, ...given }) => {
        const body = { ...given, words, needsApproval, maxBytes: maxMb * megabyte }
        await client.call(createExchangeChannel, { body: publicKey ? { ...body, publicKey } : body })
        refresh(listExchangeChannels)
      }}
      onClose={onClose}
    />
  )
}
