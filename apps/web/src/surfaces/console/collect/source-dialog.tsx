import { createSource, listSources, type OperationInput, type Source } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { useMay } from '../parts/permissions.tsx'
import { collectTexts } from './collect.texts.ts'
import { DatasetSelect } from './dataset-select.tsx'
import { connectionFields, connectionNames, secretFields } from './source-fields.tsx'

type Connection = Source['connection']
type SourceForm = Pick<Source, 'name' | 'kind' | 'mode' | 'load'> & {
  secret?: string
  datasetId?: string
  organisationId?: string
  schedule?: string
  dueTime?: string
  legalBasis?: string
} & Connection

/** Registers a source; without a dataset one is made with the columns the source has. */
export function SourceDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(collectTexts)
  const may = useMay()
  const [kind, setKind] = useState<Source['kind']>('postgres')
  const choices = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const fields: DialogField[] = [
    { name: 'name', label: texts.sourceName, kind: 'text', required: true, maxLength: 120 },
    { name: 'kind', label: texts.kind, kind: 'choice', required: true, options: choices(texts.kinds) },
    {
      name: 'mode',
      label: texts.collectMode,
      kind: 'choice',
      required: true,
      options: choices(texts.collectModes),
    },
    { name: 'load', label: texts.mode, kind: 'choice', required: true, options: choices(texts.modes) },
    ...connectionFields(kind, texts),
    ...secretFields(kind, texts),
    { name: 'datasetId', label: texts.dataset, kind: 'custom', control: <DatasetSelect /> },
    ...(may('data.govern')
      ? ([
          { name: 'organisationId', label: texts.unit, kind: 'custom', control: <OrganisationSelect /> },
        ] satisfies DialogField[])
      : []),
    ...(kind === 'file'
      ? []
      : ([
          { name: 'schedule', label: texts.schedule, kind: 'code', placeholder: '0 2 * * *' },
        ] satisfies DialogField[])),
    {
      ...{ name: 'dueTime', label: texts.dueTime, kind: 'text', placeholder: texts.dueHint },
      pattern: { is: /^([01]\d|2[0-3]):[0-5]\d$/, else: texts.dueHint },
    },
    { name: 'legalBasis', label: texts.legalBasis, kind: 'text', maxLength: 300 },
  ]
  return (
    <FormDialog<SourceForm>
      title={texts.addSource}
      width={640}
      first={{ kind, mode: 'full', load: 'replace' }}
      fields={fields}
      onChange={(values) => {
        if (values.kind) setKind(values.kind)
      }}
      act={async (values) => {
        await client.call(createSource, { body: toBody(values) })
        refresh(listSources)
      }}
      onClose={onClose}
    />
  )
}

function toBody(values: SourceForm): OperationInput<typeof createSource>['body'] {
  const { name, kind, mode, load } = values
  const given = (key: 'secret' | 'datasetId' | 'organisationId' | 'schedule' | 'dueTime' | 'legalBasis') =>
    values[key] ? { [key]: values[key] } : {}
  const connection = Object.fromEntries(
    connectionNames.flatMap((key) => (values[key] ? [[key, values[key]]] : [])),
  )
  return {
    ...{ name, kind, mode, load, connection },
    ...{ ...given('secret'), ...given('datasetId'), ...given('organisationId') },
    ...{ ...given('schedule'), ...given('dueTime'), ...given('legalBasis') },
  }
}
