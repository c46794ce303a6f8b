import { listRuns, type Pipeline, type PipelineRun } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { pipelineTexts } from './pipelines.texts.ts'

/** The last runs of a pipeline, as they happen. */
export function RunList({ pipeline }: { pipeline: Pipeline }) {
  const texts = useTexts(pipelineTexts)
  const read = useRead(
    listRuns,
    { query: { pipeline: pipeline.id, limit: 20 } },
    { everyMs: 1_500, staleMs: 0, keepPrevious: true },
  )
  const shown = (count: number | null) => (count === null ? '—' : formatNumber(count))
  return (
    <Table<PipelineRun>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={read.data?.items}
      loading={read.isPending}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: texts.time, render: (_, one) => formatTime(one.createdTime) },
        { title: texts.cause, dataIndex: 'cause' },
        { title: texts.state, render: (_, one) => <RunState state={one.state} /> },
        {
          title: texts.counts,
          align: 'right',
          render: (_, one) => `${shown(one.rowsIn)} / ${shown(one.rowsOut)} / ${shown(one.rejects)}`,
        },
        {
          title: texts.seeRejects,
          render: (_, one) =>
            one.rejects ? <Link to={`/console/rejects?run=${one.id}`}>{texts.seeRejects}</Link> : '—',
        },
        { title: texts.rules, render: (_, one) => one.rules.join('；') },
        { title: texts.note, dataIndex: 'note' },
      ]}
    />
  )
}

export function RunState({ state }: { state: string }) {
  const texts = useTexts(pipelineTexts)
  const tones: Record<string, 'loud' | 'bad' | undefined> = {
    ...{ waiting: 'loud', running: 'loud', refused: 'bad', failed: 'bad' },
  }
  return (
    <StateTag tone={tones[state]}>{(texts.runStates as Record<string, string>)[state] ?? state}</StateTag>
  )
}
