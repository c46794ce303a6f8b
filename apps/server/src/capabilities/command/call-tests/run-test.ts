import type { CallTest } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { findContact } from '../duty/contacts.ts'
import { type CommandParts, iso, tell } from '../parts.ts'
import { branchOf, deepest } from './rules.ts'
import * as store from './store.ts'

export function toTest(row: store.TestRow): CallTest {
  return {
    ...{ id: row.id, state: row.ended_time ? 'ended' : 'running', startedByName: row.started_by_name },
    ...{ startedTime: row.started_time.toISOString(), endedTime: iso(row.ended_time) },
    ...{ waitMinutes: row.wait_minutes, levels: row.levels },
  }
}

/** Puts somebody under their caller, at the top, or out of the tree; whoever is below moves along. */
export async function place(
  tx: Transaction,
  contactId: string,
  body: { place: 'under' | 'top' | 'none'; callerId?: string },
): Promise<void> {
  if (!(await findContact(tx, contactId))) throw notFound('通讯录人员', contactId)
  const places = await store.listPlaces(tx)
  const branch = branchOf(places, contactId)
  if (body.place === 'none') {
    if (branch.size > 1) throw conflict('calls-others', '此人还要呼叫别人，请先改由他人呼叫这些人。')
    return store.dropPlace(tx, contactId)
  }
  const caller = places.find((one) => one.contact_id === body.callerId)
  if (body.place === 'under') {
    if (!caller) throw invalid('/body/callerId', '呼叫人须已在呼叫树中')
    if (branch.has(caller.contact_id)) throw invalid('/body/callerId', '呼叫人不能是本人或其下级')
  }
  const level = body.place === 'under' && caller ? caller.level + 1 : 1
  if (level + Math.max(...branch.values()) > deepest)
    throw invalid('/body/callerId', `呼叫树最多 ${deepest} 级`)
  const callerOf = new Map(places.map((one) => [one.contact_id, one.caller_id]))
  for (const [id, below] of branch) {
    const callerId = id === contactId ? (caller?.contact_id ?? null) : (callerOf.get(id) ?? null)
    await store.putPlace(tx, {
      ...{ contactId: id, level: level + below },
      callerId: id === contactId && body.place === 'top' ? null : callerId,
    })
  }
}

/** Begins a test: the centre calls those at the top, each of them calls those below. */
export async function startTest(
  parts: CommandParts,
  tx: Transaction,
  waitMinutes: number,
  principal: Principal,
): Promise<CallTest> {
  const places = await store.listPlaces(tx)
  if (places.length === 0) throw conflict('empty-tree', '呼叫树里还没有人，请先在通讯录设定呼叫人。')
  const id = newId()
  const now = parts.kernel.clock.now()
  if (!(await store.insertTest(tx, { id, byName: principal.name, waitMinutes }, now)))
    throw conflict('test-running', '已有一次测试正在进行。')
  await store.insertCalls(tx, id, places)
  await callNext(parts, tx, { testId: id, waitMinutes }, { callerId: null, isBypassed: false })
  await tell(parts, tx, { kind: 'call-test', id })
  return toTest((await store.findTest(tx, id)) as store.TestRow)
}

interface Running {
  readonly testId: string
  readonly waitMinutes: number
}

/** Calls everybody below a person; `isBypassed` when the centre does it for one who did not answer. */
async function callNext(
  parts: CommandParts,
  tx: Transaction,
  { testId, waitMinutes }: Running,
  by: { callerId: string | null; isBypassed: boolean },
): Promise<void> {
  const now = parts.kernel.clock.now()
  for (const one of await store.listCallees(tx, testId, by.callerId)) {
    if (one.state !== 'waiting') continue
    await store.setCall(tx, one.id, { state: 'calling', calledTime: now, isBypassed: by.isBypassed })
    await parts.timers.set(tx, 'test-call', one.id, new Date(now.getTime() + waitMinutes * 60_000))
    const to = one.user_id
      ? { userId: one.user_id, ...(one.phone ? { phone: one.phone } : {}) }
      : one.phone && { name: one.name, phone: one.phone }
    if (!to) continue
    const who = one.caller_name && !by.isBypassed ? one.caller_name : '指挥中心值班室'
    parts.messaging.tell(tx, {
      key: `command.test-call.${one.id}`,
      title: '【测试】呼叫树测试，请接听',
      text: `${who}呼叫您。请在 ${waitMinutes} 分钟内确认接听，并呼叫您的下一级。这是通信测试，不是真实险情。`,
      ...{ urgency: 'urgent', category: 'task', to: [to], link: '/console/my-orders' },
      channels: one.user_id ? ['app', 'voice'] : ['voice'],
    })
  }
}

/** Somebody answered their call: whoever is below them is called next. */
export async function answer(
  parts: CommandParts,
  tx: Transaction,
  testId: string,
  contactId: string | undefined,
  principal: Principal,
): Promise<void> {
  if (contactId && !hasPermission(principal, 'command.duty'))
    throw forbidden('代记接听须有值班权限（command.duty）。')
  const test = await store.findTest(tx, testId)
  if (!test) throw notFound('呼叫树测试', testId)
  if (!(await store.lockRunning(tx, testId))) throw conflict('test-ended', '这次测试已经结束。')
  const call = await store.findOpenCall(tx, testId, contactId ? { contactId } : { userId: principal.userId })
  if (!call) throw conflict('no-call', '没有等待接听的测试呼叫。')
  await parts.timers.cancel(tx, 'test-call', call.id)
  await store.setCall(tx, call.id, { state: 'answered', endedTime: parts.kernel.clock.now() })
  await goOn(parts, tx, test, { callerId: call.contact_id, isBypassed: false })
}

/** Nobody answered in time: the centre calls those below itself, so that the test reaches everybody. */
export async function miss(parts: CommandParts, tx: Transaction, callId: string): Promise<void> {
  const call = await store.findCall(tx, callId)
  const test = call && (await store.findTest(tx, call.test_id))
  if (!call || !test || !(await store.lockRunning(tx, test.id))) return
  if ((await store.findCall(tx, callId))?.state !== 'calling') return
  await store.setCall(tx, callId, { state: 'unanswered', endedTime: parts.kernel.clock.now() })
  await goOn(parts, tx, test, { callerId: call.contact_id, isBypassed: true })
}

async function goOn(
  parts: CommandParts,
  tx: Transaction,
  test: store.TestRow,
  by: { callerId: string; isBypassed: boolean },
): Promise<void> {
  await callNext(parts, tx, { testId: test.id, waitMinutes: test.wait_minutes }, by)
  if ((await store.countOpen(tx, test.id)) === 0) await store.endTest(tx, test.id, parts.kernel.clock.now())
  await tell(parts, tx, { kind: 'call-test', id: test.id })
}
