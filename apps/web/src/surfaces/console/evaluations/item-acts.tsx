import {
  assignEvaluationItem,
  type Evaluation,
  type EvaluationItemResult,
  getEvaluation,
  giveEvaluationEvidence,
  orderImprovement,
  reviewEvaluationEvidence,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, DatePicker, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { FileField } from '../parts/file-field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { evaluationTexts } from './evaluations.texts.ts'

interface ActsProps {
  evaluationId: string
  one: EvaluationItemResult
}

/** What may be done with an item: assign it, prove it, order its improvement. */
export function ItemActs({ evaluationId, one }: ActsProps) {
  const texts = useTexts(evaluationTexts)
  const may = useMay()
  const [act, setAct] = useState<'assign' | 'give' | 'improve' | null>(null)
  const close = () => setAct(null)
  const props = { evaluationId, one, onClose: close }
  return (
    <Space>
      {may('indicators.manage') ? (
        <Button size="small" onClick={() => setAct('assign')}>
          {texts.assign}
        </Button>
      ) : null}
      {may('indicators.report') && one.organisationName && !one.indicator ? (
        <Button size="small" onClick={() => setAct('give')}>
          {texts.give}
        </Button>
      ) : null}
      {may('indicators.instruct') && one.weak ? (
        <Button size="small" onClick={() => setAct('improve')}>
          {texts.improve}
        </Button>
      ) : null}
      {act === 'assign' ? <AssignDialog {...props} /> : null}
      {act === 'give' ? <GiveDialog {...props} /> : null}
      {act === 'improve' ? <ImproveDialog {...props} /> : null}
    </Space>
  )
}

type DialogProps = ActsProps & { onClose: () => void }

function AssignDialog({ evaluationId, one, onClose }: DialogProps) {
  const texts = useTexts(evaluationTexts)
  return (
    <FormDialog<{ organisationId: string; dueDate: Dayjs }>
      title={texts.assign}
      why={one.title}
      fields={[
        {
          ...{ name: 'organisationId', label: texts.unit, kind: 'custom', required: true },
          control: <OrganisationSelect />,
        },
        { name: 'dueDate', label: texts.due, kind: 'custom', required: true, control: <DatePicker /> },
      ]}
      act={async ({ organisationId, dueDate }) => {
        const params = { id: evaluationId, code: one.code }
        const body = { organisationId, dueDate: dueDate.format('YYYY-MM-DD') }
        await client.call(assignEvaluationItem, { params, body })
        refresh(getEvaluation)
      }}
      onClose={onClose}
    />
  )
}

interface Given {
  requirement?: string
  value?: number
  note: string
  file?: File
}

function GiveDialog({ evaluationId, one, onClose }: DialogProps) {
  const texts = useTexts(evaluationTexts)
  const options = one.evidence.map((value) => ({ value, label: value }))
  return (
    <FormDialog<Given>
      title={texts.give}
      why={one.title}
      fields={[
        { name: 'requirement', label: texts.requirement, kind: 'choice', options, allowClear: true },
        { name: 'value', label: `${texts.reported}（${one.unit}）`, kind: 'number' },
        { name: 'note', label: texts.note, kind: 'area', required: true, maxLength: 500 },
        { name: 'file', label: texts.file, kind: 'custom', control: <FileField label={texts.choose} /> },
      ]}
      act={async ({ file, ...given }) => {
        const sent = file ? { file: { name: file.name, base64: await toBase64(file) } } : {}
        const params = { id: evaluationId, code: one.code }
        await client.call(giveEvaluationEvidence, { params, body: { ...given, ...sent } })
        refresh(getEvaluation)
      }}
      onClose={onClose}
    />
  )
}

function ImproveDialog({ evaluationId, one, onClose }: DialogProps) {
  const texts = useTexts(evaluationTexts)
  return (
    <FormDialog<{ text: string; organisationId: string; due: Dayjs }>
      title={texts.improve}
      why={one.title}
      fields={[
        { name: 'text', label: texts.task, kind: 'area', required: true, maxLength: 1000 },
        {
          ...{ name: 'organisationId', label: texts.unit, kind: 'custom', required: true },
          control: <OrganisationSelect />,
        },
        { name: 'due', label: texts.until, kind: 'custom', required: true, control: <DatePicker showTime /> },
      ]}
      act={async ({ text, organisationId, due }) => {
        const params = { id: evaluationId, code: one.code }
        const body = { text, organisationId, dueTime: due.toISOString() }
        await client.call(orderImprovement, { params, body })
        refresh(getEvaluation)
      }}
      onClose={onClose}
    />
  )
}

/** Evidence that waits for somebody other than who submitted it. */
export function ReviewEvidence({ evaluation }: { evaluation: Evaluation }) {
  const texts = useTexts(evaluationTexts)
  const may = useMay()
  const [reviewing, setReviewing] = useState<string | null>(null)
  const waiting = evaluation.items.flatMap((item) =>
    item.given.filter((one) => one.state === 'submitted').map((one) => ({ item, one })),
  )
  if (!may('indicators.review')) return null
  return (
    <Section title={texts.waiting}>
      {waiting.length === 0 ? <Quiet>{texts.noWaiting}</Quiet> : null}
      <Lines>
        {waiting.map(({ item, one }) => (
          <Line
            key={one.id}
            title={`${item.code} ${item.title}：${one.requirement ?? ''} ${one.fileName ?? ''}`}
            note={
              <Space>
                {`${one.byName} · ${one.note}`}
                <Button size="small" onClick={() => setReviewing(one.id)}>
                  {texts.review}
                </Button>
              </Space>
            }
          />
        ))}
      </Lines>
      {reviewing ? (
        <FormDialog<{ approve: boolean; comment: string }>
          title={texts.review}
          fields={[
            {
              name: 'approve',
              label: texts.verdict,
              kind: 'verdict',
              yes: texts.approve,
              no: texts.giveBack,
            },
            { name: 'comment', label: texts.comment, kind: 'area', required: true, maxLength: 500 },
          ]}
          act={async ({ approve, comment }) => {
            const body = { approve, comment }
            await client.call(reviewEvaluationEvidence, { params: { id: reviewing }, body })
            refresh(getEvaluation)
          }}
          onClose={() => setReviewing(null)}
        />
      ) : null}
    </Section>
  )
}
