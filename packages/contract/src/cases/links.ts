import { type Static, Type } from 'typebox'
import { Id, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Case } from './cases.ts'

/** Why two cases may belong together, and what it adds to the score. */
export const CaseLinkReason = Type.Object({
  kind: oneOf('family', 'event', 'party', 'object', 'part', 'place', 'class', 'title', 'time'),
  text: Type.String(),
  weight: Type.Number(),
})
export type CaseLinkReason = Static<typeof CaseLinkReason>

export const CaseLink = Type.Object({
  case: Case,
  score: Type.Number({ minimum: 0, maximum: 1 }),
  reasons: Type.Array(CaseLinkReason),
})
export type CaseLink = Static<typeof CaseLink>

export const analyseLinks = defineOperation({
  id: 'cases.analyseLinks',
  method: 'POST',
  path: '/api/cases/cases/{id}/link-analyses',
  permission: 'cases.supervise',
  summary: {
    zh: '案件关联分析（须写明依据，留痕）',
    en: 'Find cases that may belong together; the basis is recorded',
  },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    basis: Type.String({
      minLength: 4,
      maxLength: 500,
      description: 'Legal basis and purpose; kept in the timeline.',
    }),
    days: Type.Integer({ minimum: 1, maximum: 730, description: 'Opened so many days before or after.' }),
    withinM: Type.Integer({ minimum: 10, maximum: 5000 }),
  }),
  response: Type.Object({
    items: Type.Array(CaseLink, { description: 'The strongest first, 50 at most.' }),
    looked: Type.Integer({ description: 'Cases looked at.' }),
    more: Type.Boolean({ description: 'There were more candidates than are looked at.' }),
    method: Type.String(),
    limits: Type.String(),
    time: Time,
  }),
})
