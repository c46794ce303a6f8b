import { getSeries, type LatestValue, type SeriesPoint } from '@civitas/sdk'
import {
  formatDuration,
  formatNumber,
  formatTime,
  formatWithUnit,
  Loading,
  precisionFor,
  useLocale,
  usePick,
  useTexts,
} from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { Select } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { qualityFlags } from '../../../capabilities/sensing/quality-words.ts'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { deviceTexts } from './device.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'

const DAY_MS = 86_400_000
const days = [30, 90, 365] as const

/** The long past of one datastream: mean with extremes, and the times that carry quality flags. */
export function DeviceHistory({ datastreams }: { datastreams: LatestValue[] }) {
  const { history: texts } = useTexts(deviceTexts)
  const { noLatest } = useTexts(devicesTexts)
  const pick = usePick()
  const [chosen, setChosen] = useState<number | null>(null)
  const stream = datastreams.find((each) => each.datastreamId === chosen) ?? datastreams[0]
  if (!stream) return <Quiet>{noLatest}</Quiet>
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        <Select
          aria-label={texts.stream}
          style={{ minWidth: 180 }}
          value={stream.datastreamId}
          options={datastreams.map((each) => ({ value: each.datastreamId, label: pick(each.title) }))}
          onChange={setChosen}
        />
        <TimeWindowPicker />
        <Longer />
      </div>
      <LongChart key={stream.datastreamId} stream={stream} />
    </div>
  )
}

function Longer() {
  const { history: texts } = useTexts(deviceTexts)
  const { setWindow } = useTimeWindow()
  return (
    <Select
      aria-label={texts.longer}
      placeholder={texts.longer}
      style={{ width: 132 }}
      value={null}
      options={days.map((value) => ({ value: value as number | null, label: texts.ranges[`${value}`] }))}
      onChange={(value) => {
        const to = Date.now()
        if (value)
          setWindow({ from: new Date(to - value * DAY_MS).toISOString(), to: new Date(to).toISOString() })
      }}
    />
  )
}

function LongChart({ stream }: { stream: LatestValue }) {
  const { history: texts } = useTexts(deviceTexts)
  const words = useTexts(sensingWords)
  const pick = usePick()
  const locale = useLocale()
  const { range } = useTimeWindow()
  const read = useRead(
    getSeries,
    { params: { id: stream.datastreamId }, query: { ...range, points: 1000 } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { points, bucketSeconds } = read.data
  const line = (name: 'value' | 'min' | 'max') =>
    points.map((point): [number, number | null] => [Date.parse(point.time), point[name]])
  return (
    <>
      <Section
        title={words.historyTitle(pick(stream.title))}
        extra={texts.bucket(
          bucketSeconds < 60
            ? `${formatNumber(bucketSeconds)} s`
            : formatDuration(bucketSeconds * 1000, locale),
        )}
      >
        <Chart
          title={words.historyTitle(pick(stream.title))}
          unit={stream.unitLabel}
          precision={precisionFor(stream.value)}
          source={words.source}
          time={stream.time}
          from={range.from}
          to={range.to}
          series={[
            { name: texts.mean, points: line('value') },
            { name: texts.low, points: line('min') },
            { name: texts.high, points: line('max') },
          ]}
        />
      </Section>
      <Flagged points={points.filter((point) => point.quality !== 0)} stream={stream} />
    </>
  )
}

function Flagged({ points, stream }: { points: SeriesPoint[]; stream: LatestValue }) {
  const { history: texts } = useTexts(deviceTexts)
  const devices = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  return (
    <Section title={texts.flagged} extra={formatNumber(points.length)}>
      {points.length === 0 ? (
        <Quiet>{texts.noFlagged}</Quiet>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className={styles.scroll} tabIndex={0} aria-label={texts.flagged}>
          <table className={styles.streams}>
            <thead>
              <tr>
                <th>{devices.time}</th>
                <th>{texts.mean}</th>
                <th>{texts.count}</th>
                <th>{texts.flags}</th>
              </tr>
            </thead>
            <tbody>
              {points.slice(-200).map((point) => (
                <tr key={point.time}>
                  <td>{formatTime(point.time)}</td>
                  <td>{formatWithUnit(point.value, stream.unitLabel, precisionFor(point.value))}</td>
                  <td>{formatNumber(point.count)}</td>
                  <td>
                    {qualityFlags(point.quality)
                      .map((flag) => words.quality[flag])
                      .join(' · ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Section>
  )
}
