import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Short = Type.String({ minLength: 1, maxLength: 80 })
const CardNumber = Type.String({ pattern: '^[A-Z0-9]{6,40}$' })

/** What a card is used for (GB/T 31778-2015 calls them applications). */
export const CardUse = oneOf(
  ...([
    'social-security',
    'medical',
    'health',
    'housing-fund',
    'civil-affairs',
    'utilities',
    'transit',
  ] as const),
  ...(['road', 'fuel', 'credit', 'shopping', 'library', 'access'] as const),
)
export type CardUse = Static<typeof CardUse>

export const EntitlementKind = oneOf('elder', 'student', 'disabled', 'low-income', 'volunteer')

export const CitizenCard = Type.Object({
  number: CardNumber,
  kind: Type.String(),
  medium: oneOf('physical', 'electronic'),
  holderName: Type.String(),
  state: oneOf('applied', 'making', 'delivered', 'active', 'lost', 'replaced', 'merged', 'cancelled'),
  uses: Type.Array(CardUse),
  validUntil: Day,
  reason: nullable(Type.String()),
  replaces: nullable(Type.String()),
  entitlements: Type.Array(
    Type.Object({ kind: EntitlementKind, from: Day, until: nullable(Day), source: Type.String() }),
    { description: 'Of its holder, in force or to come.' },
  ),
  appliedTime: Time,
  changedTime: Time,
})
export type CitizenCard = Static<typeof CitizenCard>

const params = Type.Object({ number: CardNumber })

export const applyForCard = defineOperation({
  id: 'services.applyForCard',
  method: 'POST',
  path: '/api/services/citizen-cards',
  permission: 'signed-in',
  summary: { zh: '申领市民卡', en: 'Apply for a card; at a window for somebody' },
  body: Type.Object({
    kind: oneOf('citizen', 'elder', 'student', 'transit', 'library'),
    medium: oneOf('physical', 'electronic'),
    uses: Type.Array(CardUse, { minItems: 1, maxItems: 20 }),
    holder: Type.Optional(
      Type.Object({ name: Short, number: Type.String({ minLength: 18, maxLength: 18 }) }),
    ),
  }),
  response: CitizenCard,
  creates: true,
})

export const listMyCards = defineOperation({
  id: 'services.listMyCards',
  method: 'GET',
  path: '/api/services/citizen-cards/mine',
  permission: 'services.apply',
  summary: { zh: '我的卡', en: 'My cards' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(CitizenCard),
})

export const listCards = defineOperation({
  id: 'services.listCards',
  method: 'GET',
  path: '/api/services/citizen-cards',
  permission: 'services.accept',
  summary: { zh: '查询市民卡', en: 'List cards' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(CitizenCard.properties.state) }),
  response: pageOf(CitizenCard),
})

