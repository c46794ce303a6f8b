import { type CommandBatch, commandsQueued, type Order } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import type { DeviceRights } from '../admission/rights.ts'
import type { DatastreamIndex, ThingMeta } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'
import type { Shadows } from '../shadow/shadow.ts'
import * as interlocks from './interlock-store.ts'
import { judgeInterlock, type PlannedCommand, planCommand, setProperties } from './rules.ts'
import * as store from './store.ts'

export interface CommandParts {
  kernel: Kernel
  index: DatastreamIndex
  models: ThingModels
  rights: DeviceRights
  shadows: Shadows
}

/** Why a batch may not be sent; `thingId` null when it concerns several. */
export interface Obstacle {
  thingId: string | null
  code: string
  message: string
}

export interface Plan {
  commands: PlannedCommand[]
  obstacles: Obstacle[]
}

/** What an order would do, and everything that forbids it. */
export async function planOrder(parts: CommandParts, order: Order, by: Principal): Promise<Plan> {
  const things = [...new Set(order.thingIds)].map((id, i) => {
    const thing = parts.index.findThing(id)
    if (!thing) throw invalid(`/body/thingIds/${i}`, '没有这个设备')
    return thing
  })
  const items = things.map((thing) => ({ thing, name: order.command, input: order.input ?? {} }))
  return planItems(parts, items, by)
}

async function planItems(
  parts: CommandParts,
  items: ReadonlyArray<{ thing: ThingMeta; name: string; input: Record<string, unknown> }>,
  by: Principal,
): Promise<Plan> {
  const { models, rights, kernel } = parts
  const plan: Plan = { commands: [], obstacles: [] }
  const refused = await rights.findUncontrollable(
    by,
    items.map((one) => one.thing),
  )
  for (const { thing, name, input } of items) {
    const refusal = refused.get(thing.id)
    if (refusal) plan.obstacles.push({ thingId: thing.id, code: 'no-control-right', message: refusal })
    if (thing.quarantined)
      plan.obstacles.push({ thingId: thing.id, code: 'quarantined', message: `设备“${thing.name}”已隔离。` })
    const definition = models.findDefinition(thing.thingType, thing.modelVersion)
    const planned = planCommand(thing.id, definition, name, input)
    if ('problem' in planned)
      plan.obstacles.push({ thingId: thing.id, code: planned.code, message: planned.problem })
    else plan.commands.push(planned)
  }
  plan.obstacles.push(...(await judgeInterlocks(parts, kernel.db, plan.commands, false)))
  return plan
}

async function judgeInterlocks(
  { index, shadows }: CommandParts,
  db: Queryable,
  commands: readonly PlannedCommand[],
  approving: boolean,
): Promise<Obstacle[]> {
  const rules = await interlocks.readInterlocks(
    db,
    commands.map((one) => one.thingId),
  )
  const obstacles: Obstacle[] = []
  const own = new Set(commands.map((one) => one.thingId))
  for (const rule of rules) {
    const held = await shadows.findMany(db, rule.thingIds)
    const underWay = await interlocks.thingsUnderWay(db, rule.thingIds, rule.commands)
    // The commands that are being approved wait themselves, and count as those of the batch.
    if (approving) for (const id of own) underWay.delete(id)
    const nameOf = (id: string) => index.findThing(id)?.name ?? id
    const message = judgeInterlock(rule, commands, held, underWay, nameOf)
    if (message) obstacles.push({ thingId: null, code: 'interlocked', message })
  }
  return obstacles
}

function throwFirst(obstacles: readonly Obstacle[]): void {
  const rank = ['no-control-right', 'invalid-input', 'unknown-command', 'quarantined', 'interlocked']
  const [first] = [...obstacles].sort((a, b) => rank.indexOf(a.code) - rank.indexOf(b.code))
  if (!first) return
  if (first.code === 'no-control-right') throw forbidden(first.message, first.code)
  if (first.code === 'invalid-input' || first.code === 'unknown-command') {
    const path = first.code === 'invalid-input' ? '/body/input' : '/body/command'
    throw new Problem('invalid', first.code, first.message, [{ path, message: first.message }])
  }
  throw conflict(first.code, first.message)
}

