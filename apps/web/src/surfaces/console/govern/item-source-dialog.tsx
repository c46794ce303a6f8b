import { listItemSources, putItemSource } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { governTexts } from './govern.texts.ts'
import { ColumnSelect, DatasetSelect } from './parts.tsx'

interface SourceForm {
  datasetId: string
  keyField: string
  field: string
  checker: string
  checkerKey: string
  checkerField: string
}

/** Says which dataset an item is taken from, and which other is compared with it. */
export function ItemSourceDialog({ onClose }: { onClose: () => void }) {
  const { feedback, common } = useTexts(governTexts)
  const [chosen, setChosen] = useState<Partial<SourceForm>>({})
  return (
    <FormDialog<SourceForm>
      title={feedback.addSource}
      onChange={setChosen}
      fields={[
        {
          name: 'datasetId',
          label: common.dataset,
          kind: 'custom',
          required: true,
          control: <DatasetSelect />,
        },
        {
          ...{ name: 'keyField', label: feedback.keyField, kind: 'custom', required: true },
          control: <ColumnSelect datasetId={chosen.datasetId} />,
        },
        {
          ...{ name: 'field', label: common.field, kind: 'custom', required: true },
          control: <ColumnSelect datasetId={chosen.datasetId} />,
        },
        {
          name: 'checker',
          label: feedback.checker,
          kind: 'custom',
          required: true,
          control: <DatasetSelect />,
        },
        {
          name: 'checkerKey',
          label: `${feedback.checker} ${feedback.keyField}`,
          kind: 'custom',
          required: true,
          control: <ColumnSelect datasetId={chosen.checker} />,
        },
        {
          name: 'checkerField',
          label: `${feedback.checker} ${common.field}`,
          kind: 'custom',
          required: true,
          control: <ColumnSelect datasetId={chosen.checker} />,
        },
      ]}
      act={async ({ datasetId, keyField, field, checker, checkerKey, checkerField }) => {
        const checkers = [{ datasetId: checker, keyField: checkerKey, field: checkerField }]
        await client.call(putItemSource, { body: { datasetId, keyField, field, cycle: 'month', checkers } })
        refresh(listItemSources)
      }}
      onClose={onClose}
    />
  )
}
