import { type CityEvent, findRecurrences, listEvents, listEventTypes } from '@civitas/sdk'
import {
  formatNumber,
  formatTime,
  formatWithUnit,
  LevelTag,
  levels,
  precisionFor,
  usePick,
  useTexts,
} from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useMutation } from '@tanstack/react-query'
import { App, Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { eventWords } from '../../../capabilities/events/events.texts.ts'
import { toEventNews } from '../../../lib/event-list.ts'
import { type Filter, FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { type ListState, useListQuery } from '../list/use-list-query.ts'
import { useLiveRows } from '../list/use-live-rows.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { isOpenEvent } from './event-acts.tsx'
import { EventStateTag } from './event-state-tag.tsx'
import { eventsTexts } from './events.texts.ts'
import { ReportDialog } from './report-dialog.tsx'

const names = ['type', 'state', 'level', 'active', 'division'] as const

/** Everything in the city that may need attention. */
export function EventListPage() {
  const texts = useTexts(eventsTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isReporting, setReporting] = useState(false)
  const read = useRead(listEvents, { query: toQuery(query) }, { keepPrevious: true })
  const fresh = useLiveRows<CityEvent>('events', listEvents, (body) => {
    const news = toEventNews(body)
    return news && { row: news.event, isNew: news.act === 'raised' && query.page === 1 }
  })
  return (
    <Page title={texts.list}>
      <FilterBar query={query} filters={useFilters()} division placeholder={texts.search} searchBox={box}>
        {may('events.arbitrate') ? <FindRecurrences /> : null}
        {may('events.report') ? (
          <Button type="primary" onClick={() => setReporting(true)}>
            {texts.report}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.list}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(event) => event.id}
        to={(event) => `/console/events/${event.id}`}
        searchBox={box}
        fresh={fresh}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isReporting ? <ReportDialog onClose={() => setReporting(false)} /> : null}
    </Page>
  )
}

/** Looks through the city for what keeps coming back, which else is done every night. */
function FindRecurrences() {
  const texts = useTexts(eventsTexts)
  const { message } = App.useApp()
  const run = useMutation({
    mutationFn: () => client.call(findRecurrences),
    onSuccess: (raised) => {
      void message.success(texts.recurrencesFound(formatNumber(raised.length)))
      refresh(listEvents)
    },
    onError: (error) => void message.error(error.message),
  })
  return (
    <Button loading={run.isPending} onClick={() => run.mutate()}>
      {texts.findRecurrences}
    </Button>
  )
}

function toQuery(query: ListState) {
  const { type, state, level, active, division } = query.filters
  return {
    limit: query.limit,
    offset: query.offset,
    search: query.search || undefined,
    type,
    state: state as CityEvent['state'] | undefined,
    level: level as CityEvent['level'] extends infer L | null ? L & string : never,
    active: active === undefined ? undefined : active === 'true',
    division,
  }
}

function useFilters(): Filter[] {
  const texts = useTexts(eventsTexts)
  const words = useTexts(eventWords)
  const ui = useTexts(uiTexts)
  const pick = usePick()
  const types = useRead(listEventTypes, {}, { staleMs: 600_000 })
  return [
    {
      name: 'level',
      label: texts.columns.level,
      width: 104,
      options: [...levels].reverse().map((value) => ({ value, label: ui.level[value] })),
    },
    {
      name: 'state',
      label: texts.columns.state,
      width: 112,
      options: Object.entries(words.states).map(([value, label]) => ({ value, label })),
    },
    {
      name: 'type',
      label: texts.columns.type,
      width: 152,
      options: (types.data ?? []).map((type) => ({ value: type.id, label: pick(type.title) })),
    },
    {
      name: 'active',
      label: texts.active,
      width: 112,
      options: [
        { value: 'true', label: texts.activeYes },
        { value: 'false', label: texts.activeNo },
      ],
    },
  ]
}

function useColumns(): TableColumnsType<CityEvent> {
  const { columns, stillOn } = useTexts(eventsTexts)
  const words = useTexts(eventWords)
  const pick = usePick()
  return [
    {
      title: columns.level,
      key: 'level',
      width: 88,
      render: (_, event) => <LevelTag level={event.level ?? event.highestLevel} />,
    },
    {
      title: columns.title,
      key: 'title',
      render: (_, event) => (
        <>
          <RowLink to={`/console/events/${event.id}`}>{event.title}</RowLink>
          <small>
            <span className="code">{event.reference}</span> · {pick(event.typeTitle)}
          </small>
        </>
      ),
    },
    {
      title: columns.state,
      key: 'state',
      render: (_, event) => (
        <>
          <EventStateTag event={event} />{' '}
          {event.active && isOpenEvent(event) ? <small>{stillOn}</small> : null}
        </>
      ),
    },
    { title: columns.place, key: 'place', render: (_, event) => event.divisionName ?? '—' },
    {
      title: columns.value,
      key: 'value',
      align: 'right',
      render: (_, event) => formatWithUnit(event.value, event.unit ?? '', precisionFor(event.value)),
    },
    { title: columns.source, key: 'source', render: (_, event) => words.sources[event.source] },
    { title: columns.raised, key: 'raised', render: (_, event) => formatTime(event.raisedTime) },
  ]
}
