import { listSafeReports, type SafeReport, sendSafeReport } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { commandTexts } from './command.texts.ts'
import { warFormsTexts } from './war-forms.texts.ts'

/** 平安报 of one switch: who was to report when, what they said, and who did not. */
export function SafeReports({ switchId }: { switchId: string }) {
  const own = useTexts(warFormsTexts)
  const texts = useTexts(commandTexts)
  const may = useMay()
  const read = useRead(listSafeReports, { params: { id: switchId } }, { everyMs: 15_000 })
  const [answered, setAnswered] = useState<SafeReport | null>(null)
  return (
    <>
      <h3>{texts.safeReports}</h3>
      <ProblemNote error={read.error} />
      <Table<SafeReport>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data ?? []}
        locale={{ emptyText: <Quiet>{own.noReports}</Quiet> }}
        columns={[
          { title: own.due, render: (_, one) => formatTime(one.dueTime) },
          { title: own.unit, dataIndex: 'organisationName' },
          {
            title: own.state,
            render: (_, one) => (
              <StateTag tone={one.state === 'missing' ? 'bad' : one.state === 'due' ? 'loud' : 'over'}>
                {own.states[one.state]}
              </StateTag>
            ),
          },
          { title: own.text, render: (_, one) => one.text ?? '—' },
          {
            title: own.by,
            render: (_, one) => (one.byName ? `${one.byName} ${formatTime(one.receivedTime)}` : '—'),
          },
          {
            title: own.act,
            render: (_, one) =>
              one.state !== 'received' && may('command.report') ? (
                <Button size="small" onClick={() => setAnswered(one)}>
                  {own.send}
                </Button>
              ) : null,
          },
        ]}
      />
      {answered ? (
        <ActDialog
          title={own.send}
          why={answered.organisationName}
          comment="required"
          act={(text) => client.call(sendSafeReport, { params: { id: answered.id }, body: { text } })}
          onClose={() => {
            setAnswered(null)
            refresh(listSafeReports)
          }}
        />
      ) : null}
    </>
  )
}
