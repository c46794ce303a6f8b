import type { Task } from '@civitas/sdk'
import { formatNumber, formatTime, useLocale, usePick, useTexts } from '@civitas/ui'
import { Button, Tag } from 'antd'
import { Link } from 'react-router'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { EvidencePhoto } from '../../../capabilities/cases/evidence-photo.tsx'
import { toAttributeRows } from '../../../capabilities/entities/attribute-rows.ts'
import { Facts, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { caseDeskTexts } from './case-desk.texts.ts'
import { TaskStateTag } from './case-state-tag.tsx'
import styles from './cases.module.css'
import { consoleCaseTexts } from './console-cases.texts.ts'

interface TaskCardProps {
  task: Task
  /** Names of units by id, for answers that name one. */
  units: ReadonlyMap<string, string>
  onAssign?: () => void
}

/** One task of a case: who, until when, what came of it, and the proof. */
export function TaskCard({ task, units, onAssign }: TaskCardProps) {
  const texts = useTexts(consoleCaseTexts)
  const pick = usePick()
  const may = useMay()
  const isOpen = task.state === 'assigned' || task.state === 'accepted'
  const mayAssign = onAssign && (task.state === 'waiting' || task.state === 'assigned')
  return (
    <article className={styles.task}>
      <div className={styles.head}>
        <h3>{pick(task.title)}</h3>
        <TaskStateTag state={task.state} />
        <TaskMarks task={task} />
        {isOpen ? <CaseClock lamp={task.lamp} dueTime={task.dueTime} /> : null}
        <span>
          {[task.organisationName, task.acceptedBy ?? task.assigneeName].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.acts}>
          {isOpen && may('cases.work') ? <Link to={`/field/tasks/${task.id}`}>{texts.toField}</Link> : null}
          {mayAssign ? (
            <Button size="small" onClick={onAssign}>
              {task.organisationId ? texts.reassign : texts.assign}
            </Button>
          ) : null}
        </span>
      </div>
      <p className={styles.instructions}>{pick(task.instructions)}</p>
      <Times task={task} />
      <Result task={task} units={units} />
      <Photos task={task} />
    </article>
  )
}

/** What stands out about a task: its part in joint work, and what went wrong. */
function TaskMarks({ task }: { task: Task }) {
  const texts = useTexts(caseDeskTexts)
  const words = [
    ...(task.kind === 'assist' ? [texts.assistant] : []),
    ...(task.kind === 'whistle' ? [texts.whistled] : []),
    ...(task.ruled ? [texts.ruled] : []),
    ...(task.urges > 0 ? [texts.urged(formatNumber(task.urges))] : []),
  ]
  const bad = [...(task.unsigned ? [texts.unsigned] : []), ...(task.absent ? [texts.absent] : [])]
  return (
    <>
      {words.map((word) => (
        <Tag key={word}>{word}</Tag>
      ))}
      {bad.map((word) => (
        <StateTag key={word} tone="bad">
          {word}
        </StateTag>
      ))}
    </>
  )
}

function Times({ task }: { task: Task }) {
  const texts = useTexts(consoleCaseTexts)
  const times: [string, string | null][] = [
    [texts.assigned, task.assignedTime],
    [texts.accepted, task.acceptedTime],
    [texts.onSite, task.checkInTime],
    [texts.finished, task.doneTime],
    [texts.due, task.dueTime],
  ]
  return (
    <div className={styles.times}>
      {times.map(([label, time]) =>
        time ? (
          <span key={label}>
            {label} {formatTime(time)}
          </span>
        ) : null,
      )}
    </div>
  )
}

function Result({ task, units }: Pick<TaskCardProps, 'task' | 'units'>) {
  const locale = useLocale()
  const shell = useTexts(consoleTexts)
  const texts = useTexts(consoleCaseTexts)
  if (!task.form) return null
  const rows = toAttributeRows(task.form, task.formSchema, locale, { yes: shell.yes, no: shell.no })
  const named = (words: string) =>
    words
      .split(locale === 'en' ? ', ' : '、')
      .map((one) => units.get(one) ?? one)
      .join('、')
  return (
    <Facts
      facts={rows
        .filter((row) => row.text !== '')
        .map((row) => ({
          label: row.key === 'assistants' ? texts.assistants : row.label,
          value: units.get(row.text) ?? (row.key === 'assistants' ? named(row.text) : row.text),
        }))}
    />
  )
}

function Photos({ task }: { task: Task }) {
  const texts = useTexts(consoleCaseTexts)
  if (task.attachments.length === 0)
    return task.photosRequired > 0 && task.state !== 'cancelled' ? (
      <small>{texts.photosRequired(formatNumber(task.photosRequired))}</small>
    ) : null
  return (
    <div className={styles.photos}>
      {task.attachments.map((each) => (
        <figure
          key={each.id}
          style={{ margin: 0 }}
          title={`${formatTime(each.uploadedTime)} · ${texts.fingerprint} ${each.sm3}`}
        >
          <EvidencePhoto attachment={each} label={texts.photoOf(each.fileName)} className={styles.photo} />
        </figure>
      ))}
    </div>
  )
}