export const moveCard = defineOperation({
  id: 'services.moveCard',
  method: 'POST',
  path: '/api/services/citizen-cards/{number}/state',
  permission: 'services.accept',
  summary: { zh: '制卡、送达、注销', en: 'Make, deliver or cancel a card' },
  params,
  body: Type.Object({
    to: oneOf('making', 'delivered', 'cancelled'),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: CitizenCard,
})

export const activateCard = defineOperation({
  id: 'services.activateCard',
  method: 'POST',
  path: '/api/services/citizen-cards/{number}/activation',
  permission: 'signed-in',
  summary: { zh: '激活市民卡', en: 'Activate a card that was delivered' },
  params,
  response: CitizenCard,
})

export const reportCardLoss = defineOperation({
  id: 'services.reportCardLoss',
  method: 'POST',
  path: '/api/services/citizen-cards/{number}/loss',
  permission: 'signed-in',
  summary: { zh: '挂失市民卡', en: 'Report a card lost; it stops at once' },
  params,
  response: CitizenCard,
})

export const replaceCard = defineOperation({
  id: 'services.replaceCard',
  method: 'POST',
  path: '/api/services/citizen-cards/{number}/replacement',
  permission: 'signed-in',
  summary: { zh: '补换市民卡', en: 'A new card in place of a lost one' },
  params,
  response: CitizenCard,
  creates: true,
})

export const mergeCards = defineOperation({
  id: 'services.mergeCards',
  method: 'POST',
  path: '/api/services/citizen-cards/{number}/merger',
  permission: 'services.apply',
  summary: { zh: '多卡合一', en: 'Bring the uses of another card of mine onto this one' },
  params,
  body: Type.Object({ from: CardNumber }),
  response: CitizenCard,
})

export const showCard = defineOperation({
  id: 'services.showCard',
  method: 'POST',
  path: '/api/services/citizen-cards/{number}/token',
  permission: 'services.apply',
  summary: { zh: '出示电子卡', en: 'A signed electronic card' },
  params,
  response: Type.Object({ token: Type.String(), validUntil: Day }),
})

export const checkCard = defineOperation({
  id: 'services.checkCard',
  method: 'POST',
  path: '/api/services/card-checks',
  permission: 'services.scan',
  summary: { zh: '联机验卡', en: 'Ask whether a card may be used for something now' },
  body: Type.Object({ number: CardNumber, use: CardUse, entitlement: Type.Optional(Short) }),
  response: Type.Object({
    outcome: oneOf('passed', 'refused'),
    text: Type.String({ description: '有效, 挂失 …' }),
    isEntitled: nullable(Type.Boolean()),
  }),
})

export const getCardBlackList = defineOperation({
  id: 'services.getCardBlackList',
  method: 'GET',
  path: '/api/services/card-black-list',
  permission: 'services.scan',
  summary: { zh: '脱机黑名单', en: 'Numbers refused offline, or what changed since a version' },
  query: Type.Object({ since: Type.Optional(Type.Integer({ minimum: 0 })) }),
  response: Type.Object({
    version: Type.Integer(),
    blocked: Type.Array(Type.String()),
    freed: Type.Array(Type.String()),
    nextSyncSeconds: Type.Integer(),
  }),
})

export const takeCardTaps = defineOperation({
  id: 'services.takeCardTaps',
  method: 'POST',
  path: '/api/services/card-taps',
  permission: 'services.scan',
  summary: { zh: '上送刷卡记录', en: 'Taps of a terminal; each sequence number counts once' },
  body: Type.Object({
    terminal: Short,
    taps: Type.Array(
      Type.Object({
        sequence: Type.Integer({ minimum: 0 }),
        number: CardNumber,
        use: CardUse,
        fen: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
        time: Time,
      }),
      { maxItems: 1000 },
    ),
  }),
  response: Type.Object({ taken: Type.Integer(), toRecover: Type.Integer(), known: Type.Integer() }),
})

export const listCardRecoveries = defineOperation({
  id: 'services.listCardRecoveries',
  method: 'GET',
  path: '/api/services/card-recoveries',
  permission: 'services.accept',
  summary: { zh: '待追回刷卡', en: 'Taps after a card had stopped' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      ...{ number: Type.String(), terminal: Type.String(), use: Type.String(), fen: Type.Integer() },
      ...{ reason: Type.String(), time: Time },
    }),
  ),
})

export const grantEntitlement = defineOperation({
  id: 'services.grantEntitlement',
  method: 'POST',
  path: '/api/services/card-entitlements',
  permission: 'services.accept',
  summary: { zh: '登记优待资格', en: 'Give an entitlement that rests on a fact' },
  body: Type.Object({
    number: CardNumber,
    kind: EntitlementKind,
    from: Day,
    until: Type.Optional(Day),
    source: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: Type.Object({ id: Id }),
  creates: true,
})

/** 代办记录: what was done or refused on somebody’s behalf. */
export const ProxyAct = Type.Object({
  id: Id,
  subjectName: Type.String(),
  byName: Type.String(),
  asked: Type.String(),
  scope: nullable(Type.Array(Type.String())),
  outcome: oneOf('done', 'refused'),
  time: Time,
})

export const listProxyActs = defineOperation({
  id: 'services.listProxyActs',
  method: 'GET',
  path: '/api/services/proxy-acts',
  permission: 'services.apply',
  summary: { zh: '代办记录', en: 'What was done for me by others, and by me for others' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(ProxyAct),
})

/** 传统服务方式台账 (国办发〔2020〕45号): how each item is done without a screen. */
export const listItemWays = defineOperation({
  id: 'services.listItemWays',
  method: 'GET',
  path: '/api/services/item-ways',
  permission: 'services.items',
  summary: { zh: '线下办理方式台账', en: 'How each item is done without a screen' },
  query: Type.Object({ ...pageQuery, gap: Type.Optional(oneOf('none', 'exception')) }),
  response: pageOf(
    Type.Object({
      itemId: Id,
      code: Type.String(),
      title: Type.String(),
      organisation: Type.String(),
      ways: Type.Array(Type.String()),
      isCovered: Type.Boolean(),
      exceptionUntil: nullable(Day),
    }),
  ),
})
