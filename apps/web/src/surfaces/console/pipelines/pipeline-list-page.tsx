import { createPipeline, listPipelines, type Pipeline } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DatasetSelect } from '../collect/dataset-select.tsx'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page } from '../parts/page.tsx'
import { pipelineTexts } from './pipelines.texts.ts'
import { RunState } from './run-list.tsx'

/** 加工流水线: how raw data become standard data (PLT-045). */
export function PipelineListPage() {
  const texts = useTexts(pipelineTexts)
  const query = useListQuery(['dataset'])
  const box = useRef<HTMLDivElement>(null)
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listPipelines,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true, everyMs: 5_000 },
  )
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={
        <Button type="primary" onClick={() => setAdding(true)}>
          {texts.add}
        </Button>
      }
    >
      <FilterBar query={query} placeholder={texts.search} searchBox={box} />
      <ListTable<Pipeline>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(one) => one.id}
        to={(one) => `/console/pipelines/${one.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, one) => <RowLink to={`/console/pipelines/${one.id}`}>{one.name}</RowLink>,
          },
          { title: texts.input, dataIndex: 'inputName' },
          { title: texts.output, dataIndex: 'outputName' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.version, align: 'right', dataIndex: 'version' },
          { title: texts.cron, render: (_, one) => <span className="code">{one.schedule.cron ?? '—'}</span> },
          {
            title: texts.lastRun,
            render: (_, one) =>
              one.lastRunState ? (
                <>
                  <RunState state={one.lastRunState} /> {one.lastRunTime ? formatTime(one.lastRunTime) : ''}
                </>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {adding ? (
        <FormDialog<{ name: string; inputId: string; outputName?: string }>
          title={texts.add}
          fields={[
            { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 120 },
            {
              name: 'inputId',
              label: texts.input,
              kind: 'custom',
              required: true,
              control: <DatasetSelect />,
            },
            { name: 'outputName', label: texts.outputName, kind: 'text', maxLength: 120 },
          ]}
          act={async ({ name, inputId, outputName }) => {
            const body = { name, inputId, ...(outputName ? { outputName } : {}) }
            const made = await client.call(createPipeline, { body })
            refresh(listPipelines)
            void navigate(`/console/pipelines/${made.id}`)
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Page>
  )
}
