import { listProtocolElements, listProtocols, type Protocol, type ProtocolElement } from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, RelativeTime, Stat, unitSign, useTexts } from '@civitas/ui'
import { Button, Drawer, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import devices from '../devices/devices.module.css'
import { Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { protocolsTexts } from './protocols.texts.ts'

const sum = (protocols: Protocol[], of: (protocol: Protocol) => number) =>
  protocols.reduce((total, each) => total + of(each), 0)

/** Every protocol with its port and what came over it. */
export function ProtocolList() {
  const texts = useTexts(protocolsTexts)
  const [reading, setReading] = useState<Protocol | null>(null)
  const read = useRead(listProtocols, {}, { everyMs: 5_000 })
  const columns = useColumns(setReading)
  if (read.isError && !read.data)
    return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const protocols = read.data
  if (protocols.length === 0) return <EmptyState title={texts.noProtocols} why={texts.noProtocolsWhy} />
  const refused = sum(protocols, (each) => each.framesRefused)
  const on = protocols.filter((each) => each.port !== null).length
  return (
    <div className={devices.stack}>
      <div className={devices.stats}>
        <Stat label={texts.listening} value={`${on} / ${protocols.length}`} />
        <Stat label={texts.allConnections} value={formatNumber(sum(protocols, (each) => each.connections))} />
        <Stat label={texts.allReceived} value={formatNumber(sum(protocols, (each) => each.framesReceived))} />
        <Stat
          label={texts.allRefused}
          value={formatNumber(refused)}
          tone={refused > 0 ? 'attention' : 'normal'}
        />
      </div>
      <Table<Protocol>
        columns={columns}
        dataSource={protocols}
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
      />
      <Quiet>{texts.note}</Quiet>
      {reading ? <Elements protocol={reading} onClose={() => setReading(null)} /> : null}
    </div>
  )
}

function useColumns(onRead: (protocol: Protocol) => void): TableColumnsType<Protocol> {
  const texts = useTexts(protocolsTexts)
  const shell = useTexts(consoleTexts)
  const may = useMay()
  return [
    {
      title: texts.protocol,
      key: 'title',
      render: (_, each) => (
        <>
          {each.title}
          <br />
          <small>{each.standard}</small>
        </>
      ),
    },
    {
      title: texts.port,
      key: 'port',
      render: (_, each) =>
        each.port === null ? (
          <span title={texts.setting(each.setting)}>
            <StateTag tone="over">{texts.off}</StateTag> <span className="code">{each.setting}</span>
          </span>
        ) : (
          <span className="code">
            {each.port} {each.transports.join('/')}
          </span>
        ),
    },
    { title: texts.connections, ...numberColumn((each) => each.connections), key: 'connections' },
    { title: texts.received, ...numberColumn((each) => each.framesReceived), key: 'received' },
    { title: texts.refused, ...numberColumn((each) => each.framesRefused), key: 'refused' },
    { title: texts.unmapped, ...numberColumn((each) => each.valuesUnmapped), key: 'unmapped' },
    {
      title: texts.bindings,
      key: 'bindings',
      align: 'right',
      render: (_, each) =>
        may('sensing.credentials') ? (
          <Link to={`/console/protocols?tab=bindings&protocol=${each.id}`}>
            {formatNumber(each.bindings)}
          </Link>
        ) : (
          formatNumber(each.bindings)
        ),
    },
    {
      title: texts.last,
      key: 'last',
      render: (_, each) => (each.lastFrameTime ? <RelativeTime time={each.lastFrameTime} /> : texts.never),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      align: 'right',
      render: (_, each) => (
        <Button size="small" onClick={() => onRead(each)}>
          {texts.elements}
        </Button>
      ),
    },
  ]
}

function numberColumn(of: (protocol: Protocol) => number) {
  return { align: 'right' as const, render: (_: unknown, each: Protocol) => formatNumber(of(each)) }
}

/** What the codes of a protocol mean. */
function Elements({ protocol, onClose }: { protocol: Protocol; onClose: () => void }) {
  const texts = useTexts(protocolsTexts)
  const read = useRead(listProtocolElements, { params: { id: protocol.id } }, { staleMs: 600_000 })
  const columns: TableColumnsType<ProtocolElement> = [
    { title: texts.code, key: 'code', render: (_, each) => <span className="code">{each.code}</span> },
    { title: texts.meaning, key: 'title', render: (_, each) => each.title },
    { title: texts.unit, key: 'unit', render: (_, each) => unitSign(each.unit) || '—' },
    { title: texts.clause, key: 'clause', render: (_, each) => each.clause },
    {
      title: texts.properties,
      key: 'properties',
      render: (_, each) => <span className="code">{each.properties.join(' · ') || '—'}</span>,
    },
  ]
  return (
    <Drawer open size={760} title={`${protocol.title} · ${texts.elements}`} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      <Table<ProtocolElement>
        size="small"
        columns={columns}
        dataSource={read.data ?? []}
        loading={read.isPending}
        rowKey="code"
        pagination={false}
      />
    </Drawer>
  )
}
