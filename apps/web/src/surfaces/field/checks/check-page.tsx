import { getCase, type OperationOutput, type Task } from '@civitas/sdk'
import {
  Button,
  formatDistance,
  formatNumber,
  formatTime,
  LevelTag,
  Loading,
  TextArea,
  useLocale,
  usePick,
  useTexts,
} from '@civitas/ui'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { caseWords } from '../../../capabilities/cases/cases.texts.ts'
import {
  checkFormValues,
  type FormValues,
  initialValues,
  toFormBody,
  toFormFields,
} from '../../../capabilities/forms/form-fields.ts'
import { formTexts } from '../../../capabilities/forms/forms.texts.ts'
import { JsonForm } from '../../../capabilities/forms/json-form.tsx'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useQueue } from '../queue/queue.ts'
import { photosOf } from '../queue/queue-rules.ts'
import { useKeptRead } from '../queue/use-kept-read.ts'
import { Camera } from '../tasks/camera.tsx'
import { FormRows } from '../tasks/field-result.tsx'
import { PhotoGrid } from '../tasks/photo-grid.tsx'
import { usePerform } from '../tasks/use-perform.ts'
import { VerdictChoice } from './verdict-choice.tsx'

type CaseDetail = OperationOutput<typeof getCase>

/** Looks at the proof of a case and passes it or sends it back. */
export function CheckPage() {
  const { id = '' } = useParams()
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const [outcome, setOutcome] = useState<'passed' | 'failed' | 'kept' | null>(null)
  const read = useKeptRead(getCase, { params: { id } })
  if (read.error) return <ProblemView error={read.error} onRetry={read.refetch} />
  if (!read.data) return <Loading />
  const detail = read.data
  const one = detail.case
  return (
    <>
      <div className={styles.line}>
        <Link to="/field/checks">← {texts.back}</Link>
      </div>
      <section className={styles.callOut}>
        <LevelTag level={one.level} />
        <h2>{one.title}</h2>
        <p className={styles.quiet}>
          <span className="code">{one.reference}</span> · {pick(one.typeTitle)} · {one.divisionName}
        </p>
      </section>
      <section className={styles.block}>
        <h2>{texts.checkTasks}</h2>
        <div className={styles.stack}>
          {detail.tasks.map((task) => (
            <DoneTask
              key={task.id}
              task={task}
              names={new Map(detail.units.map((unit) => [unit.id, unit.name]))}
            />
          ))}
        </div>
      </section>
      <Verdict detail={detail} outcome={outcome} onDone={setOutcome} />
    </>
  )
}

function DoneTask({ task, names }: { task: Task; names: ReadonlyMap<string, string> }) {
  const texts = useTexts(fieldTexts)
  const words = useTexts(caseWords)
  const pick = usePick()
  return (
    <article>
      <b>{pick(task.title)}</b> {words.taskStates[task.state]}
      <p className={styles.quiet}>
        {[
          task.organisationName,
          task.acceptedBy,
          task.doneTime ? texts.doneAt(formatTime(task.doneTime)) : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <FormRows form={task.form} schema={task.formSchema} names={names} />
      <PhotoGrid
        attachments={task.attachments}
        waiting={[]}
        place={task.position}
        withinM={task.photoWithinM}
      />
    </article>
  )
}

interface VerdictProps {
  detail: CaseDetail
  outcome: 'passed' | 'failed' | 'kept' | null
  onDone: (outcome: 'passed' | 'failed' | 'kept') => void
}

function Verdict({ detail, outcome, onDone }: VerdictProps) {
  const texts = useTexts(fieldTexts)
  const words = useTexts(caseWords)
  if (outcome)
    return (
      <>
        <p className={styles.note} role="status">
          {outcome === 'kept' ? texts.saved : texts.checkDone[outcome]}
        </p>
        <div className={styles.line}>
          <Link to="/field/checks">{texts.checks}</Link>
        </div>
      </>
    )
  if (detail.case.state !== 'checking')
    return <p className={styles.note}>{words.states[detail.case.state]}</p>
  if (!detail.mayCheck) return <p className={styles.problem}>{texts.mayNotCheck}</p>
  return (
    <>
      {detail.checkPhotos.required > 0 ? <CheckPhotos detail={detail} /> : null}
      <VerdictForm detail={detail} onDone={onDone} />
    </>
  )
}

/** Photos of whoever checks, taken at the place. */
function CheckPhotos({ detail }: { detail: CaseDetail }) {
  const texts = useTexts(fieldTexts)
  const { acts } = useQueue()
  const { run, isBusy, problem } = usePerform()
  const { required, withinM } = detail.checkPhotos
  const waiting = photosOf(acts, detail.case.id)
  return (
    <section className={styles.block}>
      <h2>{texts.checkPhotos}</h2>
      <p className={styles.quiet}>
        {texts.checkPhotosNeed(formatNumber(required), withinM === null ? '' : formatDistance(withinM))}
      </p>
      <PhotoGrid
        attachments={detail.checkAttachments}
        waiting={waiting}
        place={detail.case.position}
        withinM={withinM}
      />
      <Camera
        isBusy={isBusy}
        problem={problem}
        onShot={(body) =>
          run({ kind: 'check-photo', subjectId: detail.case.id, title: detail.case.title, body })
        }
      />
    </section>
  )
}

function VerdictForm({ detail, onDone }: Omit<VerdictProps, 'outcome'>) {
  const texts = useTexts(fieldTexts)
  const words = useTexts(formTexts)
  const fields = toFormFields(detail.checkForm, useLocale())
  const [passed, setPassed] = useState(true)
  const [comment, setComment] = useState('')
  const [values, setValues] = useState<FormValues>(() => initialValues(fields))
  const [isTried, setTried] = useState(false)
  const { run, isBusy, problem } = usePerform()
  const errors = passed ? checkFormValues(fields, values, words) : {}
  const isMissing = comment.trim() === ''
  const submit = async () => {
    setTried(true)
    if (isMissing || Object.keys(errors).length > 0) return
    const outcome = await run({
      kind: 'check',
      subjectId: detail.case.id,
      title: detail.case.title,
      body: { passed, comment: comment.trim(), form: toFormBody(fields, values) },
    })
    if (outcome.kind === 'kept') onDone('kept')
    else if (outcome.kind === 'sent') onDone(passed ? 'passed' : 'failed')
  }
  return (
    <section className={styles.block}>
      <h2>{texts.check}</h2>
      <div className={styles.stack}>
        <VerdictChoice passed={passed} onChange={setPassed} />
        <TextArea
          label={texts.checkComment}
          error={isTried && isMissing ? texts.checkCommentNeeded : null}
          value={comment}
          rows={3}
          maxLength={2000}
          onChange={(event) => setComment(event.target.value)}
        />
        <JsonForm fields={fields} values={values} errors={isTried ? errors : {}} onChange={setValues} />
        {problem ? (
          <div className={styles.problem} role="alert">
            {problem}
          </div>
        ) : null}
        <Button
          kind={passed ? 'primary' : 'danger'}
          size="large"
          wide
          disabled={isBusy}
          onClick={() => void submit()}
        >
          {isBusy ? texts.completing : texts.checkSubmit}
        </Button>
      </div>
    </section>
  )
}
