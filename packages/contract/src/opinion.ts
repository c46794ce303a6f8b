import { type Static, Type } from 'typebox'
import { Done, Id, LocalTextSchema, oneOf, pageOf, pageQuery, Time } from './common.ts'
import { CityEvent } from './events.ts'
import { defineOperation } from './operation.ts'

const captureTypes = ['text/html', 'text/plain', 'image/png', 'image/jpeg', 'application/pdf'] as const

/** What a posting looked like when it was captured. */
const OpinionCapture = Type.Object({
  fileName: Type.String({ minLength: 1, maxLength: 200 }),
  contentType: oneOf(...captureTypes),
  content: Type.String({ minLength: 4, maxLength: 900_000, description: 'Base64.' }),
})

/** A public text as it was posted; who posted it is not taken. */
export const OpinionText = Type.Object({
  source: Type.String({ minLength: 1, maxLength: 100, description: 'Site, paper or account type.' }),
  url: Type.String({ minLength: 1, maxLength: 1000, description: 'The same address again changes nothing.' }),
  publishedTime: Time,
  title: Type.Optional(Type.String({ maxLength: 200 })),
  text: Type.String({ minLength: 2, maxLength: 20_000 }),
  place: Type.Optional(Type.String({ maxLength: 200, description: 'Place the text is marked with.' })),
  capture: Type.Optional(OpinionCapture),
})
export type OpinionText = Static<typeof OpinionText>

/** What became of a batch of texts. */
export const OpinionTaken = Type.Object({
  taken: Type.Integer(),
  known: Type.Integer({ description: 'Addresses that were taken before.' }),
  contents: Type.Integer({ description: 'Contents that were new; the other texts are posted again.' }),
  topicIds: Type.Array(Id),
  alerts: Type.Array(Id, { description: 'Topics that have burst with this batch.' }),
  faults: Type.Array(Type.Object({ line: Type.Integer(), message: Type.String() })),
})
export type OpinionTaken = Static<typeof OpinionTaken>

export const OpinionTopic = Type.Object({
  id: Id,
  eventType: Type.String(),
  typeTitle: LocalTextSchema,
  title: Type.String(),
  divisionCode: Type.Union([Type.String(), Type.Null()]),
  divisionName: Type.Union([Type.String(), Type.Null()]),
  terms: Type.Array(Type.String()),
  heat: Type.Integer({ description: 'All postings, also those that repeat a content.' }),
  contents: Type.Integer({ description: 'Different contents.' }),
  firstSource: Type.String(),
  firstTime: Time,
  lastTime: Time,
  burst: Type.Union([
    Type.Object({
      time: Time,
      count: Type.Integer({ description: 'Texts within one hour.' }),
      average: Type.Number({ description: 'Texts an hour before, over at most 7 days.' }),
    }),
    Type.Null(),
  ]),
  eventId: Type.Union([Id, Type.Null()]),
  eventReference: Type.Union([Type.String(), Type.Null()]),
  closedTime: Type.Union([Time, Type.Null()]),
})
export type OpinionTopic = Static<typeof OpinionTopic>

export const OpinionContent = Type.Object({
  id: Id,
  title: Type.String(),
  text: Type.String(),
  place: Type.Union([Type.String(), Type.Null()]),
  divisionName: Type.Union([Type.String(), Type.Null()]),
  spread: Type.Integer(),
  firstSource: Type.String(),
  firstUrl: Type.String(),
  firstTime: Time,
})
export type OpinionContent = Static<typeof OpinionContent>

/** A captured page, picture or attachment with the hash it had. */
export const OpinionEvidence = Type.Object({
  id: Id,
  url: Type.String(),
  fileName: Type.String(),
  contentType: Type.String(),
  size: Type.Integer(),
  sm3: Type.String(),
  capturedTime: Time,
  capturedBy: Type.String(),
  bySource: Type.Boolean(),
  keptTime: Time,
})
export type OpinionEvidence = Static<typeof OpinionEvidence>

/** One posting of a topic, and whether it is gone where it was. */
export const OpinionPosting = Type.Object({
  id: Id,
  source: Type.String(),
  url: Type.String(),
  title: Type.String(),
  publishedTime: Time,
  goneTime: Type.Union([Time, Type.Null()]),
  goneBy: Type.Union([Type.String(), Type.Null()]),
  goneNote: Type.Union([Type.String(), Type.Null()]),
})
export type OpinionPosting = Static<typeof OpinionPosting>

const OpinionActKind = oneOf('verified', 'responded', 'published', 'tracked', 'closed')

export const OpinionAct = Type.Object({
  id: Id,
  kind: OpinionActKind,
  text: Type.String(),
  url: Type.Union([Type.String(), Type.Null()]),
  userName: Type.String(),
  time: Time,
})
export type OpinionAct = Static<typeof OpinionAct>

