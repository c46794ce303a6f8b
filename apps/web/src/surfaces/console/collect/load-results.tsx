import { type Batch, getBatch } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Progress } from 'antd'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { Facts, StateTag } from '../parts/page.tsx'
import { collectTexts } from './collect.texts.ts'

/** What became of what was loaded, as it happens. */
export function LoadResults({ ids }: { ids: readonly string[] }) {
  return (
    <>
      {ids.map((id) => (
        <LoadResult key={id} id={id} />
      ))}
    </>
  )
}

function LoadResult({ id }: { id: string }) {
  const texts = useTexts(collectTexts)
  const read = useRead(getBatch, { params: { id } }, { everyMs: 1_000, staleMs: 0 })
  const batch = read.data
  if (!batch) return null
  const isGoing = batch.state === 'waiting' || batch.state === 'running'
  return (
    <Facts
      facts={[
        { label: texts.file, value: batch.fileName ?? batch.sourceName },
        { label: texts.state, value: <BatchState batch={batch} /> },
        { label: texts.rows, value: countsOf(batch) },
        {
          label: texts.progress,
          value: isGoing ? (
            <Progress percent={Math.round(batch.progress * 100)} aria-label={texts.progress} />
          ) : (
            <>
              {batch.state === 'loaded' ? (
                <Link to={`/console/datasets/${batch.datasetId}`}>{texts.seeDataset}</Link>
              ) : null}{' '}
              {batch.rowsRejected ? (
                <Link to={`/console/rejects?batch=${batch.id}`}>{texts.seeRejects}</Link>
              ) : null}
            </>
          ),
        },
        ...(batch.note ? [{ label: texts.note, value: batch.note, whole: true }] : []),
      ]}
    />
  )
}

export function countsOf(batch: Batch): string {
  const shown = (count: number | null) => (count === null ? '—' : formatNumber(count))
  return [batch.rowsIn, batch.rowsLoaded, batch.rowsRejected].map(shown).join(' / ')
}

export function BatchState({ batch }: { batch: Batch }) {
  const texts = useTexts(collectTexts)
  const calm = { loaded: undefined, waiting: 'over', running: 'loud' } as const
  const tone = batch.state in calm ? calm[batch.state as keyof typeof calm] : 'bad'
  const step = batch.state === 'running' ? `：${batch.step}` : ''
  return (
    <StateTag tone={tone}>
      {texts.states[batch.state]}
      {step}
    </StateTag>
  )
}
