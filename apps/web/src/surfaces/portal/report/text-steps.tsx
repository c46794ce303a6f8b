import { TextArea, TextField, usePick, useTexts } from '@civitas/ui'
import { JsonForm } from '../../../capabilities/forms/json-form.tsx'
import { portalTexts } from '../portal.texts.ts'
import { PhotoField } from './photo-field.tsx'
import type { ReportDraft } from './report-steps.ts'

export interface StepProps {
  draft: ReportDraft
  onChange: (change: Partial<ReportDraft>) => void
  /** Whether one tried to go on without an answer. */
  isTried: boolean
}

interface WhatStepProps extends StepProps {
  types: { id: string; title: { zh: string; en: string } }[]
}

export function WhatStep({ draft, onChange, isTried, types }: WhatStepProps) {
  const texts = useTexts(portalTexts)
  const pick = usePick()
  return (
    <div>
      <h1 id="question">{texts.what}</h1>
      <JsonForm
        fields={[
          {
            key: 'type',
            label: texts.whatHint,
            help: '',
            kind: 'choice',
            required: true,
            unit: '',
            choices: types.map((type) => ({ value: type.id, title: pick(type.title) })),
          },
        ]}
        values={{ type: draft.type }}
        errors={isTried && !draft.type ? { type: texts.whatNeeded } : {}}
        onChange={(values) => onChange({ type: String(values.type ?? '') })}
      />
    </div>
  )
}

export function TitleStep({ draft, onChange, isTried }: StepProps) {
  const texts = useTexts(portalTexts)
  return (
    <div>
      <h1>{texts.title}</h1>
      <TextField
        label={texts.confirmTitle}
        hint={texts.titleHint}
        error={isTried && draft.title.trim().length < 2 ? texts.titleNeeded : null}
        maxLength={200}
        value={draft.title}
        onChange={(event) => onChange({ title: event.target.value })}
      />
    </div>
  )
}

export function DescribeStep({ draft, onChange }: StepProps) {
  const texts = useTexts(portalTexts)
  return (
    <div>
      <h1>{texts.describe}</h1>
      <TextArea
        label={texts.confirmMore}
        hint={texts.describeHint}
        maxLength={4000}
        rows={5}
        value={draft.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <PhotoField photos={draft.photos} onChange={(photos) => onChange({ photos })} />
    </div>
  )
}
