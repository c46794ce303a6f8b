import { type GridAttendance, listAttendance } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { attendanceTexts } from './attendance.texts.ts'

const names = ['from', 'to', 'division', 'counted'] as const

/** Who was in their grid, when and how long: by person and day. */
export function AttendanceList() {
  const texts = useTexts(attendanceTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const today = dayjs().format('YYYY-MM-DD')
  const from = query.filters.from ?? dayjs().subtract(6, 'day').format('YYYY-MM-DD')
  const to = query.filters.to ?? today
  const { division, counted } = query.filters
  const read = useRead(
    listAttendance,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, from, to, division },
        ...(counted === 'none' ? { absent: true } : {}),
      },
    },
    { keepPrevious: true },
  )
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <FilterBar
        query={query}
        searchBox={box}
        noSearch
        division
        filters={[{ name: 'counted', label: texts.state, options: [{ value: 'none', label: texts.absent }] }]}
      >
        <DatePicker.RangePicker
          allowClear={false}
          aria-label={`${texts.from} ${texts.to}`}
          value={[dayjs(from), dayjs(to)]}
          onChange={(days) =>
            query.set({
              from: days?.[0]?.format('YYYY-MM-DD') ?? null,
              to: days?.[1]?.format('YYYY-MM-DD') ?? null,
            })
          }
        />
      </FilterBar>
      <ListTable<GridAttendance>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(one) => `${one.userId} ${one.day}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          { title: texts.day, key: 'day', render: (_, one) => one.day },
          { title: texts.worker, key: 'worker', render: (_, one) => one.userName },
          {
            ...{ title: texts.grids, key: 'grids' },
            render: (_, one) => one.gridCodes.map((code) => <DivisionName key={code} code={code} />),
          },
          {
            ...{ title: texts.state, key: 'state' },
            render: (_, one) => (
              <StateTag tone={one.present ? 'over' : 'bad'}>
                {one.present ? texts.present : texts.none}
              </StateTag>
            ),
          },
          {
            ...{ title: texts.span, key: 'span' },
            render: (_, one) =>
              one.firstTime && one.lastTime
                ? `${formatTime(one.firstTime)} – ${formatTime(one.lastTime)}`
                : '—',
          },
          {
            ...{ title: texts.minutes, key: 'minutes', align: 'right' as const },
            render: (_, one) => formatNumber(one.minutes),
          },
          {
            ...{ title: texts.points, key: 'points', align: 'right' as const },
            render: (_, one) => `${formatNumber(one.countedPoints)} / ${formatNumber(one.points)}`,
          },
          {
            ...{ title: texts.checkIns, key: 'checkIns', align: 'right' as const },
            render: (_, one) => formatNumber(one.checkIns),
          },
          {
            ...{ title: texts.patrols, key: 'patrols', align: 'right' as const },
            render: (_, one) => formatNumber(one.patrols),
          },
        ]}
      />
    </>
  )
}
