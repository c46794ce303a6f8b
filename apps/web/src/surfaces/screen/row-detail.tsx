import { getCase, getEntity, getEvent, getTrace, type IndicatorRow } from '@civitas/sdk'
import {
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
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { screenTexts } from './screen.texts.ts'

/** What stands behind one row of a figure: the case, the event or the entity itself. */
export function RowDetail({ row }: { row: IndicatorRow }) {
  if (row.kind === 'case') return <CaseDetail id={row.id} />
  if (row.kind === 'event') return <EventDetail id={row.id} />
  if (row.kind === 'observation') return <Origin id={row.id} />
  return row.kind === 'entity' ? <EntityDetail id={row.id} /> : null
}

function CaseDetail({ id }: { id: string }) {
  const pick = usePick()
  const read = useRead(getCase, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} />
  if (!read.data) return <Loading />
  const entries = read.data.entries.map((entry) => ({
    id: entry.id,
    time: entry.time,
    act: pick(entry.actText),
    who: [entry.organisationName, entry.userName].filter(Boolean).join(' '),
    text: entry.text,
  }))
  return (
    <>
      <p>
        <span className="code">{read.data.case.reference}</span> {read.data.case.title}{' '}
        <LevelTag level={read.data.case.level} /> {pick(read.data.case.stageTitle)}
      </p>
      <Origin id={id} />
      <Timeline entries={entries} />
    </>
  )
}

function EventDetail({ id }: { id: string }) {
  const pick = usePick()
  const read = useRead(getEvent, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} />
  if (!read.data) return <Loading />
  const entries = read.data.entries.map((entry) => ({
    id: entry.id,
    time: entry.time,
    act: pick(entry.actText),
    who: entry.userName,
    text: entry.text,
  }))
  return (
    <>
      <p>
        <span className="code">{read.data.event.reference}</span> {read.data.event.title}{' '}
        <LevelTag level={read.data.event.level} />
      </p>
      <Origin id={id} />
      <Timeline entries={entries} />
    </>
  )
}

function EntityDetail({ id }: { id: string }) {
  const pick = usePick()
  const read = useRead(getEntity, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} />
  if (!read.data) return <Loading />
  return (
    <ul>
      <li>
        <span className="code">{read.data.entity.reference}</span>
      </li>
      {read.data.latest.map((latest) => (
        <li key={latest.datastreamId}>
          {pick(latest.title)} {formatWithUnit(latest.value, latest.unitLabel, precisionFor(latest.value))}{' '}
          <RelativeTime time={latest.time} />
        </li>
      ))}
    </ul>
  )
}

/** The way back from a case or an event to the observation it began with; shown to those who may trace. */
function Origin({ id }: { id: string }) {
  const texts = useTexts(screenTexts)
  const read = useRead(getTrace, { params: { id } })
  if (read.isError) return null
  if (!read.data) return <Loading />
  const kinds: Record<string, string> = texts.originKinds
  const causes = read.data.nodes.filter(
    (node) => node.kind in kinds && (node.id !== id || node.kind === 'observation'),
  )
  if (causes.length === 0) return null
  return (
    <section>
      <h4>{texts.origin}</h4>
      <ul>
        {causes.map((node) => (
          <li key={node.id}>
            {kinds[node.kind]} {node.title} {node.time ? formatTime(node.time) : ''}{' '}
            <span className="code">{node.id}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
