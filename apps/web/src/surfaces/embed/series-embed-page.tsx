import type { EmbeddedSeries, ProblemDetails } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { embedTexts } from './embed.texts.ts'

const everyMs = 60_000

/**
 * One chart, for a frame of another site. The token stands behind `#`, so that no server writes it into a log; it is
 * shown to the platform in a header.
 */
export function SeriesEmbedPage() {
  const texts = useTexts(embedTexts)
  const { id = '' } = useParams()
  const read = useQuery<EmbeddedSeries, Error>({
    queryKey: ['embed', id],
    queryFn: ({ signal }) => readSeries(id, signal),
    refetchInterval: everyMs,
    retry: false,
  })
  if (read.isError) return <EmptyState title={texts.unavailable} why={read.error.message} />
  if (!read.data) return <Loading />
  const { title, thingName, unit, from, to, points } = read.data
  return (
    <main style={{ height: '100dvh', padding: 12 }}>
      <Chart
        fill
        title={title}
        source={thingName}
        unit={unit}
        precision={2}
        from={from}
        to={to}
        series={[{ name: thingName, points: points.map(({ time, value }) => [Date.parse(time), value]) }]}
      />
    </main>
  )
}

async function readSeries(id: string, signal: AbortSignal): Promise<EmbeddedSeries> {
  const answer = await fetch(`/api/sensing/series-embeds/${encodeURIComponent(id)}/series`, {
    headers: { 'x-embed-token': window.location.hash.slice(1) },
    signal,
  })
  if (!answer.ok) throw new Error(((await answer.json()) as ProblemDetails).detail)
  return (await answer.json()) as EmbeddedSeries
}
