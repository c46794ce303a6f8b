import {
  changeDataset,
  createDataset,
  type Dataset,
  type DatasetField,
  type DatasetInput,
  getDataset,
  listDatasetRevisions,
  listDatasets,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { governTexts } from '../govern/govern.texts.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { useMay } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { datasetTexts } from './datasets.texts.ts'
import { FieldTable } from './field-table.tsx'

type Entry = DatasetInput

/** An entry of the catalogue, registered before there are data, or changed by the unit that answers for it (PLT-052). */
export function EntryDialog({ dataset, onClose }: { dataset?: Dataset; onClose: () => void }) {
  const texts = useTexts(datasetTexts)
  const go = useNavigate()
  const fields = useEntryFields(dataset)
  return (
    <FormDialog<Entry>
      title={dataset ? texts.entry.change : texts.entry.register}
      why={dataset ? undefined : texts.entry.registerWhy}
      width={960}
      first={
        dataset ?? {
          ...{
            kind: 'department',
            layer: 'standard',
            cycle: 'month',
            sharing: 'conditional',
            opening: 'none',
          },
          fields: [{ name: '', title: '', type: 'text', isKey: true }],
        }
      }
      fields={fields}
      act={async (given) => {
        const body = toBody(given)
        if (dataset) await client.call(changeDataset, { params: { id: dataset.id }, body })
        else void go(`/console/datasets/${(await client.call(createDataset, { body })).id}`)
        refresh(getDataset, listDatasets, listDatasetRevisions)
      }}
      onClose={onClose}
    />
  )
}

/** What is left empty is nothing; a column without a name of its own goes by its title. */
function toBody({ organisationId, ...given }: Entry): Entry {
  const fields = given.fields.map((field) => ({
    ...field,
    ...{ name: field.name.trim() || field.title.trim(), element: field.element || null },
  }))
  return {
    ...given,
    ...{ abstract: given.abstract ?? '', keywords: given.keywords ?? [], fields },
    ...{ sharingBasis: given.sharingBasis || null, openingBasis: given.openingBasis || null },
    ...{ licence: given.licence || null, grade: given.grade ?? null },
    ...(organisationId ? { organisationId } : {}),
  }
}

function useEntryFields(dataset: Dataset | undefined): DialogField[] {
  const texts = useTexts(datasetTexts)
  const { grades } = useTexts(governTexts)
  const may = useMay()
  const { none: _, ...graded } = grades
  const choice = (name: string, label: string, words: Record<string, string>) =>
    ({ name, label, kind: 'choice', required: true, options: toChoices(words) }) satisfies DialogField
  const untitled = (value: unknown) =>
    Array.isArray(value) && value.length > 0 && (value as DatasetField[]).every((one) => one.title.trim())
      ? null
      : texts.entry.untitled
  return [
    { name: 'name', label: texts.columns.name, kind: 'text', required: true, maxLength: 120 },
    ...(!dataset && may('data.govern')
      ? ([
          {
            ...{ name: 'organisationId', label: texts.columns.unit, kind: 'custom' },
            control: <OrganisationSelect />,
          },
        ] satisfies DialogField[])
      : []),
    { name: 'abstract', label: texts.abstract, kind: 'area', required: true, rows: 3, maxLength: 2000 },
    choice('kind', texts.kind, texts.kinds),
    { name: 'theme', label: texts.theme, kind: 'text', required: true, maxLength: 40 },
    choice('layer', texts.layer, texts.layers),
    {
      name: 'fields',
      label: texts.tabs.fields,
      kind: 'custom',
      required: true,
      check: untitled,
      control: <FieldTable isFixed={Boolean(dataset?.versionId)} />,
    },
    { name: 'keywords', label: texts.keywords, kind: 'choices', tags: true, options: [] },
    choice('cycle', texts.cycle, texts.cycles),
    choice('sharing', texts.sharing, texts.access),
    { name: 'sharingBasis', label: texts.basis, kind: 'text', maxLength: 500 },
    choice('opening', texts.opening, texts.access),
    { name: 'openingBasis', label: texts.openingBasis, kind: 'text', maxLength: 500 },
    {
      ...{ name: 'grade', label: texts.entry.grade, kind: 'choice', allowClear: true },
      options: toChoices(graded),
    },
    { name: 'licence', label: texts.licence, kind: 'text', maxLength: 100 },
  ]
}
