import {
  applyForData,
  type Dataset,
  type DeliveryKind,
  getDataset,
  listDataApplications,
  listDatasetRatings,
  listDatasetRevisions,
  rateDataset,
  submitDataset,
  withdrawDataset,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { EntryDialog } from '../datasets/entry-dialog.tsx'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

type Act = 'edit' | 'apply' | 'submit' | 'withdraw' | 'rate'

/** What this person may do with an entry of the catalogue. */
export function DatasetActs({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(sharingTexts).entry
  const me = useContext(MeContext)
  const may = useMay()
  const [act, setAct] = useState<Act | null>(null)
  const isOwn = may('data.govern') || (may('data.own') && me?.user.organisationId === dataset.organisationId)
  const isPublished = dataset.state === 'published'
  const acts: Act[] = [
    ...(isOwn ? (['edit'] as const) : []),
    ...(isPublished && dataset.sharing !== 'none' && may('data.apply') ? (['apply', 'rate'] as const) : []),
    ...(isOwn && (dataset.state === 'draft' || dataset.state === 'withdrawn') ? (['submit'] as const) : []),
    ...(isOwn && isPublished ? (['withdraw'] as const) : []),
  ]
  return (
    <Space>
      {acts.map((one) => (
        <Button
          key={one}
          type={one === 'apply' || one === 'submit' ? 'primary' : 'default'}
          onClick={() => setAct(one)}
        >
          {texts[one]}
        </Button>
      ))}
      {act ? <DatasetDialog act={act} dataset={dataset} onClose={() => setAct(null)} /> : null}
    </Space>
  )
}

function DatasetDialog({ act, dataset, onClose }: { act: Act; dataset: Dataset; onClose: () => void }) {
  const texts = useTexts(sharingTexts).entry
  const params = { id: dataset.id }
  if (act === 'edit') return <EntryDialog dataset={dataset} onClose={onClose} />
  if (act === 'apply') return <Apply dataset={dataset} onClose={onClose} />
  if (act === 'rate')
    return (
      <FormDialog<{ stars: number; comment?: string; isErrorReport?: boolean }>
        title={texts.rate}
        first={{ stars: 5 }}
        fields={[
          { name: 'stars', label: texts.stars, kind: 'number', min: 1, max: 5, precision: 0, required: true },
          { name: 'comment', label: texts.comment, kind: 'area', maxLength: 500 },
          { name: 'isErrorReport', label: texts.isError, kind: 'tick' },
        ]}
        act={async ({ comment = '', ...body }) => {
          await client.call(rateDataset, { params, body: { comment, ...body } })
          refresh(listDatasetRatings)
        }}
        onClose={onClose}
      />
    )
  return (
    <ActDialog
      title={texts[act]}
      why={dataset.name}
      danger={act === 'withdraw'}
      comment={act === 'withdraw' ? 'required' : 'none'}
      act={async (reason) => {
        if (act === 'withdraw') await client.call(withdrawDataset, { params, body: { reason } })
        else await client.call(submitDataset, { params })
        refresh(getDataset, listDatasetRevisions)
      }}
      onClose={onClose}
    />
  )
}

interface Asked {
  fields: string[]
  plain?: string[]
  purpose: string
  scene: string
  legalBasis: string
  from: Dayjs
  to: Dayjs
  delivery: DeliveryKind
  byConsent?: boolean
}

function Apply({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const all = useTexts(sharingTexts)
  const { requests, entry } = all
  const shared = dataset.fields.filter((field) => field.isShared !== false)
  const options = shared.map((field) => ({ value: field.name, label: field.title }))
  const sensitive = shared
    .filter((field) => field.sensitive)
    .map((one) => ({ value: one.name, label: one.title }))
  return (
    <FormDialog<Asked>
      title={entry.apply}
      why={dataset.sharingBasis ?? dataset.name}
      width={640}
      first={{ delivery: 'api', from: dayjs(), to: dayjs().add(1, 'year') }}
      fields={[
        { name: 'fields', label: requests.fields, kind: 'choices', options, required: true },
        { name: 'plain', label: entry.plainFields, kind: 'choices', options: sensitive },
        { name: 'purpose', label: all.purpose, kind: 'text', required: true },
        { name: 'scene', label: requests.scene, kind: 'text', required: true },
        { name: 'legalBasis', label: requests.basis, kind: 'text', required: true },
        {
          name: 'delivery',
          label: requests.delivery,
          kind: 'choice',
          options: toChoices(requests.deliveries),
          required: true,
        },
        { name: 'from', label: entry.from, kind: 'day', required: true },
        { name: 'to', label: entry.to, kind: 'day', required: true },
        { name: 'byConsent', label: entry.byConsent, kind: 'tick', extra: entry.byConsentWhy },
      ]}
      act={async ({ fields, plain = [], from, to, ...rest }) => {
        const items = [{ datasetId: dataset.id, fields, plain }]
        await client.call(applyForData, { body: { items, ...rest, from: toDay(from), to: toDay(to) } })
        refresh(listDataApplications)
      }}
      onClose={onClose}
    />
  )
}
