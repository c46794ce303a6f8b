import { TextArea, TextField, useTexts } from '@civitas/ui'
import { portalTexts } from '../portal.texts.ts'
import { PhotoField } from './photo-field.tsx'
import type { ReportDraft } from './report-steps.ts'

export interface StepProps {
  draft: ReportDraft
  onChange: (change: Partial<ReportDraft>) => void
  /** Whether one tried to go on without an answer. */
  isTried: boolean
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
