import type { Call, CallOrder } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import * as store from './call-store.ts'
import { type HotlineParts, tellDesks, toCall } from './hotline-parts.ts'
import { emergencyNumbers } from './rules.ts'

interface Incoming {
  externalId: string
  line: string
  number?: string
  key?: string
  skill?: string
}

const nothing: CallOrder = { act: 'none', to: null, say: null }
const lastAgentDays = 30

/** A call comes in: an emergency is put through at once, the rest wait for a seat with the skill. */
export async function takeCall(
  parts: HotlineParts,
  given: Incoming,
  by: Principal,
): Promise<{ call: Call; order: CallOrder }> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const known = await store.findCallBy(tx, given.externalId)
    if (known) return { call: await toCall(tx, known, by), order: orderFor(known, null) }
    const id = newId()
    const base = { id, external_id: given.externalId, line: given.line, number: given.number ?? null }
    if (emergencyNumbers.has(given.line)) {
      await store.insertCall(tx, {
        ...{ ...base, skill: '紧急', priority: 9, arrived_time: now, ended_time: now },
        ...{ state: 'transferred', transferred_to: given.line },
      })
    } else {
      const line = await store.findLine(tx, given.line)
      if (!line?.enabled) throw invalid('/body/line', `没有启用的热线号码 ${given.line}`)
      const since = new Date(now.getTime() - lastAgentDays * 86_400_000)
      const wanted = given.number ? await store.findLastSeat(tx, given.number, since) : null
      const pressed = line.menu.find((one) => one.key === given.key)?.skill
      await store.insertCall(tx, {
        ...{ ...base, skill: given.skill ?? pressed ?? line.skill, priority: line.priority },
        ...{ arrived_time: now, wanted_seat: wanted, hidden: given.number === undefined },
      })
    }
    tellDesks(parts, tx)
    const row = (await store.findCallBy(tx, given.externalId)) as store.CallRow
    const notice = (await store.findLine(tx, given.line))?.notice ?? null
    return { call: await toCall(tx, row, by), order: orderFor(row, notice) }
  })
}

function orderFor(call: store.CallRow, notice: string | null): CallOrder {
  if (call.state === 'transferred') return { act: 'transfer', to: call.transferred_to, say: null }
  if (call.state === 'queued')
    return { act: 'queue', to: null, say: [notice, '正在为您接通话务员，请稍候。'].filter(Boolean).join('') }
  return nothing
}

type Signal = 'answered' | 'hung-up' | 'no-answer' | 'call-back-accepted' | 'call-back-declined'

/** What the switch says happened to a call. */
export async function takeSignal(
  parts: HotlineParts,
  id: string,
  given: { signal: Signal; recording?: string },
  by: Principal,
): Promise<{ call: Call; order: CallOrder }> {
  return parts.kernel.db.transaction(async (tx) => {
    const call = await store.findCall(tx, id, true)
    if (!call) throw notFound('通话', id)
    const after = await applySignal(parts, tx, call, given.signal)
    if (given.recording) await store.updateCall(tx, id, { recording: given.recording })
    tellDesks(parts, tx)
    const isBack = given.signal === 'call-back-accepted'
    const say = isBack ? '已为您保留排队位置，轮到您时我们会回拨。' : null
    return {
      call: await toCall(tx, after, by),
      order: isBack ? { act: 'hang-up', to: null, say } : nothing,
    }
  })
}

async function applySignal(
  parts: HotlineParts,
  tx: Transaction,
  call: store.CallRow,
  signal: Signal,
): Promise<store.CallRow> {
  switch (signal) {
    case 'answered':
      return call.state === 'ringing' ? connect(parts, tx, call) : call
    case 'no-answer':
      return call.state === 'ringing' ? putBack(parts, tx, call) : call
    case 'call-back-declined':
      return store.updateCall(tx, call.id, { accepted: false })
    case 'call-back-accepted':
      if (!call.offered_time) throw conflict('not-offered', '还没有向来电人提供回拨。')
      if (!call.number) throw conflict('no-number', '来电人隐藏了号码，无法回拨。')
      return call.state === 'queued'
        ? store.updateCall(tx, call.id, { state: 'call-back', accepted: true })
        : call
    case 'hung-up':
      return hangUp(parts, tx, call)
  }
}

/** The receiver is down: a talk ends, a wait is given up; whoever waits for a call-back has put it down anyway. */
export async function hangUp(
  parts: HotlineParts,
  tx: Transaction,
  call: store.CallRow,
): Promise<store.CallRow> {
  const now = parts.kernel.clock.now()
  if (call.state === 'talking') {
    if (call.seat_user_id) await store.setSeatState(tx, call.seat_user_id, 'wrap-up', call.id, now)
    return store.updateCall(tx, call.id, { state: 'ended', ended_time: now })
  }
  if (call.state === 'queued' || (call.state === 'ringing' && !call.accepted)) {
    if (call.seat_user_id) await store.setSeatState(tx, call.seat_user_id, 'ready', null, now)
    return store.updateCall(tx, call.id, { state: 'abandoned', ended_time: now })
  }
  return call
}

export async function connect(
  parts: HotlineParts,
  tx: Transaction,
  call: store.CallRow,
): Promise<store.CallRow> {
  const now = parts.kernel.clock.now()
  await store.setSeatState(tx, call.seat_user_id as string, 'busy', call.id, now)
  return store.updateCall(tx, call.id, {
    state: 'talking',
    answered_time: call.answered_time ?? now,
  })
}

/** Nobody picked up: the call goes back to its place, the seat is away. */
export async function putBack(
  parts: HotlineParts,
  tx: Transaction,
  call: store.CallRow,
): Promise<store.CallRow> {
  if (call.seat_user_id)
    await store.setSeatState(tx, call.seat_user_id, 'away', null, parts.kernel.clock.now())
  const back = {
    seat_user_id: null,
    seat_name: null,
    ringing_time: null,
    wanted_seat: null,
    only_wanted: false,
  }
  return store.updateCall(tx, call.id, { ...back, state: call.accepted ? 'call-back' : 'queued' })
}
