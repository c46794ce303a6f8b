import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, nullable, pageOf, pageQuery, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ format: 'date' })
const Number8 = Type.String({ pattern: '^[A-Za-z0-9-]{2,40}$' })
const byId = Type.Object({ id: Id })
const boxKey = { serial: Number8, key: Type.String({ minLength: 10, maxLength: 200 }) }

/** A subscriber of digital television. */
export const TvHousehold = Type.Object({
  id: Id,
  number: Type.String(),
  address: Type.String(),
  divisionCode: DivisionCode,
  boxes: Type.Array(
    Type.Object({ id: Id, serial: Type.String(), isTwoWay: Type.Boolean(), readTime: nullable(Time) }),
  ),
  members: Type.Integer(),
})
export type TvHousehold = Static<typeof TvHousehold>

const TvBill = Type.Object({
  id: Id,
  title: Type.String(),
  fen: Type.Integer(),
  dueDay: Day,
  isPaid: Type.Boolean(),
})
export type TvBill = Static<typeof TvBill>

export const listTvHouseholds = defineOperation({
  id: 'services.listTvHouseholds',
  method: 'GET',
  path: '/api/services/tv-households',
  permission: 'services.scenes',
  summary: { zh: '数字电视用户', en: 'Subscribers of digital television' },
  query: Type.Object({ ...pageQuery, division: Type.Optional(DivisionCode) }),
  response: pageOf(TvHousehold),
})

export const registerTvHousehold = defineOperation({
  id: 'services.registerTvHousehold',
  method: 'POST',
  path: '/api/services/tv-households',
  permission: 'services.scenes',
  summary: { zh: '登记电视用户', en: 'Register a subscriber' },
  body: Type.Object({
    number: Number8,
    address: Type.String({ minLength: 2, maxLength: 200 }),
    divisionCode: DivisionCode,
  }),
  response: TvHousehold,
  creates: true,
})

export const registerTvBox = defineOperation({
  id: 'services.registerTvBox',
  method: 'POST',
  path: '/api/services/tv-boxes',
  permission: 'services.scenes',
  summary: { zh: '登记机顶盒', en: 'Register a box; its key is shown once' },
  body: Type.Object({ serial: Number8, householdNumber: Number8, isTwoWay: Type.Boolean() }),
  response: Type.Object({ id: Id, key: Type.String() }),
  creates: true,
})

export const bindTvBox = defineOperation({
  id: 'services.bindTvBox',
  method: 'PUT',
  path: '/api/services/tv-boxes/{id}/household',
  permission: 'services.scenes',
  summary: { zh: '机顶盒迁户', en: 'Bind a box to another household, which tells the one it leaves' },
  params: byId,
  body: Type.Object({ householdNumber: Number8 }),
  response: Done,
})

export const addTvBill = defineOperation({
  id: 'services.addTvBill',
  method: 'POST',
  path: '/api/services/tv-households/{id}/bills',
  permission: 'services.scenes',
  summary: { zh: '登记账单', en: 'Enter a bill of a household' },
  params: byId,
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 80 }),
    fen: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
    dueDay: Day,
    organisationId: Type.Optional(Id),
  }),
  response: TvBill,
  creates: true,
})

export const readTvScreen = defineOperation({
  id: 'services.readTvScreen',
  method: 'POST',
  path: '/api/services/tv-screens',
  permission: 'public',
  summary: { zh: '机顶盒读取页面', en: 'What a box shows now, by its key' },
  body: Type.Object(boxKey),
  response: Type.Object({
    household: Type.String({ description: 'Number of the subscriber.' }),
    members: Type.Array(Type.String({ description: 'Masked.' })),
    bills: Type.Array(TvBill),
    pages: Type.Array(Type.Object({ id: Id, title: Type.String(), summary: Type.String() })),
    banners: Type.Array(
      Type.Object({
        reference: Type.String(),
        level: WarningLevel,
        headline: Type.String(),
        instruction: Type.String(),
        isForced: Type.Boolean({ description: 'Over the programme, until it ends.' }),
      }),
    ),
  }),
})

export const beginTvPairing = defineOperation({
  id: 'services.beginTvPairing',
  method: 'POST',
  path: '/api/services/tv-pairings',
  permission: 'public',
  summary: { zh: '机顶盒取得配对码', en: 'Six digits a box shows for ten minutes' },
  body: Type.Object(boxKey),
  response: Type.Object({ code: Type.String(), expiresTime: Time }),
})

export const confirmTvPairing = defineOperation({
  id: 'services.confirmTvPairing',
  method: 'POST',
  path: '/api/services/me/tv-households',
  permission: 'signed-in',
  summary: { zh: '凭配对码加入家庭', en: 'Join the household of a box by its digits' },
  body: Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) }),
  response: Done,
})

export const listMyTvHouseholds = defineOperation({
  id: 'services.listMyTvHouseholds',
  method: 'GET',
  path: '/api/services/me/tv-households',
  permission: 'signed-in',
  summary: { zh: '我家的电视', en: 'Households one belongs to, with their bills' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({ id: Id, number: Type.String(), address: Type.String(), bills: Type.Array(TvBill) }),
    ),
  }),
})

export const payTvBill = defineOperation({
  id: 'services.payTvBill',
  method: 'POST',
  path: '/api/services/me/tv-bills/{id}/payment',
  permission: 'signed-in',
  summary: { zh: '缴电视账单', en: 'Make an order for a bill of one’s household' },
  params: byId,
  response: Type.Object({ orderId: Id }),
})

export const listTvBanners = defineOperation({
  id: 'services.listTvBanners',
  method: 'GET',
  path: '/api/services/tv-banners',
  permission: 'services.scenes',
  summary: { zh: '电视预警播出', en: 'Warnings shown on television, and on how many boxes' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      warningId: Id,
      reference: Type.String(),
      level: WarningLevel,
      headline: Type.String(),
      fromTime: Time,
      endedTime: nullable(Time),
      boxes: Type.Integer({ description: 'In its divisions.' }),
      delivered: Type.Integer(),
    }),
  ),
})

export const getTvCoverage = defineOperation({
  id: 'services.getTvCoverage',
  method: 'GET',
  path: '/api/services/tv-coverage',
  permission: 'services.scenes',
  summary: { zh: '双向化与在线', en: 'Two-way share and boxes seen in a day, by town' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        divisionCode: Type.String(),
        households: Type.Integer(),
        boxes: Type.Integer(),
        twoWay: Type.Integer(),
        active: Type.Integer(),
        twoWayShare: nullable(Type.Number({ description: 'Two-way boxes ÷ subscriber households.' })),
      }),
    ),
  }),
})
