import {
  type LifeStep,
  listDataAssessments,
  listProcessingActivities,
  moveProcessingActivity,
  type ProcessingActivity,
  saveProcessingActivity,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActButton, DatasetSelect, pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { Assess } from './assess-dialog.tsx'
import { AssessmentList } from './assessment-list.tsx'
import { registerTexts } from './registers.texts.ts'

const tones = { planned: 'loud', live: undefined, ended: 'over' } as const

/** Processing activities of the unit, their assessments and risks. */
export function ActivityList() {
  const texts = useTexts(registerTexts)
  const [at, set] = useState(1)
  const [doing, setDoing] = useState<'register' | ProcessingActivity>()
  const read = useRead(
    listProcessingActivities,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const move = (id: string, state: 'live' | 'ended') => () =>
    client.call(moveProcessingActivity, { params: { id }, body: { state } })
  return (
    <>
      <Button type="primary" onClick={() => setDoing('register')}>
        {texts.register}
      </Button>
      <Rows<ProcessingActivity>
        label={texts.tabs.activities}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noActivities, why: texts.noActivitiesWhy }}
        columns={[
          { title: texts.title, dataIndex: 'title' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.basis, dataIndex: 'basis' },
          { title: texts.grade, render: (_, row) => texts.grades[row.grade] },
          {
            title: texts.assessed,
            render: (_, row) => (row.assessedTime ? formatTime(row.assessedTime) : texts.none),
          },
          { title: texts.risks, render: (_, row) => texts.risk(row.openRisks, row.openHighRisks) },
          {
            title: texts.state,
            render: (_, row) => (
              <StateTag tone={tones[row.state]}>{texts.activityStates[row.state]}</StateTag>
            ),
          },
          {
            title: texts.act,
            render: (_, row) =>
              row.state === 'ended' ? null : (
                <Space wrap>
                  <Button size="small" onClick={() => setDoing(row)}>
                    {texts.assess}
                  </Button>
                  <ActButton
                    act={move(row.id, row.state === 'planned' ? 'live' : 'ended')}
                    touches={[listProcessingActivities]}
                  >
                    {row.state === 'planned' ? texts.live : texts.end}
                  </ActButton>
                </Space>
              ),
          },
        ]}
      />
      <AssessmentList />
      {doing === 'register' ? <Register onClose={() => setDoing(undefined)} /> : null}
      {typeof doing === 'object' ? (
        <Assess
          activity={doing}
          onDone={() => refresh(listProcessingActivities, listDataAssessments)}
          onClose={() => setDoing(undefined)}
        />
      ) : null}
    </>
  )
}

interface Form extends Partial<Record<LifeStep, string>> {
  title: string
  purpose: string
  basis: string
  isPersonal?: boolean
  isSensitive?: boolean
  datasetId?: string
}

const steps: readonly LifeStep[] = ['collect', 'store', 'use', 'share', 'publish', 'destroy']

function Register({ onClose }: { onClose: () => void }) {
  const texts = useTexts(registerTexts)
  return (
    <FormDialog<Form>
      title={texts.register}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true, maxLength: 200 },
        { name: 'purpose', label: texts.purpose, kind: 'area', required: true, maxLength: 500 },
        { name: 'basis', label: texts.basis, kind: 'text', required: true, maxLength: 300 },
        { name: 'datasetId', label: texts.datasets, kind: 'custom', control: <DatasetSelect /> },
        { name: 'isPersonal', label: texts.personal, kind: 'tick' },
        { name: 'isSensitive', label: texts.sensitive, kind: 'tick' },
        ...steps.map((step) => ({
          ...{ name: step, label: texts.ownerOf(texts.steps[step]), kind: 'text' as const, maxLength: 100 },
          required: step === 'use',
        })),
      ]}
      act={async ({ title, purpose, basis, isPersonal, isSensitive, datasetId, ...owners }) => {
        const owned = steps.flatMap((step) => (owners[step] ? [{ step, owner: owners[step] }] : []))
        const facts = { isPersonal: isPersonal === true, isSensitive: isSensitive === true }
        const body = {
          title,
          purpose,
          basis,
          ...facts,
          datasetIds: datasetId ? [datasetId] : [],
          steps: owned,
        }
        await client.call(saveProcessingActivity, { body })
        refresh(listProcessingActivities)
      }}
      onClose={onClose}
    />
  )
}
