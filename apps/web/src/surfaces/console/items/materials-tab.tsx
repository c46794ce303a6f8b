import { listServiceMaterials, type ServiceMaterial, saveServiceMaterial } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { TickPart, WhenPart } from './fields.tsx'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'
import { ListPart } from './list-part.tsx'

/** What is handed in, and what stands in for it. */
export function MaterialsTab({ known }: { known: readonly ServiceMaterial[] }) {
  const texts = useTexts(itemTexts)
  const [isMaking, setMaking] = useState(false)
  return (
    <>
      <ListPart
        name="materials"
        title={texts.material}
        why={texts.materialsWhy}
        fresh={() => ({ material: '', required: true, core: false })}
      >
        {(at) => <Material at={at} known={known} />}
      </ListPart>
      <Button onClick={() => setMaking(true)}>{texts.newMaterial}</Button>
      {isMaking ? <NewMaterial onClose={() => setMaking(false)} /> : null}
    </>
  )
}

function Material({ at, known }: { at: number; known: readonly ServiceMaterial[] }) {
  const texts = useTexts(itemTexts)
  const [words, setWords] = useState('')
  const code = Form.useWatch(['materials', at, 'material']) as string | undefined
  const read = useRead(
    listServiceMaterials,
    { query: { limit: 30, ...(words ? { search: words } : {}) } },
    { keepPrevious: true, staleMs: 60_000 },
  )
  const found = read.data?.items ?? []
  const chosen = [...found, ...known].find((one) => one.code === code)
  const others = chosen ? found.filter((one) => one.code !== chosen.code) : found
  return (
    <>
      <Form.Item
        name={[at, 'material']}
        label={texts.material}
        className={styles.wide}
        extra={chosen ? <Origin material={chosen} /> : undefined}
      >
        <Select
          showSearch={{ filterOption: false, onSearch: setWords }}
          options={[...(chosen ? [chosen] : []), ...others].map((one) => ({
            value: one.code,
            label: one.title,
          }))}
        />
      </Form.Item>
      <TickPart name={[at, 'required']} label={texts.required} />
      <TickPart name={[at, 'core']} label={texts.core} />
      <WhenPart name={[at, 'when']} />
    </>
  )
}

/** Where a material comes from, and whether somebody has to bring it at all. */
function Origin({ material }: { material: ServiceMaterial }) {
  const texts = useTexts(itemTexts)
  const { source, form, copies, licenceType, dataCheck } = material
  const instead = licenceType
    ? texts.byLicence(licenceType)
    : dataCheck
      ? texts.byData(dataCheck)
      : texts.byPaper
  return (
    <span>
      {texts.source}：{source} · {texts.forms[form]} × {copies} · {instead}
    </span>
  )
}

interface Made extends ServiceMaterial {
  licenceType: string
  dataCheck: string
}

function NewMaterial({ onClose }: { onClose: () => void }) {
  const texts = useTexts(itemTexts)
  return (
    <FormDialog<Made>
      title={texts.newMaterial}
      first={{ form: 'electronic', copies: 1 }}
      fields={[
        {
          ...{ kind: 'code', name: 'code', label: texts.materialCode, required: true, maxLength: 80 },
          pattern: { is: /^[a-z0-9.-]{2,80}$/, else: texts.codeHint },
        },
        { kind: 'text', name: 'title', label: texts.title, required: true },
        { kind: 'text', name: 'source', label: texts.source, required: true },
        {
          ...{ kind: 'choice', name: 'form', label: texts.form, required: true },
          options: toChoices(texts.forms),
        },
        {
          kind: 'number',
          name: 'copies',
          label: texts.copies,
          required: true,
          min: 0,
          max: 20,
          precision: 0,
        },
        { kind: 'code', name: 'licenceType', label: texts.licenceType },
        { kind: 'code', name: 'dataCheck', label: texts.dataCheck },
      ]}
      act={async ({ code, licenceType, dataCheck, ...body }) => {
        await client.call(saveServiceMaterial, {
          params: { code },
          body: { ...body, licenceType: licenceType || null, dataCheck: dataCheck || null },
        })
        refresh(listServiceMaterials)
      }}
      onClose={onClose}
    />
  )
}
