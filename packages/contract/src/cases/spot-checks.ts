import { type Static, Type } from 'typebox'
import { Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })

/** Closed cases drawn by lot for people who are not told whose work they look at. */
export const SpotDraw = Type.Object({
  id: Id,
  ruleId: Id,
  ruleName: Type.String(),
  period: Month,
  indicator: nullable(Type.String({ description: 'Entered indicator of the rule the results become.' })),
  checklist: Type.Array(Type.String()),
  seed: Type.String({ description: 'Hex; the draw follows from it and the pool alone.' }),
  poolSize: Type.Integer(),
  poolDigest: Type.String({ description: 'SM3 of the pool and the checkers, kept as evidence.' }),
  checkers: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  drawnBy: Type.String(),
  drawnTime: Time,
  count: Type.Integer(),
  done: Type.Integer(),
  mean: nullable(Type.Number({ description: 'Of the checks done, 0 to 1.' })),
})
export type SpotDraw = Static<typeof SpotDraw>

export const SpotItem = Type.Object({
  passed: Type.Boolean(),
  note: Type.Optional(Type.String({ maxLength: 500 })),
})

/** What a checker sees: the matter and the pictures, no unit, no person, no number to find them by. */
export const SpotCheck = Type.Object({
  id: Id,
  drawId: Id,
  period: Month,
  title: Type.String(),
  classTitle: nullable(Type.String()),
  divisionName: nullable(Type.String()),
  position: nullable(Type.Tuple([Type.Number(), Type.Number()])),
  closedTime: nullable(Time),
  checklist: Type.Array(Type.String()),
  photos: Type.Array(Id, { description: 'Pictures of the handling.' }),
  state: Type.Union([Type.Literal('open'), Type.Literal('done')]),
  items: nullable(Type.Array(SpotItem)),
  score: nullable(Type.Number()),
  doneTime: nullable(Time),
})
export type SpotCheck = Static<typeof SpotCheck>

/** What whoever draws sees of a check. */
export const SpotResult = Type.Object({
  id: Id,
  caseId: Id,
  caseReference: Type.String(),
  caseTitle: Type.String(),
  organisationName: nullable(Type.String()),
  checkerName: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('done')]),
  items: nullable(Type.Array(SpotItem)),
  score: nullable(Type.Number()),
  note: Type.String(),
  photos: Type.Array(Id, { description: 'Pictures of the check.' }),
  doneTime: nullable(Time),
})
export type SpotResult = Static<typeof SpotResult>

const idParams = Type.Object({ id: Id })

export const drawSpotChecks = defineOperation({
  id: 'cases.drawSpotChecks',
  method: 'POST',
  path: '/api/cases/spot-draws',
  permission: 'cases.appraise',
  summary: { zh: '随机抽取案件与核查人（盲评）', en: 'Draw cases and checkers by lot' },
  body: Type.Object({
    ruleId: Id,
    period: Month,
    count: Type.Integer({ minimum: 1, maximum: 500 }),
    checklist: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 20 }),
    checkers: Type.Optional(
      Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true, description: 'Else every inspector.' }),
    ),
    indicator: Type.Optional(Type.String({ maxLength: 40 })),
  }),
  response: SpotDraw,
  creates: true,
})

export const listSpotDraws = defineOperation({
  id: 'cases.listSpotDraws',
  method: 'GET',
  path: '/api/cases/spot-draws',
  permission: 'cases.appraise',
  summary: { zh: '随机抽查批次', en: 'Draws, newest first' },
  query: Type.Object({ ...pageQuery, ruleId: Type.Optional(Id), period: Type.Optional(Month) }),
  response: pageOf(SpotDraw),
})

export const getSpotDraw = defineOperation({
  id: 'cases.getSpotDraw',
  method: 'GET',
  path: '/api/cases/spot-draws/{id}',
  permission: 'cases.appraise',
  summary: {
    zh: '抽查批次的结果与重演验证',
    en: 'Results of a draw, and whether drawing again gives the same',
  },
  params: idParams,
  response: Type.Object({
    draw: SpotDraw,
    checks: Type.Array(SpotResult),
    proven: Type.Boolean({
      description: 'Drawn again from the seed and the pool as stored, it is the same.',
    }),
  }),
})

export const listSpotChecks = defineOperation({
  id: 'cases.listSpotChecks',
  method: 'GET',
  path: '/api/cases/spot-checks',
  permission: 'cases.check',
  summary: { zh: '我的抽查任务（盲评）', en: 'My spot checks, blind' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('done')])),
  }),
  response: pageOf(SpotCheck),
})

export const submitSpotCheck = defineOperation({
  id: 'cases.submitSpotCheck',
  method: 'POST',
  path: '/api/cases/spot-checks/{id}/result',
  permission: 'cases.check',
  summary: { zh: '提交抽查结果', en: 'Answer a spot check, once' },
  params: idParams,
  body: Type.Object({
    items: Type.Array(SpotItem, { minItems: 1, maxItems: 20 }),
    note: Type.Optional(Type.String({ maxLength: 1000 })),
    photos: Type.Optional(
      Type.Array(
        Type.Object({
          contentType: Type.Union([
            Type.Literal('image/jpeg'),
            Type.Literal('image/png'),
            Type.Literal('image/webp'),
          ]),
          content: Type.String({ maxLength: 9_000_000, description: 'Base64.' }),
        }),
        { maxItems: 20 },
      ),
    ),
  }),
  response: SpotCheck,
})

export const getSpotPhoto = defineOperation({
  id: 'cases.getSpotPhoto',
  method: 'GET',
  path: '/api/cases/spot-checks/{id}/photos/{photoId}',
  permission: 'cases.read',
  summary: { zh: '抽查照片', en: 'A picture of a spot check, for its checker and those who appraise' },
  params: Type.Object({ id: Id, photoId: Id }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})
