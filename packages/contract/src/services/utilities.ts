import { type Static, Type } from 'typebox'
import { Geometry, Id, nullable, oneOf, pageOf, pageQuery } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { ApplicationDetail } from './applications.ts'
import { Day, Text } from './shapes.ts'

/** 道路开挖: one permit for a segment, shared by all who lay something in it. */
export const Trench = Type.Object({
  id: Id,
  number: Type.String(),
  road: Type.String(),
  line: Geometry,
  lengthM: Type.Number(),
  fromDay: Day,
  toDay: Day,
  state: oneOf('requested', 'approved', 'refused'),
  repeats: nullable(Type.String({ description: 'Why a segment is opened again all the same.' })),
  decision: nullable(Type.String()),
  permitNumber: nullable(Type.String()),
  decidedDay: nullable(Day),
  parties: Type.Array(
    Type.Object({ organisationId: Id, organisationName: Type.String(), purpose: Type.String() }),
  ),
})
export type Trench = Static<typeof Trench>

const params = Type.Object({ id: Id })

export const giveQuote = defineOperation({
  id: 'services.giveQuote',
  method: 'POST',
  path: '/api/services/applications/{id}/quotes',
  permission: 'services.examine',
  summary: { zh: '答复方案与报价', en: 'Answer with a plan and a price; the clock waits for the applicant' },
  params,
  body: Type.Object({
    fen: Type.Integer({ minimum: 0, maximum: 100_000_000_00 }),
    text: Text(1000),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, description: 'Working days it holds.' })),
  }),
  response: ApplicationDetail,
})

export const answerQuote = defineOperation({
  id: 'services.answerQuote',
  method: 'POST',
  path: '/api/services/applications/{id}/quote-answer',
  permission: 'services.apply',
  summary: { zh: '接受或不接受方案', en: 'Take a plan or not; refusing closes this application only' },
  params,
  body: Type.Object({ accepted: Type.Boolean() }),
  response: ApplicationDetail,
})

export const requestTrench = defineOperation({
  id: 'services.requestTrench',
  method: 'POST',
  path: '/api/services/trenches',
  permission: 'services.examine',
  summary: { zh: '申请开挖道路', en: 'Ask to open a road; one that is opened already is offered to join' },
  body: Type.Object({
    road: Text(100),
    line: Geometry,
    fromDay: Day,
    toDay: Day,
    purpose: Text(200),
    repeats: Type.Optional(
      Type.String({
        minLength: 5,
        maxLength: 500,
        description: 'Why not together with the one that exists.',
      }),
    ),
  }),
  response: Type.Object({
    trench: nullable(Trench),
    warning: nullable(Type.String()),
    offers: Type.Array(Type.Object({ trench: Trench, sharedM: Type.Number() })),
  }),
})

export const joinTrench = defineOperation({
  id: 'services.joinTrench',
  method: 'POST',
  path: '/api/services/trenches/{id}/parties',
  permission: 'services.examine',
  summary: { zh: '加入已有开挖', en: 'Share a trench and its permit' },
  params,
  body: Type.Object({ purpose: Text(200) }),
  response: Trench,
})

export const decideTrench = defineOperation({
  id: 'services.decideTrench',
  method: 'POST',
  path: '/api/services/trenches/{id}/decision',
  permission: 'services.decide',
  summary: { zh: '批准开挖', en: 'Permit a trench or refuse it' },
  params,
  body: Type.Object({ approves: Type.Boolean(), text: Text(500) }),
  response: Trench,
})

export const listTrenches = defineOperation({
  id: 'services.listTrenches',
  method: 'GET',
  path: '/api/services/trenches',
  permission: 'services.examine',
  summary: { zh: '道路开挖列表', en: 'Trenches of one’s place' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(Trench.properties.state) }),
  response: pageOf(Trench),
})

export const getUtilityFigures = defineOperation({
  id: 'services.getUtilityFigures',
  method: 'GET',
  path: '/api/services/utility-figures',
  permission: 'public',
  summary: { zh: '水电气报装时长与费用公开', en: 'Days, steps and price of each utility' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        title: Type.String(),
        connected: Type.Integer(),
        averageDays: nullable(Type.Number({ description: 'Working days of the firm.' })),
        steps: Type.Integer(),
        averageFen: nullable(Type.Number()),
      }),
    ),
  }),
})
