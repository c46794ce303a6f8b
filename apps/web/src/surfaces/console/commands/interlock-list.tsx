import { createInterlock, deleteInterlock, type Interlock, listInterlocks } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ThingsSelect } from '../parts/thing-select.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { commandsTexts } from './commands.texts.ts'

const none: string[] = []

/** What may not happen to several devices together. */
export function InterlockList() {
  const { interlock: texts, tabs } = useTexts(commandsTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isAdding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Interlock | null>(null)
  const read = useRead(
    listInterlocks,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        {may('sensing.admit') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={tabs.interlocks}
        read={read}
        query={query}
        columns={useColumns(setRemoving)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isAdding ? <AddDialog onClose={() => setAdding(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.remove}
          why={texts.removeWhy}
          danger
          comment="none"
          act={async () => {
            await client.call(deleteInterlock, { params: { id: removing.id } })
            refresh(listInterlocks)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(onRemove: (interlock: Interlock) => void): TableColumnsType<Interlock> {
  const { interlock: texts } = useTexts(commandsTexts)
  const shell = useTexts(consoleTexts)
  const may = useMay()
  return [
    { title: texts.title, key: 'title', render: (_, each) => each.title },
    {
      title: texts.members,
      key: 'members',
      ellipsis: true,
      width: 280,
      render: (_, each) => each.thingNames.join('、'),
    },
    {
      title: texts.commands,
      key: 'commands',
      render: (_, each) => <span className="code">{each.commands.join(' ')}</span>,
    },
    {
      title: texts.property,
      key: 'property',
      render: (_, each) => (
        <span className="code">
          {each.stateProperty ? `${each.stateProperty} = ${JSON.stringify(each.stateValue)}` : '—'}
        </span>
      ),
    },
    {
      title: texts.most,
      key: 'most',
      align: 'right',
      render: (_, each) => `${formatNumber(each.mostAtOnce)} / ${formatNumber(each.thingIds.length)}`,
    },
    {
      title: texts.created,
      key: 'created',
      render: (_, each) => (
        <>
          {each.createdBy} <small>{formatTime(each.createdTime)}</small>
        </>
      ),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, each) =>
        may('sensing.admit') ? (
          <Button size="small" danger onClick={() => onRemove(each)}>
            {texts.remove}
          </Button>
        ) : null,
    },
  ]
}

interface InterlockForm {
  title: string
  thingIds: string[]
  commands: string[]
  stateProperty?: string
  stateValue?: string
  mostAtOnce: number
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const { interlock: texts } = useTexts(commandsTexts)
  return (
    <FormDialog<InterlockForm>
      title={texts.add}
      why={texts.addWhy}
      width={600}
      first={{ mostAtOnce: 1 }}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true, placeholder: texts.titleHint },
        { name: 'thingIds', label: texts.members, kind: 'custom', required: true, control: <ThingsSelect /> },
        {
          name: 'commands',
          label: texts.commands,
          kind: 'choices',
          required: true,
          tags: true,
          options: [],
          extra: texts.commandsHint,
        },
        { name: 'stateProperty', label: texts.property, kind: 'code' },
        {
          name: 'stateValue',
          label: texts.value,
          kind: 'code',
          check: (value) => (isJson(value) ? null : texts.wrongValue),
        },
        {
          name: 'mostAtOnce',
          label: texts.most,
          kind: 'number',
          required: true,
          min: 0,
          max: 99,
          precision: 0,
        },
      ]}
      act={async ({ stateProperty, stateValue, ...rest }) => {
        const property = stateProperty?.trim()
        await client.call(createInterlock, {
          body: {
            ...rest,
            ...(property ? { stateProperty: property, stateValue: JSON.parse(stateValue || 'null') } : {}),
          },
        })
        refresh(listInterlocks)
      }}
      onClose={onClose}
    />
  )
}

/** Whether a text is a JSON value; none at all is fine. */
function isJson(text: unknown): boolean {
  if (typeof text !== 'string' || text === '') return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
