import {
  deleteProtocolBinding,
  listProtocolBindings,
  listProtocols,
  type ProtocolBinding,
} from '@civitas/sdk'
import { formatNumber, formatTime, RelativeTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { BindDialog } from './bind-dialog.tsx'
import { protocolsTexts } from './protocols.texts.ts'

const names = ['protocol'] as const

/** Which device of a protocol is which thing. */
export function BindingList() {
  const texts = useTexts(protocolsTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isBinding, setBinding] = useState(false)
  const [removing, setRemoving] = useState<ProtocolBinding | null>(null)
  const protocols = useRead(listProtocols, {}, { staleMs: 60_000 })
  const titles = new Map((protocols.data ?? []).map((each) => [each.id, each.title]))
  const read = useRead(
    listProtocolBindings,
    {
      query: {
        protocol: query.filters.protocol as ProtocolBinding['protocol'] | undefined,
        ...{ search: query.search || undefined, limit: query.limit, offset: query.offset },
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        filters={[
          {
            name: 'protocol',
            label: texts.protocol,
            width: 200,
            options: [...titles].map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        <Button type="primary" onClick={() => setBinding(true)}>
          {texts.bind}
        </Button>
      </FilterBar>
      <ListTable
        label={texts.tabs.bindings}
        read={read}
        query={query}
        columns={useColumns(titles, setRemoving)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noBindings, why: texts.noBindingsWhy }}
      />
      {isBinding ? <BindDialog protocols={protocols.data ?? []} onClose={() => setBinding(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.unbind}
          why={texts.unbindWhy(removing.address)}
          danger
          comment="none"
          act={async () => {
            await client.call(deleteProtocolBinding, { params: { id: removing.id } })
            refresh(listProtocolBindings, listProtocols)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(
  titles: ReadonlyMap<string, string>,
  onRemove: (binding: ProtocolBinding) => void,
): TableColumnsType<ProtocolBinding> {
  const texts = useTexts(protocolsTexts)
  const shell = useTexts(consoleTexts)
  return [
    {
      title: texts.protocol,
      key: 'protocol',
      render: (_, each) => titles.get(each.protocol) ?? each.protocol,
    },
    {
      title: texts.address,
      key: 'address',
      render: (_, each) => <span className="code">{each.address}</span>,
    },
    {
      title: texts.device,
      key: 'device',
      render: (_, each) => <Link to={`/console/devices/${each.thingId}`}>{each.thingName}</Link>,
    },
    {
      title: texts.secret,
      key: 'secret',
      render: (_, each) => (each.hasSecret ? texts.hasSecret : texts.noSecret),
    },
    {
      title: texts.networks,
      key: 'networks',
      render: (_, each) => <span className="code">{each.networks.join(' ') || texts.anyNetwork}</span>,
    },
    {
      title: texts.mappings,
      key: 'mappings',
      render: (_, each) =>
        each.mappings.length === 0 ? texts.byStandard : texts.rows(formatNumber(each.mappings.length)),
    },
    {
      title: texts.last,
      key: 'last',
      render: (_, each) => (each.lastFrameTime ? <RelativeTime time={each.lastFrameTime} /> : texts.never),
    },
    {
      title: texts.by,
      key: 'by',
      render: (_, each) => `${each.createdBy} · ${formatTime(each.createdTime)}`,
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      align: 'right',
      render: (_, each) => (
        <Button size="small" danger onClick={() => onRemove(each)}>
          {texts.unbind}
        </Button>
      ),
    },
  ]
}
