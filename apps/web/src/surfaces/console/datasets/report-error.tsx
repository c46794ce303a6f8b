import { type Dataset, listErrorReports, readDatasetRows, reportDataError } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { datasetTexts } from './datasets.texts.ts'

interface ReportErrorProps {
  dataset: Dataset
  /** The key of the row at hand, where the caller may see it. */
  recordKey?: string
  onClose: () => void
}

interface Reported {
  recordKey: string
  field: string
  suggested?: string
  evidence: string
}

/** 疑义反馈: says which value of which record is doubted, and why; its source has a task with a clock from then on (PLT-059). */
export function ReportError({ dataset, recordKey, onClose }: ReportErrorProps) {
  const { report: texts } = useTexts(datasetTexts)
  const keys = dataset.fields.filter((field) => field.isKey).map((field) => field.title)
  return (
    <FormDialog<Reported>
      title={texts.open}
      why={texts.why}
      first={recordKey === undefined ? {} : { recordKey }}
      fields={[
        { name: 'recordKey', label: keys.join('|'), kind: 'text', required: true, maxLength: 300 },
        {
          ...{ name: 'field', label: texts.field, kind: 'choice', required: true },
          options: dataset.fields.map((field) => ({ value: field.name, label: field.title })),
        },
        { name: 'suggested', label: texts.suggested, kind: 'text', maxLength: 500 },
        { name: 'evidence', label: texts.evidence, kind: 'area', required: true, maxLength: 2000 },
      ]}
      act={async ({ suggested, ...rest }) => {
        const body = suggested ? { ...rest, suggested } : rest
        await client.call(reportDataError, { params: { id: dataset.id }, body })
        refresh(readDatasetRows, listErrorReports)
      }}
      onClose={onClose}
    />
  )
}
