import { listOpinionWatches, type OpinionWatch, saveOpinionWatch } from '@civitas/sdk'
import { formatNumber, useLocale, useTexts } from '@civitas/ui'
import { Button, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { opinionTexts } from './opinion.texts.ts'

/** What is watched for in public texts, and from where on it is too much. */
export function WatchList() {
  const texts = useTexts(opinionTexts)
  const locale = useLocale()
  const may = useMay()
  const [open, setOpen] = useState<OpinionWatch | null>(null)
  const read = useRead(listOpinionWatches, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const columns: TableColumnsType<OpinionWatch> = [
    {
      title: texts.columns.topic,
      key: 'type',
      render: (_, one) =>
        `${locale === 'en' ? one.typeTitle.en : one.typeTitle.zh}${one.active ? '' : `（${texts.off}）`}`,
    },
    {
      title: texts.keywords,
      key: 'keywords',
      render: (_, one) => one.keywords.join('、') || texts.anything,
    },
    { title: texts.exclusions, key: 'exclusions', render: (_, one) => one.exclusions.join('、') || '—' },
    { title: texts.least, key: 'least', align: 'right', render: (_, one) => formatNumber(one.least) },
    { title: texts.factor, key: 'factor', align: 'right', render: (_, one) => formatNumber(one.factor, 1) },
    {
      key: 'acts',
      render: (_, one) =>
        may('events.handle') ? (
          <Button size="small" onClick={() => setOpen(one)}>
            {texts.save}
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <Table
        size="small"
        rowKey="eventType"
        columns={columns}
        dataSource={read.data ?? []}
        pagination={false}
      />
      {open ? <WatchDialog watch={open} onClose={() => setOpen(null)} /> : null}
    </>
  )
}

type Changed = Omit<OpinionWatch, 'eventType' | 'typeTitle'>

function WatchDialog({ watch, onClose }: { watch: OpinionWatch; onClose: () => void }) {
  const texts = useTexts(opinionTexts)
  const { eventType, typeTitle: _, ...first } = watch
  return (
    <FormDialog<Changed>
      title={texts.save}
      first={first}
      fields={[
        { name: 'keywords', label: texts.keywords, kind: 'choices', tags: true, options: [] },
        { name: 'exclusions', label: texts.exclusions, kind: 'choices', tags: true, options: [] },
        { name: 'least', label: texts.least, kind: 'number', required: true, min: 2, precision: 0 },
        { name: 'factor', label: texts.factor, kind: 'number', required: true, min: 1 },
        { name: 'active', label: texts.active, kind: 'tick' },
      ]}
      act={async (body) => {
        await client.call(saveOpinionWatch, { params: { type: eventType }, body })
        refresh(listOpinionWatches)
      }}
      onClose={onClose}
    />
  )
}
