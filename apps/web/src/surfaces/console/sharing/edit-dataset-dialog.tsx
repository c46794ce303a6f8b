import {
  changeDataset,
  type Dataset,
  type DatasetInput,
  getDataset,
  listDatasetRevisions,
  listDatasets,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { datasetTexts } from '../datasets/datasets.texts.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

type Entry = Pick<
  Dataset,
  | 'name'
  | 'abstract'
  | 'kind'
  | 'theme'
  | 'cycle'
  | 'sharing'
  | 'sharingBasis'
  | 'opening'
  | 'openingBasis'
  | 'licence'
  | 'keywords'
>

/** What an entry of the catalogue says about its data, changed by the unit that answers for them. */
export function EditDatasetDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const texts = useTexts(datasetTexts)
  const title = useTexts(sharingTexts).entry.edit
  return (
    <FormDialog<Entry>
      title={title}
      width={640}
      first={dataset}
      fields={[
        { name: 'name', label: texts.columns.name, kind: 'text', required: true, maxLength: 120 },
        { name: 'abstract', label: texts.abstract, kind: 'area', rows: 3, maxLength: 2000 },
        { name: 'theme', label: texts.theme, kind: 'text', required: true, maxLength: 40 },
        { name: 'keywords', label: texts.keywords, kind: 'choices', tags: true, options: [] },
        { name: 'cycle', label: texts.cycle, kind: 'choice', options: toChoices(texts.cycles) },
        { name: 'sharing', label: texts.sharing, kind: 'choice', options: toChoices(texts.access) },
        { name: 'sharingBasis', label: texts.basis, kind: 'text', maxLength: 500 },
        { name: 'opening', label: texts.opening, kind: 'choice', options: toChoices(texts.access) },
        { name: 'openingBasis', label: texts.openingBasis, kind: 'text', maxLength: 500 },
        { name: 'licence', label: texts.licence, kind: 'text', maxLength: 100 },
      ]}
      act={async (given) => {
        const body: Partial<DatasetInput> = {
          ...given,
          ...{ sharingBasis: given.sharingBasis || null, openingBasis: given.openingBasis || null },
          licence: given.licence || null,
        }
        await client.call(changeDataset, { params: { id: dataset.id }, body })
        refresh(getDataset, listDatasets, listDatasetRevisions)
      }}
      onClose={onClose}
    />
  )
}
