import * as contract from '@civitas/contract'
import { invalid } from '../../../kernel/problem.ts'
import type { MessagingParts } from '../messaging-parts.ts'
import * as store from './store.ts'

/** To-dos of all systems for one person: a system offers them, says when they are done, and sets things right hourly. */
export function bindTodos({ kernel, identity }: MessagingParts): void {
  const { http, db, realtime } = kernel
  const tell = (userId: string) => realtime.publish('messages', '', { todos: true }, userId)
  http.bind(contract.listTodos, async ({ query }, { principal }) => {
    const others = await identity.listStoodInFor(principal.userId)
    return store.listTodosOf(db, { userId: principal.userId, others }, query)
  })
  http.bind(contract.offerTodo, async ({ body }) => {
    if (!(await identity.findUserName(body.userId))) throw invalid('/body/userId', '没有这个用户')
    await store.putTodo(db, body, kernel.clock.now())
    tell(body.userId)
    return { done: true as const }
  })
  http.bind(contract.reconcileTodos, async ({ params, body }) => {
    const { removed, missing } = await db.transaction(async (tx) => ({
      removed: await store.keepOnly(tx, params.source, body.open),
      missing: await store.listMissing(tx, params.source, body.open),
    }))
    for (const userId of new Set(removed)) tell(userId)
    return { removed: removed.length, missing }
  })
}
