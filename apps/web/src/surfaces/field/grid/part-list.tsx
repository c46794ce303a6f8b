import type { CityPart, listParts, OperationOutput } from '@civitas/sdk'
import {
  Button,
  EmptyState,
  formatDistance,
  formatNumber,
  formatTime,
  Loading,
  TextField,
  useTexts,
} from '@civitas/ui'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { metresBetween } from '../../../lib/place.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useQueue } from '../queue/queue.ts'
import type { KeptRead } from '../queue/use-kept-read.ts'
import { useMyPlace } from '../tasks/use-my-place.ts'
import { usePerform } from '../tasks/use-perform.ts'
import { gridTexts } from './grid.texts.ts'

const SHOWN = 40

/** Parts to be surveyed, nearest first where the phone knows its place. */
export function PartList({ read }: { read: KeptRead<OperationOutput<typeof listParts>> }) {
  const texts = useTexts(gridTexts)
  const field = useTexts(fieldTexts)
  const [words, setWords] = useState('')
  const place = useMyPlace()
  if (read.error) return <ProblemView error={read.error} onRetry={read.refetch} />
  if (!read.data) return <Loading />
  const far = (one: CityPart) => (place && one.position ? metresBetween(place, one.position) : null)
  const found = read.data.items
    .filter((one) => !words || `${one.name}${one.code}${one.classTitle}`.includes(words.trim()))
    .sort((a, b) => (far(a) ?? 0) - (far(b) ?? 0))
  return (
    <>
      {read.keptTime ? <p className={styles.kept}>{field.keptAt(formatTime(read.keptTime))}</p> : null}
      <TextField label={texts.search} value={words} onChange={(event) => setWords(event.target.value)} />
      {found.length === 0 ? <EmptyState title={texts.emptyParts} why={texts.emptyPartsWhy} /> : null}
      <ul className={styles.cards}>
        {found.slice(0, SHOWN).map((one) => (
          <li key={one.id} className={styles.card}>
            <PartCard one={one} metres={far(one)} />
          </li>
        ))}
      </ul>
      {found.length > SHOWN ? <p>{texts.more(formatNumber(found.length - SHOWN))}</p> : null}
    </>
  )
}

function PartCard({ one, metres }: { one: CityPart; metres: number | null }) {
  const texts = useTexts(gridTexts)
  const field = useTexts(fieldTexts)
  const { run, isBusy, problem } = usePerform()
  const { acts } = useQueue()
  const waiting = acts.find((act) => act.kind === 'survey' && act.subjectId === one.id)
  const survey = (state: CityPart['state']) =>
    void run({
      kind: 'survey',
      subjectId: one.id,
      title: one.name,
      body: { time: new Date().toISOString(), state },
    })
  return (
    <>
      <div className={styles.cardTop}>
        <b>{one.name}</b>
        <span>{texts.states[one.state]}</span>
      </div>
      <div className={styles.cardFoot}>
        <span className="code">{one.code}</span>
        {metres === null ? null : <span>{field.distance(formatDistance(metres))}</span>}
        <span>{one.surveyedTime ? texts.surveyed(formatTime(one.surveyedTime)) : texts.notSurveyed}</span>
        {waiting ? <b>{field.photoWaiting}</b> : null}
      </div>
      <div className={styles.line}>
        {(['in-use', 'damaged', 'lost'] as const).map((state) => (
          <Button
            key={state}
            disabled={isBusy || waiting !== undefined}
            aria-label={`${one.name} ${texts.states[state]}`}
            onClick={() => survey(state)}
          >
            {texts.states[state]}
          </Button>
        ))}
      </div>
      {problem ? <p className={styles.problem}>{problem}</p> : null}
    </>
  )
}
