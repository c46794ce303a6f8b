import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** 好差评 (GB/T 39735-2020): 5 非常满意 … 1 非常不满意; 1 and 2 are 差评. */
export const Grade = Type.Integer({ minimum: 1, maximum: 5 })

export const ServiceRating = Type.Object({
  id: Id,
  applicationId: nullable(Id),
  itemTitle: Type.String(),
  organisationName: Type.String(),
  grade: nullable(Grade),
  tags: Type.Array(Type.String()),
  text: nullable(Type.String()),
  channel: Type.String(),
  isAnonymous: Type.Boolean(),
  isExcluded: Type.Boolean({ description: '疑似刷评, not counted until it is looked at.' }),
  time: nullable(Time),
  rectification: nullable(
    Type.Object({
      state: oneOf('open', 'replied', 'closed'),
      dueTime: Time,
      isOverdue: Type.Boolean(),
      verdict: nullable(Type.String()),
      reply: nullable(Type.String()),
      again: nullable(Grade),
    }),
  ),
})
export type ServiceRating = Static<typeof ServiceRating>

const body = Type.Object({
  grade: Grade,
  tags: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
  text: Type.Optional(Type.String({ maxLength: 1000 })),
  anonymous: Type.Optional(Type.Boolean()),
  channel: Type.Optional(oneOf('web', 'phone', 'pad', 'qr', 'sms', 'kiosk', 'hotline')),
  device: Type.Optional(Type.String({ maxLength: 80, description: 'Terminal the rating was given on.' })),
})
const params = Type.Object({ id: Id })

export const rateService = defineOperation({
  id: 'services.rateService',
  method: 'PUT',
  path: '/api/services/applications/{id}/rating',
  permission: 'services.apply',
  summary: { zh: '评价服务', en: 'Rate a service' },
  params,
  body,
  response: ServiceRating,
})

export const rateWindow = defineOperation({
  id: 'services.rateWindow',
  method: 'POST',
  path: '/api/services/window-ratings',
  permission: 'public',
  summary: { zh: '现场评价', en: 'Rate a visit at a window' },
  body: Type.Object({
    ...body.properties,
    window: Type.String({ minLength: 1, maxLength: 40 }),
    organisationId: Id,
  }),
  response: ServiceRating,
  creates: true,
})

export const listServiceRatings = defineOperation({
  id: 'services.listServiceRatings',
  method: 'GET',
  path: '/api/services/ratings',
  permission: 'signed-in',
  summary: { zh: '评价与整改', en: 'Ratings and rectification' },
  query: Type.Object({
    ...pageQuery,
    bad: Type.Optional(Type.Boolean()),
    excluded: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(ServiceRating),
})

export const replyToRating = defineOperation({
  id: 'services.replyToRating',
  method: 'POST',
  path: '/api/services/ratings/{id}/reply',
  permission: 'services.examine',
  summary: { zh: '核实整改并答复', en: 'Verify, correct and answer a bad rating' },
  params,
  body: Type.Object({
    verdict: oneOf('true', 'unfounded', 'unclear'),
    reply: Type.String({ minLength: 2, maxLength: 1000 }),
  }),
  response: ServiceRating,
})

export const closeRating = defineOperation({
  id: 'services.closeRating',
  method: 'POST',
  path: '/api/services/ratings/{id}/close',
  permission: 'services.supervise',
  summary: { zh: '审核办结差评整改', en: 'Close a rectification' },
  params,
  body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: ServiceRating,
})

export const judgeExcludedRatings = defineOperation({
  id: 'services.judgeExcludedRatings',
  method: 'POST',
  path: '/api/services/ratings/excluded',
  permission: 'services.supervise',
  summary: { zh: '认定疑似刷评', en: 'Decide on suspicious ratings' },
  body: Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 500 }), counts: Type.Boolean() }),
  response: Type.Object({ changed: Type.Integer() }),
})

export const getRatingScores = defineOperation({
  id: 'services.getRatingScores',
  method: 'GET',
  path: '/api/services/rating-scores',
  permission: 'public',
  summary: { zh: '好差评公开得分', en: 'Scores of ratings' },
  query: Type.Object({ month: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}$' })) }),
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        organisationName: Type.String(),
        ratings: Type.Integer(),
        goodRate: nullable(Type.Number()),
        participation: nullable(Type.Number()),
        bad: Type.Integer(),
        rectified: Type.Integer(),
        rectificationRate: nullable(Type.Number()),
      }),
    ),
  }),
})
