import { type Static, Type } from 'typebox'
import { LocalTextSchema, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { TimeLimit } from './cases.ts'

/** A small class of a case type: its conditions and limit (GB/T 30428.8), as declared or as the city set them. */
export const CaseClassInfo = Type.Object({
  caseType: Type.String(),
  code: Type.String(),
  kind: Type.Union([Type.Literal('part'), Type.Literal('event')]),
  bigClass: LocalTextSchema,
  title: LocalTextSchema,
  filing: Type.String(),
  closing: Type.String(),
  limit: TimeLimit,
  declared: TimeLimit,
  changedBy: Type.Union([Type.String(), Type.Null()]),
  changedTime: Type.Union([Time, Type.Null()]),
})
export type CaseClassInfo = Static<typeof CaseClassInfo>

export const listCaseClasses = defineOperation({
  id: 'cases.listCaseClasses',
  method: 'GET',
  path: '/api/cases/classes',
  permission: 'cases.read',
  summary: { zh: '案件小类、条件与时限', en: 'Small classes with conditions and limits' },
  query: Type.Object({ type: Type.Optional(Type.String()) }),
  response: Type.Object({ items: Type.Array(CaseClassInfo) }),
})

export const saveCaseClass = defineOperation({
  id: 'cases.saveCaseClass',
  method: 'PUT',
  path: '/api/cases/classes/{type}/{code}',
  permission: 'cases.manage',
  summary: { zh: '修改小类时限与条件', en: 'Change the limit of a small class' },
  params: Type.Object({ type: Type.String(), code: Type.String() }),
  body: Type.Object({
    limit: TimeLimit,
    filing: Type.Optional(Type.String({ maxLength: 1000 })),
    closing: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  response: CaseClassInfo,
})
