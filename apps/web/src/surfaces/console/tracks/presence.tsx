import { findPresence, type OperationOutput } from '@civitas/sdk'
import { EmptyState, formatDistance, formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { TypeSelect, usePointTypes } from './moving-select.tsx'
import { PlaceField, writePlace } from './place-field.tsx'
import { circleAround, feature, parsePlace, pointAt } from './track-features.ts'
import { PanelField, TrackFrame } from './track-frame.tsx'
import { TrackMap } from './track-map.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

/** Who was within so many metres of a place in a time; not answered without purpose and approver. */
export function Presence() {
  const texts = useTexts(tracksTexts)
  const { range } = useTimeWindow()
  const [text, setText] = useState('')
  const [radiusM, setRadius] = useState(200)
  const [entityType, setType] = useState<string>()
  const [purpose, setPurpose] = useState('')
  const [approver, setApprover] = useState('')
  const place = useMemo(() => parsePlace(text), [text])
  const still = useMemo(
    () => (place ? [feature('area', circleAround(place, radiusM)), feature('place', pointAt(place))] : []),
    [place, radiusM],
  )
  const ask = useMutation({
    mutationFn: ([lon, lat]: [number, number]) =>
      client.call(findPresence, {
        body: {
          ...{ lon, lat, radiusM, from: range.from, to: range.to },
          ...{ purpose: purpose.trim(), approver: approver.trim() },
          ...(entityType ? { entityType } : {}),
        },
      }),
  })
  const isReady = place !== null && purpose.trim().length >= 2 && approver.trim().length >= 2
  return (
    <TrackFrame
      map={<TrackMap label={texts.tabs.presence} still={still} onPick={(at) => setText(writePlace(at))} />}
      side={
        <>
          <p className={styles.note}>{texts.presenceWhy}</p>
          <PlaceField id="presence-place" text={text} onChange={setText} />
          <div className={styles.pair}>
            <PanelField label={texts.radius} id="presence-radius">
              <InputNumber
                id="presence-radius"
                min={1}
                max={5_000}
                style={{ width: '100%' }}
                value={radiusM}
                onChange={(value) => setRadius(value ?? 200)}
              />
            </PanelField>
            <PanelField label={texts.type} id="presence-type">
              <TypeSelect id="presence-type" value={entityType} onChange={setType} />
            </PanelField>
          </div>
          <TimeWindowPicker />
          <PanelField label={texts.purpose} id="presence-purpose">
            <Input
              id="presence-purpose"
              required
              maxLength={200}
              placeholder={texts.purposeHint}
              value={purpose}
              onChange={(event) => setPurpose(event.target.value)}
            />
          </PanelField>
          <PanelField label={texts.approver} id="presence-approver">
            <Input
              id="presence-approver"
              required
              maxLength={100}
              placeholder={texts.approverHint}
              value={approver}
              onChange={(event) => setApprover(event.target.value)}
            />
          </PanelField>
          <Button
            type="primary"
            disabled={!isReady}
            loading={ask.isPending}
            onClick={() => place && ask.mutate(place)}
          >
            {texts.find}
          </Button>
          <ProblemNote error={ask.error} />
          {ask.data ? <Found answer={ask.data} /> : null}
        </>
      }
    />
  )
}

function Found({ answer }: { answer: OperationOutput<typeof findPresence> }) {
  const texts = useTexts(tracksTexts)
  const types = usePointTypes()
  return (
    <div aria-live="polite">
      {answer.items.length === 0 ? (
        <EmptyState title={texts.noPresence} />
      ) : (
        <h2>{texts.found(formatNumber(answer.items.length))}</h2>
      )}
      {answer.hidden > 0 ? <p className={styles.note}>{texts.hidden(formatNumber(answer.hidden))}</p> : null}
      <ol className={styles.rows}>
        {answer.items.map((each, index) => (
          <li key={each.entityId} className={styles.row}>
            <span>{index + 1}</span>
            <Link to={`/console/tracks?entity=${each.entityId}`}>{each.name}</Link>
            <b>{formatDistance(each.nearestM)}</b>
            <small>
              {types.get(each.entityType) ?? each.entityType} · {formatTime(each.firstTime).slice(5)} —{' '}
              {formatTime(each.lastTime).slice(5)}
            </small>
          </li>
        ))}
      </ol>
      <p className={styles.note}>
        {texts.proof} <span className="code">{answer.id}</span>
      </p>
    </div>
  )
}