interface Terms {
  title: string
  command: string
  reason: string
  validitySeconds: number
  retries: number
  rollsBackId: string | null
  alwaysApproved?: boolean
}

/** Sends a command to one or many devices: all of them, or none when anything forbids it. */
export async function sendCommands(parts: CommandParts, order: Order, by: Principal): Promise<CommandBatch> {
  const plan = await planOrder(parts, order, by)
  throwFirst(plan.obstacles)
  const first = plan.commands[0] as PlannedCommand
  const title = commandTitle(parts, first)
  return queue(parts, plan.commands, by, {
    title: `${title}（${plan.commands.length} 台）`,
    command: order.command,
    reason: order.reason ?? '',
    validitySeconds: order.validitySeconds ?? 600,
    retries: order.retries ?? 2,
    rollsBackId: null,
  })
}

function commandTitle({ models, index }: CommandParts, command: PlannedCommand): string {
  if (command.name === setProperties) return '设置属性'
  const thing = index.findThing(command.thingId) as ThingMeta
  const definition = models.findDefinition(thing.thingType, thing.modelVersion)
  return definition?.commands.find((one) => one.id === command.name)?.title.zh ?? command.name
}

async function queue(
  parts: CommandParts,
  commands: readonly PlannedCommand[],
  by: Principal,
  terms: Terms,
): Promise<CommandBatch> {
  const { kernel } = parts
  const id = newId()
  const dangerous = commands.some((one) => one.dangerous) || terms.alwaysApproved === true
  const now = kernel.clock.now()
  await kernel.db.transaction(async (tx) => {
    await interlocks.lockInterlocks(tx)
    throwFirst(await judgeInterlocks(parts, tx, commands, false))
    const held = await parts.shadows.findMany(
      tx,
      commands.map((one) => one.thingId),
    )
    const state = dangerous ? ('awaiting-approval' as const) : ('queued' as const)
    const rows = commands.map((one): store.CommandInsert => {
      const desired = held.get(one.thingId)?.desired ?? {}
      return {
        ...{ id: newId(), batchId: id, thingId: one.thingId, name: one.name, input: one.input, state },
        expiresTime: new Date(now.getTime() + terms.validitySeconds * 1000),
        attemptsAllowed: terms.retries + 1,
        timeoutSeconds: one.timeoutSeconds,
        sets: one.sets,
        previous: Object.fromEntries(Object.keys(one.sets).map((key) => [key, desired[key] ?? null])),
      }
    })
    const batch: store.BatchInsert = {
      ...{
        id,
        title: terms.title,
        command: terms.command,
        state: dangerous ? 'awaiting-approval' : 'running',
      },
      ...{ dangerous, reason: terms.reason, requestedBy: by.userId, requestedName: by.name },
      rollsBackId: terms.rollsBackId,
    }
    await store.insertBatch(tx, batch, rows, now)
    const act = dangerous ? '等待复核' : '排队'
    const log = rows.map((row) => ({ commandId: row.id, act, detail: `${by.name} 下发` }))
    await store.insertLog(tx, log, now)
    if (!dangerous) await release(parts, tx, rows)
  })
  return findOwnBatch(parts, id, by)
}

/** Changes what one device should be, without a command; what needs a second person goes by a command. */
export async function setDesired(
  parts: CommandParts,
  thing: ThingMeta,
  change: { desired: Record<string, unknown>; version?: number },
  by: Principal,
): Promise<void> {
  const items = [{ thing, name: setProperties, input: { properties: change.desired } }]
  const plan = await planItems(parts, items, by)
  throwFirst(plan.obstacles)
  if (plan.commands.some((one) => one.dangerous))
    throw conflict('approval-needed', '这一状态须以危险命令下发，并由另一人复核。')
  await parts.kernel.db.transaction(async (tx) => {
    await interlocks.lockInterlocks(tx)
    throwFirst(await judgeInterlocks(parts, tx, plan.commands, false))
    await parts.shadows.setDesired(tx, thing.id, change.desired, change.version)
  })
}

