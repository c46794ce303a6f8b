import { comparePeers, importPeerValues, type PeerComparison } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { peersTexts } from './peers.texts.ts'

/** How the city stands among others by the same items and rules (PLT-106). */
export function Peers({ id }: { id: string }) {
  const texts = useTexts(peersTexts)
  const may = useMay()
  const [isImporting, setImporting] = useState(false)
  const read = useRead(comparePeers, { params: { id } })
  const data = read.data
  const hasPeers = data ? data.cities.length > 1 : false
  return (
    <Section
      title={texts.title}
      extra={
        may('indicators.manage') ? (
          <Button size="small" onClick={() => setImporting(true)}>
            {texts.import}
          </Button>
        ) : null
      }
    >
      {hasPeers && data ? <Compared data={data} /> : <Quiet>{texts.none}</Quiet>}
      {isImporting ? (
        <FormDialog<{ tsv: string }>
          title={texts.import}
          why={texts.importWhy}
          width={720}
          fields={[
            {
              ...{ name: 'tsv', label: texts.lines, kind: 'area', required: true, rows: 10 },
              ...{ maxLength: 200_000, placeholder: texts.example },
            },
          ]}
          act={async (body) => {
            await client.call(importPeerValues, { params: { id }, body })
            refresh(comparePeers)
          }}
          onClose={() => setImporting(false)}
        />
      ) : null}
    </Section>
  )
}

function Compared({ data }: { data: PeerComparison }) {
  const texts = useTexts(peersTexts)
  const names = data.cities.filter((one) => !one.isOwn).map((one) => one.city)
  return (
    <>
      <Lines>
        {data.cities.map((one) => (
          <Line
            key={one.city}
            before={one.rank === null ? '—' : texts.rank(formatNumber(one.rank))}
            title={one.isOwn ? <b>{one.city}</b> : one.city}
            note={one.score === null ? texts.unranked : texts.score(formatNumber(one.score, 1))}
          />
        ))}
      </Lines>
      <Table<PeerComparison['items'][number]>
        size="small"
        rowKey="code"
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        dataSource={data.items.filter((one) => one.peers.length > 0)}
        columns={[
          { title: texts.item, render: (_, one) => `${one.code} ${one.title}（${one.unit}）` },
          { title: texts.own, align: 'right', render: (_, one) => formatNumber(one.own, 2) },
          { title: texts.mean, align: 'right', render: (_, one) => formatNumber(one.mean, 2) },
          {
            ...{ title: texts.place, align: 'right' },
            render: (_, one) =>
              one.rank === null ? '—' : `${formatNumber(one.rank)} / ${formatNumber(one.of)}`,
          },
          ...names.map((city) => ({
            ...{ title: city, key: city, align: 'right' as const },
            render: (_: unknown, one: PeerComparison['items'][number]) => {
              const peer = one.peers.find((each) => each.city === city)
              return peer ? <span title={peer.source}>{formatNumber(peer.value, 2)}</span> : '—'
            },
          })),
        ]}
      />
      <Quiet>{data.method}</Quiet>
    </>
  )
}
