import { listSeriesReleases, putSeriesReleases } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { seriesTexts } from './series.texts.ts'

/** Sets the days periods of a series are due, a line each. */
export function ReleasesDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const { calendar: texts } = useTexts(seriesTexts)
  const read = useRead(listSeriesReleases, { query: { code, limit: 200 } })
  if (!read.data) return null
  const coming = read.data.items.filter((one) => one.state === 'due')
  return (
    <FormDialog<{ lines?: string }>
      title={texts.set}
      why={texts.setWhy}
      first={{ lines: coming.map((one) => `${one.period} ${one.day}`).join('\n') }}
      fields={[
        {
          ...{ name: 'lines', label: texts.lines, kind: 'area', rows: 8 },
          placeholder: '2027-01 2027-02-20',
          check: (value) => faultOf(String(value ?? ''), texts.wrongLine),
        },
      ]}
      act={async ({ lines = '' }) => {
        await client.call(putSeriesReleases, { params: { code }, body: { releases: linesOf(lines) } })
        refresh(listSeriesReleases)
      }}
      onClose={onClose}
    />
  )
}

function linesOf(text: string): Array<{ period: string; day: string }> {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [period = '', day = ''] = line.split(/[\s,，]+/)
      return { period, day }
    })
}

function faultOf(text: string, wrong: (line: string) => string): string | null {
  const bad = linesOf(text).find((one) => !/^\d{4}-\d{2}-\d{2}$/.test(one.day) || one.period === '')
  return bad ? wrong(`${bad.period} ${bad.day}`) : null
}
