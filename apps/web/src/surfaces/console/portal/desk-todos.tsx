import { listTasks, listTodos, type Task, type Todo } from '@civitas/sdk'
import { formatNumber, RelativeTime, usePick, useTexts } from '@civitas/ui'
import { useMemo } from 'react'
import { useLive } from '../../../app/live.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { onceASecond } from '../../../lib/once-a-second.ts'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { portalTexts } from './portal.texts.ts'

/**
 * 全部待办: what other systems offer, messages to confirm, tasks of cases one has taken on and those that wait for one’s unit.
 * Tasks are read where they live, so that one finished anywhere is gone here.
 */
export function Todos() {
  const texts = useTexts(portalTexts)
  const may = useMay()
  const isWorker = may('cases.work')
  const often = { everyMs: 60_000 }
  const given = useRead(listTodos, { query: { limit: 100 } }, often)
  const working = { ...often, enabled: isWorker }
  const mine = useRead(listTasks, { query: { mine: true, open: true, limit: 50 } }, working)
  const waiting = useRead(listTasks, { query: { state: 'assigned', unit: true, limit: 50 } }, working)
  const plan = useMemo(() => onceASecond(() => refresh(listTasks)), [])
  useLive(['messages'], () => refresh(listTodos))
  useLive(['tasks', 'cases'], plan)
  const own = mine.data?.items ?? []
  // A task for somebody by name waits for that person and for the unit.
  const others = (waiting.data?.items ?? []).filter((one) => !own.some((each) => each.id === one.id))
  const twice = (waiting.data?.items.length ?? 0) - others.length
  const total = (given.data?.total ?? 0) + (mine.data?.total ?? 0) + (waiting.data?.total ?? 0) - twice
  const isRead = given.data !== undefined && (!isWorker || (mine.data && waiting.data))
  return (
    <Section title={texts.todos} extra={isRead ? texts.todoCount(formatNumber(total)) : null}>
      <ProblemNote error={given.error ?? mine.error ?? waiting.error} />
      {isRead && total === 0 ? <Quiet>{texts.noTodos}</Quiet> : null}
      <Lines>
        {own.map((one) => (
          <TaskLine key={one.id} task={one} isMine />
        ))}
        {others.map((one) => (
          <TaskLine key={one.id} task={one} />
        ))}
        {(given.data?.items ?? []).map((one) => (
          <TodoLine key={`${one.source} ${one.key}`} todo={one} />
        ))}
      </Lines>
    </Section>
  )
}

function TaskLine({ task, isMine }: { task: Task; isMine?: boolean }) {
  const texts = useTexts(portalTexts)
  const pick = usePick()
  const time = task.dueTime ?? task.assignedTime
  return (
    <Line
      to={`/console/cases/${task.caseId}`}
      title={`${pick(task.title)}：${task.caseTitle}`}
      note={
        <>
          {task.caseReference} · {isMine ? texts.taskMine : texts.taskWaiting}
          {time ? (
            <>
              {' '}
              · <RelativeTime time={time} />
            </>
          ) : null}
        </>
      }
    />
  )
}

function TodoLine({ todo }: { todo: Todo }) {
  const texts = useTexts(portalTexts)
  return (
    <Line
      {...(todo.link?.startsWith('/') ? { to: todo.link } : {})}
      title={todo.title}
      note={
        <>
          {todo.onBehalfOf ? `${texts.onBehalfOf(todo.onBehalfOf)} · ` : ''}
          {todo.source === 'messages' ? texts.toConfirm : todo.source} ·{' '}
          <RelativeTime time={todo.dueTime ?? todo.changedTime} />
        </>
      }
    />
  )
}
