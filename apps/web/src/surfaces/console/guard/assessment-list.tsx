import {
  type DataAssessment,
  type DataRisk,
  listDataAssessments,
  listProcessingActivities,
  remedyRisk,
  reviewRisk,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { registerTexts } from './registers.texts.ts'

const done = () => refresh(listDataAssessments, listProcessingActivities)

/** Assessments with each risk, from its finding to the second look that closes it. */
export function AssessmentList() {
  const texts = useTexts(registerTexts)
  const maySecure = useMay()('data.secure')
  const [at, set] = useState(1)
  const [doing, setDoing] = useState<DataRisk>()
  const read = useRead(
    listDataAssessments,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  if (read.data?.total === 0) return null
  const actOf = (risk: DataRisk) => {
    if (risk.state === 'open') return texts.remedy
    return risk.state === 'remedied' && maySecure ? texts.review : null
  }
  return (
    <>
      <Rows<DataAssessment>
        label={texts.assessments}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        columns={[
          { title: texts.title, dataIndex: 'activityTitle' },
          { title: texts.kind, render: (_, row) => texts.kinds[row.kind] },
          {
            title: texts.assessed,
            render: (_, row) => `${formatTime(row.assessedTime)} ${row.byName}，${texts.keep(row.keepUntil)}`,
          },
          {
            title: texts.risks,
            render: (_, row) =>
              row.risks.length === 0
                ? texts.noRisk
                : row.risks.map((risk) => (
                    <div key={risk.id}>
                      <StateTag tone={risk.state === 'closed' ? 'over' : 'bad'}>
                        {`${texts.levels[risk.level]} · ${texts.riskStates[risk.state]}`}
                      </StateTag>{' '}
                      {`${risk.question}：${risk.finding}（${risk.dueDay}）`}{' '}
                      {actOf(risk) ? (
                        <Button size="small" onClick={() => setDoing(risk)}>
                          {actOf(risk)}
                        </Button>
                      ) : null}
                    </div>
                  )),
          },
        ]}
      />
      {doing?.state === 'open' ? (
        <ActDialog
          title={texts.remedy}
          comment="required"
          act={async (note) => {
            await client.call(remedyRisk, { params: { id: doing.id }, body: { note } })
            done()
          }}
          onClose={() => setDoing(undefined)}
        />
      ) : null}
      {doing?.state === 'remedied' ? (
        <FormDialog<{ isGone?: boolean; note: string }>
          title={texts.review}
          why={doing.remedy}
          fields={[
            { name: 'isGone', label: texts.gone, kind: 'tick' },
            { name: 'note', label: texts.note, kind: 'area', required: true, maxLength: 1000 },
          ]}
          act={async ({ isGone, note }) => {
            await client.call(reviewRisk, {
              params: { id: doing.id },
              body: { isGone: isGone === true, note },
            })
            done()
          }}
          onClose={() => setDoing(undefined)}
        />
      ) : null}
    </>
  )
}
