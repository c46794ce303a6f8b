import { type Static, Type } from 'typebox'
import { Id, Json, nullable, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { RobotRun } from './robots.ts'

/** An address robots may open pages of; everything else is refused, also by redirects and by what a page loads. */
export const RobotSite = Type.Object({
  id: Id,
  origin: Type.String(),
  title: Type.String(),
  addedName: Type.String(),
  addedTime: Time,
})
export type RobotSite = Static<typeof RobotSite>

export const RobotRunStep = Type.Object({
  number: Type.Integer(),
  act: Type.String(),
  target: Type.String(),
  value: Type.String(),
  state: oneOf('done', 'failed', 'left'),
  message: Type.String(),
  address: Type.String(),
  time: Time,
  hasBefore: Type.Boolean(),
  hasAfter: Type.Boolean(),
})
export type RobotRunStep = Static<typeof RobotRunStep>

export const RobotRunDetail = Type.Object({
  ...RobotRun.properties,
  submitTime: nullable(Time),
  steps: Type.Array(RobotRunStep),
  read: Json,
})
export type RobotRunDetail = Static<typeof RobotRunDetail>

export const listRobotSites = defineOperation({
  id: 'cases.listRobotSites',
  method: 'GET',
  path: '/api/cases/robot-sites',
  permission: 'cases.read',
  summary: { zh: '机器人可访问的地址', en: 'Addresses robots may open' },
  response: Type.Object({ items: Type.Array(RobotSite) }),
})

export const addRobotSite = defineOperation({
  id: 'cases.addRobotSite',
  method: 'POST',
  path: '/api/cases/robot-sites',
  permission: 'cases.supervise',
  summary: { zh: '准许机器人访问一个地址', en: 'Let robots open an address' },
  body: Type.Object({
    origin: Type.String({ minLength: 8, maxLength: 200, description: 'http(s)://host[:port]' }),
    title: Type.String({ minLength: 2, maxLength: 60 }),
  }),
  response: RobotSite,
  creates: true,
})

export const removeRobotSite = defineOperation({
  id: 'cases.removeRobotSite',
  method: 'DELETE',
  path: '/api/cases/robot-sites/{id}',
  permission: 'cases.supervise',
  summary: { zh: '不再准许访问一个地址', en: 'Forbid an address again' },
  params: Type.Object({ id: Id }),
  response: Type.Object({ removed: Type.Boolean() }),
})

export const getRobotRun = defineOperation({
  id: 'cases.getRobotRun',
  method: 'GET',
  path: '/api/cases/robot-runs/{id}',
  permission: 'cases.read',
  summary: { zh: '一次运行的逐步记录', en: 'Each step of a run' },
  params: Type.Object({ id: Id }),
  response: RobotRunDetail,
})

export const getRobotPicture = defineOperation({
  id: 'cases.getRobotPicture',
  method: 'GET',
  path: '/api/cases/robot-runs/{id}/steps/{number}/pictures/{when}',
  permission: 'cases.read',
  summary: { zh: '一个步骤前后的截图', en: 'The page before or after a step' },
  params: Type.Object({ id: Id, number: Type.Integer({ minimum: 1 }), when: oneOf('before', 'after') }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})
