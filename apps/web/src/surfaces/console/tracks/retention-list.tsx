import { listTrackRetention, saveTrackRetention, type TrackRetention } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { Button, Form, InputNumber, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TypeSelect, usePointTypes } from './moving-select.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

const everyType = '*'

/** How long positions of each type are kept. */
export function RetentionList() {
  const texts = useTexts(tracksTexts)
  const types = usePointTypes()
  const may = useMay()
  const read = useRead(listTrackRetention, {})
  const [editing, setEditing] = useState<Partial<TrackRetention> | null>(null)
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const canEdit = may('platform.operate')
  return (
    <div className={styles.narrow}>
      <p className={styles.note}>{texts.retentionWhy}</p>
      <Table<TrackRetention>
        rowKey="entityType"
        pagination={false}
        dataSource={read.data}
        columns={[
          {
            title: texts.type,
            key: 'type',
            render: (_, { entityType }) =>
              entityType === everyType ? texts.otherTypes : (types.get(entityType) ?? entityType),
          },
          {
            title: texts.days,
            key: 'days',
            align: 'right',
            render: (_, { days }) => formatNumber(days),
          },
          {
            title: <span className="only-read">{texts.changeRetention}</span>,
            key: 'acts',
            align: 'right',
            render: (_, each) =>
              canEdit ? (
                <Button size="small" onClick={() => setEditing(each)}>
                  {texts.changeRetention}
                </Button>
              ) : null,
          },
        ]}
      />
      {canEdit ? (
        <div className={styles.dutyRow}>
          <Button onClick={() => setEditing({})}>{texts.addRetention}</Button>
        </div>
      ) : null}
      {editing ? <RetentionDialog former={editing} onClose={() => setEditing(null)} /> : null}
    </div>
  )
}

function RetentionDialog({ former, onClose }: { former: Partial<TrackRetention>; onClose: () => void }) {
  const texts = useTexts(tracksTexts)
  const [entityType, setType] = useState(former.entityType)
  const [days, setDays] = useState<number | null>(former.days ?? 180)
  return (
    <ActDialog
      title={former.entityType ? texts.changeRetention : texts.addRetention}
      why={texts.retentionNote}
      comment="none"
      isReady={entityType !== undefined && days !== null}
      act={async () => {
        if (entityType && days)
          await client.call(saveTrackRetention, { params: { entityType }, body: { days } })
        refresh(listTrackRetention)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        {former.entityType ? null : (
          <Form.Item label={texts.type} htmlFor="retention-type">
            <TypeSelect id="retention-type" value={entityType} onChange={setType} />
          </Form.Item>
        )}
        <Form.Item label={texts.days} htmlFor="retention-days">
          <InputNumber id="retention-days" min={1} max={36_500} value={days} onChange={setDays} />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
