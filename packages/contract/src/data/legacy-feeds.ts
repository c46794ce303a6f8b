import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Calendar day.' })
const described = {
  name: Type.String({ minLength: 2, maxLength: 120 }),
  consumerId: Id,
  providerId: Id,
  way: oneOf('database', 'file', 'interface', 'manual'),
  content: Type.String({ minLength: 2, maxLength: 500, description: 'What is handed over, and how often.' }),
  datasetId: Type.Union([Id, Type.Null()], { description: 'Entry of the catalogue it is to come from.' }),
  planDay: Day,
}

/** 点对点旧接口: data one unit hands another past the catalogue, with the plan to end that. */
export const LegacyFeed = Type.Object({
  id: Id,
  ...described,
  consumerName: Type.String(),
  providerName: Type.String(),
  datasetName: Type.Union([Type.String(), Type.Null()]),
  state: oneOf('planned', 'late', 'converted'),
  grantNumber: Type.Union([Type.String(), Type.Null()], { description: 'The grant that replaced it.' }),
  convertedTime: Type.Union([Time, Type.Null()]),
})
export type LegacyFeed = Static<typeof LegacyFeed>

export const listLegacyFeeds = defineOperation({
  id: 'data.listLegacyFeeds',
  method: 'GET',
  path: '/api/data/legacy-feeds',
  permission: 'data.read',
  summary: { zh: '点对点旧接口改造清单', en: 'Point-to-point feeds and the plan to convert them' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(LegacyFeed.properties.state) }),
  response: Type.Object({
    ...pageOf(LegacyFeed).properties,
    converted: Type.Integer(),
    late: Type.Integer(),
  }),
})

export const registerLegacyFeed = defineOperation({
  id: 'data.registerLegacyFeed',
  method: 'POST',
  path: '/api/data/legacy-feeds',
  permission: 'data.own',
  summary: { zh: '登记点对点旧接口', en: 'Register a point-to-point feed' },
  body: Type.Object(described),
  response: LegacyFeed,
  creates: true,
})

export const changeLegacyFeed = defineOperation({
  id: 'data.changeLegacyFeed',
  method: 'PUT',
  path: '/api/data/legacy-feeds/{id}',
  permission: 'data.own',
  summary: { zh: '修改点对点旧接口的改造计划', en: 'Change the plan of a point-to-point feed' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ datasetId: described.datasetId, planDay: Day }),
  response: LegacyFeed,
})

export const convertLegacyFeed = defineOperation({
  id: 'data.convertLegacyFeed',
  method: 'POST',
  path: '/api/data/legacy-feeds/{id}/conversion',
  permission: 'data.own',
  summary: { zh: '确认旧接口已改为按目录授权', en: 'Confirm that a feed goes by a grant now' },
  params: Type.Object({ id: Id }),
  response: LegacyFeed,
})
