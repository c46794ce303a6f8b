import { createEdgeNode, type EdgeNode, listEdgeNodes } from '@civitas/sdk'
import { formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { Button, Drawer, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { EdgeNodeView } from './edge-node-view.tsx'
import { OneTimeSecret } from './one-time-secret.tsx'
import { terminalsTexts } from './terminals.texts.ts'

const none: string[] = []
const percent = (share: number | null) => (share === null ? '—' : `${formatNumber(share * 100)}%`)

/** Edge nodes: how they fare, what they run, and what they hold back. */
export function EdgeNodeList() {
  const { nodes: texts, tabs } = useTexts(terminalsTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<EdgeNode | null>(null)
  const [isRegistering, setRegistering] = useState(false)
  const [key, setKey] = useState<string | null>(null)
  const read = useRead(
    listEdgeNodes,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        <Button type="primary" onClick={() => setRegistering(true)}>
          {texts.register}
        </Button>
      </FilterBar>
      <ListTable
        label={tabs.nodes}
        read={read}
        query={query}
        columns={useColumns(setShown)}
        rowKey={(each) => each.id}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      <Drawer open={shown !== null} size={560} title={shown?.title} onClose={() => setShown(null)}>
        {shown ? <EdgeNodeView id={shown.id} /> : null}
      </Drawer>
      {isRegistering ? <RegisterDialog onKey={setKey} onClose={() => setRegistering(false)} /> : null}
      {key ? (
        <OneTimeSecret title={texts.keyTitle} why={texts.keyWhy} secret={key} onClose={() => setKey(null)} />
      ) : null}
    </>
  )
}

function useColumns(onOpen: (node: EdgeNode) => void): TableColumnsType<EdgeNode> {
  const { nodes: texts, state } = useTexts(terminalsTexts)
  return [
    {
      title: texts.node,
      key: 'node',
      render: (_, each) => (
        <>
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(each)}>
            {each.title}
          </Button>{' '}
          <small className="code">{each.reference}</small>
        </>
      ),
    },
    {
      title: state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'offline' ? 'bad' : each.state === 'unknown' ? 'over' : undefined}>
          {texts.states[each.state]}
        </StateTag>
      ),
    },
    {
      title: texts.division,
      key: 'division',
      render: (_, each) => <DivisionName code={each.divisionCode} />,
    },
    { title: texts.cpu, key: 'cpu', align: 'right', render: (_, each) => percent(each.cpu) },
    { title: texts.storage, key: 'storage', align: 'right', render: (_, each) => percent(each.storage) },
    {
      title: texts.queued,
      key: 'queued',
      align: 'right',
      render: (_, each) => formatNumber(each.queued),
    },
    {
      title: texts.modules,
      key: 'modules',
      align: 'right',
      render: (_, each) => `${each.assigned.filter((one) => one.inStep).length} / ${each.assigned.length}`,
    },
    { title: texts.seen, key: 'seen', render: (_, each) => <RelativeTime time={each.lastSeenTime} /> },
  ]
}

interface NodeForm {
  reference: string
  title?: string
  divisionCode: string
  heartbeatSeconds?: number
}

function RegisterDialog({ onKey, onClose }: { onKey: (key: string) => void; onClose: () => void }) {
  const all = useTexts(terminalsTexts)
  const { nodes: texts } = all
  return (
    <FormDialog<NodeForm>
      title={texts.register}
      why={texts.registerWhy}
      first={{ heartbeatSeconds: 60 }}
      fields={[
        { name: 'reference', label: all.reference, kind: 'code', required: true, maxLength: 100 },
        { name: 'title', label: all.name, kind: 'text', maxLength: 100 },
        {
          name: 'divisionCode',
          label: texts.division,
          kind: 'custom',
          required: true,
          control: <DivisionField />,
        },
        {
          name: 'heartbeatSeconds',
          label: texts.heartbeat,
          kind: 'number',
          min: 5,
          max: 86_400,
          precision: 0,
        },
      ]}
      act={async (values) => {
        const made = await client.call(createEdgeNode, {
          body: { ...values, title: values.title?.trim() || undefined },
        })
        refresh(listEdgeNodes)
        onKey(made.key)
      }}
      onClose={onClose}
    />
  )
}

function DivisionField(props: { value?: string; onChange?: (code: string | undefined) => void }) {
  return <DivisionSelect width="100%" value={props.value} onChange={(code) => props.onChange?.(code)} />
}
