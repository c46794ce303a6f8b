import {
  type EntityTypeInfo,
  getEntity,
  type LatestValue,
  type LiveLatest,
  listCases,
  listEntityTypes,
  listEvents,
  listRelationships,
} from '@civitas/sdk'
import {
  Button,
  formatWithUnit,
  LevelTag,
  Loading,
  precisionFor,
  RelativeTime,
  useLocale,
  usePick,
  useTexts,
} from '@civitas/ui'
import { useState } from 'react'
import { Link } from 'react-router'
import { useLive } from '../../app/live.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { queryClient, useRead } from '../../app/query.ts'
import { useTimeWindow } from '../../app/time-window.ts'
import { type AttributeRow, toAttributeRows } from '../../capabilities/entities/attribute-rows.ts'
import { centreOf } from '../../capabilities/entities/centre-of.ts'
import { SeriesChart } from '../../capabilities/sensing/series-chart.tsx'
import { byLevel, isInForce } from '../../lib/event-list.ts'
import { toRows } from '../../widgets/city-map/latest-feed.ts'
import styles from './map.module.css'
import { mapTexts } from './map.texts.ts'

interface EntityPanelProps {
  id: string
  onClose: () => void
  onZoom: (center: [number, number]) => void
  onSelect: (id: string) => void
}

/** Everything the city knows about one entity. */
export function EntityPanel({ id, onClose, onZoom, onSelect }: EntityPanelProps) {
  const texts = useTexts(mapTexts)
  const pick = usePick()
  const input = { params: { id } }
  const read = useRead(getEntity, input)
  const types = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  useLive(['latest'], (message) => putLatest(id, toRows(message.body)), { entities: [id] })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { entity, latest } = read.data
  const type = types.data?.find((each) => each.id === entity.type)
  const center = centreOf(entity.geometry)
  return (
    <>
      <header className={styles.panelHead}>
        <div>
          <h2>{entity.name}</h2>
          <p>
            {type ? pick(type.title) : entity.type} · <span className="code">{entity.reference}</span>
          </p>
        </div>
        <EntityLevel id={id} />
        <Button kind="plain" size="small" onClick={onClose}>
          {texts.close}
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={styles.panelBody} tabIndex={0} aria-label={entity.name}>
        <div className={styles.acts}>
          {center ? (
            <Button size="small" onClick={() => onZoom(center)}>
              {texts.zoomTo}
            </Button>
          ) : null}
          <ShareButton />
          <Link to={`/console/entities/${entity.id}`}>{texts.openConsole}</Link>
        </div>
        <Latest latest={latest} />
        <Attributes attributes={entity.attributes} type={type} />
        <Relations id={id} onSelect={onSelect} />
        <EntityEvents id={id} />
      </section>
    </>
  )
}

/** The worst warning in force about an entity. */
function EntityLevel({ id }: { id: string }) {
  const read = useRead(listEvents, { query: { entityId: id, active: true, limit: 20 } })
  useLive(['events'], () => void read.refetch())
  const worst = [...(read.data?.items ?? [])].filter(isInForce).sort(byLevel)[0]
  return read.data ? <LevelTag level={worst?.level ?? null} /> : null
}

/** Puts new readings into the entity that was read. */
function putLatest(id: string, rows: LiveLatest[]): void {
  const mine = new Map(rows.filter((row) => row.entityId === id).map((row) => [row.datastreamId, row]))
  if (mine.size === 0) return
  queryClient.setQueryData<{ latest: LatestValue[] }>([getEntity.id, { params: { id } }], (former) =>
    former
      ? {
          ...former,
          latest: former.latest.map((each) => {
            const row = mine.get(each.datastreamId)
            return row ? { ...each, value: row.value, time: row.time, quality: row.quality } : each
          }),
        }
      : former,
  )
}

function ShareButton() {
  const texts = useTexts(mapTexts)
  const [isDone, setDone] = useState(false)
  return (
    <Button
      size="small"
      onClick={() => void navigator.clipboard.writeText(window.location.href).then(() => setDone(true))}
    >
      {isDone ? texts.shared : texts.share}
    </Button>
  )
}