/** What is watched for, and when it is too much. */
export const OpinionWatch = Type.Object({
  eventType: Type.String(),
  typeTitle: LocalTextSchema,
  keywords: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
    maxItems: 100,
    description: 'Empty: what no other watch takes.',
  }),
  exclusions: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { maxItems: 100 }),
  least: Type.Integer({ minimum: 2, maximum: 100_000, description: 'Fewest texts in an hour.' }),
  factor: Type.Number({ minimum: 1, maximum: 1000, description: 'Times the average of an hour.' }),
  active: Type.Boolean(),
})
export type OpinionWatch = Static<typeof OpinionWatch>

const idParams = Type.Object({ id: Id })
const texts = Type.Array(OpinionText, { minItems: 1, maxItems: 500 })

export const takeOpinionTexts = defineOperation({
  id: 'events.takeOpinionTexts',
  method: 'POST',
  path: '/api/events/opinion/texts',
  permission: 'events.intake',
  summary: { zh: '接入舆情文本', en: 'Take public texts' },
  body: Type.Object({ texts }),
  response: OpinionTaken,
})

export const pushOpinionTexts = defineOperation({
  id: 'events.pushOpinionTexts',
  method: 'POST',
  path: '/api/events/opinion/pushed-texts',
  permission: 'public',
  summary: { zh: '接入舆情文本（凭接入密钥）', en: 'Take public texts, by the key of an intake client' },
  body: Type.Object({ key: Type.String({ maxLength: 200 }), texts }),
  response: OpinionTaken,
})

export const importOpinionFile = defineOperation({
  id: 'events.importOpinionFile',
  method: 'POST',
  path: '/api/events/opinion/files',
  permission: 'events.handle',
  summary: { zh: '导入舆情文件（JSONL 或 CSV）', en: 'Import a file of public texts' },
  body: Type.Object({
    format: oneOf('jsonl', 'csv'),
    content: Type.String({
      minLength: 1,
      maxLength: 900_000,
      description: 'Columns source, url, publishedTime, title, text, place; others are not read.',
    }),
  }),
  response: OpinionTaken,
})

export const listOpinionTopics = defineOperation({
  id: 'events.listOpinionTopics',
  method: 'GET',
  path: '/api/events/opinion/topics',
  permission: 'events.read',
  summary: { zh: '舆情专题', en: 'Topics of public opinion' },
  query: Type.Object({
    ...pageQuery,
    division: Type.Optional(Type.String({ maxLength: 15 })),
    state: Type.Optional(oneOf('burst', 'watching', 'closed')),
  }),
  response: pageOf(OpinionTopic),
})

export const getOpinionTopic = defineOperation({
  id: 'events.getOpinionTopic',
  method: 'GET',
  path: '/api/events/opinion/topics/{id}',
  permission: 'events.read',
  summary: { zh: '舆情专题详情', en: 'A topic with its heat, sources and contents' },
  params: idParams,
  response: Type.Object({
    topic: OpinionTopic,
    hours: Type.Array(Type.Object({ time: Time, count: Type.Integer() }), {
      description: 'Texts by hour, at most the last 7 days.',
    }),
    sources: Type.Array(Type.Object({ source: Type.String(), count: Type.Integer() })),
    contents: Type.Array(OpinionContent, { description: 'The 50 that spread most.' }),
    related: Type.Array(CityEvent, {
      description: 'Events and complaints in words, place and time near it.',
    }),
    acts: Type.Array(OpinionAct),
  }),
})

