import { type Alarm, acknowledgeAlarm, listAlarms } from '@civitas/sdk'
import {
  formatNumber,
  formatTime,
  type Level,
  LevelTag,
  precisionFor,
  RelativeTime,
  useTexts,
} from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { rulesTexts } from './rules.texts.ts'

const names = ['state'] as const

/** Alarms of rules, fences and forecasts; those nobody has acknowledged rise. */
export function AlarmList() {
  const { alarms: texts } = useTexts(rulesTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [noticing, setNoticing] = useState<Alarm | null>(null)
  const { state } = query.filters
  const read = useRead(
    listAlarms,
    {
      query: {
        ...{ search: query.search || undefined, limit: query.limit, offset: query.offset, merged: false },
        ...(state === 'open' ? { open: true } : {}),
        ...(state === 'unnoticed' ? { open: true, acknowledged: false } : {}),
        ...(state === 'over' ? { open: false } : {}),
      },
    },
    { keepPrevious: true, everyMs: 5_000 },
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
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable
        label={texts.title}
        read={read}
        query={query}
        columns={useColumns(setNoticing)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {noticing ? (
        <ActDialog
          title={texts.acknowledge}
          why={`${noticing.thingName} · ${noticing.ruleTitle}：${texts.acknowledgeWhy}`}
          comment="optional"
          act={async (note) => {
            await client.call(acknowledgeAlarm, {
              params: { id: noticing.id },
              body: note ? { note } : {},
            })
            refresh(listAlarms)
          }}
          onClose={() => setNoticing(null)}
        />
      ) : null}
    </>
  )
}

function useColumns(onNotice: (alarm: Alarm) => void): TableColumnsType<Alarm> {
  const { alarms: texts } = useTexts(rulesTexts)
  const may = useMay()
  return [
    { title: texts.level, key: 'level', render: (_, each) => <LevelTag level={each.level as Level} /> },
    {
      title: texts.thing,
      key: 'thing',
      render: (_, each) => <Link to={`/console/devices/${each.thingId}`}>{each.thingName}</Link>,
    },
    { title: texts.rule, key: 'rule', render: (_, each) => each.ruleTitle },
    {
      title: texts.value,
      key: 'value',
      align: 'right',
      render: (_, { value, unit }) => `${formatNumber(value, precisionFor(value))} ${unit}`,
    },
    { title: texts.start, key: 'start', render: (_, each) => formatTime(each.startTime) },
    {
      title: texts.state,
      key: 'state',
      render: (_, each) => (
        <>
          <StateTag tone={each.endTime ? 'over' : 'bad'}>{each.endTime ? texts.over : texts.open}</StateTag>
          {each.merged > 0 ? <> {texts.merged(each.merged)}</> : null}
          {each.escalations > 0 ? <> {texts.escalated(each.escalations)}</> : null}
        </>
      ),
    },
    {
      title: texts.noticed,
      key: 'noticed',
      render: (_, each) =>
        each.acknowledgedTime ? (
          <>
            {each.acknowledgedBy} · <RelativeTime time={each.acknowledgedTime} />
          </>
        ) : may('events.handle') && !each.endTime ? (
          <Button size="small" onClick={() => onNotice(each)}>
            {texts.acknowledge}
          </Button>
        ) : (
          '—'
        ),
    },
  ]
}
