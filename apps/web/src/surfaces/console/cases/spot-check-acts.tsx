import {
  drawSpotChecks,
  listAppraisalRules,
  listSpotChecks,
  listSpotDraws,
  type SpotCheck,
  submitSpotCheck,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import dayjs from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { FileField } from '../parts/file-field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { appraisalTexts } from './appraisal.texts.ts'
import { spotTexts } from './spot-checks.texts.ts'

interface DrawForm {
  ruleId: string
  period: string
  count: number
  checklist: string
  indicator?: string
}

/** Draws cases of a month and who looks at them. */
export function DrawDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(spotTexts)
  const words = useTexts(appraisalTexts)
  const rules = useRead(listAppraisalRules, {}).data?.items ?? []
  const [ruleId, setRule] = useState<string | undefined>()
  const given = (rules.find((one) => one.id === ruleId)?.indicators ?? []).filter(
    (one) => one.formula.kind === 'given',
  )
  return (
    <FormDialog<DrawForm>
      title={texts.draw}
      why={texts.drawWhy}
      first={{ period: dayjs().format('YYYY-MM'), count: 20, checklist: texts.usual.join('\n') }}
      onChange={(values) => setRule(values.ruleId)}
      fields={[
        {
          ...{ kind: 'choice', name: 'ruleId', label: texts.rule, required: true },
          options: rules.map((one) => ({ value: one.id, label: one.name })),
        },
        {
          ...{ kind: 'text', name: 'period', label: texts.period, required: true },
          pattern: { is: /^\d{4}-(0[1-9]|1[0-2])$/, else: words.monthHint },
        },
        { kind: 'number', name: 'count', label: texts.count, required: true, min: 1, max: 500, precision: 0 },
        {
          ...{ kind: 'area', name: 'checklist', label: texts.checklist, required: true, rows: 4 },
          extra: texts.checklistWhy,
        },
        {
          ...{ kind: 'choice', name: 'indicator', label: texts.indicator, allowClear: true },
          extra: texts.indicatorWhy,
          options: given.map((one) => ({ value: one.id, label: one.title })),
        },
      ]}
      act={async ({ checklist, indicator, ...rest }) => {
        const items = checklist.split('\n').map((line) => line.trim())
        await client.call(drawSpotChecks, {
          body: { ...rest, checklist: items.filter(Boolean), ...(indicator ? { indicator } : {}) },
        })
        refresh(listSpotDraws)
        refresh(listSpotChecks)
      }}
      onClose={onClose}
    />
  )
}

const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
type ImageType = (typeof imageTypes)[number]

/** Ticks, notes and pictures of one check. */
export function AnswerDialog({ check, onClose }: { check: SpotCheck; onClose: () => void }) {
  const texts = useTexts(spotTexts)
  return (
    <FormDialog<Record<string, unknown>>
      title={texts.answer}
      why={`${check.title}：${texts.answerWhy}`}
      fields={[
        ...check.checklist.flatMap((label, at) => [
          { kind: 'tick' as const, name: `item-${at}`, label },
          {
            ...{ kind: 'custom' as const, name: `photo-${at}`, label: `${texts.photo}：${label}` },
            control: <FileField label={texts.photo} />,
          },
        ]),
        { kind: 'area', name: 'note', label: texts.note, maxLength: 1000 },
      ]}
      act={async (values) => {
        const files = check.checklist.flatMap((_, at) => {
          const file = values[`photo-${at}`]
          return file instanceof File && imageTypes.includes(file.type as ImageType) ? [file] : []
        })
        const photos = await Promise.all(
          files.map(async (file) => ({ contentType: file.type as ImageType, content: await toBase64(file) })),
        )
        const items = check.checklist.map((_, at) => ({ passed: values[`item-${at}`] === true }))
        const note = typeof values.note === 'string' ? { note: values.note } : {}
        await client.call(submitSpotCheck, { params: { id: check.id }, body: { items, photos, ...note } })
        refresh(listSpotChecks)
        refresh(listSpotDraws)
      }}
      onClose={onClose}
    />
  )
}
