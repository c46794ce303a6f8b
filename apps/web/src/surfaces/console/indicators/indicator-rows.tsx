import { type Indicator, type IndicatorRow, listIndicatorRows } from '@civitas/sdk'
import { formatNumber, formatTime, formatWithUnit, precisionFor, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Section, StateTag } from '../parts/page.tsx'
import { indicatorTexts } from './indicators.texts.ts'
import { rowAddress } from './row-address.ts'

const none: string[] = []

/** The rows a figure was computed from; each opens its record. */
export function IndicatorRows({ indicator, division }: { indicator: Indicator; division?: string }) {
  const texts = useTexts(indicatorTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const read = useRead(
    listIndicatorRows,
    { params: { id: indicator.id }, query: { limit: query.limit, offset: query.offset, division } },
    { keepPrevious: true },
  )
  return (
    <Section title={texts.rowsTitle} extra={texts.rowsWhy(formatNumber(read.data?.total))}>
      <ListTable
        label={texts.rowsTitle}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(row) => `${row.part}/${row.kind}/${row.id}`}
        to={(row) => rowAddress(row) ?? `/console/indicators/${indicator.id}`}
        searchBox={box}
        empty={{ title: texts.noRows, why: texts.noRowsWhy }}
      />
    </Section>
  )
}

function useColumns(): TableColumnsType<IndicatorRow> {
  const texts = useTexts(indicatorTexts)
  const { rowColumns: columns } = texts
  return [
    { title: columns.kind, key: 'kind', render: (_, row) => <StateTag>{texts.kinds[row.kind]}</StateTag> },
    {
      title: columns.title,
      key: 'title',
      render: (_, row) => {
        const address = rowAddress(row)
        return address ? <Link to={address}>{row.title}</Link> : row.title
      },
    },
    {
      title: columns.value,
      key: 'value',
      align: 'right',
      render: (_, row) => formatWithUnit(row.value, row.unitLabel, precisionFor(row.value)),
    },
    { title: columns.time, key: 'time', render: (_, row) => formatTime(row.time) },
    { title: columns.part, key: 'part', render: (_, row) => row.part },
  ]
}