export const noteOpinionAct = defineOperation({
  id: 'events.noteOpinionAct',
  method: 'POST',
  path: '/api/events/opinion/topics/{id}/acts',
  permission: 'events.handle',
  summary: { zh: '登记舆情处置', en: 'Note what was done about a topic' },
  params: idParams,
  body: Type.Object({
    kind: OpinionActKind,
    text: Type.String({ minLength: 1, maxLength: 4000 }),
    url: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  response: OpinionTopic,
})

export const listOpinionWatches = defineOperation({
  id: 'events.listOpinionWatches',
  method: 'GET',
  path: '/api/events/opinion/watches',
  permission: 'events.read',
  summary: { zh: '舆情监测设置', en: 'What is watched for' },
  response: Type.Array(OpinionWatch),
})

export const saveOpinionWatch = defineOperation({
  id: 'events.saveOpinionWatch',
  method: 'PUT',
  path: '/api/events/opinion/watches/{type}',
  permission: 'events.handle',
  summary: { zh: '修改舆情监测设置', en: 'Change what is watched for' },
  params: Type.Object({ type: Type.String({ maxLength: 100 }) }),
  body: Type.Omit(OpinionWatch, ['eventType', 'typeTitle']),
  response: Done,
})

/** 舆情日报、周报: what was said in a span, from what was taken; it judges nobody’s opinion. */
export const OpinionReport = Type.Object({
  title: Type.String(),
  from: Time,
  to: Time,
  texts: Type.Integer(),
  contents: Type.Integer(),
  before: Type.Integer({ description: 'Texts of the span of the same length before.' }),
  sources: Type.Array(Type.Object({ source: Type.String(), count: Type.Integer() })),
  topics: Type.Array(
    Type.Object({
      topic: OpinionTopic,
      texts: Type.Integer({ description: 'Within the span.' }),
      acts: Type.Array(OpinionAct),
    }),
  ),
  text: Type.String({ description: 'The report in words.' }),
})
export type OpinionReport = Static<typeof OpinionReport>

const reportQuery = Type.Object({
  kind: oneOf('day', 'week', 'special'),
  day: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'Last day of the span.' }),
  topic: Type.Optional(Id),
})

export const getOpinionReport = defineOperation({
  id: 'events.getOpinionReport',
  method: 'GET',
  path: '/api/events/opinion/report',
  permission: 'events.read',
  summary: { zh: '舆情日报、周报与专报', en: 'Report of a day or week, or of one topic' },
  query: reportQuery,
  response: OpinionReport,
})

export const listOpinionPostings = defineOperation({
  id: 'events.listOpinionPostings',
  method: 'GET',
  path: '/api/events/opinion/topics/{id}/postings',
  permission: 'events.read',
  summary: { zh: '专题的各条发布与删除记录', en: 'Postings of a topic, and those that are gone' },
  params: idParams,
  query: Type.Object({ ...pageQuery, gone: Type.Optional(Type.Boolean()) }),
  response: pageOf(OpinionPosting),
})

export const noteOpinionGone = defineOperation({
  id: 'events.noteOpinionGone',
  method: 'POST',
  path: '/api/events/opinion/postings/{id}/removal',
  permission: 'events.handle',
  summary: { zh: '登记原文已删除', en: 'Note that a posting is gone where it was' },
  params: idParams,
  body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 400 }) }),
  response: OpinionPosting,
})

export const listOpinionEvidence = defineOperation({
  id: 'events.listOpinionEvidence',
  method: 'GET',
  path: '/api/events/opinion/topics/{id}/evidence',
  permission: 'events.read',
  summary: { zh: '专题的存证', en: 'What was captured of a topic' },
  params: idParams,
  response: Type.Array(OpinionEvidence),
})

export const keepOpinionEvidence = defineOperation({
  id: 'events.keepOpinionEvidence',
  method: 'POST',
  path: '/api/events/opinion/topics/{id}/evidence',
  permission: 'events.handle',
  summary: { zh: '存证：截图、网页或附件', en: 'Keep a captured page, picture or attachment' },
  params: idParams,
  body: Type.Object({
    url: Type.String({ minLength: 1, maxLength: 1000 }),
    capturedTime: Type.Optional(Time),
    ...OpinionCapture.properties,
  }),
  response: OpinionEvidence,
  creates: true,
})

export const getOpinionEvidence = defineOperation({
  id: 'events.getOpinionEvidence',
  method: 'GET',
  path: '/api/events/opinion/evidence/{id}/file',
  permission: 'events.read',
  summary: { zh: '下载存证原件', en: 'The captured file, byte for byte' },
  params: idParams,
  response: Type.Unsafe<Uint8Array>({}),
  produces: 'application/octet-stream',
})

export const checkOpinionEvidence = defineOperation({
  id: 'events.checkOpinionEvidence',
  method: 'POST',
  path: '/api/events/opinion/evidence/{id}/checks',
  permission: 'events.read',
  summary: { zh: '核验存证', en: 'Whether a captured file is as it was kept' },
  params: idParams,
  response: Type.Object({
    intact: Type.Boolean(),
    sm3: Type.String({ description: 'Of the file as it is now.' }),
    kept: Type.String({ description: 'As it was kept.' }),
    entryId: Type.Union([Id, Type.Null()], { description: 'Its entry in the ledger.' }),
  }),
})

export const downloadOpinionReport = defineOperation({
  id: 'events.downloadOpinionReport',
  method: 'GET',
  path: '/api/events/opinion/report.pdf',
  permission: 'events.read',
  summary: { zh: '舆情日报、周报、专报文件（PDF）', en: 'A report as a document' },
  query: reportQuery,
  response: Type.Unsafe<Uint8Array>({}),
  produces: 'application/pdf',
})
