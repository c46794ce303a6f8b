import { listReachRuns, mapReach, type ReachInput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { reachTexts } from './reach.texts.ts'
import { useFacilityTypes } from './type-names.ts'

type Values = Omit<ReachInput, 'minutes'> & { minutes: string[] }

/** From which facilities, by which means, within how many minutes. */
export function ReachDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(reachTexts)
  const navigate = useNavigate()
  const { options } = useFacilityTypes()
  return (
    <FormDialog<Values>
      title={texts.newReach}
      first={{ pace: 'drive', minutes: ['5', '10', '15'] }}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 60 },
        { name: 'types', label: texts.types, kind: 'choices', required: true, options },
        {
          ...{ name: 'pace', label: texts.pace, kind: 'choice', required: true },
          options: Object.entries(texts.paces).map(([value, label]) => ({ value, label })),
        },
        {
          ...{ name: 'minutes', label: texts.minutes, kind: 'choices', required: true, tags: true },
          options: ['5', '10', '15', '20', '30', '60'].map((value) => ({ value, label: value })),
        },
        { name: 'division', label: texts.division, kind: 'custom', control: <DivisionField /> },
      ]}
      act={async ({ minutes, division, ...values }) => {
        const body = { ...values, minutes: minutes.map(Number), ...(division ? { division } : {}) }
        const { id } = await client.call(mapReach, { body })
        refresh(listReachRuns)
        navigate(`/console/reach/${id}`)
      }}
      onClose={onClose}
    />
  )
}

interface DivisionFieldProps {
  value?: string
  onChange?: (code: string | undefined) => void
}

/** One division as a field of a form. */
export function DivisionField({ value, onChange }: DivisionFieldProps) {
  return <DivisionSelect width="100%" value={value} onChange={(code) => onChange?.(code)} />
}
