import { getSeries, type LatestValue } from '@civitas/sdk'
import { Loading, precisionFor, usePick, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { useTimeWindow } from '../../app/time-window.ts'
import { sensingWords } from './sensing.texts.ts'

/** The past of one datastream in the shared time window. */
export function SeriesChart({ datastream }: { datastream: LatestValue }) {
  const texts = useTexts(sensingWords)
  const pick = usePick()
  const { range } = useTimeWindow()
  const read = useRead(
    getSeries,
    { params: { id: datastream.datastreamId }, query: { ...range, points: 400 } },
    { keepPrevious: true },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const points = read.data.points.map((point): [number, number | null] => [
    Date.parse(point.time),
    point.value,
  ])
  return (
    <Chart
      title={texts.historyTitle(pick(datastream.title))}
      unit={datastream.unitLabel}
      precision={precisionFor(datastream.value)}
      source={texts.source}
      time={datastream.time}
      from={range.from}
      to={range.to}
      series={[{ name: pick(datastream.title), points }]}
    />
  )
}
