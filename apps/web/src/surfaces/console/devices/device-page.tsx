import { getEntity, getThing, type LatestValue, listThingTypes, type Thing } from '@civitas/sdk'
import {
  formatTime,
  formatWithUnit,
  Loading,
  precisionFor,
  RelativeTime,
  usePick,
  useTexts,
} from '@civitas/ui'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { qualityFlags } from '../../../capabilities/sensing/quality-words.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { SeriesChart } from '../../../capabilities/sensing/series-chart.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { Columns, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { PlaceSection } from '../parts/place-section.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'
import { ThingStateTag } from './thing-state-tag.tsx'
import { useLatest } from './use-latest.ts'

/** One device: what it last said, and what it said before. */
export function DevicePage() {
  const { id = '' } = useParams()
  const texts = useTexts(devicesTexts)
  // The state changes with the first reading and with silence, neither of which the live channel tells.
  const read = useRead(getThing, { params: { id } }, { everyMs: 10_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { thing, datastreams } = read.data
  return (
    <Page
      backTo="/console/devices"
      title={
        <>
          {thing.name} <ThingStateTag state={thing.state} />
        </>
      }
      under={<span className="code">{thing.reference}</span>}
      acts={<Link to={`/console/entities/${thing.id}`}>{texts.asEntity}</Link>}
    >
      <DeviceView thing={thing} datastreams={datastreams} />
    </Page>
  )
}

function DeviceView({ thing, datastreams }: { thing: Thing; datastreams: LatestValue[] }) {
  const texts = useTexts(devicesTexts)
  const latest = useLatest(thing.id, datastreams)
  const [chosen, setChosen] = useState<number | null>(null)
  const shown = latest.find((each) => each.datastreamId === chosen) ?? latest[0]
  return (
    <Columns
      main={
        <>
          <Section title={texts.latest}>
            {shown ? (
              <Streams latest={latest} shown={shown.datastreamId} onChoose={setChosen} />
            ) : (
              <Quiet>{texts.noLatest}</Quiet>
            )}
          </Section>
          {shown ? (
            <Section title={texts.history} extra={<TimeWindowPicker />}>
              <SeriesChart datastream={shown} />
            </Section>
          ) : null}
        </>
      }
      side={<Side thing={thing} />}
    />
  )
}

interface StreamsProps {
  latest: LatestValue[]
  shown: number
  onChoose: (id: number) => void
}

function Streams({ latest, shown, onChoose }: StreamsProps) {
  const texts = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const pick = usePick()
  return (
    <table className={styles.streams}>
      <thead>
        <tr>
          <th>{texts.property}</th>
          <th>{texts.value}</th>
          <th>{texts.time}</th>
          <th>{texts.quality}</th>
          <th>{texts.streamId}</th>
        </tr>
      </thead>
      <tbody>
        {latest.map((each) => (
          <tr key={each.datastreamId} aria-selected={each.datastreamId === shown}>
            <td>
              <button type="button" className={styles.pick} onClick={() => onChoose(each.datastreamId)}>
                {pick(each.title)}
              </button>
            </td>
            <td className="number">
              <b>
                {each.value === null && each.time
                  ? words.missing
                  : formatWithUnit(each.value, each.unitLabel, precisionFor(each.value))}
              </b>
            </td>
            <td>
              <RelativeTime time={each.time} />
            </td>
            <td>
              {each.time
                ? qualityFlags(each.quality)
                    .map((flag) => words.quality[flag])
                    .join(' · ') || words.normal
                : '—'}
            </td>
            <td className="code">{each.datastreamId}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Side({ thing }: { thing: Thing }) {
  const texts = useTexts(devicesTexts)
  const shell = useTexts(consoleTexts)
  const pick = usePick()
  const may = useMay()
  const types = useRead(listThingTypes, {}, { staleMs: 600_000 })
  const entity = useRead(getEntity, { params: { id: thing.id } }, { enabled: may('entities.read') })
  const type = types.data?.find((each) => each.id === thing.thingType)
  const geometry = entity.data?.entity.geometry
  const position = geometry?.type === 'Point' ? (geometry.coordinates as [number, number]) : null
  return (
    <>
      <Section title={shell.detail}>
        <Facts
          facts={[
            { label: texts.thingType, value: type ? pick(type.title) : thing.thingType },
            { label: texts.columns.seen, value: formatTime(thing.lastSeenTime) },
            {
              label: texts.columns.credential,
              value: <span className="code">{thing.credentialName ?? texts.noCredential}</span>,
            },
            {
              label: texts.columns.division,
              value: <DivisionName code={thing.divisionCode} />,
            },
          ]}
        />
      </Section>
      <PlaceSection position={position} entityId={thing.id} mayMap={may('maps.read')} />
    </>
  )
}
