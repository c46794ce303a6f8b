import * as contract from '@civitas/contract'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { EntityRow } from '../../entities/index.ts'
import type { CommandParts } from '../parts.ts'
import { todayOf } from '../plans/registry.ts'
import { storeType } from './allocate.ts'
import * as lots from './lots.ts'
import { giveLoanTask } from './stock-tasks.ts'

/** What lies in the stores, how it comes in, and how it goes from one to another. */
export function bindStock(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listLots, async ({ query }) => {
    const page = await lots.listLots(db, { ...query, storeIds: query.storeId ? [query.storeId] : undefined })
    const nameOf = await storeNames(
      parts,
      db,
      page.items.map((one) => one.store_id),
    )
    const today = todayOf(clock.now())
    return {
      items: page.items.map((row) => lots.toLot(row, nameOf(row.store_id), today)),
      total: page.total,
    }
  })
  http.bind(contract.addLot, ({ body }, { principal }) =>
    db.transaction(async (tx) => {
      const place = await findStore(parts, tx, body.storeId)
      if (!place || !isInScope(place.division_code, principal.scope))
        throw invalid('/body/storeId', '没有这个应急物资库')
      return lots.toLot(await lots.insertLot(tx, body, clock.now()), place.name, todayOf(clock.now()))
    }),
  )
  http.bind(contract.moveLot, ({ params, body }, { principal }) =>
    db.transaction((tx) => moveLot(parts, tx, params.id, body, principal)),
  )
  http.bind(contract.listLotMoves, async ({ query }) => {
    const page = await lots.listLotMoves(db, query)
    const nameOf = await storeNames(
      parts,
      db,
      page.items.flatMap((one) => [one.from_store, one.to_store]),
    )
    return { items: page.items.map((row) => lots.toLotMove(row, nameOf)), total: page.total }
  })
}

async function findStore(parts: CommandParts, tx: Queryable, id: string): Promise<EntityRow | undefined> {
  const place = await parts.entities.find(tx, id)
  return place?.type === storeType ? place : undefined
}

async function storeNames(parts: CommandParts, db: Queryable, ids: readonly string[]) {
  const found = await parts.entities.findMany(db, [...new Set(ids)])
  const names = new Map(found.map((one) => [one.id, one.name]))
  return (id: string) => names.get(id) ?? ''
}

interface MoveInput {
  kind: contract.LotMoveKind
  toStoreId: string
  quantity: number
  counterpart: string
  dueDate?: string
}

/** Takes goods out of one lot and into one like it in the other store; what is reserved or expired stays. */
async function moveLot(
  parts: CommandParts,
  tx: Transaction,
  id: string,
  input: MoveInput,
  principal: Principal,
): Promise<contract.LotMove> {
  const now = parts.kernel.clock.now()
  const row = await lots.lockLot(tx, id)
  const from = row && (await findStore(parts, tx, row.store_id))
  if (!row || !from || !isInScope(from.division_code, principal.scope)) throw notFound('库存批次', id)
  const to = await findStore(parts, tx, input.toStoreId)
  if (!to || to.id === from.id) throw invalid('/body/toStoreId', '请选另一个应急物资库')
  checkMove(input, principal, todayOf(now))
  const lot = lots.toLot(row, from.name, todayOf(now))
  if (lot.isExpired) throw conflict('lot-expired', `该批${row.material}已过有效期，不能调拨。`)
  if (input.quantity > lot.available)
    throw invalid('/body/quantity', `可调拨数量为 ${lot.available}${row.unit}`)
  await lots.takeFromLot(tx, row.id, input.quantity)
  const added = await lots.insertLot(
    tx,
    {
      ...{ storeId: to.id, material: row.material, unit: row.unit, quantity: input.quantity },
      ...{ expiryDate: row.expiry_date, unitCost: row.unit_cost, origin: row.origin },
    },
    now,
  )
  const moveId = await lots.insertLotMove(
    tx,
    {
      ...{ lotId: row.id, toLotId: added.id, kind: input.kind, quantity: input.quantity },
      ...{ dueDate: input.dueDate ?? null, signedBy: principal.name, counterpart: input.counterpart },
    },
    now,
  )
  if (input.kind === 'loan' && input.dueDate)
    await giveLoanTask(parts, tx, { lot: row, from, to, quantity: input.quantity, dueDate: input.dueDate })
  const [moved] = (await lots.listLotMoves(tx, { id: moveId })).items
  if (!moved) throw notFound('调拨记录', moveId)
  return lots.toLotMove(moved, (storeId) => (storeId === to.id ? to.name : from.name))
}

function checkMove(input: MoveInput, principal: Principal, today: string): void {
  if (input.counterpart.trim() === principal.name)
    throw invalid('/body/counterpart', '交接须有双方签名，请填写对方签名人')
  if (input.kind === 'loan' && !input.dueDate) throw invalid('/body/dueDate', '借用须约定归还日期')
  if (input.kind !== 'loan' && input.dueDate) throw invalid('/body/dueDate', '只有借用才填归还日期')
  if (input.dueDate && input.dueDate < today) throw invalid('/body/dueDate', '归还日期不能早于今天')
}
