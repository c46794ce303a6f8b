import {
  changeSource,
  createSource,
  getSource,
  inspectSource,
  listSources,
  type OperationInput,
  type OperationOutput,
  type Source,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
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

/** Registers a source, or changes one; without a dataset one is made with the columns the source has. */
export function SourceDialog({ source, onClose }: { source?: Source; onClose: () => void }) {
  const texts = useTexts(collectTexts)
  const may = useMay()
  const [values, setValues] = useState<Partial<SourceForm>>(() => firstOf(source))
  const { kind = 'postgres' } = values
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
    ...(source
      ? []
      : ([
          { name: 'datasetId', label: texts.dataset, kind: 'custom', control: <DatasetSelect /> },
        ] satisfies DialogField[])),
    ...(may('data.govern') && !source
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
      title={source ? texts.changeSource : texts.addSource}
      width={640}
      first={firstOf(source)}
      fields={fields}
      onChange={setValues}
      act={async (given) => {
        if (source) await client.call(changeSource, { params: { id: source.id }, body: toChange(given) })
        else await client.call(createSource, { body: toBody(given) })
        refresh(listSources, getSource)
      }}
      onClose={onClose}
    >
      {kind === 'file' || source ? null : <Inspect values={values} />}
    </FormDialog>
  )
}

function firstOf(source: Source | undefined): Partial<SourceForm> {
  if (!source) return { kind: 'postgres', mode: 'full', load: 'replace' }
  const { connection, name, kind, mode, load, legalBasis } = source
  const { schedule, dueTime } = source
  return {
    ...{ ...connection, name, kind, mode, load, legalBasis },
    ...(schedule ? { schedule } : {}),
    ...(dueTime ? { dueTime } : {}),
  }
}

/** Tries what is filled in before it is kept, and shows the columns the source has. */
function Inspect({ values }: { values: Partial<SourceForm> }) {
  const texts = useTexts(collectTexts)
  const [look, setLook] = useState<OperationOutput<typeof inspectSource>>()
  const run = useMutation({
    mutationFn: () => {
      const { kind = 'postgres', mode = 'full', secret } = values
      const connection = connectionOf(values)
      return client.call(inspectSource, { body: { kind, mode, connection, ...(secret ? { secret } : {}) } })
    },
    onMutate: () => setLook(undefined),
    onSuccess: setLook,
  })
  return (
    <>
      <Button size="small" loading={run.isPending} onClick={() => run.mutate()}>
        {texts.inspect}
      </Button>
      <ProblemNote error={run.error} />
      {look ? (
        <p role="status">
          <StateTag tone={look.ok ? undefined : 'bad'}>{look.message}</StateTag>{' '}
          {look.fields.map((field) => `${field.title}（${texts.types[field.type]}）`).join('、')}
        </p>
      ) : null}
    </>
  )
}

function connectionOf(values: Partial<SourceForm>): Connection {
  return Object.fromEntries(connectionNames.flatMap((key) => (values[key] ? [[key, values[key]]] : [])))
}

/** As it is now: what was emptied is taken away. */
function toChange(values: SourceForm): OperationInput<typeof changeSource>['body'] {
  const { schedule, dueTime, legalBasis } = values
  return {
    ...toBody(values),
    ...{ schedule: schedule || null, dueTime: dueTime || null, legalBasis: legalBasis ?? '' },
  }
}

function toBody(values: SourceForm): OperationInput<typeof createSource>['body'] {
  const { name, kind, mode, load } = values
  const given = (key: 'secret' | 'datasetId' | 'organisationId' | 'schedule' | 'dueTime' | 'legalBasis') =>
    values[key] ? { [key]: values[key] } : {}
  return {
    ...{ name, kind, mode, load, connection: connectionOf(values) },
    ...{ ...given('secret'), ...given('datasetId'), ...given('organisationId') },
    ...{ ...given('schedule'), ...given('dueTime'), ...given('legalBasis') },
  }
}
