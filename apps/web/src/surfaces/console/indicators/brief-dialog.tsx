import { listBriefs, listIndicators, makeBrief } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { registryTexts } from './registry.texts.ts'

interface BriefValues {
  title?: string
  kind: 'day' | 'week'
  indicators: string[]
}

const suggested = 12

/** A brief freezes the chosen figures as they are now; the vital signs are proposed. */
export function BriefDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(registryTexts)
  const pick = usePick()
  const read = useRead(listIndicators, {}, { staleMs: 60_000 })
  if (!read.data) return null
  const signs = read.data
    .filter((one) => one.domain === 'vital-signs' && one.current.value !== null)
    .map((one) => one.id)
  return (
    <FormDialog<BriefValues>
      title={texts.makeBrief}
      why={texts.makeBriefWhy}
      first={{ kind: 'day', indicators: signs.slice(0, suggested) }}
      fields={[
        { kind: 'text', name: 'title', label: texts.briefTitle },
        {
          ...{ kind: 'choice', name: 'kind', label: texts.briefKind, required: true },
          options: Object.entries(texts.briefKinds).map(([value, label]) => ({ value, label })),
        },
        {
          ...{ kind: 'choices', name: 'indicators', label: texts.briefFigures, required: true },
          options: read.data.map((one) => ({ value: one.id, label: `${pick(one.title)} ${one.id}` })),
        },
      ]}
      act={async ({ title, ...body }) => {
        await client.call(makeBrief, { body: { ...body, ...(title ? { title } : {}) } })
        refresh(listBriefs)
      }}
      onClose={onClose}
    />
  )
}
