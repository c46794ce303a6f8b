import { Button, formatNumber, TextArea, useLocale, usePick, useTexts } from '@civitas/ui'
import { useState } from 'react'
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
import type { ShownTask } from '../queue/queue-rules.ts'
import { TaskPhotos } from './task-photos.tsx'
import { useMyPlace } from './use-my-place.ts'
import { usePerform } from './use-perform.ts'

/** Camera first, then the form, then done. */
export function DoTask({ shown }: { shown: ShownTask }) {
  const texts = useTexts(fieldTexts)
  const words = useTexts(formTexts)
  const pick = usePick()
  const place = useMyPlace()
  const { task } = shown
  const fields = toFormFields(task.formSchema, useLocale())
  const [values, setValues] = useState<FormValues>(() => initialValues(fields))
  const [comment, setComment] = useState('')
  const [isTried, setTried] = useState(false)
  const [force, setForce] = useState('')
  const { run, isBusy, problem, code } = usePerform()
  // Assistants have not answered: the lead may finish all the same, with a reason that is kept.
  const mustForce = Boolean(force) || code === 'assistants-missing'
  const errors = checkFormValues(fields, values, words)
  const missing = Math.max(0, task.photosRequired - task.attachments.length - shown.waitingPhotos.length)
  const complete = () => {
    setTried(true)
    if (missing > 0 || Object.keys(errors).length > 0) return
    const reason = force.trim()
    void run({
      kind: 'complete',
      subjectId: task.id,
      title: pick(task.title),
      body: {
        form: toFormBody(fields, values),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
        ...(place ? { position: place } : {}),
        ...(reason.length > 1 ? { force: { reason } } : {}),
      },
    })
  }
  return (
    <>
      <TaskPhotos shown={shown} missing={missing} />
      <section className={styles.block}>
        <h2>{texts.form}</h2>
        <div className={styles.stack}>
          <JsonForm fields={fields} values={values} errors={isTried ? errors : {}} onChange={setValues} />
          <TextArea
            label={texts.comment}
            value={comment}
            rows={2}
            maxLength={2000}
            onChange={(event) => setComment(event.target.value)}
          />
        </div>
      </section>
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      {isTried && missing > 0 ? (
        <div className={styles.problem} role="alert">
          {texts.completeNeedsPhotos(formatNumber(missing))}
        </div>
      ) : null}
      {mustForce ? (
        <TextArea
          label={texts.forceReason}
          value={force}
          rows={2}
          maxLength={500}
          onChange={(event) => setForce(event.target.value)}
        />
      ) : null}
      <div className={styles.acts}>
        <Button
          kind="primary"
          size="large"
          wide
          disabled={isBusy || (mustForce && force.trim().length < 2)}
          onClick={complete}
        >
          {isBusy ? texts.completing : mustForce ? texts.force : texts.complete}
        </Button>
      </div>
    </>
  )
}
