import {
  type CrossCase,
  fileCrossCase,
  getCrossItem,
  listCrossCases,
  listCrossItems,
  type OperationOutput,
  type ServiceFormField,
  supplementCrossCase,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { type DialogField, FormDialog, withDays } from '../parts/form-dialog.tsx'
import { crossTexts } from './cross-region.texts.ts'

interface Values {
  recognitionId: string
  kind: 'person' | 'organisation'
  name: string
  number: string
  [field: string]: unknown
}

/** Files for another city: the form is that of the competent office, asked of it now. */
export function FileDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(crossTexts)
  const [chosen, setChosen] = useState<string | null>(null)
  const items = useRead(listCrossItems, { query: { limit: 200 } })
  const item = useRead(getCrossItem, { params: { id: chosen ?? '' } }, { enabled: chosen !== null })
  const act = async (values: Values) => {
    const one = items.data?.items.find((each) => each.recognitionId === values.recognitionId)
    const { kind, name, number } = values
    const fields = (item.data?.fields ?? []).map((each) => each.name)
    const form = Object.fromEntries(
      fields.flatMap((field) =>
        values[`form_${field}`] === undefined ? [] : [[field, values[`form_${field}`]]],
      ),
    )
    const materials = await readMaterials(item.data?.materials, values)
    await client.call(fileCrossCase, {
      body: {
        ...{ systemId: one?.systemId ?? '', itemCode: one?.itemCode ?? '', form: withDays(form), materials },
        applicant: { kind, name, number },
      },
    })
    refresh(listCrossCases)
  }
  const options = (items.data?.items ?? []).map((one) => ({
    ...{ value: one.recognitionId, label: `${one.systemName} · ${one.itemTitle}` },
  }))
  return (
    <FormDialog<Values>
      title={texts.file}
      why={item.error ? item.error.message : chosen ? texts.materialHint : texts.choose}
      width={640}
      first={{ kind: 'person' }}
      fields={[
        { kind: 'choice', name: 'recognitionId', label: texts.item, required: true, options },
        {
          ...{ kind: 'choice', name: 'kind', label: texts.applicantKind, required: true },
          options: [
            { value: 'person', label: texts.person },
            { value: 'organisation', label: texts.organisation },
          ],
        },
        { kind: 'text', name: 'name', label: texts.name, required: true, maxLength: 100 },
        { kind: 'text', name: 'number', label: texts.idNumber, required: true, maxLength: 20 },
        ...(item.data?.fields ?? []).map(toField),
        ...(item.data?.materials ?? []).map((one) => toFileField(one, texts)),
      ]}
      onChange={({ recognitionId }) => recognitionId && setChosen(recognitionId)}
      act={act}
      onClose={onClose}
    />
  )
}

function toField(field: ServiceFormField): DialogField {
  const name = `form_${field.name}`
  const own = { name, label: field.title, required: field.required }
  if (field.type === 'number' || field.type === 'integer') return { kind: 'number', ...own }
  if (field.type === 'date') return { kind: 'day', ...own }
  if (field.type === 'boolean') return { kind: 'tick', ...own }
  if (field.type === 'choice')
    return {
      kind: 'choice',
      ...own,
      options: (field.choices ?? []).map((one) => ({ value: one, label: one })),
    }
  return { kind: field.type === 'long' ? 'area' : 'text', ...own }
}

type Material = OperationOutput<typeof getCrossItem>['materials'][number]

/** A material of the other city; without an equivalence it cannot be sent, and says so. */
function toFileField(one: Material, texts: { materialFile: string; noEquivalence: string }): DialogField {
  return {
    ...{ kind: 'custom', name: `file_${one.material}`, label: one.title },
    required: one.required && one.local !== null,
    extra: one.local === null ? texts.noEquivalence : texts.materialFile,
    control: <FileInput disabled={one.local === null} />,
  }
}

async function readMaterials(materials: readonly Material[] | undefined, values: Record<string, unknown>) {
  const chosen = (materials ?? []).flatMap(({ material, local }) => {
    const file = values[`file_${material}`]
    return local !== null && file instanceof File ? [{ material: local, file }] : []
  })
  return Promise.all(
    chosen.map(async ({ material, file }) =>
      // A licence of this city is carried as its signed package, which the other city verifies by itself.
      file.name.endsWith('.json')
        ? { material, licence: await toBase64(file) }
        : { material, file: await readFile(file) },
    ),
  )
}

/** A file of the form. */
interface FileInputProps {
  id?: string
  disabled?: boolean
  onChange?: (file: File | undefined) => void
}

function FileInput({ id, disabled, onChange }: FileInputProps) {
  return (
    <input
      id={id}
      type="file"
      disabled={disabled}
      accept="application/pdf,image/jpeg,image/png,application/json,.json"
      onChange={(event) => onChange?.(event.target.files?.[0])}
    />
  )
}

async function readFile(file: File) {
  const contentType = file.type as 'application/pdf' | 'image/jpeg' | 'image/png'
  return { name: file.name, contentType, content: await toBase64(file) }
}

/** Answers a correction through the window where the application was filed. */
export function SupplementDialog({ one, onClose }: { one: CrossCase; onClose: () => void }) {
  const texts = useTexts(crossTexts)
  const items = useRead(listCrossItems, { query: { limit: 200 } })
  const known = items.data?.items.find(
    (each) => each.systemId === one.systemId && each.itemCode === one.itemCode,
  )
  const item = useRead(
    getCrossItem,
    { params: { id: known?.recognitionId ?? '' } },
    { enabled: Boolean(known) },
  )
  const act = async (values: Record<string, unknown>) => {
    const form = Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        name.startsWith('form_') && value !== undefined ? [[name.slice(5), value]] : [],
      ),
    )
    const materials = await readMaterials(item.data?.materials, values)
    await client.call(supplementCrossCase, {
      params: { id: one.id },
      body: { form: withDays(form), ...(materials.length > 0 ? { materials } : {}) },
    })
    refresh(listCrossCases)
  }
  return (
    <FormDialog<Record<string, unknown>>
      title={texts.supplement}
      why={`${texts.corrections}：${one.progress?.corrections.join('；') ?? ''}`}
      fields={[
        ...(item.data?.fields ?? []).map((field) => ({ ...toField(field), required: false })),
        ...(item.data?.materials ?? []).map((each) => ({ ...toFileField(each, texts), required: false })),
      ]}
      act={act}
      onClose={onClose}
    />
  )
}
