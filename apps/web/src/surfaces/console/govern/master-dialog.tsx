import {
  createMasterModel,
  type Dataset,
  getDataset,
  listMasterModels,
  type MasterAttribute,
  type MasterModel,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { RowEditor } from '../parts/row-editor.tsx'
import { governTexts } from './govern.texts.ts'
import { DatasetSelect } from './parts.tsx'

const slots = [
  ['id', 'idField', 'citizen-id'],
  ['name', 'nameField', 'name'],
  ['phone', 'phoneField', 'phone'],
  ['birth', 'birthField', 'birth-date'],
  ['address', 'addressField', 'address'],
] as const

/** Which source is believed first for an item. */
type Survives = 'first' | 'second' | 'newest' | 'most-frequent'

/** An item that is kept in the golden record without being matched by. */
interface OtherItem {
  field: string
  survives: Survives
}

interface ModelForm {
  name: string
  kind: MasterModel['kind']
  dataset: string
  second?: string
  key: string
  idField?: string
  nameField?: string
  phoneField?: string
  birthField?: string
  addressField?: string
  others?: OtherItem[]
}

/** A model over one or two datasets whose columns have the same names, with who is believed for which item (PLT-046). */
export function MasterDialog({ onClose }: { onClose: () => void }) {
  const { master, common } = useTexts(governTexts)
  const [dataset, setDataset] = useState<string>()
  const read = useRead(getDataset, { params: { id: dataset ?? '' } }, { enabled: dataset !== undefined })
  const options = (read.data?.fields ?? ([] as Dataset['fields'])).map((field) => ({
    value: field.name,
    label: field.title,
  }))
  return (
    <FormDialog<ModelForm>
      title={master.add}
      first={{ kind: 'person' }}
      onChange={(values) => setDataset(values.dataset)}
      fields={[
        { name: 'name', label: common.name, kind: 'text', required: true },
        {
          name: 'kind',
          label: master.kind,
          kind: 'choice',
          required: true,
          options: Object.entries(master.kinds).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'dataset',
          label: common.dataset,
          kind: 'custom',
          required: true,
          control: <DatasetSelect />,
        },
        { name: 'second', label: master.second, kind: 'custom', control: <DatasetSelect /> },
        { name: 'key', label: master.key, kind: 'choice', required: true, options },
        ...slots.map(([, field]) => ({
          name: field,
          label: master[field],
          kind: 'choice' as const,
          options,
          allowClear: true,
        })),
        { name: 'others', label: master.others, kind: 'custom', control: <OtherItems options={options} /> },
      ]}
      act={async (values) => {
        const titleOf = (field: string) => options.find((one) => one.value === field)?.label ?? field
        await client.call(createMasterModel, { body: toBody(values, titleOf) })
        refresh(listMasterModels)
      }}
      onClose={onClose}
    />
  )
}

type Body = Parameters<typeof client.call<typeof createMasterModel>>[1]['body']

function toBody(values: ModelForm, titleOf: (field: string) => string): Body {
  const datasets = [values.dataset, values.second].filter((one) => one !== undefined)
  const used = slots.flatMap(([name, slot, role]) => {
    const field = values[slot]
    return field ? [{ name, field, role, survives: 'first' as Survives }] : []
  })
  const taken = new Set(used.map((one) => one.field))
  const others = (values.others ?? [])
    .filter((one) => one.field && !taken.has(one.field))
    .map((one, i) => ({ ...one, name: `other${i + 1}`, role: 'other' as const }))
  const all = [...used, ...others]
  const mapping = Object.fromEntries(all.map((one) => [one.name, one.field]))
  const roleOf = (role: MasterAttribute['role']) =>
    role === 'citizen-id' && values.kind === 'organisation' ? 'uscc' : role
  return {
    ...{ name: values.name, kind: values.kind, reviewScore: 0.5 },
    sources: datasets.map((datasetId) => ({ datasetId, key: values.key, mapping })),
    attributes: all.map(({ name, field, role, survives }) => ({
      ...{ name, title: titleOf(field), role: roleOf(role) },
      ...(survives === 'first' || survives === 'second' ? { survives: 'priority' as const } : { survives }),
      ...(survives === 'second' ? { priority: [...datasets].reverse() } : {}),
    })),
  }
}

interface OtherItemsProps {
  options: Array<{ value: string; label: string }>
  value?: OtherItem[]
  onChange?: (rows: OtherItem[]) => void
}

function OtherItems({ options, value = [], onChange }: OtherItemsProps) {
  const { master } = useTexts(governTexts)
  const ways = Object.entries(master.survives).map(([way, label]) => ({ value: way as Survives, label }))
  return (
    <RowEditor<OtherItem>
      value={value}
      onChange={onChange}
      add={{ title: master.addOther, row: { field: '', survives: 'first' } }}
      columns={[
        {
          title: master.otherItem,
          render: ({ row, change, labelOf }) => (
            <Select
              style={{ width: 200 }}
              aria-label={labelOf(master.otherItem)}
              value={row.field || undefined}
              options={options}
              onChange={(field: string) => change({ field })}
            />
          ),
        },
        {
          title: master.believed,
          render: ({ row, change, labelOf }) => (
            <Select<Survives>
              style={{ width: 180 }}
              aria-label={labelOf(master.believed)}
              value={row.survives}
              options={ways}
              onChange={(survives) => change({ survives })}
            />
          ),
        },
      ]}
    />
  )
}
