import {
  askDestruction,
  type Destruction,
  decideDestruction,
  listDatasetVersions,
  listDestructions,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { formatBytes } from './bytes.ts'
import { collectTexts } from './collect.texts.ts'
import { DatasetSelect } from './dataset-select.tsx'

/** Old versions that are to be destroyed: asked for by one, agreed to by another, proved by a certificate. */
export function DestructionPanel() {
  const texts = useTexts(collectTexts)
  const may = useMay()
  const query = useListQuery(['tab'])
  const box = useRef<HTMLDivElement>(null)
  const [asking, setAsking] = useState(false)
  const { limit, offset } = query
  const read = useRead(listDestructions, { query: { limit, offset } }, { keepPrevious: true })
  const decide = useMutation({
    mutationFn: ({ id, agree }: { id: string; agree: boolean }) =>
      client.call(decideDestruction, { params: { id }, body: { agree } }),
    onSettled: () => refresh(listDestructions),
  })
  return (
    <>
      <ProblemNote error={decide.error} />
      <FilterBar query={query} searchBox={box} noSearch>
        <Button onClick={() => setAsking(true)}>{texts.askDestruction}</Button>
      </FilterBar>
      <ListTable<Destruction>
        label={texts.tabs.destructions}
        read={read}
        query={query}
        rowKey={(one) => one.id}
        to={(one) => `/console/datasets/${one.datasetId}`}
        searchBox={box}
        empty={{ title: texts.noDestructions, why: texts.noDestructionsWhy }}
        columns={[
          { title: texts.dataset, dataIndex: 'datasetName' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.records, align: 'right', render: (_, one) => formatNumber(one.rows) },
          { title: texts.size, align: 'right', render: (_, one) => formatBytes(one.bytes) },
          { title: texts.basis, dataIndex: 'basis' },
          { title: texts.askedBy, render: (_, one) => `${one.askedBy} ${formatTime(one.askedTime)}` },
          {
            title: texts.state,
            render: (_, one) => (
              <StateTag tone={one.state === 'asked' ? 'loud' : 'over'}>
                {texts.destructionStates[one.state]}
              </StateTag>
            ),
          },
          {
            title: texts.certificate,
            render: (_, one) => <span className="code">{one.certificate ?? '—'}</span>,
          },
          {
            title: '',
            key: 'acts',
            render: (_, one) =>
              one.state === 'asked' && may('data.review') ? (
                <Space>
                  <Button size="small" danger onClick={() => decide.mutate({ id: one.id, agree: true })}>
                    {texts.agree}
                  </Button>
                  <Button size="small" onClick={() => decide.mutate({ id: one.id, agree: false })}>
                    {texts.refuse}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      {asking ? (
        <FormDialog<{ datasetId: string; keep: number; basis: string }>
          title={texts.askDestruction}
          first={{ keep: 1 }}
          fields={[
            {
              ...{ name: 'datasetId', label: texts.dataset, kind: 'custom', required: true },
              control: <DatasetSelect />,
            },
            { name: 'keep', label: texts.keep, kind: 'number', min: 1, precision: 0, required: true },
            { name: 'basis', label: texts.basis, kind: 'text', maxLength: 300, required: true },
          ]}
          act={async ({ datasetId, keep, basis }) => {
            const { items } = await client.call(listDatasetVersions, {
              params: { id: datasetId },
              query: { limit: 500 },
            })
            const old = items
              .slice(keep)
              .filter((one) => one.state !== 'published' && one.state !== 'destroyed')
            if (old.length === 0) throw new Error(texts.nothingOld)
            await client.call(askDestruction, {
              body: { datasetId, basis, versionIds: old.map((one) => one.id) },
            })
            refresh(listDestructions)
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}
