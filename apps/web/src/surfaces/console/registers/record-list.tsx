import type { AnyOperation, CallInput, Page } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Drawer, Space, type TableColumnsType } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { type DialogField, FormDialog, withDays } from '../parts/form-dialog.tsx'
import { type Fact, Facts } from '../parts/page.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { registerTexts } from './registers.texts.ts'

/** Something that can be done with a record, asked for in a dialog. */
export interface RecordAct<T> {
  label: string
  when: (one: T) => boolean
  fields: DialogField[]
  first?: object | ((one: T) => object)
  danger?: boolean
  run: (one: T, values: never) => Promise<unknown>
}

interface RecordListProps<T extends object> {
  label: string
  operation: AnyOperation
  /** Words of the filter `state`, where the list has one. */
  states?: Record<string, string>
  filterName?: 'state' | 'kind' | 'gap' | 'role'
  filterLabel?: string
  rowKey: (one: T) => string
  name: (one: T) => string
  columns: TableColumnsType<T>
  facts: (one: T) => Fact[]
  acts?: RecordAct<T>[]
  create?: { label: string; fields: DialogField[]; first?: object; run: (values: never) => Promise<unknown> }
  empty: { title: string; why: string }
  noSearch?: boolean
  /** What is read of a record when it is opened. */
  more?: (one: T) => ReactNode
  children?: ReactNode
}

/** A register: a list from the server, a record beside it with what can be done, and a way to enter one. */
export function RecordList<T extends object>(props: RecordListProps<T>) {
  const { label, operation, states, filterName = 'state', create, empty } = props
  const texts = useTexts(registerTexts)
  const query = useListQuery(states ? [filterName] : [])
  const box = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<string | null>(null)
  const [isCreating, setCreating] = useState(false)
  const { limit, offset, search } = query
  const given = { limit, offset, ...(search && !props.noSearch ? { search } : {}), ...query.filters }
  const read = useRead(operation, { query: given } as unknown as CallInput<AnyOperation>, {
    keepPrevious: true,
  })
  const page = read as unknown as { data?: Page<T> }
  const one = page.data?.items.find((each) => props.rowKey(each) === opened)
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.search}
        noSearch={props.noSearch}
        filters={
          states
            ? [{ name: filterName, label: props.filterLabel ?? texts.state, options: toChoices(states) }]
            : []
        }
      >
        {create ? (
          <Button type="primary" onClick={() => setCreating(true)}>
            {create.label}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<T>
        label={label}
        read={read as never}
        query={query}
        rowKey={props.rowKey}
        onOpen={(each) => setOpened(props.rowKey(each))}
        searchBox={box}
        empty={empty}
        columns={[
          {
            title: label,
            render: (_, each) => (
              <Button type="link" size="small" onClick={() => setOpened(props.rowKey(each))}>
                {props.name(each)}
              </Button>
            ),
          },
          ...props.columns,
        ]}
      />
      {one ? <RecordDrawer {...props} one={one} onClose={() => setOpened(null)} /> : null}
      {create && isCreating ? (
        <FormDialog
          title={create.label}
          fields={create.fields}
          first={create.first}
          act={async (values) => {
            await create.run(withDays(values) as never)
            refresh(operation)
          }}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </>
  )
}

function RecordDrawer<T extends object>(props: RecordListProps<T> & { one: T; onClose: () => void }) {
  const { one, operation, acts = [] } = props
  const [act, setAct] = useState<RecordAct<T> | null>(null)
  return (
    <Drawer open size="large" onClose={props.onClose} title={props.name(one)}>
      <Facts facts={props.facts(one)} />
      <Space wrap style={{ marginBlock: 12 }}>
        {acts
          .filter((each) => each.when(one))
          .map((each) => (
            <Button key={each.label} danger={each.danger} onClick={() => setAct(each)}>
              {each.label}
            </Button>
          ))}
      </Space>
      {props.more?.(one)}
      {act ? (
        <FormDialog
          title={act.label}
          danger={act.danger}
          fields={act.fields}
          first={typeof act.first === 'function' ? act.first(one) : act.first}
          act={async (values) => {
            await act.run(one, withDays(values) as never)
            refresh(operation)
          }}
          onClose={() => setAct(null)}
        />
      ) : null}
    </Drawer>
  )
}
