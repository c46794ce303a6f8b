import { addGroundImage, compareGroundImages, listGroundImages, listImageComparisons } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { DatePicker } from 'antd'
import type { Dayjs } from 'dayjs'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { FileField } from '../parts/file-field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { imageryTexts } from './imagery.texts.ts'

export function AddDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(imageryTexts)
  return (
    <FormDialog<{ title: string; taken: Dayjs; source: string; file: File }>
      title={texts.add}
      why={texts.addWhy}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 60 },
        { name: 'taken', label: texts.taken, kind: 'custom', required: true, control: <DatePicker /> },
        { name: 'source', label: texts.source, kind: 'text', required: true, maxLength: 60 },
        {
          ...{ name: 'file', label: texts.file, kind: 'custom', required: true },
          control: <FileField label={texts.choose} />,
        },
      ]}
      act={async ({ title, taken, source, file }) => {
        const body = { title, source, takenDate: taken.format('YYYY-MM-DD'), content: await toBase64(file) }
        await client.call(addGroundImage, { body })
        refresh(listGroundImages)
      }}
      onClose={onClose}
    />
  )
}

/** Four numbers of a box, or null. */
function readBox(words: string): [number, number, number, number] | null {
  const numbers = words.split(/[,，\s]+/).map(Number)
  const [west, south, east, north] = numbers
  if (numbers.length !== 4 || numbers.some(Number.isNaN)) return null
  return [west as number, south as number, east as number, north as number]
}

interface Compared {
  beforeId: string
  afterId: string
  area?: string
  threshold: number
}

export function CompareDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(imageryTexts)
  const navigate = useNavigate()
  const read = useRead(listGroundImages, { query: { limit: 200 } })
  const images = read.data?.items ?? []
  const options = images.map((one) => ({ value: one.id, label: `${one.takenDate} ${one.title}` }))
  return (
    <FormDialog<Compared>
      title={texts.compare}
      first={{ threshold: 0.15 }}
      fields={[
        { name: 'beforeId', label: texts.before, kind: 'choice', options, required: true },
        { name: 'afterId', label: texts.after, kind: 'choice', options, required: true },
        {
          ...{ name: 'area', label: texts.area, kind: 'text', extra: texts.areaWhy },
          check: (value) => (value && !readBox(String(value)) ? texts.badArea : null),
        },
        { name: 'threshold', label: texts.threshold, kind: 'number', min: 0.01, max: 1, precision: 2 },
      ]}
      act={async ({ area, ...body }) => {
        const whole = images.find((one) => one.id === body.afterId)?.box ?? []
        const [w = 0, s = 0, e = 0, n = 0] = (area ? readBox(area) : null) ?? whole
        const ring = [
          [w, s],
          [e, s],
          [e, n],
          [w, n],
          [w, s],
        ]
        const polygon = { type: 'Polygon' as const, coordinates: [ring] }
        const { id } = await client.call(compareGroundImages, { body: { ...body, polygon } })
        refresh(listImageComparisons)
        navigate(`/console/imagery/${id}`)
      }}
      onClose={onClose}
    />
  )
}
