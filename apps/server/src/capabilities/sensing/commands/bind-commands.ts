import * as contract from '@civitas/contract'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { readThingStates } from '../fleet/store.ts'
import { deltaOf } from '../shadow/rules.ts'
import { bindInterlocks } from './bind-interlocks.ts'
import type { CommandChannel, Delivery } from './deliver.ts'
import { setProperties } from './rules.ts'
import {
  type CommandParts,
  decideBatch,
  planOrder,
  rollBack,
  sendCommands,
  setDesired,
} from './send-commands.ts'
import * as store from './store.ts'

interface Parts extends CommandParts {
  channel: CommandChannel
  delivery: Delivery
}

/** Commands, interlocks and shadows over HTTP. */
export function bindCommands(parts: Parts): void {
  const { http } = parts.kernel
  http.bind(contract.previewCommands, ({ body }, { principal }) => preview(parts, body, principal))
  http.bind(contract.sendCommands, ({ body }, { principal }) => sendCommands(parts, body, principal))
  http.bind(contract.decideCommandBatch, ({ params, body }, { principal }) =>
    decideBatch(parts, params.id, body, principal),
  )
  http.bind(contract.rollBackCommandBatch, ({ params, body }, { principal }) =>
    rollBack(parts, params.id, body.reason, principal),
  )
  bindReading(parts)
  bindInterlocks(parts)
  bindShadow(parts)
}

function bindReading({ kernel, rights, models, delivery, index }: Parts): void {
  const { http, db } = kernel
  const titleOf: store.TitleOf = (type, version, name) =>
    name === setProperties
      ? '设置属性'
      : (models.findDefinition(type, version)?.commands.find((one) => one.id === name)?.title.zh ?? name)
  http.bind(contract.listCommandBatches, async ({ query }, { principal }) =>
    store.listBatches(db, query, await rights.readable(principal)),
  )
  http.bind(contract.getCommandBatch, async ({ params, query }, { principal }) => {
    const readable = await rights.readable(principal)
    const batch = await store.findBatch(db, params.id, readable)
    if (!batch) throw notFound('命令批次', params.id)
    return { batch, commands: await store.listBatchCommands(db, params.id, readable, titleOf, query) }
  })
  const requireCommand = async (id: string, principal: Parameters<typeof rights.readable>[0]) => {
    const command = await store.findCommand(db, id, await rights.readable(principal), titleOf)
    if (!command) throw notFound('命令', id)
    return command
  }
  http.bind(contract.getCommand, async ({ params }, { principal }) => {
    const command = await requireCommand(params.id, principal)
    return { command, log: await store.readLog(db, params.id) }
  })
  http.bind(contract.cancelCommand, async ({ params }, { principal }) => {
    const command = await requireCommand(params.id, principal)
    const thing = index.findThing(command.thingId)
    if (thing) await rights.requireControl(principal, [thing])
    if (!(await delivery.cancel(params.id, principal.name)))
      throw conflict('already-sent', '命令已下发或已结束，不能撤销。')
    return { done: true as const }
  })
  http.bind(contract.listThingCommands, async ({ params, query }, { principal }) => {
    await rights.requireReadable(principal, params.id)
    return store.listThingCommands(db, params.id, titleOf, query)
  })
}

async function preview(parts: Parts, order: contract.Order, principal: Parameters<typeof planOrder>[2]) {
  const { kernel, shadows, index, models, channel } = parts
  const plan = await planOrder(parts, order, principal)
  const hidden = new Set(
    plan.obstacles.filter((one) => one.code === 'no-control-right').map((one) => one.thingId),
  )
  const things = order.thingIds
    .flatMap((id) => index.findThing(id) ?? [])
    .filter((one) => !hidden.has(one.id))
  const ids = things.map((thing) => thing.id)
  const [held, states] = await Promise.all([
    shadows.findMany(kernel.db, ids),
    readThingStates(kernel.db, ids),
  ])
  const dangerous = plan.commands.some((one) => one.dangerous)
  return {
    allowed: plan.obstacles.length === 0,
    dangerous,
    needsApproval: dangerous,
    problems: plan.obstacles,
    things: things.map((thing) => {
      const sets = plan.commands.find((one) => one.thingId === thing.id)?.sets ?? {}
      return {
        ...{ id: thing.id, name: thing.name, state: states.get(thing.id) ?? 'never-seen' },
        connected: channel.isConnected(thing.id),
        sleeping: models.findDefinition(thing.thingType, thing.modelVersion)?.sleeping ?? false,
        changes: deltaOf(sets, held.get(thing.id)?.desired ?? {}),
      }
    }),
  }
}

function bindShadow(parts: Parts): void {
  const { kernel, rights, shadows } = parts
  const { http, db } = kernel
  http.bind(contract.getShadow, async ({ params }, { principal }) => {
    await rights.requireReadable(principal, params.id)
    return shadows.find(db, params.id)
  })
  http.bind(contract.setDesired, async ({ params, body }, { principal }) => {
    const thing = await rights.requireReadable(principal, params.id)
    await setDesired(parts, thing, body, principal)
    return shadows.find(db, params.id)
  })
}