/** Writes the desired states and tells who holds the connections. */
async function release(
  { kernel, shadows }: CommandParts,
  tx: Transaction,
  rows: ReadonlyArray<{ thingId: string; sets: Record<string, unknown> }>,
): Promise<void> {
  const sorted = [...rows].sort((a, b) => (a.thingId < b.thingId ? -1 : 1))
  for (const row of sorted) {
    if (Object.keys(row.sets).length > 0) await shadows.setDesired(tx, row.thingId, row.sets)
  }
  await kernel.messages.publish(tx, commandsQueued, { thingIds: sorted.map((row) => row.thingId) })
}

async function findOwnBatch(
  { kernel, rights }: CommandParts,
  id: string,
  by: Principal,
): Promise<CommandBatch> {
  const found = await store.findBatch(kernel.db, id, await rights.readable(by))
  if (!found) throw notFound('命令批次', id)
  return found
}

/** A second person agrees to a dangerous batch, or does not. */
export async function decideBatch(
  parts: CommandParts,
  id: string,
  decision: { approve: boolean; comment: string },
  by: Principal,
): Promise<CommandBatch> {
  const { kernel, index, rights } = parts
  const batch = await store.findBatch(kernel.db, id, await rights.readable(by))
  if (!batch) throw notFound('命令批次', id)
  if (batch.requestedBy === by.userId) throw forbidden('危险命令须由另一人复核。', 'second-person-needed')
  await kernel.db.transaction(async (tx) => {
    await interlocks.lockInterlocks(tx)
    const rows = (await store.readBatchCommands(tx, id)).filter((row) => row.state === 'awaiting-approval')
    const things = rows.flatMap((row) => index.findThing(row.thing_id) ?? [])
    await rights.requireControl(by, things)
    const commands = rows.map((row) => ({
      ...{ thingId: row.thing_id, name: row.name, input: row.input, sets: row.sets },
      ...{ timeoutSeconds: row.timeout_seconds, dangerous: true },
    }))
    if (decision.approve) throwFirst(await judgeInterlocks(parts, tx, commands, true))
    const now = kernel.clock.now()
    const decided = { ...decision, userId: by.userId, userName: by.name, now }
    if (!(await store.decideBatch(tx, id, decided)))
      throw conflict('already-decided', '这批命令已不在等待复核。')
    const act = decision.approve ? '复核通过' : '复核不通过'
    const log = rows.map((row) => ({ commandId: row.id, act, detail: `${by.name}：${decision.comment}` }))
    await store.insertLog(tx, log, now)
    if (decision.approve) await release(parts, tx, commands)
  })
  return findOwnBatch(parts, id, by)
}

/** Sends every device of a batch what it was to be before. */
export async function rollBack(
  parts: CommandParts,
  id: string,
  reason: string,
  by: Principal,
): Promise<CommandBatch> {
  const { kernel, index } = parts
  const batch = await findOwnBatch(parts, id, by)
  const rows = await kernel.db.transaction((tx) => store.readBatchCommands(tx, id))
  const items = rows
    .filter(
      (row) =>
        ['sent', 'accepted', 'succeeded', 'queued'].includes(row.state) &&
        Object.keys(row.previous).length > 0,
    )
    .flatMap((row) => {
      const thing = index.findThing(row.thing_id)
      return thing ? [{ thing, name: setProperties, input: { properties: row.previous } }] : []
    })
  if (items.length === 0) throw conflict('nothing-to-roll-back', '这批命令没有改变设备的期望状态，无可回退。')
  const plan = await planItems(parts, items, by)
  throwFirst(plan.obstacles)
  return queue(parts, plan.commands, by, {
    title: `回退：${batch.title}`,
    command: setProperties,
    reason,
    validitySeconds: 600,
    retries: 2,
    rollsBackId: id,
    alwaysApproved: batch.dangerous,
  })
}
