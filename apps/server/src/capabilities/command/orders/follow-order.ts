import { deliveryChanged, type OrderState, type TaskOrder } from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { findIncident, note } from '../incidents/store.ts'
import { type Actor, actorOf, type CommandParts, system } from '../parts.ts'
import { recipientsOf, sendOrder, tellOrder } from './issue-order.ts'
import { isForward } from './rules.ts'
import * as store from './store.ts'

const stateNames: Record<OrderState, string> = {
  sent: '已发送',
  read: '已阅',
  accepted: '已接受',
  arrived: '已到达',
  done: '已完成',
  superseded: '已取代',
}

const timeOf = {
  read: 'read_time',
  accepted: 'accepted_time',
  arrived: 'arrived_time',
  done: 'done_time',
} as const

type Step = keyof typeof timeOf

/** Takes an order a step further; the steps passed over get the same time. */
export async function stepOrder(
  parts: CommandParts,
  tx: Transaction,
  row: store.FullOrderRow,
  to: Step,
  how: { by: Actor; channel: string | null; result?: string },
): Promise<store.FullOrderRow> {
  const now = parts.kernel.clock.now()
  const change: Partial<store.ProgressRow> = {
    state: to,
    channel: how.channel,
    result: how.result ?? row.result,
  }
  for (const step of Object.keys(timeOf) as Step[]) {
    const column = timeOf[step]
    if (!isForward(row.state, step) || isForward(to, step)) continue
    if (step !== 'arrived' || to === 'arrived') change[column] = row[column] ?? now
  }
  const next = await store.updateProgress(tx, row, change)
  await parts.timers.cancel(tx, 'order-unread', row.id)
  if (row.incident_id)
    await note(
      tx,
      {
        incidentId: row.incident_id,
        act: `order-${to}`,
        by: how.by,
        text: `${row.addressee.name}${stateNames[to]}：${row.title}${how.result ? `（${how.result}）` : ''}`,
        detail: { orderId: row.id, channel: how.channel },
      },
      now,
    )
  await tellOrder(parts, tx, next)
  return next
}

/** The addressee, somebody of the unit, or a commander for them. */
export async function progressOrder(
  parts: CommandParts,
  id: string,
  input: { state: Step; result?: string },
  principal: Principal,
): Promise<TaskOrder> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await store.lockOrder(tx, id)
    if (!row || !isInReach(row, principal)) throw notFound('指令', id)
    if (!mayObey(row, principal)) throw forbidden('这条指令不是下达给您或您单位的。', 'not-addressee')
    if (row.state === 'superseded')
      throw conflict('order-superseded', `指令 ${row.reference} 已被新指令取代。`)
    if (!isForward(row.state, input.state))
      throw conflict(
        'order-passed',
        `指令已是“${stateNames[row.state]}”，不能退回“${stateNames[input.state]}”。`,
      )
    const how = { by: actorOf(principal), channel: 'app', result: input.result }
    return store.toOrder(await stepOrder(parts, tx, row, input.state, how), kernel.clock.now())
  })
}

function isInReach(row: store.FullOrderRow, principal: Principal): boolean {
  return isInScope(row.division_code, principal.scope) || mayObey(row, principal)
}

function mayObey(row: store.FullOrderRow, principal: Principal): boolean {
  if (principal.permissions.has('command.direct')) return isInScope(row.division_code, principal.scope)
  const isUnit = row.to_organisation !== null && row.to_organisation === principal.organisationId
  return row.to_user === principal.userId || isUnit
}

export async function resendOrder(parts: CommandParts, id: string, principal: Principal): Promise<TaskOrder> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await lockForCommand(tx, id, principal)
    if (row.state !== 'sent') throw conflict('order-read', '指令已有回执，无需重发。')
    const again = { ...row, resends: row.resends + 1 }
    const people = row.incident_id ? await drillPeople(tx, row.incident_id, principal) : null
    const sent = await sendOrder(parts, tx, again, people)
    if (row.incident_id)
      await note(
        tx,
        {
          incidentId: row.incident_id,
          act: 'order-resent',
          by: actorOf(principal),
          text: `重发：${row.title}`,
        },
        kernel.clock.now(),
      )
    await tellOrder(parts, tx, sent)
    return store.toOrder(sent, kernel.clock.now())
  })
}

