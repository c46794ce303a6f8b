import { getEntity, getSeries, type LatestValue, type Thing } from '@civitas/sdk'
import { formatWithUnit, Loading, precisionFor, RelativeTime, useNow, usePick, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { useEffect, useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { qualityFlags } from '../../../capabilities/sensing/quality-words.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { SeriesChart } from '../../../capabilities/sensing/series-chart.tsx'
import { Columns, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { PlaceSection } from '../parts/place-section.tsx'
import { deviceTexts } from './device.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'
import { useLatest } from './use-latest.ts'

/** What a device last said, as it comes in. */
export function DeviceLive({ thing, datastreams }: { thing: Thing; datastreams: LatestValue[] }) {
  const texts = useTexts(devicesTexts)
  const device = useTexts(deviceTexts)
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
            <Section title={device.liveChart}>
              <LiveChart key={shown.datastreamId} datastream={shown} />
            </Section>
          ) : null}
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
  const may = useMay()
  const entity = useRead(getEntity, { params: { id: thing.id } }, { enabled: may('entities.read') })
  const geometry = entity.data?.entity.geometry
  const position = geometry?.type === 'Point' ? (geometry.coordinates as [number, number]) : null
  return <PlaceSection position={position} entityId={thing.id} mayMap={may('maps.read')} />
}

const LIVE_MS = 900_000

/** The last quarter of an hour; each new reading is added as it comes. */
function LiveChart({ datastream }: { datastream: LatestValue }) {
  const texts = useTexts(sensingWords)
  const pick = usePick()
  const now = useNow()
  const [began] = useState(() => Date.now())
  const [news, setNews] = useState<[number, number | null][]>([])
  const { time, value } = datastream
  useEffect(() => {
    const ms = time ? Date.parse(time) : Number.NaN
    if (ms >= began - 1_000)
      setNews((former) => (former.at(-1)?.[0] === ms ? former : [...former.slice(-900), [ms, value]]))
  }, [time, value, began])
  const read = useRead(
    getSeries,
    {
      params: { id: datastream.datastreamId },
      query: {
        from: new Date(began - LIVE_MS).toISOString(),
        to: new Date(began).toISOString(),
        points: 300,
      },
    },
    { staleMs: Number.POSITIVE_INFINITY },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const past = read.data.points.map((point): [number, number | null] => [Date.parse(point.time), point.value])
  return (
    <Chart
      title={texts.historyTitle(pick(datastream.title))}
      unit={datastream.unitLabel}
      precision={precisionFor(value)}
      source={texts.source}
      time={time}
      from={new Date(now - LIVE_MS).toISOString()}
      to={new Date(now).toISOString()}
      series={[{ name: pick(datastream.title), points: [...past, ...news] }]}
    />
  )
}
