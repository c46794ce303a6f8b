import { formatTime, useLocale, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { toAttributeRows } from '../../../capabilities/entities/attribute-rows.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import type { ShownTask } from '../queue/queue-rules.ts'
import { PhotoGrid } from './photo-grid.tsx'

/** What came of a task that is over for this person. */
export function FieldResult({ shown }: { shown: ShownTask }) {
  const texts = useTexts(fieldTexts)
  const { task, state } = shown
  return (
    <>
      <p className={styles.note} role="status">
        {state === 'done' ? texts.done : texts.returned}
        {task.doneTime ? ` · ${texts.doneAt(formatTime(task.doneTime))}` : ''}
      </p>
      {state === 'done' ? (
        <section className={styles.block}>
          <h2>{texts.form}</h2>
          <FormRows form={task.form} schema={task.formSchema} />
          <div style={{ height: 12 }} />
          <PhotoGrid
            attachments={task.attachments}
            waiting={shown.waitingPhotos}
            place={task.position}
            withinM={task.photoWithinM}
          />
          <p className={styles.quiet}>{texts.doneWhy}</p>
        </section>
      ) : null}
      <div className={styles.line}>
        <Link to="/field">{texts.otherTasks}</Link>
      </div>
    </>
  )
}

/** A filled-in form in words. */
export function FormRows({
  form,
  schema,
  names,
}: {
  form: Record<string, unknown> | null
  schema: Record<string, unknown>
  /** What units are called, by their id. */
  names?: ReadonlyMap<string, string>
}) {
  const texts = useTexts(fieldTexts)
  const locale = useLocale()
  if (!form) return null
  return (
    <dl className={styles.facts}>
      {toAttributeRows(form, schema, locale, { yes: texts.yes, no: texts.no })
        .filter((row) => row.isNamed)
        .map((row) => (
          <div key={row.key} style={{ display: 'contents' }}>
            <dt>{row.label}</dt>
            <dd>{names?.get(row.text) ?? row.text}</dd>
          </div>
        ))}
    </dl>
  )
}
