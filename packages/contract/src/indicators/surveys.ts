import { type Static, Type } from 'typebox'
import { Done, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** One question of a survey. `rating` is answered 1–5. */
export const SurveyQuestion = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
  title: Type.String({ minLength: 1, maxLength: 400 }),
  kind: Type.Union([Type.Literal('rating'), Type.Literal('choice'), Type.Literal('text')]),
  options: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 })),
  required: Type.Boolean(),
  weight: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
})
export type SurveyQuestion = Static<typeof SurveyQuestion>

/** How many answers each group gives at most, told apart by a choice question, and its share of the people. */
export const SurveyQuota = Type.Object({
  question: Type.String({ maxLength: 40 }),
  cells: Type.Array(
    Type.Object({
      option: Type.String({ minLength: 1, maxLength: 100 }),
      count: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      share: Type.Number({ minimum: 0, maximum: 100, description: 'Percent of the people.' }),
    }),
    { minItems: 2, maxItems: 20 },
  ),
})
export type SurveyQuota = Static<typeof SurveyQuota>

export const Survey = Type.Object({
  id: Id,
  title: Type.String(),
  state: Type.Union([Type.Literal('draft'), Type.Literal('open'), Type.Literal('closed')]),
  questions: Type.Array(SurveyQuestion),
  perDevice: Type.Integer({ description: 'Answers from one device above this number are excluded.' }),
  minSeconds: Type.Integer({ description: 'An answer given faster is excluded.' }),
  quota: nullable(SurveyQuota),
  openedTime: Type.Union([Time, Type.Null()]),
  closedTime: Type.Union([Time, Type.Null()]),
})
export type Survey = Static<typeof Survey>

export const SurveyResult = Type.Object({
  survey: Survey,
  answers: Type.Integer(),
  valid: Type.Integer(),
  excluded: Type.Object({ device: Type.Integer(), speed: Type.Integer(), pattern: Type.Integer() }),
  mean: Type.Union([Type.Number(), Type.Null()]),
  score: Type.Union([Type.Number(), Type.Null()]),
  formula: Type.String(),
  groups: Type.Array(
    Type.Object({
      option: Type.String(),
      wanted: Type.Integer(),
      valid: Type.Integer(),
      share: Type.Number(),
      mean: nullable(Type.Number()),
    }),
    { description: 'By quota; the mean is weighted by the shares of the groups that answered.' },
  ),
  byQuestion: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      mean: Type.Union([Type.Number(), Type.Null()]),
      counts: Type.Array(Type.Object({ option: Type.String(), count: Type.Integer() })),
    }),
  ),
})

const idParams = Type.Object({ id: Id })

export const listSurveys = defineOperation({
  id: 'indicators.listSurveys',
  method: 'GET',
  path: '/api/indicators/surveys',
  permission: 'signed-in',
  summary: { zh: '问卷', en: 'Surveys' },
  query: Type.Object(pageQuery),
  response: pageOf(Survey),
})

export const saveSurvey = defineOperation({
  id: 'indicators.saveSurvey',
  method: 'POST',
  path: '/api/indicators/surveys',
  permission: 'indicators.manage',
  summary: { zh: '设计问卷', en: 'Design a survey' },
  body: Type.Object({
    id: Type.Optional(Id),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    questions: Type.Array(SurveyQuestion, { minItems: 1, maxItems: 60 }),
    perDevice: Type.Integer({ minimum: 1, maximum: 1000 }),
    minSeconds: Type.Integer({ minimum: 0, maximum: 3600 }),
    quota: Type.Optional(nullable(SurveyQuota)),
  }),
  response: Survey,
  creates: true,
})

export const steerSurvey = defineOperation({
  id: 'indicators.steerSurvey',
  method: 'POST',
  path: '/api/indicators/surveys/{id}/state',
  permission: 'indicators.manage',
  summary: { zh: '开放或结束问卷', en: 'Open or close a survey' },
  params: idParams,
  body: Type.Object({ state: Type.Union([Type.Literal('open'), Type.Literal('closed')]) }),
  response: Survey,
})

/** One account answers once; the answer is kept apart from who gave it. */
export const answerSurvey = defineOperation({
  id: 'indicators.answerSurvey',
  method: 'POST',
  path: '/api/indicators/surveys/{id}/answers',
  permission: 'signed-in',
  summary: { zh: '填写问卷', en: 'Answer a survey' },
  params: idParams,
  body: Type.Object({
    answers: Type.Array(
      Type.Object({
        question: Type.String({ maxLength: 40 }),
        value: Type.Union([Type.Number(), Type.String({ maxLength: 2000 })]),
      }),
      { minItems: 1, maxItems: 60 },
    ),
    device: Type.String({
      minLength: 8,
      maxLength: 100,
      description: 'A mark of the device, kept as a digest.',
    }),
    seconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
    channel: Type.Optional(
      Type.Union([Type.Literal('app'), Type.Literal('hotline'), Type.Literal('counter')]),
    ),
  }),
  response: Done,
  creates: true,
})

export const getSurveyResult = defineOperation({
  id: 'indicators.getSurveyResult',
  method: 'GET',
  path: '/api/indicators/surveys/{id}/result',
  permission: 'indicators.read',
  summary: { zh: '问卷结果', en: 'Results of a survey' },
  params: idParams,
  response: SurveyResult,
})
