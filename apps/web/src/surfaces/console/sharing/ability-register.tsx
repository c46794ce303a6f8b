import { type Ability, createAbility, listAbilities, listDatasets } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { abilityCareTexts } from './ability-care.texts.ts'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

/** Registers an ability: a dataset as an interface, a message service, or a service of a department with its contract. */
export function RegisterAbility({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sharingTexts).gateway
  const care = useTexts(abilityCareTexts)
  const { flow: _, ...plain } = texts.kinds
  const [words, setWords] = useState('')
  const datasets = useRead(
    listDatasets,
    { query: { state: 'published', limit: 30, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  const options = (datasets.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))
  return (
    <FormDialog<Parameters<typeof send>[0]>
      title={texts.register}
      first={{ kind: 'dataset', version: 'v1', quotaPerDay: 1000, timeoutMs: 3000 }}
      fields={[
        { name: 'code', label: texts.code, kind: 'code', required: true, placeholder: 'send-text' },
        { name: 'title', label: texts.ability, kind: 'text', required: true },
        { name: 'version', label: texts.version, kind: 'code', required: true },
        { name: 'kind', label: texts.kind, kind: 'choice', options: toChoices(plain), required: true },
        {
          name: 'datasetId',
          label: texts.datasetCode,
          kind: 'choice',
          options,
          onSearch: setWords,
          allowClear: true,
        },
        { name: 'upstreamUrl', label: texts.url, kind: 'code' },
        { name: 'timeoutMs', label: texts.timeout, kind: 'number', min: 50, max: 30_000 },
        { name: 'quotaPerDay', label: texts.quota, kind: 'number', min: 1, required: true },
        { name: 'summary', label: texts.summary, kind: 'area' },
        {
          ...{ name: 'contract', label: care.contractInput, kind: 'area', rows: 4 },
          check: (value) => jsonFault(value, care.notJson),
        },
        {
          ...{ name: 'example', label: care.example, kind: 'area', rows: 2 },
          check: (value) => jsonFault(value, care.notJson),
        },
        { name: 'sla', label: texts.sla, kind: 'text' },
        { name: 'dataClass', label: texts.dataClass, kind: 'text' },
        { name: 'price', label: texts.price, kind: 'text' },
      ]}
      act={send}
      onClose={onClose}
    />
  )
}

function jsonFault(value: unknown, wrong: string): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null
  try {
    const read: unknown = JSON.parse(value)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? null : wrong
  } catch {
    return wrong
  }
}

async function send(given: {
  code: string
  title: string
  version: string
  kind: Ability['kind']
  quotaPerDay: number
  timeoutMs?: number
  datasetId?: string
  upstreamUrl?: string
  summary?: string
  sla?: string
  dataClass?: string
  price?: string
  contract?: string
  example?: string
}): Promise<void> {
  const {
    summary = '',
    sla = '',
    dataClass = '',
    price = '',
    upstreamUrl,
    contract,
    example,
    ...rest
  } = given
  const body = {
    ...{ ...rest, summary, sla, dataClass, price },
    ...(upstreamUrl ? { upstreamUrl } : {}),
    ...(contract ? { contract: JSON.parse(contract) } : {}),
    ...(example ? { example: JSON.parse(example) } : {}),
  }
  await client.call(createAbility, { body })
  refresh(listAbilities)
}
