import { type GridStaff, listGridStaff, type OperationInput, saveGridStaff } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { gridsTexts } from './grids.texts.ts'

type Body = OperationInput<typeof saveGridStaff>['body']
const names = ['post', 'division'] as const

/** Who serves which grid today, and who stands in. */
export function StaffList() {
  const { staff: texts, posts, none } = useTexts(gridsTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isAdding, setAdding] = useState(false)
  const { post, division } = query.filters
  const read = useRead(
    listGridStaff,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined },
        ...{ division, post: post as GridStaff['post'] | undefined },
      },
    },
    { keepPrevious: true },
  )
  const options = Object.entries(posts).map(([value, label]) => ({ value, label }))
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        division
        filters={[{ name: 'post', label: texts.post, options }]}
      >
        {may('territory.manage') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable<GridStaff>
        label={texts.add}
        read={read}
        query={query}
        columns={[
          { title: texts.name, key: 'name', render: (_, one) => one.name },
          { title: texts.post, key: 'post', render: (_, one) => posts[one.post] },
          { title: texts.place, key: 'place', render: (_, one) => <DivisionName code={one.divisionCode} /> },
          { title: texts.phone, key: 'phone', render: (_, one) => one.phone },
          { title: texts.organisation, key: 'organisation', render: (_, one) => one.organisation || none },
          { title: texts.substitute, key: 'substitute', render: (_, one) => one.substitute?.name ?? none },
        ]}
        rowKey={(one) => one.id}
        onOpen={() => undefined}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isAdding ? (
        <FormDialog<Body>
          title={texts.add}
          fields={[
            { name: 'divisionCode', label: texts.code, kind: 'code', required: true, maxLength: 15 },
            { name: 'post', label: texts.post, kind: 'choice', required: true, options },
            { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 60 },
            { name: 'phone', label: texts.phone, kind: 'text', required: true, maxLength: 30 },
            { name: 'organisation', label: texts.organisation, kind: 'text', maxLength: 100 },
            { name: 'fromDate', label: texts.from, kind: 'text', required: true },
          ]}
          act={async (body) => {
            await client.call(saveGridStaff, { body })
            refresh(listGridStaff)
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  )
}