async function drillPeople(tx: Transaction, incidentId: string, principal: Principal) {
  return (await findIncident(tx, incidentId, { scope: principal.scope })) ?? null
}

export async function noteDeviation(
  parts: CommandParts,
  id: string,
  input: { text: string; done?: boolean },
  principal: Principal,
): Promise<TaskOrder> {
  const { kernel } = parts
  return kernel.db.transaction(async (tx) => {
    const row = await lockForCommand(tx, id, principal)
    const by = actorOf(principal)
    const noted = await store.updateProgress(tx, row, { deviation: input.text })
    if (row.incident_id)
      await note(
        tx,
        {
          incidentId: row.incident_id,
          act: 'deviation',
          by,
          text: `与预案不符：${row.title}：${input.text}`,
        },
        kernel.clock.now(),
      )
    await tellOrder(parts, tx, noted)
    const isToClose = input.done && isForward(row.state, 'done')
    const how = { by, channel: 'app', result: input.text }
    const last = isToClose ? await stepOrder(parts, tx, noted, 'done', how) : noted
    return store.toOrder(last, kernel.clock.now())
  })
}

async function lockForCommand(
  tx: Transaction,
  id: string,
  principal: Principal,
): Promise<store.FullOrderRow> {
  const row = await store.lockOrder(tx, id)
  if (!row || !isInScope(row.division_code, principal.scope)) throw notFound('指令', id)
  return row
}

/** An order nobody has read in time is followed by a telephone call, once. */
export async function callAfterUnread(parts: CommandParts, tx: Transaction, id: string): Promise<void> {
  const row = await store.lockOrder(tx, id)
  if (row?.state !== 'sent') return
  const to = recipientsOf(row.addressee)
  if (row.message_id && to.length > 0)
    parts.messaging.tell(tx, {
      key: `command.order.${row.id}.call.${row.resends}`,
      title: `${row.is_drill ? '【演练】' : ''}催办：${row.title}`,
      text: `指令 ${row.reference} 尚未查阅，请立即处理：${row.title}`,
      urgency: 'emergency',
      to,
      subject: { kind: 'order', id: row.id },
      link: `/console/my-orders?order=${row.id}`,
      channels: ['voice'],
      receipt: true,
      drill: row.is_drill,
    })
  const late = await store.updateProgress(tx, row, { unread_late: true, channel: 'voice' })
  if (row.incident_id)
    await note(
      tx,
      {
        incidentId: row.incident_id,
        act: 'order-called',
        by: system,
        text: `${row.addressee.name}逾时未阅，已转电话催办：${row.title}`,
        detail: { orderId: row.id },
      },
      parts.kernel.clock.now(),
    )
  await tellOrder(parts, tx, late)
}

/** What `messaging` learned of an order on its way: the channel that works, that it was read, that it was confirmed. */
export function followDeliveries(parts: CommandParts): void {
  parts.kernel.messages.subscribe(
    'command.deliveries',
    deliveryChanged,
    async (tx, { body }) => {
      const row = body.subject && (await store.lockOrder(tx, body.subject.id))
      if (!row) return
      const to = body.state === 'confirmed' ? 'accepted' : body.state === 'read' ? 'read' : null
      const by = { userId: body.userId, name: body.name }
      if (to && isForward(row.state, to)) await stepOrder(parts, tx, row, to, { by, channel: body.channel })
      else if (row.state === 'sent' && (body.state === 'sent' || body.state === 'delivered'))
        await tellOrder(parts, tx, await store.updateProgress(tx, row, { channel: body.channel }))
    },
    { when: ({ subject }) => subject?.kind === 'order' },
  )
}
