import {
  type Dashboard,
  getLiveFeatures,
  getSeries,
  getThing,
  listThingTypes,
  type SeriesPoint,
  type ThingTypeInfo,
} from '@civitas/sdk'
import { EmptyState, formatWithUnit, Loading, precisionFor, usePick, useTexts } from '@civitas/ui'
import { Chart, type TimeSeries } from '@civitas/ui/chart/chart.tsx'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/client.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { useRead } from '../../app/query.ts'
import { useTimeWindow } from '../../app/time-window.ts'
import type { LiveCollection } from '../../widgets/city-map/live-points.ts'
import { dropCommonEnd, type SeriesCard, seriesCards } from './dashboard-cards.ts'
import { Panel } from './panel.tsx'
import styles from './screen.module.css'
import { screenTexts } from './screen.texts.ts'

/** Curves that the domains put on their dashboards, side by side. */
export function SeriesStrip({ dashboards }: { dashboards: Dashboard[] }) {
  const texts = useTexts(screenTexts)
  const types = useRead(listThingTypes, {}, { staleMs: 600_000 })
  const cards = seriesCards(dashboards).slice(0, 3)
  if (types.isError) return <ProblemView error={types.error} onRetry={() => void types.refetch()} />
  if (!types.data) return <Loading />
  if (cards.length === 0) return <EmptyState title={texts.noSeries} why={texts.noSeriesWhy} />
  return (
    <div className={styles.strip}>
      {cards.map((card) => {
        const type = types.data.find((each) => each.id === card.thingType)
        return type ? <HighestSeries key={card.key} card={card} type={type} /> : null
      })}
    </div>
  )
}

interface PointSeries {
  name: string
  points: SeriesPoint[]
}

/** Curves that can still be told apart on a small chart. */
const LEGIBLE = 3

/** The history of the things whose newest value is highest. */
async function readHighest(
  card: SeriesCard,
  type: ThingTypeInfo,
  range: { from: string; to: string },
  signal: AbortSignal,
): Promise<PointSeries[]> {
  const query = { type: type.entityType, limit: 5_000 }
  const collection = (await client.call(getLiveFeatures, { query, signal })) as unknown as LiveCollection
  const highest = collection.features
    .filter((feature) => typeof feature.properties[card.datastream] === 'number')
    .sort((a, b) => Number(b.properties[card.datastream]) - Number(a.properties[card.datastream]))
    .slice(0, Math.min(card.limit, LEGIBLE))
  return Promise.all(
    highest.map(async ({ properties }) => {
      const thing = await client.call(getThing, { params: { id: properties.id }, signal })
      const stream = thing.datastreams.find((each) => each.property === card.datastream)
      if (!stream) return { name: properties.name, points: [] }
      const series = await client.call(getSeries, {
        params: { id: stream.datastreamId },
        query: { ...range, points: 240 },
        signal,
      })
      return { name: properties.name, points: series.points }
    }),
  )
}

function HighestSeries({ card, type }: { card: SeriesCard; type: ThingTypeInfo }) {
  const pick = usePick()
  const texts = useTexts(screenTexts)
  const { range } = useTimeWindow()
  const read = useQuery({
    queryKey: ['highest', card.key, range],
    queryFn: ({ signal }) => readHighest(card, type, range, signal),
    placeholderData: (former) => former,
    refetchInterval: 20_000,
  })
  const stream = type.datastreams.find((each) => each.id === card.datastream)
  const unit = stream?.unitLabel ?? ''
  const heading = texts.seriesTitle(pick(type.title), stream ? pick(stream.title) : card.datastream)
  const first = read.data?.[0]
  const newest = first?.points.findLast((point) => point.value !== null)
  const precision = precisionFor(newest?.value ?? null)
  return (
    <Panel title={heading} grow={1}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {read.data ? (
        <Chart
          fill
          title={
            first && newest
              ? texts.highest(first.name, formatWithUnit(newest.value, unit, precision))
              : heading
          }
          unit={unit}
          precision={precision}
          source={texts.sensing}
          time={newest?.time}
          from={range.from}
          to={range.to}
          zero
          series={toChartSeries(read.data)}
        />
      ) : null}
    </Panel>
  )
}

function toChartSeries(series: PointSeries[]): TimeSeries[] {
  const names = dropCommonEnd(series.map((each) => each.name))
  return series.map((each, index) => ({
    name: names[index] ?? each.name,
    points: each.points.map((point) => [Date.parse(point.time), point.value]),
  }))
}
