import { getTask, type Me, type Task } from '@civitas/sdk'
import { formatNumber, formatTime, LevelTag, Loading, usePick, useTexts } from '@civitas/ui'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { caseWords } from '../../../capabilities/cases/cases.texts.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useQueue } from '../queue/queue.ts'
import { type ShownTask, showTask } from '../queue/queue-rules.ts'
import { useKeptRead } from '../queue/use-kept-read.ts'
import { AcceptTask } from './accept-task.tsx'
import { CheckIn } from './check-in.tsx'
import { DoTask } from './do-task.tsx'
import { FieldResult } from './field-result.tsx'
import { OtherActs } from './other-acts.tsx'
import { TaskPlace } from './task-place.tsx'

/** One task: what and where, then accept, prove and complete it. */
export function TaskPage({ me }: { me: Me }) {
  const { id = '' } = useParams()
  const texts = useTexts(fieldTexts)
  const { acts } = useQueue()
  const read = useKeptRead(getTask, { params: { id } })
  if (read.error) return <ProblemView error={read.error} onRetry={read.refetch} />
  if (!read.data) return <Loading />
  return (
    <>
      <div className={styles.line}>
        <Link to="/field">← {texts.back}</Link>
        {read.keptTime ? (
          <span className={styles.quiet}>{texts.keptAt(formatTime(read.keptTime))}</span>
        ) : null}
      </div>
      <CallOut task={read.data} />
      <TaskPlace task={read.data} mayMap={me.permissions.includes('maps.read')} />
      <Work shown={showTask(read.data, acts, me.user.id)} />
    </>
  )
}

function CallOut({ task }: { task: Task }) {
  const pick = usePick()
  return (
    <section className={styles.callOut}>
      <div className={styles.line}>
        <LevelTag level={task.level} />
        <CaseClock
          lamp={task.lamp}
          dueTime={task.dueTime}
          ended={task.state === 'done' ? { inTime: task.lamp !== 'red' } : null}
        />
      </div>
      <h2>{pick(task.title)}</h2>
      <p>{task.caseTitle}</p>
      <p className={`code ${styles.quiet}`}>{task.caseReference}</p>
    </section>
  )
}

/** What can be done in the state the task is in. */
function Work({ shown }: { shown: ShownTask }) {
  const texts = useTexts(fieldTexts)
  const words = useTexts(caseWords)
  const pick = usePick()
  const { task, state } = shown
  return (
    <>
      <section className={styles.block}>
        <h2>
          {texts.instructions}
          <small>{words.taskStates[state]}</small>
        </h2>
        <p>{pick(task.instructions)}</p>
        {task.acceptedBy && !shown.isMine ? <p>{texts.acceptedBy(task.acceptedBy)}</p> : null}
      </section>
      {shown.waiting > 0 ? (
        <p className={styles.note}>
          {texts.saved} · <Link to="/field/queue">{texts.pending(formatNumber(shown.waiting))}</Link>
        </p>
      ) : null}
      {task.kind === 'whistle' && state !== 'done' && state !== 'cancelled' ? (
        <CheckIn shown={shown} />
      ) : null}
      {state === 'assigned' ? <AcceptTask shown={shown} /> : null}
      {state === 'accepted' && shown.isMine ? <DoTask shown={shown} /> : null}
      {state === 'done' || state === 'returned' || state === 'cancelled' ? (
        <FieldResult shown={shown} />
      ) : null}
      <OtherActs shown={shown} />
    </>
  )
}
