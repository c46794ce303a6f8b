import { type Static, Type } from 'typebox'
import { Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const word = Type.Integer({ minimum: 0, maximum: 0xffff_ffff })

/** A lower platform that sends positions of its vehicles over the main link of JT/T 809. */
export const ExchangePlatform = Type.Object({
  id: Id,
  name: Type.String(),
  userId: Type.Integer({ description: 'USERID of its login.' }),
  centreId: Type.Integer({ description: 'Access code MSG_GNSSCENTERID this platform gave it.' }),
  networks: Type.Array(Type.String(), { description: 'Addresses or networks it may come from; none: any.' }),
  encrypted: Type.Boolean({ description: 'Whether numbers for encrypted bodies are agreed on.' }),
  createdTime: Time,
  createdBy: Type.String(),
  lastLoginTime: Type.Union([Time, Type.Null()]),
})
export type ExchangePlatform = Static<typeof ExchangePlatform>

export const listExchangePlatforms = defineOperation({
  id: 'sensing.listExchangePlatforms',
  method: 'GET',
  path: '/api/sensing/exchange-platforms',
  permission: 'sensing.credentials',
  summary: { zh: 'JT/T 809 下级平台列表', en: 'Lower platforms of JT/T 809' },
  query: Type.Object(pageQuery),
  response: pageOf(ExchangePlatform),
})

export const createExchangePlatform = defineOperation({
  id: 'sensing.createExchangePlatform',
  method: 'POST',
  path: '/api/sensing/exchange-platforms',
  permission: 'sensing.credentials',
  summary: { zh: '登记 JT/T 809 下级平台', en: 'Register a lower platform' },
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    userId: word,
    password: Type.String({ pattern: '^[\\x21-\\x7e]{1,8}$', description: 'Kept as a hash.' }),
    centreId: word,
    networks: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
    cipher: Type.Optional(
      Type.Object({ m1: word, ia1: word, ic1: word }, { description: 'M1, IA1, IC1 of clause 5.4.' }),
    ),
  }),
  response: ExchangePlatform,
  creates: true,
})

export const deleteExchangePlatform = defineOperation({
  id: 'sensing.deleteExchangePlatform',
  method: 'DELETE',
  path: '/api/sensing/exchange-platforms/{id}',
  permission: 'sensing.credentials',
  summary: { zh: '注销 JT/T 809 下级平台', en: 'Remove a lower platform' },
  params: Type.Object({ id: Id }),
  response: Done,
})
