import * as contract from '@civitas/contract'
import { LEVELS, type Level, raiseLevel, rankLevel } from '@civitas/domain-kit'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { metresBetween } from '../tracks/geometry.ts'
import type { Told } from './alarm-store.ts'
import * as store from './alarm-store.ts'

/** How alarms of a rule are merged and escalated. */
export interface AlarmPolicy {
  merge?: contract.RuleMerge
  escalation?: contract.RuleEscalation
  /** Value of the attribute that means the same cause; things without it are never merged by it. */
  causeKey?: string
}

const noPolicy: AlarmPolicy = {}

/**
 * Tells the city of a firing, and keeps the alarm it opens, follows or ends. An alarm with the same cause as one that is
 * open is kept and not told: the first one stands for it, follows the worst of them, and clears with the last.
 */
export async function announce(
  kernel: Kernel,
  tx: Transaction,
  told: Told,
  policy: AlarmPolicy = noPolicy,
): Promise<{ merged: boolean }> {
  if (told.act === 'opened') return open(kernel, tx, told, policy)
  const alarm = await store.findOpen(tx, told.ruleId, told.thingId)
  const level = told.level ?? alarm?.level ?? null
  if (alarm)
    await store.followAlarm(
      tx,
      alarm.id,
      { ...told, level },
      told.act === 'cleared' ? new Date(told.time) : null,
    )
  const cause = alarm?.merged_into ? await store.findAlarm(tx, alarm.merged_into) : alarm
  if (!alarm || !cause) await publish(kernel, tx, told)
  else if (told.act === 'cleared') await clear(kernel, tx, cause, told)
  else if (cause.id === alarm.id) await publish(kernel, tx, told)
  else if (rankLevel(told.level as Level) > rankLevel(cause.level as Level))
    await raiseCause(kernel, tx, cause, told)
  return { merged: alarm?.merged_into !== null && alarm !== undefined }
}

async function open(
  kernel: Kernel,
  tx: Transaction,
  told: Told,
  policy: AlarmPolicy,
): Promise<{ merged: boolean }> {
  const cause = policy.merge ? await findCause(tx, told, policy) : undefined
  const seconds = policy.escalation?.afterSeconds ?? null
  await store.insertAlarm(tx, withKey(told, policy), {
    mergedInto: cause?.id ?? null,
    escalateSeconds: seconds,
    nextTime: seconds && !cause ? new Date(kernel.clock.now().getTime() + seconds * 1000) : null,
  })
  if (!cause) await publish(kernel, tx, told)
  else if (rankLevel(told.level as Level) > rankLevel(cause.level as Level))
    await raiseCause(kernel, tx, cause, told)
  return { merged: cause !== undefined }
}

type Keyed = Told & { causeKey?: string }
const withKey = (told: Told, { causeKey }: AlarmPolicy): Keyed => (causeKey ? { ...told, causeKey } : told)

/** The open alarm of the same rule at the same place, or with the same attribute, within the time. */
async function findCause(tx: Transaction, told: Told, { merge, causeKey }: AlarmPolicy) {
  const since = new Date(Date.parse(told.time) - (merge?.withinSeconds ?? 0) * 1000)
  const causes = await store.listCauses(tx, told.ruleId, since)
  return causes.find(({ thing_id, firing }) => {
    if (thing_id === told.thingId) return false
    if (merge?.attribute !== undefined)
      return causeKey !== undefined && (firing as Keyed).causeKey === causeKey
    const [a, b] = [firing.position, told.position]
    return a !== null && b !== null && metresBetween(a, b) <= (merge?.withinMetres ?? 0)
  })
}

/** The alarm that stands for others takes over the level of the worst of them. */
async function raiseCause(kernel: Kernel, tx: Transaction, cause: store.AlarmRow, told: Told): Promise<void> {
  const raised = {
    ...cause.firing,
    firingId: newId(),
    act: 'raised' as const,
    level: told.level,
    time: told.time,
  }
  await store.followAlarm(tx, cause.id, raised, cause.end_time)
  await publish(kernel, tx, raised)
}

/** A cause is over when it and all it stands for are. */
async function clear(kernel: Kernel, tx: Transaction, cause: store.AlarmRow, told: Told): Promise<void> {
  const isOver = cause.thing_id === told.thingId || cause.end_time !== null
  if (!isOver || (await store.countOpenMembers(tx, cause.id)) > 0) return
  const { thingId, thingName, position, divisionCode } = cause.firing
  await publish(kernel, tx, { ...told, thingId, thingName, position, divisionCode })
}

function publish(kernel: Kernel, tx: Transaction, told: Told): Promise<unknown> {
  return kernel.messages.publish(tx, contract.ruleFired, told)
}

/** Raises the level of alarms nobody has acknowledged in time by one each; answers how many. */
export async function escalateAlarms(kernel: Kernel): Promise<number> {
  for (let count = 0; ; count++) {
    const isDone = await kernel.db.transaction(async (tx) => {
      const now = kernel.clock.now()
      const alarm = await store.takeUnacknowledged(tx, now)
      if (!alarm) return true
      const level = raiseLevel(alarm.level as Level, 1)
      const told = {
        ...alarm.firing,
        firingId: newId(),
        act: 'raised' as const,
        level,
        time: now.toISOString(),
      }
      const next =
        level === LEVELS.at(-1) ? null : new Date(now.getTime() + (alarm.escalate_seconds ?? 0) * 1000)
      await store.saveEscalation(tx, alarm.id, told, next)
      if (level !== alarm.level) await publish(kernel, tx, told)
      return false
    })
    if (isDone) return count
  }
}

const lookMs = 2_000

/** Binds the operations about alarms and escalates those nobody acknowledges. */
export function startAlarms(kernel: Kernel): { stop(): Promise<void> } {
  const { http, db } = kernel
  http.bind(contract.listAlarms, ({ query }, { principal }) => store.listAlarms(db, query, principal.scope))
  http.bind(contract.acknowledgeAlarm, async ({ params, body }, { principal }) => {
    const { scope, name: by } = principal
    const find = async () => (await store.listAlarms(db, { id: params.id }, scope)).items[0]
    if (!(await find())) throw notFound('告警', params.id)
    const act = { by, note: body.note ?? null, now: kernel.clock.now() }
    if (!(await store.acknowledge(db, params.id, act, scope)))
      throw conflict('already-acknowledged', '告警已确认。')
    return (await find()) as contract.Alarm
  })
  let running: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy || !kernel.config.roles.includes('worker')) return
    busy = true
    running = escalateAlarms(kernel)
      .catch((error: Error) => kernel.log.warn({ error: error.message }, 'alarms not escalated'))
      .finally(() => {
        busy = false
      })
  }, lookMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
