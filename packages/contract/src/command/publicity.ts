import { type Static, Type } from 'typebox'
import { Id, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe } from './shapes.ts'

const title = Type.String({ minLength: 2, maxLength: 100 })
const body = Type.String({ minLength: 10, maxLength: 3000 })

/** 公开信息: what the public is told about an incident. It goes out only when somebody other than its author approved it. */
export const PublicNotice = Type.Object({
  id: Id,
  incidentId: Id,
  title: Type.String(),
  body: Type.String(),
  planTitle: Maybe(Type.String({ description: 'The plan whose template it was written from.' })),
  reportVersion: Type.Integer({ description: 'Version of the report its figures are of.' }),
  isOutdated: Type.Boolean({ description: 'A newer report has been given since.' }),
  state: oneOf('draft', 'in-review', 'published', 'drilled'),
  authorName: Type.String(),
  isMine: Type.Boolean(),
  reviewerName: Maybe(Type.String()),
  comment: Maybe(Type.String()),
  changedTime: Time,
  publishedTime: Maybe(Time),
})
export type PublicNotice = Static<typeof PublicNotice>

export const listPublicNotices = defineOperation({
  id: 'command.listPublicNotices',
  method: 'GET',
  path: '/api/command/incidents/{id}/public-notices',
  permission: 'command.read',
  summary: { zh: '公开信息', en: 'Notices to the public about an incident' },
  params: idParams,
  response: Type.Array(PublicNotice),
})

export const draftPublicNotice = defineOperation({
  id: 'command.draftPublicNotice',
  method: 'POST',
  path: '/api/command/incidents/{id}/public-notices',
  permission: 'command.report',
  summary: { zh: '起草公开信息', en: 'Draft a notice to the public from the plan’s template' },
  params: idParams,
  response: PublicNotice,
  creates: true,
})

export const changePublicNotice = defineOperation({
  id: 'command.changePublicNotice',
  method: 'PUT',
  path: '/api/command/public-notices/{id}',
  permission: 'command.report',
  summary: { zh: '修改公开信息并送审', en: 'Change a draft; with `submit` it goes to review' },
  params: idParams,
  body: Type.Object({ title, body, submit: Type.Boolean() }),
  response: PublicNotice,
})

export const decidePublicNotice = defineOperation({
  id: 'command.decidePublicNotice',
  method: 'POST',
  path: '/api/command/public-notices/{id}/decision',
  permission: 'command.direct',
  summary: { zh: '审核公开信息', en: 'Publish a notice on the portal and by message, or give it back' },
  params: idParams,
  body: Type.Object({
    approve: Type.Boolean(),
    comment: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  response: PublicNotice,
})
