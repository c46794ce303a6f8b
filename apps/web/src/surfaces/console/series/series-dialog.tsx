import { type EconomicSeries, listSeries, readSeries, saveSeries } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { seriesTexts } from './series.texts.ts'

type Values = Omit<EconomicSeries, 'organisationId' | 'organisationName' | 'lastPeriod'>

/** Registers a series, or changes what is said of one. */
export function SeriesDialog({ series, onClose }: { series?: EconomicSeries; onClose: () => void }) {
  const texts = useTexts(seriesTexts)
  const bases = Object.entries(texts.deflatorBases).map(([value, label]) => ({ value, label }))
  const frequencies = Object.entries(texts.frequencies).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<Values>
      title={series ? texts.edit : texts.make}
      first={series ?? { frequency: 'month', isCumulative: false, areaCode: '990100' }}
      fields={[
        ...(series
          ? []
          : [{ name: 'code', label: texts.columns.code, kind: 'code' as const, required: true }]),
        { name: 'title', label: texts.columns.title, kind: 'text', required: true, maxLength: 100 },
        { name: 'unit', label: texts.columns.unit, kind: 'text', required: true, maxLength: 30 },
        { name: 'frequency', label: texts.columns.frequency, kind: 'choice', options: frequencies },
        { name: 'isCumulative', label: texts.cumulative, kind: 'tick' },
        { name: 'areaCode', label: texts.area, kind: 'code', required: true },
        { name: 'caliber', label: texts.caliber, kind: 'area', required: true, maxLength: 500 },
        { name: 'least', label: texts.least, kind: 'number' },
        { name: 'most', label: texts.most, kind: 'number' },
        { name: 'partOf', label: texts.partOf, kind: 'code' },
        { name: 'deflator', label: texts.deflator, kind: 'code' },
        { name: 'deflatorBase', label: texts.deflatorBase, kind: 'choice', options: bases, allowClear: true },
      ]}
      act={async ({ code, partOf, deflator, deflatorBase, least, most, ...given }) => {
        const { title, unit, frequency, isCumulative, areaCode, caliber } = given
        const body = { title, unit, frequency, isCumulative: isCumulative ?? false, areaCode, caliber }
        const prices = deflator ? { deflator, deflatorBase: deflatorBase ?? 'year-before' } : {}
        await client.call(saveSeries, {
          params: { code: series?.code ?? code },
          body: { ...body, ...prices, partOf: partOf || null, least: least ?? null, most: most ?? null },
        })
        refresh(listSeries, readSeries)
      }}
      onClose={onClose}
    />
  )
}
