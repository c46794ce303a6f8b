import {
  createPrefillForm,
  listPrefillForms,
  listServicePackages,
  type PrefillForm,
  type ServicePackage,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
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
  const change = (at: number, by: Partial<FormField>) =>
    onChange?.(value.map((one, i) => (i === at ? { ...one, ...by } : one)))
  const taken = (pack?.parts ?? []).filter((part) => !value.some((one) => one.part === part.name))
  const text = (name: 'title' | 'name', title: string) => ({
    title,
    render: (_: unknown, one: FormField, at: number) => (
      <Input
        aria-label={partTable.ofRow(title, at + 1)}
        value={one[name]}
        onChange={(event) => change(at, { [name]: event.target.value })}
      />
    ),
  })
  return (
    <>
      <Table<FormField>
        size="small"
        rowKey={(_, i) => String(i)}
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={value}
        columns={[
          text('title', partTable.title),
          text('name', partTable.name),
          {
            title: texts.filledBy,
            render: (_, one, at) => (
              <Select
                allowClear
                style={{ width: 180 }}
                placeholder={texts.own}
                aria-label={partTable.ofRow(texts.filledBy, at + 1)}
                value={one.part ?? undefined}
                options={(pack?.parts ?? []).map((part) => ({ value: part.name, label: part.title }))}
                onChange={(part) => change(at, { part: part ?? null })}
              />
            ),
          },
          {
            title: '',
            key: 'remove',
            render: (_, __, at) => (
              <Button
                size="small"
                type="text"
                aria-label={partTable.ofRow(partTable.remove, at + 1)}
                onClick={() => onChange?.(value.toSpliced(at, 1))}
              >
                {partTable.remove}
              </Button>
            ),
          },
        ]}
      />
      <div style={{ display: 'flex', gap: 8, marginTop: 8 }}>
        <Button size="small" onClick={() => onChange?.([...value, { name: '', title: '', part: null }])}>
          {texts.addFormField}
        </Button>
        {taken.length > 0 ? (
          <Button
            size="small"
            onClick={() =>
              onChange?.([...value, ...taken.map(({ name, title }) => ({ name, title, part: name }))])
            }
          >
            {texts.takeParts(taken.length)}
          </Button>
        ) : null}
      </div>
    </>
  )
}
