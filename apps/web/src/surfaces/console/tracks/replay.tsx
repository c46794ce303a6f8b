import { getTrack, listFences, type Track } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { Button, Checkbox } from 'antd'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { MovingSelect, TypeSelect } from './moving-select.tsx'
import { Player, useReplay } from './player.tsx'
import { needsApproval, RequestDialog } from './request-dialog.tsx'
import { boxOf, toFenceFeatures, toMovingFeatures, toTrackFeatures } from './track-features.ts'
import { PanelField, TrackFrame, TrackLegend } from './track-frame.tsx'
import { TrackMap } from './track-map.tsx'
import { TrackSummary } from './track-summary.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

interface Asked {
  entityId: string
  from: string
  to: string
  match: boolean
}

/** The track of one object in a time: drawn, played back, with its trips and stops. */
export function Replay() {
  const texts = useTexts(tracksTexts)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [isRequesting, setRequesting] = useState(false)
  const [withFences, setWithFences] = useState(true)
  const { entityId = '', ...query } = asked ?? { from: '', to: '' }
  // A question is asked by a click alone and never by itself.
  const read = useRead(
    getTrack,
    { params: { entityId }, query },
    { enabled: asked !== null, staleMs: Number.POSITIVE_INFINITY },
  )
  const fences = useRead(listFences, { query: { limit: 200 } }, { staleMs: 60_000 })
  const track = read.data
  const still = useMemo(
    () => [
      ...(withFences ? toFenceFeatures(fences.data?.items ?? []) : []),
      ...(track ? toTrackFeatures(track) : []),
    ],
    [withFences, fences.data, track],
  )
  const box = useMemo(() => boxOf((track?.points ?? []).map(({ lon, lat }) => [lon, lat])), [track])
  const replay = useReplay(track?.points)
  const { moment } = replay
  const moving = useMemo(() => toMovingFeatures(moment), [moment])
  return (
    <TrackFrame
      map={<TrackMap label={texts.map} still={still} moving={moving} box={box} />}
      under={track && track.points.length > 1 ? <Player replay={replay} /> : null}
      side={
        <>
          <Question onAsk={setAsked} isAsking={read.isFetching} />
          <Checkbox checked={withFences} onChange={(event) => setWithFences(event.target.checked)}>
            {texts.fences}
          </Checkbox>
          {asked === null ? <EmptyState title={texts.idleTitle} why={texts.idleWhy} /> : null}
          {needsApproval(read.error) ? (
            <EmptyState title={texts.approvalNeeded} why={texts.personal}>
              <Button onClick={() => setRequesting(true)}>{texts.request}</Button>
            </EmptyState>
          ) : read.isError ? (
            <ProblemView error={read.error} onRetry={() => void read.refetch()} />
          ) : null}
          {isRequesting && asked ? (
            <RequestDialog
              question={{ kind: 'track', ...windowOf(asked) }}
              onClose={() => setRequesting(false)}
            />
          ) : null}
          {asked && read.isPending ? <Loading /> : null}
          {track ? <Answer track={track} onGo={replay.goTo} /> : null}
          <TrackLegend parts={['passed', 'route', 'stop', 'fence']} />
        </>
      }
    />
  )
}

const windowOf = ({ entityId, from, to }: Asked) => ({ entityId, from, to })

function Answer({ track, onGo }: { track: Track; onGo: (timeMs: number) => void }) {
  const texts = useTexts(tracksTexts)
  if (track.points.length === 0) return <EmptyState title={texts.noTrack} why={texts.noTrackWhy} />
  return <TrackSummary track={track} onGo={onGo} />
}

function Question({ onAsk, isAsking }: { onAsk: (asked: Asked) => void; isAsking: boolean }) {
  const texts = useTexts(tracksTexts)
  const { range } = useTimeWindow()
  const [parameters, setParameters] = useSearchParams()
  const entityId = parameters.get('entity') ?? undefined
  const [entityType, setType] = useState<string>()
  const [match, setMatch] = useState(false)
  const choose = (id: string | undefined) =>
    setParameters(
      (former) => {
        const next = new URLSearchParams(former)
        if (id) next.set('entity', id)
        else next.delete('entity')
        return next
      },
      { replace: true },
    )
  const ask = () => entityId && onAsk({ entityId, from: range.from, to: range.to, match })
  return (
    <>
      <PanelField label={texts.type} id="track-type">
        <TypeSelect id="track-type" value={entityType} onChange={setType} />
      </PanelField>
      <PanelField label={texts.object} id="track-object">
        <MovingSelect id="track-object" entityType={entityType} value={entityId} onChange={choose} />
      </PanelField>
      <TimeWindowPicker />
      <p className={styles.note}>{texts.personal}</p>
      <Checkbox checked={match} onChange={(event) => setMatch(event.target.checked)}>
        {texts.match}
      </Checkbox>
      <Button type="primary" disabled={!entityId} loading={isAsking} onClick={ask}>
        {texts.ask}
      </Button>
    </>
  )
}
