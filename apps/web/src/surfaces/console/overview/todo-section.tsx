import { listCases, listEvents, listMyOrders, listTasks, listTodos } from '@civitas/sdk'
import { formatTotal, RelativeTime, useLocale, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './overview.module.css'
import { overviewTexts } from './overview.texts.ts'

/** How much waits for the person signed in, by what their permissions let them do. */
export function TodoSection() {
  const texts = useTexts(overviewTexts)
  const locale = useLocale()
  const may = useMay()
  const one = { limit: 1 }
  const verify = useRead(
    listEvents,
    { query: { state: 'raised', ...one } },
    { enabled: may('events.handle'), everyMs: 60_000 },
  )
  const check = useRead(
    listCases,
    { query: { state: 'checking', ...one } },
    { enabled: may('cases.check'), everyMs: 60_000 },
  )
  const late = useRead(
    listCases,
    { query: { state: 'open', lamp: 'red', ...one } },
    { enabled: may('cases.dispatch'), everyMs: 60_000 },
  )
  const tasks = useRead(
    listTasks,
    { query: { state: 'assigned', ...one } },
    { enabled: may('cases.work'), everyMs: 60_000 },
  )
  const mine = useRead(
    listTasks,
    { query: { mine: true, open: true, ...one } },
    { enabled: may('cases.work'), everyMs: 60_000 },
  )
  const orders = useRead(listMyOrders, { query: {} }, { enabled: may('command.obey'), everyMs: 60_000 })
  const others = useRead(listTodos, { query: { limit: 8 } }, { everyMs: 60_000 })
  useLive(['messages'], () => refresh(listTodos))
  const openOrders = orders.data?.filter((one) => one.state !== 'done' && one.state !== 'superseded')
  const todos = [
    { on: may('events.handle'), label: texts.todoVerify, to: '/console/events?state=raised', read: verify },
    { on: may('cases.check'), label: texts.todoCheck, to: '/console/cases?state=checking', read: check },
    {
      on: may('cases.dispatch'),
      label: texts.todoOverdue,
      to: '/console/cases?state=open&lamp=red',
      read: late,
      alarm: true,
    },
    { on: may('cases.work'), label: texts.todoTasks, to: '/field', read: tasks },
    { on: may('cases.work'), label: texts.todoMine, to: '/field?tab=mine', read: mine },
    {
      on: may('command.obey'),
      label: texts.todoOrders,
      to: '/console/my-orders',
      read: { data: openOrders && { total: openOrders.length } },
    },
  ].filter((todo) => todo.on)
  const items = others.data?.items ?? []
  return (
    <Section title={texts.todo}>
      {todos.length === 0 && items.length === 0 ? <Quiet>{texts.noTodo}</Quiet> : null}
      <div className={styles.todos}>
        {todos.map((todo) => (
          <Link
            key={todo.label}
            to={todo.to}
            className={`${styles.todo} ${todo.alarm && todo.read.data?.total ? styles.alarm : ''}`}
          >
            <b>{formatTotal(todo.read.data, locale)}</b>
            {todo.label}
          </Link>
        ))}
      </div>
      <Lines>
        {items.map((item) => (
          <Line
            key={`${item.source} ${item.key}`}
            {...(item.link?.startsWith('/') ? { to: item.link } : {})}
            title={item.title}
            note={
              <>
                {item.source === 'messages' ? texts.toConfirm : item.source} ·{' '}
                <RelativeTime time={item.dueTime ?? item.changedTime} />
              </>
            }
          />
        ))}
      </Lines>
    </Section>
  )
}
