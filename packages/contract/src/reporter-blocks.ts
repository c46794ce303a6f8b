import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from './common.ts'
import { defineOperation } from './operation.ts'

const Words = Type.String({ minLength: 2, maxLength: 1000 })
const params = Type.Object({ id: Id })

/** A citizen may report nothing for a term: why, until when, and what became of the appeal. */
export const ReporterBlock = Type.Object({
  id: Id,
  reportId: Id,
  eventId: Id,
  reporterName: nullable(Type.String(), { description: 'Null for who asked not to be named.' }),
  reason: Type.String(),
  fromTime: Time,
  untilTime: Time,
  state: oneOf('running', 'over', 'lifted'),
  blockedName: Type.String(),
  appeal: nullable(Type.String()),
  appealTime: nullable(Time),
  ruling: nullable(Type.String()),
  ruledName: nullable(Type.String()),
  ruledTime: nullable(Time),
})
export type ReporterBlock = Static<typeof ReporterBlock>

export const listReporterBlocks = defineOperation({
  id: 'events.listReporterBlocks',
  method: 'GET',
  path: '/api/events/reporter-blocks',
  permission: 'events.handle',
  summary: { zh: '滥用上报的暂停与申诉', en: 'Reporters suspended for misuse, and their appeals' },
  query: Type.Object({
    ...pageQuery,
    open: Type.Optional(Type.Boolean({ description: 'Appeals to be ruled on.' })),
  }),
  response: pageOf(ReporterBlock),
})

export const blockReporter = defineOperation({
  id: 'events.blockReporter',
  method: 'POST',
  path: '/api/events/reporter-blocks',
  permission: 'events.handle',
  summary: { zh: '暂停上报人（滥用）', en: 'Suspend the reporter of a report for misuse' },
  body: Type.Object({ reportId: Id, days: Type.Integer({ minimum: 1, maximum: 180 }), reason: Words }),
  response: ReporterBlock,
  creates: true,
})

export const ruleBlockAppeal = defineOperation({
  id: 'events.ruleBlockAppeal',
  method: 'POST',
  path: '/api/events/reporter-blocks/{id}/ruling',
  permission: 'events.arbitrate',
  summary: { zh: '裁定暂停上报的申诉', en: 'Rule on the appeal of a suspended reporter' },
  params,
  body: Type.Object({ lift: Type.Boolean(), answer: Words }),
  response: ReporterBlock,
})

export const getOwnBlock = defineOperation({
  id: 'events.getOwnBlock',
  method: 'GET',
  path: '/api/events/own-block',
  permission: 'signed-in',
  summary: { zh: '我的上报是否被暂停', en: 'Whether the caller may not report' },
  response: Type.Object({ block: nullable(ReporterBlock) }),
})

export const appealBlock = defineOperation({
  id: 'events.appealBlock',
  method: 'POST',
  path: '/api/events/own-block/appeal',
  permission: 'signed-in',
  summary: { zh: '对暂停上报提出申诉', en: 'Appeal against one’s own suspension' },
  body: Type.Object({ text: Words }),
  response: ReporterBlock,
})
