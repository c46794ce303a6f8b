import {
  type Appraisal,
  computeFunds,
  type FundTable,
  type PublicationGrade,
  publishAppraisal,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { publicityTexts } from './publicity.texts.ts'

/** `90 110`: least score and percentage. */
function readBands(words: string): (FundTable['bands'][number] | null)[] {
  return words
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [from = Number.NaN, percent = Number.NaN] = line
        .split(/[\s,，]+/)
        .map((one) => Number(one.replace('%', '')))
      return Number.isFinite(from) && Number.isFinite(percent) ? { from, percent } : null
    })
}

/** Bases and bands; the platform computes and keeps the table. */
export function FundsDialog({ appraisal, onClose }: { appraisal: Appraisal; onClose: () => void }) {
  const texts = useTexts(publicityTexts)
  const { scores } = appraisal
  return (
    <FormDialog<Record<string, unknown>>
      title={texts.funds}
      why={texts.fundsWhy}
      first={{ title: texts.fundsFirst, bands: '90 110\n80 100\n60 80' }}
      fields={[
        { kind: 'text', name: 'title', label: texts.fundsTitle, required: true, maxLength: 100 },
        {
          ...{
            kind: 'area',
            name: 'bands',
            label: texts.bands,
            required: true,
            rows: 4,
            extra: texts.bandsWhy,
          },
          check: (value) => {
            const at = readBands(String(value ?? '')).indexOf(null)
            return at < 0 ? null : texts.wrongBand(formatNumber(at + 1))
          },
        },
        ...scores.map(({ name }, at) => ({
          ...{ kind: 'number' as const, name: `base-${at}`, label: texts.base(name), required: true },
          ...{ min: 0, max: 10_000_000_000, precision: 2 },
        })),
      ]}
      act={(values) => {
        const bands = readBands(String(values.bands)).flatMap((one) => one ?? [])
        const bases = scores.map(({ object }, at) => ({
          object,
          fen: Math.round(Number(values[`base-${at}`]) * 100),
        }))
        return client.call(computeFunds, {
          params: { id: appraisal.id },
          body: { title: String(values.title), bands, bases },
        })
      }}
      onClose={onClose}
    />
  )
}

interface PublishForm {
  grade: PublicationGrade
  note: string
  fundsId?: string
}

export function PublishDialog({
  appraisal,
  funds,
  onClose,
}: {
  appraisal: Appraisal
  funds: FundTable[]
  onClose: () => void
}) {
  const texts = useTexts(publicityTexts)
  return (
    <FormDialog<PublishForm>
      title={texts.publish}
      why={texts.why}
      first={{ grade: 'internal' }}
      fields={[
        {
          kind: 'choice',
          name: 'grade',
          label: texts.grade,
          required: true,
          options: toChoices(texts.grades),
        },
        { kind: 'area', name: 'note', label: texts.note, required: true, rows: 3, maxLength: 1000 },
        ...(funds.length > 0
          ? [
              {
                ...{ kind: 'choice' as const, name: 'fundsId', label: texts.withFunds, allowClear: true },
                options: funds.map((one) => ({ value: one.id, label: one.title })),
              },
            ]
          : []),
      ]}
      act={({ grade, note, fundsId }) =>
        client.call(publishAppraisal, {
          params: { id: appraisal.id },
          body: { grade, note, ...(fundsId ? { fundsId } : {}) },
        })
      }
      onClose={onClose}
    />
  )
}
