import { addWatch, type Indicator, listWatches } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { analysisTexts } from './analysis.texts.ts'

interface WatchValues {
  op: '<' | '<=' | '>' | '>='
  limit: number
}

/** Asks for the limit at which somebody wants to be told of a figure (PLT-091). */
export function WatchDialog({
  indicator,
  division,
  onClose,
}: {
  indicator: Indicator
  division?: string
  onClose: () => void
}) {
  const texts = useTexts(analysisTexts)
  return (
    <FormDialog<WatchValues>
      title={texts.watch}
      why={texts.watchWhy}
      first={{
        op: indicator.direction === 'down' ? '>=' : '<=',
        ...(indicator.target === null ? {} : { limit: indicator.target }),
      }}
      fields={[
        {
          kind: 'choice',
          name: 'op',
          label: texts.op,
          required: true,
          options: (['>=', '>', '<=', '<'] as const).map((value) => ({ value, label: value })),
        },
        { kind: 'number', name: 'limit', label: texts.limit, required: true, unit: indicator.unitLabel },
      ]}
      act={async (values) => {
        await client.call(addWatch, { body: { ...values, indicator: indicator.id, division } })
        refresh(listWatches)
      }}
      onClose={onClose}
    />
  )
}
