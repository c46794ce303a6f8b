import { type CityEvent, getEvent, listEvents, listEventTypes, type OperationOutput } from '@civitas/sdk'
import {
  formatNumber,
  formatTime,
  formatWithUnit,
  LevelTag,
  Loading,
  precisionFor,
  RelativeTime,
  Timeline,
  usePick,
  useTexts,
} from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { eventWords } from '../../../capabilities/events/events.texts.ts'
import { useStandardClasses } from '../../../capabilities/events/standard-classes.ts'
import { toEventNews } from '../../../lib/event-list.ts'
import { openIncidentTexts } from '../command/open-incident.texts.ts'
import { Columns, type Fact, Facts, Line, Lines, Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { PlaceSection } from '../parts/place-section.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { EventActDialog, type EventActName, eventActs, isOpenEvent } from './event-acts.tsx'
import { EventExchange } from './event-exchange.tsx'
import { EventReports } from './event-reports.tsx'
import { EventRisk } from './event-risk.tsx'
import { EventSimilar } from './event-similar.tsx'
import { EventStateTag } from './event-state-tag.tsx'
import { eventsTexts } from './events.texts.ts'

export type EventDetail = OperationOutput<typeof getEvent>

/** One event: what, where, what happened to it, and what one may do about it. */
export function EventPage() {
  const { id = '' } = useParams()
  const read = useRead(getEvent, { params: { id } })
  useLive(['events', 'cases'], (message) => {
    const news = toEventNews(message.body)
    if (!news || news.event.id === id || news.event.mergedIntoId === id) refresh(getEvent)
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <EventView detail={read.data} /> : <Loading />
}

function EventView({ detail }: { detail: EventDetail }) {
  const texts = useTexts(eventsTexts)
  const shell = useTexts(consoleTexts)
  const pick = usePick()
  const may = useMay()
  const { event } = detail
  const [act, setAct] = useState<EventActName | null>(null)
  const [pair, setPair] = useState<{ from: CityEvent; into: CityEvent } | null>(null)
  const close = () => {
    setAct(null)
    setPair(null)
    refresh(getEvent, listEvents)
  }
  return (
    <Page
      backTo="/console/events"
      title={
        <>
          <LevelTag level={event.level ?? event.highestLevel} long /> {event.title}{' '}
          <EventStateTag event={event} />
        </>
      }
      under={
        <>
          <span className="code">{event.reference}</span> · {pick(event.typeTitle)} ·{' '}
          {isOpenEvent(event) ? `${event.active ? texts.stillOn : texts.cleared} · ` : null}
          <RelativeTime time={event.changedTime} />
        </>
      }
      acts={<Acts event={event} onAct={setAct} />}
    >
      <Columns
        main={
          <>
            <Section title={shell.detail}>
              <EventFacts detail={detail} />
            </Section>
            {detail.because.length === 0 ? null : (
              <Section title={texts.raisedFor} extra={formatNumber(detail.because.length)}>
                <Lines>
                  {detail.because.map((one) => (
                    <Line
                      key={one.id}
                      to={`/console/events/${one.id}`}
                      title={`${one.reference} ${one.title}`}
                      note={formatTime(one.raisedTime)}
                    />
                  ))}
                </Lines>
              </Section>
            )}
            {detail.risk ? <EventRisk risk={detail.risk} /> : null}
            <EventExchange event={event} />
            <EventReports detail={detail} />
            <Section title={shell.timeline} extra={formatNumber(detail.entries.length)}>
              <Timeline
                entries={detail.entries.map((entry) => ({
                  id: entry.id,
                  time: entry.time,
                  act: pick(entry.actText),
                  who: entry.userName,
                  text: entry.text,
                }))}
              />
            </Section>
          </>
        }
        side={
          <>
            <PlaceSection
              position={event.position}
              words={event.divisionName}
              entityId={event.entityId}
              mayMap={may('maps.read')}
            />
            <EventSimilar
              detail={detail}
              onMerge={
                may('events.handle') && isOpenEvent(event)
                  ? (from, into) => setPair({ from, into })
                  : undefined
              }
            />
          </>
        }
      />
      {act ? <EventActDialog act={act} event={event} suggestion={detail.suggestion} onClose={close} /> : null}
      {pair ? <EventActDialog act="merge" event={pair.from} into={pair.into} onClose={close} /> : null}
    </Page>
  )
}

function Acts({ event, onAct }: { event: CityEvent; onAct: (act: EventActName) => void }) {
  const texts = useTexts(eventsTexts)
  const command = useTexts(openIncidentTexts)
  const may = useMay()
  return (
    <>
      {may('platform.trace') ? <Link to={`/console/trace?id=${event.id}`}>{texts.trace}</Link> : null}
      {event.caseId ? (
        <Link to={`/console/cases/${event.caseId}`}>
          <Button>{texts.seeCase}</Button>
        </Link>
      ) : null}
      {may('command.report') && isOpenEvent(event) ? (
        <Link to={`/console/incidents?event=${event.id}`}>
          <Button>{command.fromEvent}</Button>
        </Link>
      ) : null}
      {eventActs(event)
        .filter((each) => may(each.needs))
        .map((each, index) => (
          <Button
            key={each.name}
            danger={each.danger}
            type={index === 0 ? 'primary' : 'default'}
            onClick={() => onAct(each.name)}
          >
            {texts[each.name]}
          </Button>
        ))}
    </>
  )
}

function EventFacts({ detail }: { detail: EventDetail }) {
  const { event, suggestion } = detail
  const classes = useStandardClasses()
  const pick = usePick()
  const types = useRead(listEventTypes, {}, { staleMs: 600_000, enabled: suggestion !== null })
  const suggestedType = types.data?.find((one) => one.id === suggestion?.type)
  const texts = useTexts(eventsTexts)
  const words = useTexts(eventWords)
  const facts: Fact[] = [
    {
      label: texts.entity,
      value: event.entityId ? (
        <Link to={`/console/entities/${event.entityId}`}>{event.entityName}</Link>
      ) : (
        (event.entityName ?? '—')
      ),
    },
    { label: texts.division, value: [event.divisionName, event.address].filter(Boolean).join(' ') || '—' },
    { label: texts.standardClass, value: classes.name(event.standardClass) ?? '—' },
    { label: texts.columns.source, value: words.sources[event.source] },
    {
      label: texts.columns.value,
      value: formatWithUnit(event.value, event.unit ?? '', precisionFor(event.value)),
    },
    { label: texts.highest, value: <LevelTag level={event.highestLevel} /> },
    { label: texts.columns.reports, value: texts.reports(formatNumber(event.reports)) },
    { label: texts.columns.raised, value: formatTime(event.raisedTime) },
    { label: texts.closedTime, value: formatTime(event.closedTime) },
  ]
  if (suggestion)
    facts.push({
      label: texts.suggested,
      value: texts.suggestedAs(
        classes.name(suggestion.standardClass) ?? (suggestedType ? pick(suggestedType.title) : ''),
        formatNumber(Math.round(suggestion.confidence * 100)),
        suggestion.words.join('、'),
      ),
      whole: true,
    })
  if (event.mergedIntoId)
    facts.push({
      label: texts.mergedInto,
      value: <Link to={`/console/events/${event.mergedIntoId}`}>{texts.see}</Link>,
    })
  if (event.description) facts.push({ label: texts.description, value: event.description, whole: true })
  return <Facts facts={facts} />
}
