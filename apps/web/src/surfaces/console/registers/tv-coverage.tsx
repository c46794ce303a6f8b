import { getTvCoverage, type OperationOutput } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'
import { Rows } from '../govern/parts.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { cityAppTexts } from './city-app.texts.ts'

type Town = OperationOutput<typeof getTvCoverage>['items'][number]

/** 双向化与在线率 by town: boxes that answer, and those seen within a day (SOC-022). */
export function TvCoverage() {
  const { coverage: texts } = useTexts(cityAppTexts)
  const read = useRead(getTvCoverage, {})
  const share = (part: number, of: number) => (of === 0 ? '—' : `${((part / of) * 100).toFixed(1)} %`)
  const towns = { ...read, data: read.data?.items } as Parameters<typeof Rows<Town>>[0]['read']
  return (
    <Rows<Town>
      label={texts.title}
      read={towns}
      rowKey={(one) => one.divisionCode}
      none={{ title: texts.none, why: texts.noneWhy }}
      columns={[
        { title: texts.town, render: (_, one) => <DivisionName code={one.divisionCode} /> },
        { title: texts.households, align: 'right', render: (_, one) => formatNumber(one.households) },
        { title: texts.boxes, align: 'right', render: (_, one) => formatNumber(one.boxes) },
        { title: texts.twoWay, align: 'right', render: (_, one) => formatNumber(one.twoWay) },
        { title: texts.twoWayShare, align: 'right', render: (_, one) => share(one.twoWay, one.households) },
        { title: texts.active, align: 'right', render: (_, one) => formatNumber(one.active) },
        { title: texts.activeShare, align: 'right', render: (_, one) => share(one.active, one.boxes) },
      ]}
    />
  )
}
