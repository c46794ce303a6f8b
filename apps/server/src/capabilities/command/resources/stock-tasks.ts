import type { Addressee } from '@civitas/contract'
import { wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { EntityRow } from '../../entities/index.ts'
import { issueOrder } from '../orders/issue-order.ts'
import { type CommandParts, system } from '../parts.ts'
import { todayOf } from '../plans/registry.ts'
import { storeType } from './allocate.ts'
import * as lots from './lots.ts'

/** Days before expiry at which goods are to be used or exchanged. */
const rotationDays = 30
/** Days in which goods below their minimum are to be there again. */
const restockDays = 7
/** A task given stands for as long as its reason does; nothing is due at this time. */
const never = new Date('9999-12-31')

/** Gives each lot that expires within thirty days a rotation task, once. Answers how many. */
export async function rotateLots(parts: CommandParts): Promise<number> {
  const { kernel } = parts
  const now = kernel.clock.now()
  return kernel.db.transaction(async (tx) => {
    const due = await lots.listExpiring(tx, todayOf(new Date(now.getTime() + rotationDays * 86_400_000)))
    const stores = await storesOf(
      parts,
      tx,
      due.map((one) => one.store_id),
    )
    for (const lot of due) {
      await parts.timers.set(tx, 'rotation', lot.id, never)
      const place = stores.get(lot.store_id)
      await giveTask(parts, tx, place, {
        kind: 'rotation',
        title: `物资轮换：${place?.name ?? ''} ${lot.material} ${lot.quantity}${lot.unit}`,
        text: `该批物资 ${lot.expiry_date} 到期，请在到期前轮换。`,
        dueTime: lot.expiry_date ? startOf(lot.expiry_date) : now,
      })
    }
    return due.length
  })
}

/** Gives a store a task for goods below their minimum, once until there are enough again. Answers how many. */
export async function restockStores(parts: CommandParts): Promise<number> {
  const { kernel } = parts
  const now = kernel.clock.now()
  return kernel.db.transaction(async (tx) => {
    const rows = await lots.listMinimums(tx, todayOf(now))
    const keyOf = (one: lots.ShortRow) => `${one.store_id}:${one.material}`
    const given = await lots.findGiven(tx, 'restock', rows.map(keyOf))
    const short = rows.filter((one) => one.quantity < one.minimum)
    for (const one of rows)
      if (one.quantity >= one.minimum && given.has(keyOf(one)))
        await parts.timers.cancel(tx, 'restock', keyOf(one))
    const fresh = short.filter((one) => !given.has(keyOf(one)))
    const stores = await storesOf(
      parts,
      tx,
      fresh.map((one) => one.store_id),
    )
    for (const one of fresh) {
      await parts.timers.set(tx, 'restock', keyOf(one), never)
      const place = stores.get(one.store_id)
      await giveTask(parts, tx, place, {
        kind: 'restock',
        title: `补充库存：${place?.name ?? ''} ${one.material}`,
        text: `现有 ${one.quantity}${one.unit}，低于最低库存 ${one.minimum}${one.unit}，至少补 ${one.minimum - one.quantity}${one.unit}。`,
        dueTime: new Date(now.getTime() + restockDays * 86_400_000),
      })
    }
    return fresh.length
  })
}

/** Gives every store its inspection of the month, once. Answers how many. */
export async function inspectStores(parts: CommandParts): Promise<number> {
  const { kernel, entities } = parts
  const month = todayOf(kernel.clock.now()).slice(0, 7)
  const { items } = await entities.list({ type: storeType, limit: 500 }, wholeScope)
  return kernel.db.transaction(async (tx) => {
    const keyOf = (id: string) => `${id}:${month}`
    const given = await lots.findGiven(
      tx,
      'inspection',
      items.map((one) => keyOf(one.id)),
    )
    const fresh = items.filter((one) => !given.has(keyOf(one.id)))
    const stores = await storesOf(
      parts,
      tx,
      fresh.map((one) => one.id),
    )
    for (const one of fresh) {
      await parts.timers.set(tx, 'inspection', keyOf(one.id), never)
      await giveTask(parts, tx, stores.get(one.id), {
        kind: 'inspection',
        title: `库房检查：${one.name} ${month}`,
        text: '清点数量，查看有效期、完好与存放条件，反馈检查结果。',
        dueTime: monthEnd(month),
      })
    }
    return fresh.length
  })
}

/** Who borrowed is to bring it back by the day agreed. */
export async function giveLoanTask(
  parts: CommandParts,
  tx: Transaction,
  loan: { lot: lots.LotRow; from: EntityRow; to: EntityRow; quantity: number; dueDate: string },
): Promise<void> {
  const what = `${loan.lot.material} ${loan.quantity}${loan.lot.unit}`
  await giveTask(parts, tx, loan.to, {
    kind: 'loan-return',
    title: `归还借用物资：${what}`,
    text: `${loan.to.name}向${loan.from.name}借用${what}，${loan.dueDate} 前归还。`,
    dueTime: new Date(startOf(loan.dueDate).getTime() + 86_400_000),
  })
}

interface StoreTask {
  kind: string
  title: string
  text: string
  dueTime: Date
}

function giveTask(parts: CommandParts, tx: Transaction, place: EntityRow | undefined, task: StoreTask) {
  return issueOrder(parts, tx, { incident: null, ...task, addressee: keeperOf(parts, place) }, system)
}

/** The unit that keeps the store when the register of organisations knows it, else its name alone. */
function keeperOf(parts: CommandParts, place: EntityRow | undefined): Addressee {
  const owner = String(place?.attributes.owner ?? place?.name ?? '物资库')
  const organisationId = parts.identity.organisationsByName().get(owner) ?? null
  return { contactId: null, userId: null, organisationId, name: owner, phone: null }
}

async function storesOf(parts: CommandParts, tx: Transaction, ids: readonly string[]) {
  const found = await parts.entities.findMany(tx, [...new Set(ids)])
  return new Map(found.map((one) => [one.id, one]))
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`)
}

function monthEnd(month: string): Date {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 1) - 8 * 3_600_000)
}
