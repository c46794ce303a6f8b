import {
  type AssessmentKind,
  assessActivity,
  listAssessmentTemplates,
  type ProcessingActivity,
  type RiskLevel,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { registerTexts } from './registers.texts.ts'

type Form = { kind: AssessmentKind } & Record<string, string | undefined>

interface AssessProps {
  activity: ProcessingActivity
  onDone: () => void
  onClose: () => void
}

/** Asks each question of a template: how high the risk is, and what was found. */
export function Assess({ activity, onDone, onClose }: AssessProps) {
  const texts = useTexts(registerTexts)
  const [kind, setKind] = useState<AssessmentKind>('security')
  const read = useRead(listAssessmentTemplates, {})
  const questions = read.data?.items.find((one) => one.kind === kind)?.questions ?? []
  const levels = toChoices(texts.levels)
  return (
    <FormDialog<Form>
      title={`${texts.assess}：${activity.title}`}
      first={{ kind }}
      onChange={(values) => setKind(values.kind ?? 'security')}
      fields={[
        { name: 'kind', label: texts.kind, kind: 'choice', required: true, options: toChoices(texts.kinds) },
        ...questions.flatMap(({ id, text }) => [
          { name: `${id}-level`, label: text, kind: 'choice' as const, required: true, options: levels },
          { name: `${id}-finding`, label: texts.finding, kind: 'text' as const, maxLength: 1000 },
        ]),
      ]}
      act={async (values) => {
        const answers = questions.map(({ id }) => ({
          ...{ question: id, level: values[`${id}-level`] as RiskLevel },
          ...(values[`${id}-finding`] ? { finding: values[`${id}-finding`] } : {}),
        }))
        await client.call(assessActivity, { params: { id: activity.id }, body: { kind, answers } })
        onDone()
      }}
      onClose={onClose}
    />
  )
}
