import { listEntries, listTargets, reportEntry } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FileField } from '../parts/file-field.tsx'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { registryTexts } from './registry.texts.ts'

interface EntryDialogProps {
  /** Code of the indicator. */
  indicator: string
  /** What is reported, in words. */
  why: string
  unit: string
  first: { source?: string; period?: string }
  /** A ratio of sums is reported by its two parts. */
  isRatio?: boolean
  onClose: () => void
}

interface EntryValues {
  division?: string
  period: string
  value?: number
  numerator?: number
  denominator?: number
  source: string
  comment?: string
  evidence?: File
}

/** A value of one period and area, with whose figure it is and the proof; a second person reviews it. */
export function EntryDialog({ indicator, why, unit, first, isRatio, onClose }: EntryDialogProps) {
  const texts = useTexts(registryTexts)
  const values: DialogField[] = isRatio
    ? [
        { kind: 'number', name: 'numerator', label: texts.numerator, required: true },
        { kind: 'number', name: 'denominator', label: texts.denominator, required: true },
      ]
    : [{ kind: 'number', name: 'value', label: texts.value, required: true, unit }]
  return (
    <FormDialog<EntryValues>
      title={texts.report}
      why={why}
      first={first}
      fields={[
        {
          ...{ kind: 'custom', name: 'division', label: texts.division, extra: texts.divisionHint },
          control: <DivisionPick />,
        },
        { kind: 'text', name: 'period', label: texts.period, required: true, extra: texts.periodHint },
        ...values,
        { kind: 'text', name: 'source', label: texts.source, required: true },
        { kind: 'area', name: 'comment', label: texts.comment },
        {
          ...{ kind: 'custom', name: 'evidence', label: texts.evidence },
          control: <FileField label={texts.chooseFile} />,
        },
      ]}
      act={async ({ evidence, ...values }) => {
        const proof = evidence
          ? { evidence: { name: evidence.name, base64: await toBase64(evidence) } }
          : undefined
        await client.call(reportEntry, { body: { ...values, ...proof, indicator } })
        refresh(listEntries, listTargets)
      }}
      onClose={onClose}
    />
  )
}

/** The choice of an area as a control of the form. */
function DivisionPick(props: { value?: string; onChange?: (code: string | undefined) => void }) {
  return <DivisionSelect width="100%" value={props.value} onChange={(code) => props.onChange?.(code)} />
}
