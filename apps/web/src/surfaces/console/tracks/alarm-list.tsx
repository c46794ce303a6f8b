import { listTrackAlarms, type OperationOutput } from '@civitas/sdk'
import { formatDistance, formatDuration, formatNumber, formatTime, useLocale, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { useRef } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { tracksTexts } from './tracks.texts.ts'

type Alarm = OperationOutput<typeof listTrackAlarms>['items'][number]

const names = ['state', 'fence', 'object'] as const
const HOUR_MS = 3_600_000

/** Breaches of fences and routes, the newest first. */
export function AlarmList() {
  const texts = useTexts(tracksTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const { state, fence, object } = query.filters
  const read = useRead(
    listTrackAlarms,
    {
      query: {
        ...{ fenceId: fence, entityId: object, search: query.search || undefined },
        ...{ limit: query.limit, offset: query.offset },
        ...(state ? { open: state === 'open' } : {}),
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        filters={[
          {
            name: 'state',
            label: texts.state,
            options: [
              { value: 'open', label: texts.ongoing },
              { value: 'over', label: texts.ended },
            ],
          },
        ]}
      />
      <ListTable
        label={texts.tabs.alarms}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noAlarms, why: texts.noAlarmsWhy }}
      />
    </>
  )
}

function useColumns(): TableColumnsType<Alarm> {
  const texts = useTexts(tracksTexts)
  const locale = useLocale()
  return [
    { title: texts.start, key: 'start', render: (_, each) => formatTime(each.startTime) },
    {
      title: texts.alarmObject,
      key: 'object',
      render: (_, each) => <Link to={replayOf(each)}>{each.entityName}</Link>,
    },
    { title: texts.fence, key: 'fence', render: (_, each) => each.fenceName },
    { title: texts.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    {
      title: texts.worst,
      key: 'worst',
      align: 'right',
      render: (_, { kind, worst }) =>
        kind === 'overspeed'
          ? `${formatNumber(worst)} ${texts.kmh}`
          : kind === 'deviate'
            ? formatDistance(worst)
            : formatDuration(worst * 1_000, locale),
    },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.endTime ? 'over' : 'bad'}>{each.endTime ? texts.ended : texts.ongoing}</StateTag>
      ),
    },
    { title: texts.end, key: 'end', render: (_, each) => formatTime(each.endTime) },
  ]
}

/** The replay of an hour before the alarm to an hour after it. */
function replayOf({ entityId, startTime, endTime }: Alarm): string {
  const from = new Date(Date.parse(startTime) - HOUR_MS).toISOString()
  const to = new Date(Date.parse(endTime ?? startTime) + HOUR_MS).toISOString()
  return `/console/tracks?${new URLSearchParams({ entity: entityId, from, to })}`
}
