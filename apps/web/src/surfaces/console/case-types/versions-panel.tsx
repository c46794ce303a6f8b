import { type CaseTypeDesign, decideCaseType, getCaseTypeDesign, listCaseTypeDesigns } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { designTexts } from './case-types.texts.ts'

type Version = CaseTypeDesign['versions'][number]

interface VersionsPanelProps {
  design: CaseTypeDesign
  /** The draft shown may be decided on by the caller. */
  mayDecide: boolean
  onShow: (version: number) => void
}

/** Versions with who wrote and approved them, and the cases that follow each. */
export function VersionsPanel({ design, mayDecide, onShow }: VersionsPanelProps) {
  const texts = useTexts(designTexts)
  const [deciding, setDeciding] = useState<{ version: number; approve: boolean } | null>(null)
  const who = (name: string | null, time: string | null, words = '') =>
    name ? `${name} ${time ? formatTime(time) : ''}${words ? `：${words}` : ''}` : '—'
  return (
    <>
      <Quiet>{texts.approver}</Quiet>
      <Table<Version>
        size="small"
        rowKey="version"
        pagination={false}
        scroll={{ x: true }}
        dataSource={design.versions}
        columns={[
          {
            title: texts.versionName,
            key: 'version',
            render: (_, one) =>
              one.version === 0 ? texts.declaredVersion : texts.version(formatNumber(one.version)),
          },
          {
            title: texts.state,
            key: 'state',
            render: (_, one) => (
              <StateTag
                tone={one.state === 'published' ? 'over' : one.state === 'draft' ? 'loud' : undefined}
              >
                {texts.states[one.state]}
              </StateTag>
            ),
          },
          { title: texts.note, dataIndex: 'note' },
          { title: texts.written, key: 'written', render: (_, one) => who(one.writtenName, one.writtenTime) },
          { title: texts.tried, key: 'tried', render: (_, one) => texts.times(formatNumber(one.tried)) },
          {
            title: texts.decided,
            key: 'decided',
            render: (_, one) => who(one.decidedName, one.decidedTime, one.decision ?? ''),
          },
          {
            title: texts.running,
            key: 'running',
            render: (_, one) => texts.cases(formatNumber(one.running)),
          },
          {
            key: 'acts',
            render: (_, one) => (
              <Space>
                <Button size="small" onClick={() => onShow(one.version)}>
                  {texts.look}
                </Button>
                {one.state === 'draft' && mayDecide ? (
                  <>
                    <Button
                      size="small"
                      type="primary"
                      onClick={() => setDeciding({ version: one.version, approve: true })}
                    >
                      {texts.approve}
                    </Button>
                    <Button
                      size="small"
                      onClick={() => setDeciding({ version: one.version, approve: false })}
                    >
                      {texts.refuse}
                    </Button>
                  </>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      {deciding ? (
        <ActDialog
          title={deciding.approve ? texts.approve : texts.refuse}
          why={deciding.approve ? texts.approveWhy : undefined}
          comment="required"
          act={(comment) =>
            client.call(decideCaseType, {
              params: { type: design.type, version: deciding.version },
              body: { approve: deciding.approve, comment },
            })
          }
          onClose={() => {
            setDeciding(null)
            refresh(getCaseTypeDesign, listCaseTypeDesigns)
          }}
        />
      ) : null}
    </>
  )
}
