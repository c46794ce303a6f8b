import { type Static, Type } from 'typebox'
import { Done, Id, LocalTextSchema, oneOf, pageOf, pageQuery, Time } from './common.ts'
import { CityEvent } from './events.ts'
import { defineOperation } from './operation.ts'

/** A public text as it was posted; who posted it is not taken. */
export const OpinionText = Type.Object({
  source: Type.String({ minLength: 1, maxLength: 100, description: 'Site, paper or account type.' }),
  url: Type.String({ minLength: 1, maxLength: 1000, description: 'The same address again changes nothing.' }),
  publishedTime: Time,
  title: Type.Optional(Type.String({ maxLength: 200 })),
  text: Type.String({ minLength: 2, maxLength: 20_000 }),
  place: Type.Optional(Type.String({ maxLength: 200, description: 'Place the text is marked with.' })),
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

export const getOpinionReport = defineOperation({
  id: 'events.getOpinionReport',
  method: 'GET',
  path: '/api/events/opinion/report',
  permission: 'events.read',
  summary: { zh: '舆情日报、周报与专报', en: 'Report of a day or week, or of one topic' },
  query: Type.Object({
    kind: oneOf('day', 'week', 'special'),
    day: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'Last day of the span.' }),
    topic: Type.Optional(Id),
  }),
  response: OpinionReport,
})
