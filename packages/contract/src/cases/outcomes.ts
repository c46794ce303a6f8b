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

const Share = Type.Number({ minimum: 0, maximum: 1 })

export const maskAttachment = defineOperation({
  id: 'cases.maskAttachment',
  method: 'PUT',
  path: '/api/cases/attachments/{id}/public-copy',
  permission: 'cases.check',
  summary: {
    zh: '遮挡照片中的人脸与车牌，公开遮挡后的副本',
    en: 'Keep a copy with faces and plates hidden, shown outside',
  },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    contentType: oneOf('image/jpeg', 'image/png'),
    content: Type.String({ maxLength: 8_000_000, description: 'The copy, base64.' }),
    areas: Type.Array(Type.Object({ x: Share, y: Share, width: Share, height: Share }), {
      minItems: 1,
      maxItems: 50,
      description: 'What was hidden, as shares of width and height.',
    }),
  }),
  response: Type.Object({ sm3: Type.String({ description: 'Of the copy.' }) }),
})