function Latest({ latest }: { latest: LatestValue[] }) {
  const texts = useTexts(mapTexts)
  const pick = usePick()
  const [chosen, setChosen] = useState<number | null>(null)
  const shown = latest.find((each) => each.datastreamId === chosen) ?? latest[0]
  if (!shown) return null
  return (
    <section>
      <h3>{texts.latest}</h3>
      <div className={styles.values}>
        {latest.map((each) => (
          <button
            key={each.datastreamId}
            type="button"
            aria-pressed={each === shown}
            onClick={() => setChosen(each.datastreamId)}
          >
            <span>{pick(each.title)}</span>
            <b className="number">
              {each.value === null
                ? each.time === null
                  ? texts.neverRead
                  : texts.missing
                : formatWithUnit(each.value, each.unitLabel, precisionFor(each.value))}
            </b>
            <small>
              <RelativeTime time={each.time} /> {each.quality ? texts.quality : ''}
            </small>
          </button>
        ))}
      </div>
      <SeriesChart datastream={shown} />
    </section>
  )
}

function Attributes({ attributes, type }: { attributes: Record<string, unknown>; type?: EntityTypeInfo }) {
  const texts = useTexts(mapTexts)
  const locale = useLocale()
  const rows = toAttributeRows(attributes, type?.schema ?? {}, locale, texts)
  const others = rows.filter((row) => !row.isNamed)
  return (
    <section>
      <h3>{texts.attributes}</h3>
      {rows.length === 0 ? <p className={styles.quiet}>{texts.noAttributes}</p> : null}
      <AttributeList rows={rows.filter((row) => row.isNamed)} />
      {others.length > 0 ? (
        <details>
          <summary>{texts.otherAttributes(String(others.length))}</summary>
          <AttributeList rows={others} />
        </details>
      ) : null}
    </section>
  )
}

function AttributeList({ rows }: { rows: AttributeRow[] }) {
  return (
    <dl className={styles.attributes}>
      {rows.map((row) => (
        <div key={row.key}>
          <dt>{row.label}</dt>
          <dd>{row.text}</dd>
        </div>
      ))}
    </dl>
  )
}

function Relations({ id, onSelect }: { id: string; onSelect: (id: string) => void }) {
  const texts = useTexts(mapTexts)
  const pick = usePick()
  const read = useRead(listRelationships, { params: { id } })
  const types = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  if (!read.data || read.data.length === 0) return null
  const nameOf = (fromType: string, name: string) => {
    const relation = types.data
      ?.find((type) => type.id === fromType)
      ?.relations.find((each) => each.id === name)
    return relation ? pick(relation.title) : name
  }
  return (
    <section>
      <h3>{texts.relations}</h3>
      {read.data.map((each) => {
        const outward = each.fromId === id
        return (
          <button
            key={each.id}
            type="button"
            className={styles.line}
            onClick={() => onSelect(outward ? each.toId : each.fromId)}
          >
            <small>
              {outward ? '→' : '←'} {nameOf(each.fromType, each.name)}
            </small>
            <span>{outward ? each.toName : each.fromName}</span>
          </button>
        )
      })}
    </section>
  )
}

function EntityEvents({ id }: { id: string }) {
  const texts = useTexts(mapTexts)
  const { range } = useTimeWindow()
  const events = useRead(
    listEvents,
    { query: { entityId: id, from: range.from, to: range.to, limit: 20 } },
    { keepPrevious: true },
  )
  const items = events.data?.items ?? []
  return (
    <>
      <section>
        <h3>{texts.events}</h3>
        {events.isError ? <ProblemView error={events.error} onRetry={() => void events.refetch()} /> : null}
        {events.data && items.length === 0 ? <p className={styles.quiet}>{texts.noEvents}</p> : null}
        {items.map((event) => (
          <Link key={event.id} className={styles.line} to={`/console/events/${event.id}`}>
            <small>
              <RelativeTime time={event.raisedTime} />
            </small>
            <span>{event.title}</span>
            <LevelTag level={event.level ?? event.highestLevel} />
          </Link>
        ))}
      </section>
      <EventCases ids={items.flatMap((event) => (event.caseId ? [event.id] : [])).slice(0, 5)} />
    </>
  )
}

function EventCases({ ids }: { ids: string[] }) {
  const texts = useTexts(mapTexts)
  return (
    <section>
      <h3>{texts.cases}</h3>
      {ids.length === 0 ? <p className={styles.quiet}>{texts.noCases}</p> : null}
      {ids.map((id) => (
        <CasesOfEvent key={id} eventId={id} />
      ))}
    </section>
  )
}

function CasesOfEvent({ eventId }: { eventId: string }) {
  const pick = usePick()
  const read = useRead(listCases, { query: { eventId, limit: 5 } })
  return (read.data?.items ?? []).map((each) => (
    <Link key={each.id} className={styles.line} to={`/console/cases/${each.id}`}>
      <small className="code">{each.reference}</small>
      <span>{each.title}</span>
      <small>{pick(each.stageTitle)}</small>
    </Link>
  ))
}
