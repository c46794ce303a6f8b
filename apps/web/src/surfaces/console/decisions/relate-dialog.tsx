import { listRelations, type RelatedSeries, relateSeries } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { decisionsTexts } from './decisions.texts.ts'
import { SeriesField } from './series-field.tsx'

interface Values {
  cause: RelatedSeries
  effect: RelatedSeries
  from: Dayjs
  to: Dayjs
  step: 'hour' | 'day'
  maxLag: number
}

/** Two series, a time and how far one may lag behind the other. */
export function RelateDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(decisionsTexts)
  const navigate = useNavigate()
  const steps = Object.entries(texts.steps).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<Values>
      title={texts.relate}
      first={{ from: dayjs().subtract(7, 'day'), to: dayjs(), step: 'hour', maxLag: 24 }}
      fields={[
        { name: 'cause', label: texts.cause, kind: 'custom', required: true, control: <SeriesField /> },
        { name: 'effect', label: texts.effect, kind: 'custom', required: true, control: <SeriesField /> },
        { name: 'from', label: texts.from, kind: 'custom', required: true, control: <DatePicker showTime /> },
        { name: 'to', label: texts.to, kind: 'custom', required: true, control: <DatePicker showTime /> },
        { name: 'step', label: texts.step, kind: 'choice', options: steps },
        { name: 'maxLag', label: texts.maxLag, kind: 'number', min: 1, max: 168, required: true },
      ]}
      act={async ({ from, to, ...values }) => {
        const body = { ...values, from: from.toISOString(), to: to.toISOString() }
        const { id } = await client.call(relateSeries, { body })
        refresh(listRelations)
        navigate(`/console/relations/${id}`)
      }}
      onClose={onClose}
    />
  )
}
