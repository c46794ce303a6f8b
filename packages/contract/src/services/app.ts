import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Code = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const byId = Type.Object({ id: Id })
const byCode = Type.Object({ code: Code })

/** What a partner’s service may be given; the number of a person is not among it. */
export const AppField = oneOf('name-suffix', 'assurance', 'phone-masked')
export type AppField = Static<typeof AppField>

const Check = Type.Object({ passes: Type.Boolean(), note: Type.String(), by: Type.String(), time: Time })

/** A service of a partner inside the city’s app. It goes live once security and privacy were checked. */
export const AppPartner = Type.Object({
  id: Id,
  code: Code,
  name: Type.String(),
  owner: Type.String(),
  url: Type.String(),
  contractNumber: Type.String(),
  fields: Type.Array(AppField),
  state: oneOf('testing', 'grey', 'live', 'suspended', 'withdrawn'),
  greyShare: Type.Integer({ description: 'Percent of accounts that see it while it is released by steps.' }),
  security: nullable(Check),
  privacy: nullable(Check),
  stateTime: Time,
  reason: nullable(Type.String()),
  openings: Type.Integer({ description: 'In 30 days.' }),
  complaints: Type.Integer({ description: 'In 30 days.' }),
  complaintRate: nullable(Type.Number({ description: 'Complaints ÷ openings.' })),
})
export type AppPartner = Static<typeof AppPartner>

export const listAppPartners = defineOperation({
  id: 'services.listAppPartners',
  method: 'GET',
  path: '/api/services/app-partners',
  permission: 'services.scenes',
  summary: { zh: '城市服务APP合作服务', en: 'Partner services of the app' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(AppPartner.properties.state) }),
  response: pageOf(AppPartner),
})

export const registerAppPartner = defineOperation({
  id: 'services.registerAppPartner',
  method: 'POST',
  path: '/api/services/app-partners',
  permission: 'services.scenes',
  summary: { zh: '登记合作服务', en: 'Register a partner service, for testing' },
  body: Type.Object({
    code: Code,
    name: Type.String({ minLength: 2, maxLength: 40 }),
    owner: Type.String({ minLength: 2, maxLength: 80 }),
    url: Type.String({ pattern: '^https://', maxLength: 500 }),
    contractNumber: Type.String({ minLength: 2, maxLength: 80 }),
    fields: Type.Array(AppField, { maxItems: 3, uniqueItems: true }),
  }),
  response: AppPartner,
  creates: true,
})

export const checkAppPartner = defineOperation({
  id: 'services.checkAppPartner',
  method: 'POST',
  path: '/api/services/app-partners/{id}/checks',
  permission: 'services.scenes',
  summary: { zh: '登记安全或隐私检查结论', en: 'Record a check of security or privacy' },
  params: byId,
  body: Type.Object({
    kind: oneOf('security', 'privacy'),
    passes: Type.Boolean(),
    note: Type.String({ minLength: 2, maxLength: 500 }),
  }),
  response: AppPartner,
})

export const moveAppPartner = defineOperation({
  id: 'services.moveAppPartner',
  method: 'POST',
  path: '/api/services/app-partners/{id}/state',
  permission: 'services.scenes',
  summary: { zh: '灰度、上线、暂停或下架', en: 'Release, suspend or take down' },
  params: byId,
  body: Type.Object({
    to: oneOf('grey', 'live', 'suspended', 'withdrawn'),
    greyShare: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
    reason: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: AppPartner,
})

const AppService = Type.Object({
  code: Code,
  name: Type.String(),
  owner: Type.String(),
  fields: Type.Array(AppField),
})
export type AppService = Static<typeof AppService>

export const listAppServices = defineOperation({
  id: 'services.listAppServices',
  method: 'GET',
  path: '/api/services/app-services',
  permission: 'signed-in',
  summary: { zh: '我能用的合作服务', en: 'Partner services released to the caller' },
  query: Type.Object(pageQuery),
  response: pageOf(AppService),
})

export const openAppService = defineOperation({
  id: 'services.openAppService',
  method: 'POST',
  path: '/api/services/app-services/{code}/openings',
  permission: 'signed-in',
  summary: { zh: '打开合作服务', en: 'Open a partner service; it is given what the caller agrees to' },
  params: byCode,
  body: Type.Object({ agreed: Type.Array(AppField, { maxItems: 3, uniqueItems: true }) }),
  response: Type.Object({
    name: Type.String(),
    url: Type.String(),
    scopedId: Type.String({ description: 'Another for each service; it leads back to nobody.' }),
    given: Type.Record(Type.String(), Type.String()),
  }),
})

export const complainAboutAppService = defineOperation({
  id: 'services.complainAboutAppService',
  method: 'POST',
  path: '/api/services/app-services/{code}/complaints',
  permission: 'signed-in',
  summary: { zh: '投诉合作服务', en: 'Complain about a partner service' },
  params: byCode,
  body: Type.Object({ text: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: Done,
})

const HomeService = Type.Object({
  itemId: Id,
  title: Type.String(),
  why: nullable(Type.String({ description: '为什么推荐; null: in the order for everybody.' })),
  isFavourite: Type.Boolean(),
})
export type HomeService = Static<typeof HomeService>

export const getAppHome = defineOperation({
  id: 'services.getAppHome',
  method: 'GET',
  path: '/api/services/app-home',
  permission: 'signed-in',
  summary: { zh: '我的首页', en: 'The caller’s home: cards and services in their order' },
  response: Type.Object({
    isPersonalised: Type.Boolean(),
    cards: Type.Array(
      Type.Object({
        kind: oneOf('applications', 'to-pay', 'licences', 'licences-ending'),
        count: Type.Integer(),
      }),
    ),
    services: Type.Array(HomeService),
  }),
})

export const listDefaultServices = defineOperation({
  id: 'services.listDefaultServices',
  method: 'GET',
  path: '/api/services/app-defaults',
  permission: 'public',
  summary: { zh: '首页默认服务', en: 'Services in the order for everybody' },
  response: Type.Object({ items: Type.Array(Type.Object({ itemId: Id, title: Type.String() })) }),
})

export const setPersonalisation = defineOperation({
  id: 'services.setPersonalisation',
  method: 'PUT',
  path: '/api/services/me/personalisation',
  permission: 'signed-in',
  summary: { zh: '个性化推荐开关', en: 'Switch personal suggestions on or off' },
  body: Type.Object({ on: Type.Boolean() }),
  response: Done,
})

export const listMySuggestionInputs = defineOperation({
  id: 'services.listMySuggestionInputs',
  method: 'GET',
  path: '/api/services/me/suggestion-inputs',
  permission: 'signed-in',
  summary: { zh: '推荐所用信息记录', en: 'What was used to make suggestions' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset, since: Type.Optional(Time) }),
  response: pageOf(
    Type.Object({
      fact: oneOf('applications', 'licences', 'favourites'),
      title: Type.String(),
      why: Type.String(),
      time: Time,
    }),
  ),
})

export const setFavourite = defineOperation({
  id: 'services.setFavourite',
  method: 'PUT',
  path: '/api/services/me/favourites/{id}',
  permission: 'signed-in',
  summary: { zh: '收藏事项', en: 'Keep an item as a favourite, or no longer' },
  params: byId,
  body: Type.Object({ on: Type.Boolean() }),
  response: Done,
})
