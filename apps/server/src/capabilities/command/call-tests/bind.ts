import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import { type CommandParts, iso } from '../parts.ts'
import { nextDueAfter } from './rules.ts'
import { answer, miss, place, startTest, toTest } from './run-test.ts'
import * as store from './store.ts'

export function bindCallTests(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.getCallTree, async () => {
    const [places, { items }] = await Promise.all([store.listPlaces(db), store.listTests(db, { limit: 1 })])
    const due = items[0] ? nextDueAfter(items[0].started_time) : null
    return {
      people: places.map((row) =>
        store.toPerson(row, parts.identity.findOrganisation(row.organisation_id)?.name ?? null),
      ),
      nextDue: iso(due),
      isOverdue: due !== null && due < clock.now(),
    }
  })
  http.bind(contract.placeInCallTree, async ({ params, body }) => {
    await db.transaction((tx) => place(tx, params.id, body))
    return { done: true as const }
  })
  http.bind(contract.listCallTests, async ({ query }) => {
    const { items, total } = await store.listTests(db, query)
    return { items: items.map(toTest), total }
  })
  http.bind(contract.startCallTest, ({ body }, { principal }) =>
    db.transaction((tx) => startTest(parts, tx, body.waitMinutes, principal)),
  )
  http.bind(contract.getCallTest, async ({ params }) => {
    const test = await store.findTest(db, params.id)
    if (!test) throw notFound('呼叫树测试', params.id)
    return { test: toTest(test), calls: (await store.listCalls(db, params.id)).map(toCall) }
  })
  http.bind(contract.answerTestCall, async ({ params, body }, { principal }) => {
    await db.transaction((tx) => answer(parts, tx, params.id, body.contactId, principal))
    return { done: true as const }
  })
  http.bind(contract.listMyTestCalls, async (_, { principal }) => {
    const open = await store.listCallsOf(db, principal.userId)
    return Promise.all(
      open.map(async (one) => ({
        ...{ testId: one.test_id, calledTime: (one.called_time as Date).toISOString() },
        callerName: one.is_bypassed ? null : one.caller_name,
        callees: (await store.listCallees(db, one.test_id, one.contact_id)).map(({ name, phone }) => ({
          name,
          phone,
        })),
      })),
    )
  })
  parts.timers.on('test-call', (tx, id) => miss(parts, tx, id))
}

function toCall(row: store.CallRow): contract.TestCall {
  const isAnswered = row.state === 'answered' && row.called_time && row.ended_time
  return {
    ...{ contactId: row.contact_id, name: row.name, duty: row.duty, level: row.level, state: row.state },
    ...{ callerName: row.caller_name, isBypassed: row.is_bypassed },
    ...{ calledTime: iso(row.called_time), endedTime: iso(row.ended_time) },
    seconds: isAnswered
      ? Math.round(((row.ended_time as Date).getTime() - (row.called_time as Date).getTime()) / 1000)
      : null,
  }
}
