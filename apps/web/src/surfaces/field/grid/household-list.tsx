import type { Household, listHouseholds, OperationOutput } from '@civitas/sdk'
import {
  Button,
  EmptyState,
  formatNumber,
  formatTime,
  Loading,
  TextArea,
  TextField,
  useTexts,
} from '@civitas/ui'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useQueue } from '../queue/queue.ts'
import type { KeptRead } from '../queue/use-kept-read.ts'
import { usePerform } from '../tasks/use-perform.ts'
import own from './grid.module.css'
import { gridTexts } from './grid.texts.ts'
import { ResidentForm } from './resident-form.tsx'

const SHOWN = 50

/** The households of one’s grids; each opens to a visit. */
export function HouseholdList({ read }: { read: KeptRead<OperationOutput<typeof listHouseholds>> }) {
  const texts = useTexts(gridTexts)
  const field = useTexts(fieldTexts)
  const [words, setWords] = useState('')
  const [openId, setOpen] = useState<string | null>(null)
  const [isTasks, setTasks] = useState(false)
  const { acts } = useQueue()
  if (read.error) return <ProblemView error={read.error} onRetry={read.refetch} />
  if (!read.data) return <Loading />
  const due = read.data.items.filter((one) => one.toVerify)
  const kept = isTasks ? [...due].sort(byVisit) : read.data.items
  const found = kept.filter((one) => !words || `${one.name}${one.head}`.includes(words.trim()))
  return (
    <>
      {read.keptTime ? <p className={styles.kept}>{field.keptAt(formatTime(read.keptTime))}</p> : null}
      {due.length > 0 || isTasks ? (
        <p>
          <Button onClick={() => setTasks(!isTasks)}>
            {isTasks ? texts.allHouseholds : texts.visitTasks(formatNumber(due.length))}
          </Button>
        </p>
      ) : null}
      <TextField label={texts.search} value={words} onChange={(event) => setWords(event.target.value)} />
      {found.length === 0 ? (
        <EmptyState
          title={isTasks ? texts.noVisitTasks : texts.emptyHouseholds}
          why={isTasks ? texts.verifyWhy : texts.emptyHouseholdsWhy}
        />
      ) : null}
      <ul className={styles.cards}>
        {found.slice(0, SHOWN).map((one) => {
          const waiting = acts.filter((act) => act.kind === 'visit' && act.subjectId === one.id).length
          return (
            <li key={one.id} className={styles.card}>
              <button
                type="button"
                className={own.open}
                aria-expanded={openId === one.id}
                onClick={() => setOpen(openId === one.id ? null : one.id)}
              >
                <HouseholdHead one={one} waiting={waiting} />
              </button>
              {openId === one.id ? (
                <div className={styles.stack}>
                  <VisitForm household={one} onDone={() => setOpen(null)} />
                  <ResidentForm household={one} />
                </div>
              ) : null}
            </li>
          )
        })}
      </ul>
      {found.length > SHOWN ? <p>{texts.more(formatNumber(found.length - SHOWN))}</p> : null}
    </>
  )
}

/** Those that wait longest first. */
function byVisit(a: Household, b: Household): number {
  return (a.verifyTime ?? '').localeCompare(b.verifyTime ?? '')
}

function HouseholdHead({ one, waiting }: { one: Household; waiting: number }) {
  const texts = useTexts(gridTexts)
  return (
    <>
      <div className={styles.cardTop}>
        <b>{one.name}</b>
        <span>{one.head}</span>
      </div>
      <div className={styles.cardFoot}>
        <span>{one.phone}</span>
        <span>{texts.visits(formatNumber(one.visits))}</span>
        {one.lastVisitTime ? <span>{texts.last(formatTime(one.lastVisitTime))}</span> : null}
        {one.toVerify ? <b title={texts.verifyWhy}>{texts.toVerify}</b> : null}
        {one.tags.length > 0 ? <span>{one.tags.join(' ')}</span> : null}
        {waiting > 0 ? <b>{texts.waiting(formatNumber(waiting))}</b> : null}
      </div>
    </>
  )
}

type Change = { field: 'phone' | 'people'; base: string | number | null; value: string | number | null }

function VisitForm({ household, onDone }: { household: Household; onDone: () => void }) {
  const texts = useTexts(gridTexts)
  const [text, setText] = useState('')
  const [phone, setPhone] = useState(household.phone)
  const [people, setPeople] = useState(String(household.people ?? ''))
  const [tags, setTags] = useState<string[]>([])
  const [isTried, setTried] = useState(false)
  const { run, isBusy, problem } = usePerform()
  const isPeopleWrong = people !== '' && !(/^\d{1,3}$/.test(people) && Number(people) <= 100)
  const save = async () => {
    setTried(true)
    if (!text.trim() || isPeopleWrong) return
    const changes: Change[] = []
    if (phone !== household.phone)
      changes.push({ field: 'phone', base: household.phone || null, value: phone || null })
    if (people !== String(household.people ?? ''))
      changes.push({ field: 'people', base: household.people, value: people === '' ? null : Number(people) })
    const outcome = await run({
      kind: 'visit',
      subjectId: household.id,
      title: household.name,
      body: { visitTime: new Date().toISOString(), text: text.trim(), tags, changes },
    })
    if (outcome.kind !== 'refused') onDone()
  }
  return (
    <div className={styles.stack}>
      <TextArea
        label={texts.visitText}
        rows={3}
        maxLength={4000}
        value={text}
        error={isTried && !text.trim() ? texts.visitShort : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <TextField
        label={texts.phone}
        inputMode="tel"
        maxLength={30}
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      <TextField
        label={texts.people}
        inputMode="numeric"
        value={people}
        error={isPeopleWrong ? texts.peopleWrong : undefined}
        onChange={(event) => setPeople(event.target.value)}
      />
      <fieldset className={own.choices}>
        <legend>{texts.tags}</legend>
        {texts.tagChoices.map((tag) => (
          <label key={tag}>
            <input
              type="checkbox"
              checked={tags.includes(tag)}
              onChange={() =>
                setTags(tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag])
              }
            />
            {tag}
          </label>
        ))}
      </fieldset>
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      <Button kind="primary" size="large" wide disabled={isBusy} onClick={() => void save()}>
        {texts.save}
      </Button>
    </div>
  )
}
