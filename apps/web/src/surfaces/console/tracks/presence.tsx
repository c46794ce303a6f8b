import { findPresence, type OperationOutput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useMemo, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useTimeWindow } from '../../../app/time-window.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { TypeSelect } from './moving-select.tsx'
import { PlaceField, writePlace } from './place-field.tsx'
import { PresenceRows } from './request-answer.tsx'
import { RequestDialog } from './request-dialog.tsx'
import { circleAround, feature, parsePlace, pointAt } from './track-features.ts'
import { PanelField, TrackFrame } from './track-frame.tsx'
import { TrackMap } from './track-map.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

/** Who was within so many metres of a place in a time; people only by an approved request. */
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
  const [isRequesting, setRequesting] = useState(false)
  const toQuestion = ([lon, lat]: [number, number]) => ({
    ...{ lon, lat, radiusM, from: range.from, to: range.to },
    ...(entityType ? { entityType } : {}),
  })
  const ask = useMutation({
    mutationFn: (at: [number, number]) =>
      client.call(findPresence, {
        body: { ...toQuestion(at), purpose: purpose.trim(), approver: approver.trim() },
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
          <Button disabled={!place} onClick={() => setRequesting(true)}>
            {texts.requestPeople}
          </Button>
          <ProblemNote error={ask.error} />
          {isRequesting && place ? (
            <RequestDialog
              question={{ kind: 'presence', ...toQuestion(place) }}
              onClose={() => setRequesting(false)}
            />
          ) : null}
          {ask.data ? <Found answer={ask.data} /> : null}
        </>
      }
    />
  )
}

function Found({ answer }: { answer: OperationOutput<typeof findPresence> }) {
  const texts = useTexts(tracksTexts)
  return (
    <div aria-live="polite">
      <PresenceRows items={answer.items} hidden={answer.hidden} />
      {answer.withoutPeople ? <p className={styles.note}>{texts.withoutPeople}</p> : null}
      <p className={styles.note}>
        {texts.proof} <span className="code">{answer.id}</span>
      </p>
    </div>
  )
}
