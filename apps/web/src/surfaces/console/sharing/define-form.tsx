import {
  createPrefillForm,
  listPrefillForms,
  listServicePackages,
  type PrefillForm,
  type ServicePackage,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { RowEditor } from '../parts/row-editor.tsx'
import { sharingTexts } from './sharing.texts.ts'

type FormField = PrefillForm['fields'][number]
type Defined = Pick<PrefillForm, 'code' | 'title' | 'packageCode' | 'savedMaterials' | 'fields'>

/** Defines a form: its fields, and which of them a package fills. */
export function DefineForm({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sharingTexts).packages
  const packages = useRead(listServicePackages, { query: { limit: 200 } })
  const [chosen, setChosen] = useState<string>()
  const pack = packages.data?.items.find((one) => one.code === chosen)
  return (
    <FormDialog<Defined>
      title={texts.defineForm}
      width={820}
      first={{ savedMaterials: 0 }}
      onChange={(values) => setChosen(values.packageCode)}
      fields={[
        { name: 'code', label: texts.code, kind: 'code', required: true },
        { name: 'title', label: texts.form, kind: 'text', required: true },
        {
          ...{ name: 'packageCode', label: texts.name, kind: 'choice', required: true },
          options: (packages.data?.items ?? []).map((one) => ({ value: one.code, label: one.title })),
        },
        {
          ...{ name: 'fields', label: texts.formFields, kind: 'custom', required: true },
          control: <FormFields pack={pack} />,
        },
        { name: 'savedMaterials', label: texts.savedMaterials, kind: 'number', min: 0, max: 100 },
      ]}
      act={async ({ savedMaterials, ...rest }) => {
        await client.call(createPrefillForm, { body: { ...rest, savedMaterials: savedMaterials ?? 0 } })
        refresh(listPrefillForms)
      }}
      onClose={onClose}
    />
  )
}

interface FormFieldsProps {
  pack: ServicePackage | undefined
  value?: FormField[]
  onChange?: (fields: FormField[]) => void
}

function FormFields({ pack, value = [], onChange }: FormFieldsProps) {
  const texts = useTexts(sharingTexts).packages
  const { partTable } = texts
  const taken = (pack?.parts ?? []).filter((part) => !value.some((one) => one.part === part.name))
  const takeParts = () =>
    onChange?.([...value, ...taken.map(({ name, title }) => ({ name, title, part: name }))])
  return (
    <RowEditor<FormField>
      value={value}
      onChange={onChange}
      add={{ title: texts.addFormField, row: { name: '', title: '', part: null } }}
      beside={
        taken.length > 0 ? (
          <Button size="small" onClick={takeParts}>
            {texts.takeParts(taken.length)}
          </Button>
        ) : null
      }
      columns={[
        { title: partTable.title, text: 'title' },
        { title: partTable.name, text: 'name' },
        {
          title: texts.filledBy,
          render: ({ row, change, labelOf }) => (
            <Select
              allowClear
              style={{ width: 180 }}
              placeholder={texts.own}
              aria-label={labelOf(texts.filledBy)}
              value={row.part ?? undefined}
              options={(pack?.parts ?? []).map((part) => ({ value: part.name, label: part.title }))}
              onChange={(part) => change({ part: part ?? null })}
            />
          ),
        },
      ]}
    />
  )
}
