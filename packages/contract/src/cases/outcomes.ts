import { type Static, Type } from 'typebox'
import { Id, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** What became of a report, for whoever reported: the unit it went to, its reply, and the pictures once the case is closed. */
export const ReportOutcome = Type.Object({
  unit: Type.Union([Type.String(), Type.Null()], { description: 'The unit it was handed to.' }),
  reply: Type.Union([Type.String(), Type.Null()]),
  photos: Type.Array(
    Type.Object({ id: Id, contentType: Type.String(), when: oneOf('before', 'after'), uploadedTime: Time }),
    { description: 'Of the handling and of its check; empty until the case is closed.' },
  ),
})
export type ReportOutcome = Static<typeof ReportOutcome>

export const getReportOutcome = defineOperation({
  id: 'cases.getReportOutcome',
  method: 'GET',
  path: '/api/cases/report-outcomes/{id}',
  permission: 'signed-in',
  summary: { zh: '我的上报：办理单位、答复与处置前后照片', en: 'What became of a report of the caller' },
  params: Type.Object({ id: Id }),
  response: ReportOutcome,
})

export const getOutcomePhoto = defineOperation({
  id: 'cases.getOutcomePhoto',
  method: 'GET',
  path: '/api/cases/report-outcomes/{id}/photos/{photoId}',
  permission: 'signed-in',
  summary: { zh: '我的上报：处置前后照片', en: 'A picture of the outcome of a report' },
  params: Type.Object({ id: Id, photoId: Id }),
  response: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  produces: 'application/octet-stream',
})
