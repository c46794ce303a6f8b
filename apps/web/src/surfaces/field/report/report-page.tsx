import { type CityEvent, listEventTypes } from '@civitas/sdk'
import { Button, Loading, TextArea, TextField, usePick, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { JsonForm } from '../../../capabilities/forms/json-form.tsx'
import { formatPosition, LazyPlaceMap, type Position } from '../../../capabilities/place/lazy-place-map.tsx'
import { findMyPlace } from '../../../lib/place.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useKeptRead } from '../queue/use-kept-read.ts'
import { usePerform } from '../tasks/use-perform.ts'

interface Draft {
  type: string
  title: string
  description: string
  position: Position | null
}

const empty: Draft = { type: '', title: '', description: '', position: null }

/** Reports what one sees, with or without a line. */
export function ReportPage({ mayMap }: { mayMap: boolean }) {
  const texts = useTexts(fieldTexts)
  const [draft, setDraft] = useState(empty)
  const [isTried, setTried] = useState(false)
  const [done, setDone] = useState<CityEvent | 'kept' | null>(null)
  const { run, isBusy, problem } = usePerform()
  const errors = wrongParts(draft, texts)
  const send = async () => {
    setTried(true)
    if (Object.keys(errors).length > 0 || !draft.position) return
    const { type, title, description, position } = draft
    const outcome = await run({
      kind: 'report',
      subjectId: crypto.randomUUID(),
      title: title.trim(),
      body: {
        type,
        title: title.trim(),
        position,
        ...(description.trim() ? { description: description.trim() } : {}),
      },
    })
    if (outcome.kind === 'kept') setDone('kept')
    else if (outcome.kind === 'sent') setDone(outcome.answer as CityEvent)
  }
  if (done)
    return (
      <Reported
        done={done}
        onAgain={() => {
          setDone(null)
          setDraft(empty)
          setTried(false)
        }}
      />
    )
  const shown = isTried ? errors : {}
  return (
    <div className={styles.stack}>
      <h2>{texts.report}</h2>
      <TypeChoice value={draft.type} error={shown.type} onChange={(type) => setDraft({ ...draft, type })} />
      <TextField
        label={texts.reportTitle}
        hint={texts.reportTitleHint}
        error={shown.title}
        maxLength={200}
        value={draft.title}
        onChange={(event) => setDraft({ ...draft, title: event.target.value })}
      />
      <TextArea
        label={texts.reportDetail}
        hint={texts.photoLater}
        rows={3}
        maxLength={4000}
        value={draft.description}
        onChange={(event) => setDraft({ ...draft, description: event.target.value })}
      />
      <PlaceChoice
        position={draft.position}
        error={shown.position}
        mayMap={mayMap}
        onChange={(position) => setDraft((former) => ({ ...former, position }))}
      />
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      <Button kind="primary" size="large" wide disabled={isBusy} onClick={() => void send()}>
        {isBusy ? texts.completing : texts.reportSend}
      </Button>
    </div>
  )
}

function wrongParts(draft: Draft, texts: { typeNeeded: string; titleNeeded: string; placeNeeded: string }) {
  const errors: { type?: string; title?: string; position?: string } = {}
  if (!draft.type) errors.type = texts.typeNeeded
  if (draft.title.trim().length < 2) errors.title = texts.titleNeeded
  if (!draft.position) errors.position = texts.placeNeeded
  return errors
}

function Reported({ done, onAgain }: { done: CityEvent | 'kept'; onAgain: () => void }) {
  const texts = useTexts(fieldTexts)
  return (
    <div className={styles.stack}>
      <p className={styles.note} role="status">
        {done === 'kept' ? texts.saved : `${texts.reportDone} · ${texts.reportDoneWhy(done.reference)}`}
      </p>
      <Button size="large" wide onClick={onAgain}>
        {texts.reportAgain}
      </Button>
    </div>
  )
}

interface TypeChoiceProps {
  value: string
  error?: string
  onChange: (type: string) => void
}

function TypeChoice({ value, error, onChange }: TypeChoiceProps) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const types = useKeptRead(listEventTypes, {}, { staleMs: 600_000 })
  if (types.error) return <ProblemView error={types.error} onRetry={types.refetch} />
  if (!types.data) return <Loading />
  return (
    <JsonForm
      fields={[
        {
          key: 'type',
          label: texts.reportType,
          help: '',
          kind: 'choice',
          required: true,
          unit: '',
          choices: types.data
            .filter((type) => type.reportable)
            .map((type) => ({ value: type.id, title: pick(type.title) })),
        },
      ]}
      values={{ type: value }}
      errors={error ? { type: error } : {}}
      onChange={(values) => onChange(String(values.type ?? ''))}
    />
  )
}

interface PlaceChoiceProps {
  position: Position | null
  error?: string
  mayMap: boolean
  onChange: (position: Position) => void
}

function PlaceChoice({ position, error, mayMap, onChange }: PlaceChoiceProps) {
  const texts = useTexts(fieldTexts)
  const [state, setState] = useState<'idle' | 'locating' | 'failed'>('idle')
  const [hasMap, setMap] = useState(false)
  const locate = () => {
    setState('locating')
    findMyPlace().then(
      (found) => {
        setState('idle')
        onChange(found)
      },
      () => {
        setState('failed')
        setMap(mayMap)
      },
    )
  }
  return (
    <section className={styles.block}>
      <h2>{texts.reportWhere}</h2>
      {position ? <p>{texts.placeChosen(formatPosition(position))}</p> : null}
      {error && !position ? <p className={styles.problem}>{error}</p> : null}
      {state === 'failed' ? <p className={styles.problem}>{texts.noPlace}</p> : null}
      <div className={styles.line}>
        <Button size="large" disabled={state === 'locating'} onClick={locate}>
          {state === 'locating' ? texts.locating : texts.useMyPlace}
        </Button>
        {mayMap ? (
          <Button size="large" aria-expanded={hasMap} onClick={() => setMap(!hasMap)}>
            {hasMap ? texts.hideMap : texts.pickOnMap}
          </Button>
        ) : null}
      </div>
      {hasMap ? (
        <div className={styles.map}>
          <LazyPlaceMap position={position} onPick={onChange} zoom={14} />
        </div>
      ) : null}
    </section>
  )
}
