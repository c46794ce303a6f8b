import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe, Name } from './shapes.ts'

/** Bought, given as a donation, or kept by a firm under an agreement. */
export const LotOrigin = Type.Union([
  Type.Literal('bought'),
  Type.Literal('donated'),
  Type.Literal('agreement'),
])
export type LotOrigin = Static<typeof LotOrigin>

/** Goods of one lot in a store. A lot past its expiry is not given out. */
export const Lot = Type.Object({
  id: Id,
  storeId: Id,
  storeName: Type.String(),
  material: Type.String(),
  unit: Type.String(),
  quantity: Type.Number(),
  available: Type.Number({ description: 'Quantity less what is reserved; 0 when expired.' }),
  minimum: Type.Number(),
  expiryDate: Maybe(Type.String()),
  isExpired: Type.Boolean(),
  unitCost: Maybe(Type.Number()),
  origin: LotOrigin,
})
export type Lot = Static<typeof Lot>

export const LotMoveKind = Type.Union([
  Type.Literal('transfer'),
  Type.Literal('loan'),
  Type.Literal('return'),
])
export type LotMoveKind = Static<typeof LotMoveKind>

/** Goods that went from one store to another. */
export const LotMove = Type.Object({
  id: Id,
  kind: LotMoveKind,
  material: Type.String(),
  unit: Type.String(),
  quantity: Type.Number(),
  fromStore: Type.String(),
  toStore: Type.String(),
  dueDate: Maybe(Type.String({ description: 'Day a loan is to be back.' })),
  signedBy: Type.String(),
  counterpart: Type.String(),
  movedTime: Time,
})
export type LotMove = Static<typeof LotMove>

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const listLots = defineOperation({
  id: 'command.listLots',
  method: 'GET',
  path: '/api/command/lots',
  permission: 'command.read',
  summary: { zh: '应急物资库存', en: 'List lots' },
  query: Type.Object({ ...pageQuery, material: Type.Optional(Type.String()), storeId: Type.Optional(Id) }),
  response: pageOf(Lot),
})

export const addLot = defineOperation({
  id: 'command.addLot',
  method: 'POST',
  path: '/api/command/lots',
  permission: 'command.resources',
  summary: { zh: '物资入库', en: 'Take goods into a store' },
  body: Type.Object({
    storeId: Id,
    material: Name,
    unit: Type.String({ minLength: 1, maxLength: 10 }),
    quantity: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
    minimum: Type.Optional(Type.Number({ minimum: 0 })),
    expiryDate: Type.Optional(Day),
    unitCost: Type.Optional(Type.Number({ minimum: 0 })),
    origin: Type.Optional(LotOrigin),
  }),
  response: Lot,
  creates: true,
})

export const moveLot = defineOperation({
  id: 'command.moveLot',
  method: 'POST',
  path: '/api/command/lots/{id}/moves',
  permission: 'command.resources',
  summary: { zh: '库间调拨与区县借用', en: 'Move goods to another store, or lend them' },
  params: idParams,
  body: Type.Object({
    kind: LotMoveKind,
    toStoreId: Id,
    quantity: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
    counterpart: Type.String({ minLength: 1, maxLength: 40, description: 'Who signs on the other side.' }),
    dueDate: Type.Optional(Day),
  }),
  response: LotMove,
  creates: true,
})

export const listLotMoves = defineOperation({
  id: 'command.listLotMoves',
  method: 'GET',
  path: '/api/command/lot-moves',
  permission: 'command.read',
  summary: { zh: '库间调拨记录', en: 'Goods moved between stores' },
  query: Type.Object({ ...pageQuery }),
  response: pageOf(LotMove),
})
