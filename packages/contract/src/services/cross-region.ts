import { type Static, Type } from 'typebox'
import { Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { ItemContent } from './items.ts'

const Code = Type.String({ minLength: 1, maxLength: 100 })
const Day = Type.String()

const CrossProgress = Type.Object({
  number: nullable(Type.String()),
  state: Type.String(),
  acceptedTime: nullable(Time),
  dueDay: nullable(Day),
  decidedTime: nullable(Time),
  deliveredTime: nullable(Time),
  decision: nullable(Type.Object({ outcome: Type.String(), number: Type.String(), text: Type.String() })),
  corrections: Type.Array(Type.String()),
  result: nullable(Type.Object({ title: Type.String(), number: Type.String() })),
})

/** 跨区域办件: filed at a window of one city for the office of another. */
export const CrossCase = Type.Object({
  id: Id,
  systemId: Id,
  systemName: Type.String(),
  role: oneOf('sent', 'taken'),
  applicationId: nullable(Id),
  itemCode: Type.String(),
  itemTitle: Type.String(),
  subjectName: Type.String(),
  source: Type.String({ description: 'Where it was filed: 南京窗口.' }),
  state: Type.String({ description: 'sending, not-taken, or the state of the application.' }),
  faults: Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
  progress: nullable(CrossProgress),
  sentTime: Time,
  receivedTime: nullable(Time),
  transferSeconds: nullable(Type.Integer({ description: 'Between filing and receipt; not of the limit.' })),
})
export type CrossCase = Static<typeof CrossCase>

const Materials = Type.Array(
  Type.Object({
    material: Code,
    licence: Type.Optional(
      Type.String({ maxLength: 4_000_000, description: 'A licence file in base64; instead of a file.' }),
    ),
    file: Type.Optional(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 200 }),
        contentType: oneOf('image/jpeg', 'image/png', 'application/pdf'),
        content: Type.String({ maxLength: 4_000_000 }),
      }),
    ),
  }),
  { maxItems: 30 },
)

const params = Type.Object({ id: Id })

export const listCrossItems = defineOperation({
  id: 'services.listCrossItems',
  method: 'GET',
  path: '/api/services/cross-items',
  permission: 'public',
  summary: { zh: '跨区域通办事项', en: 'Items of other cities that can be filed here' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      recognitionId: Id,
      systemId: Id,
      systemName: Type.String(),
      itemCode: Type.String(),
      itemTitle: Type.String(),
      limits: Type.String(),
    }),
  ),
})

export const getCrossItem = defineOperation({
  id: 'services.getCrossItem',
  method: 'GET',
  path: '/api/services/cross-items/{id}',
  permission: 'services.accept',
  summary: { zh: '办理地的表单与材料', en: 'Form and materials of the competent city, asked of it now' },
  params,
  response: Type.Object({
    title: Type.String(),
    fields: ItemContent.properties.fields,
    materials: Type.Array(
      Type.Object({
        material: Type.String(),
        title: Type.String(),
        required: Type.Boolean(),
        local: nullable(
          Type.String({ description: 'Its code here; nothing while no equivalence is in force.' }),
        ),
      }),
    ),
    promisedDays: Type.Integer(),
  }),
})

export const fileCrossCase = defineOperation({
  id: 'services.fileCrossCase',
  method: 'POST',
  path: '/api/services/cross-cases',
  permission: 'services.accept',
  summary: { zh: '代收外地办件', en: 'File for the office of another city; a missing equivalence stops it' },
  body: Type.Object({
    systemId: Id,
    itemCode: Code,
    applicant: Type.Object({
      kind: oneOf('person', 'organisation'),
      name: Type.String({ minLength: 1, maxLength: 100 }),
      number: Type.String({ minLength: 15, maxLength: 20 }),
    }),
    form: Json,
    answers: Type.Optional(Json),
    materials: Materials,
  }),
  response: CrossCase,
  creates: true,
})

export const supplementCrossCase = defineOperation({
  id: 'services.supplementCrossCase',
  method: 'POST',
  path: '/api/services/cross-cases/{id}/supplement',
  permission: 'services.accept',
  summary: { zh: '补正外地办件', en: 'Answer a correction through the window it was filed at' },
  params,
  body: Type.Object({ form: Type.Optional(Json), materials: Type.Optional(Materials) }),
  response: CrossCase,
})

export const listCrossCases = defineOperation({
  id: 'services.listCrossCases',
  method: 'GET',
  path: '/api/services/cross-cases',
  permission: 'services.accept',
  summary: { zh: '跨区域办件', en: 'Applications filed here for others and taken from others' },
  query: Type.Object({ ...pageQuery, role: Type.Optional(CrossCase.properties.role) }),
  response: pageOf(CrossCase),
})

/** 12345 工单跨市转办. */
export const CrossTicket = Type.Object({
  id: Id,
  systemName: Type.String(),
  role: oneOf('sent', 'taken'),
  eventId: Id,
  reference: Type.String(),
  remoteReference: nullable(Type.String()),
  title: Type.String(),
  consent: Type.String(),
  state: oneOf('sending', 'handed-over', 'not-taken', 'closed'),
  answer: nullable(Type.String()),
  sentTime: Time,
  receivedTime: nullable(Time),
  closedTime: nullable(Time),
})
export type CrossTicket = Static<typeof CrossTicket>

export const listCrossCities = defineOperation({
  id: 'services.listCrossCities',
  method: 'GET',
  path: '/api/services/cross-cities',
  permission: 'events.handle',
  summary: { zh: '合作城市', en: 'Cities tickets can be handed over to' },
  response: Type.Object({ items: Type.Array(Type.Object({ id: Id, name: Type.String() })) }),
})

export const handOverTicket = defineOperation({
  id: 'services.handOverTicket',
  method: 'POST',
  path: '/api/services/cross-tickets',
  permission: 'events.handle',
  summary: { zh: '工单转外地12345', en: 'Hand a ticket over to the 12345 of another city, once' },
  body: Type.Object({
    eventId: Id,
    systemId: Id,
    consent: Type.String({ minLength: 2, maxLength: 200, description: 'How the caller agreed.' }),
  }),
  response: CrossTicket,
  creates: true,
})

export const listCrossTickets = defineOperation({
  id: 'services.listCrossTickets',
  method: 'GET',
  path: '/api/services/cross-tickets',
  permission: 'events.handle',
  summary: { zh: '跨市转办工单', en: 'Tickets handed over between cities' },
  query: Type.Object({ ...pageQuery, role: Type.Optional(CrossTicket.properties.role) }),
  response: pageOf(CrossTicket),
})
