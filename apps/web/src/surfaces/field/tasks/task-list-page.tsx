import { listTasks, type Me, type Task } from '@civitas/sdk'
import {
  EmptyState,
  formatDistance,
  formatNumber,
  formatTime,
  LevelTag,
  Loading,
  usePick,
  useTexts,
} from '@civitas/ui'
import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import { CaseClock } from '../../../capabilities/cases/case-lamp.tsx'
import { onceASecond } from '../../../lib/once-a-second.ts'
import { metresBetween } from '../../../lib/place.ts'
import styles from '../field.module.css'
import { fieldTexts } from '../field.texts.ts'
import { useQueue } from '../queue/queue.ts'
import { type ShownTask, showTask } from '../queue/queue-rules.ts'
import { useKeptRead } from '../queue/use-kept-read.ts'
import { useMyPlace } from './use-my-place.ts'

const LIMIT = 100

/** Tasks to accept, and those one is doing. */
export function TaskListPage({ me }: { me: Me }) {
  const texts = useTexts(fieldTexts)
  const [parameters] = useSearchParams()
  const chosen = parameters.get('tab')
  const { acts } = useQueue()
  const mine = useKeptRead(listTasks, { query: { mine: true, open: true, limit: LIMIT } })
  const open = useKeptRead(listTasks, { query: { state: 'assigned', unit: true, limit: LIMIT } })
  const plan = useMemo(() => onceASecond(() => refresh(listTasks)), [])
  useLive(['tasks', 'cases'], plan)
  const all = [...(mine.data?.items ?? []), ...(open.data?.items ?? [])].map((task) =>
    showTask(task, acts, me.user.id),
  )
  const doing = all.filter((each) => each.state === 'accepted' && each.isMine)
  const waiting = all.filter((each) => each.state === 'assigned')
  const tab = chosen === 'open' || (chosen !== 'mine' && doing.length === 0) ? 'open' : 'mine'
  const read = tab === 'mine' ? mine : open
  const shown = tab === 'mine' ? doing : waiting
  return (
    <>
      <nav className={styles.switch} aria-label={texts.tabs.tasks}>
        {(['mine', 'open'] as const).map((name) => (
          <Link key={name} to={`/field?tab=${name}`} aria-current={tab === name ? 'page' : undefined} replace>
            {texts[name]} {formatNumber(name === 'mine' ? doing.length : waiting.length)}
          </Link>
        ))}
      </nav>
      {read.keptTime ? <p className={styles.kept}>{texts.keptAt(formatTime(read.keptTime))}</p> : null}
      {read.error ? <ProblemView error={read.error} onRetry={read.refetch} /> : null}
      {!read.data && !read.error ? <Loading /> : null}
      {read.data && shown.length === 0 ? (
        <EmptyState title={texts.noTasks[tab]} why={texts.noTasksWhy[tab]}>
          {tab === 'mine' ? <Link to="/field?tab=open">{texts.seeOpen}</Link> : null}
        </EmptyState>
      ) : null}
      <TaskCards tasks={shown} />
    </>
  )
}

function TaskCards({ tasks }: { tasks: ShownTask[] }) {
  const place = useMyPlace()
  const sorted = [...tasks].sort((a, b) => (a.task.dueTime ?? '9999').localeCompare(b.task.dueTime ?? '9999'))
  return (
    <ul className={styles.cards}>
      {sorted.map((shown) => (
        <li key={shown.task.id}>
          <TaskCard shown={shown} metres={metresTo(shown.task, place)} />
        </li>
      ))}
    </ul>
  )
}

function metresTo(task: Task, place: [number, number] | null): number | null {
  return place && task.position ? metresBetween(place, task.position) : null
}

function TaskCard({ shown, metres }: { shown: ShownTask; metres: number | null }) {
  const texts = useTexts(fieldTexts)
  const pick = usePick()
  const { task } = shown
  const edge = task.lamp === 'green' ? '' : (styles[task.lamp] ?? '')
  return (
    <Link to={`/field/tasks/${task.id}`} className={`${styles.card} ${edge}`}>
      <div className={styles.cardTop}>
        <b>{pick(task.title)}</b>
        <LevelTag level={task.level} />
      </div>
      <div>{task.entityName ?? task.caseTitle}</div>
      <div className={styles.cardFoot}>
        <CaseClock lamp={task.lamp} dueTime={task.dueTime} />
        {metres === null ? null : <span>{texts.distance(formatDistance(metres))}</span>}
        <span>{task.organisationName}</span>
        {shown.waiting > 0 ? <b>{texts.pending(formatNumber(shown.waiting))}</b> : null}
      </div>
    </Link>
  )
}
