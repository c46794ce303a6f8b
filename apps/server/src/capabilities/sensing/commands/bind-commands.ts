import * as contract from '@civitas/contract'
import { isInScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { readThingStates } from '../fleet/store.ts'
import { deltaOf } from '../shadow/rules.ts'
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

function bindInterlocks({ kernel, index }: Parts): void {
  const { http, db } = kernel
  http.bind(contract.listInterlocks, async ({ query }, { principal }) => {
    const page = await store.listInterlocks(db, query)
    const seen = (id: string) => isInScope(index.findThing(id)?.divisionCode ?? null, principal.scope)
    const items = page.items.filter((one) => one.thingIds.every(seen))
    return { items, total: page.total - (page.items.length - items.length) }
  })
  http.bind(contract.createInterlock, ({ body }, { principal }) => {
    body.thingIds.forEach((id, i) => {
      const thing = index.findThing(id)
      if (!thing) throw invalid(`/body/thingIds/${i}`, '没有这个设备')
      if (!isInScope(thing.divisionCode, principal.scope))
        throw forbidden('设备不在您的管辖范围内。', 'outside-scope')
    })
    if (body.mostAtOnce >= new Set(body.thingIds).size)
      throw invalid('/body/mostAtOnce', '应少于设备数，否则联锁不起作用')
    return store.insertInterlock(
      db,
      {
        ...{ id: newId(), title: body.title, thingIds: [...new Set(body.thingIds)], commands: body.commands },
        ...{
          stateProperty: body.stateProperty ?? null,
          stateValue: body.stateValue,
          mostAtOnce: body.mostAtOnce,
        },
        createdBy: principal.name,
      },
      kernel.clock.now(),
    )
  })
  http.bind(contract.deleteInterlock, async ({ params }) => {
    if (!(await store.deleteInterlock(db, params.id))) throw notFound('联锁规则', params.id)
    return { done: true as const }
  })
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
