import { type Presence, readTrackRequest, type TrackRequest } from '@civitas/sdk'
import { EmptyState, formatDistance, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useMemo } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { usePointTypes } from './moving-select.tsx'
import { Player, useReplay } from './player.tsx'
import { boxOf, circleAround, feature, pointAt, toMovingFeatures, toTrackFeatures } from './track-features.ts'
import { TrackFrame } from './track-frame.tsx'
import { TrackMap } from './track-map.tsx'
import { TrackSummary } from './track-summary.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

interface RequestAnswerProps {
  request: TrackRequest
  onClose: () => void
}

/** The answer to an approved request, on a map and in a list. Opening it is a read, and recorded. */
export function RequestAnswer({ request, onClose }: RequestAnswerProps) {
  const texts = useTexts(tracksTexts)
  const { question } = request
  const read = useRead(
    readTrackRequest,
    { params: { id: request.id }, query: {} },
    { staleMs: Number.POSITIVE_INFINITY },
  )
  const track = read.data?.track
  const still = useMemo(() => {
    if (track) return toTrackFeatures(track)
    if (question.kind === 'track') return []
    const place: [number, number] = [question.lon, question.lat]
    return [feature('area', circleAround(place, question.radiusM)), feature('place', pointAt(place))]
  }, [track, question])
  const box = useMemo(() => {
    if (track) return boxOf(track.points.map(({ lon, lat }) => [lon, lat]))
    if (question.kind === 'track') return null
    const { coordinates } = circleAround([question.lon, question.lat], question.radiusM)
    return boxOf((coordinates[0] ?? []).map(([lon = 0, lat = 0]) => [lon, lat]))
  }, [track, question])
  const replay = useReplay(track?.points)
  const moving = useMemo(() => toMovingFeatures(replay.moment), [replay.moment])
  return (
    <section aria-label={texts.answer}>
      <TrackFrame
        map={<TrackMap label={texts.answer} still={still} moving={moving} box={box} />}
        under={track && track.points.length > 1 ? <Player replay={replay} /> : null}
        side={
          <>
            <Button onClick={onClose}>{texts.closeAnswer}</Button>
            {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
            {read.isPending ? <Loading /> : null}
            {track && track.points.length > 0 ? <TrackSummary track={track} onGo={replay.goTo} /> : null}
            {track?.points.length === 0 ? <EmptyState title={texts.noTrack} why={texts.noTrackWhy} /> : null}
            {read.data?.presence ? <PresenceRows {...read.data.presence} /> : null}
          </>
        }
      />
    </section>
  )
}

/** Who was there, nearest first. */
export function PresenceRows({ items, hidden }: { items: readonly Presence[]; hidden: number }) {
  const texts = useTexts(tracksTexts)
  const types = usePointTypes()
  return (
    <>
      {items.length === 0 ? (
        <EmptyState title={texts.noPresence} />
      ) : (
        <h2>{texts.found(formatNumber(items.length))}</h2>
      )}
      {hidden > 0 ? <p className={styles.note}>{texts.hidden(formatNumber(hidden))}</p> : null}
      <ol className={styles.rows}>
        {items.map((each, index) => (
          <li key={each.entityId} className={styles.row}>
            <span>{index + 1}</span>
            <span>{each.name}</span>
            <b>{formatDistance(each.nearestM)}</b>
            <small>
              {types.get(each.entityType) ?? each.entityType} · {formatTime(each.firstTime).slice(5)} —{' '}
              {formatTime(each.lastTime).slice(5)}
            </small>
          </li>
        ))}
      </ol>
    </>
  )
}
