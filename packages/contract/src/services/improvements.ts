import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day } from './shapes.ts'

/** 优化建议: a finding of process mining put before the office of the item, and what became of it (SOC-013). */
export const ItemImprovement = Type.Object({
  id: Id,
  number: Type.String(),
  itemId: Id,
  itemTitle: Type.String(),
  organisationName: Type.String(),
  kind: oneOf('parallel', 'shorten', 'drop-material', 'rework'),
  text: Type.String(),
  state: oneOf('proposed', 'refused', 'accepted', 'done'),
  reason: nullable(Type.String({ description: 'Why it was refused.' })),
  who: nullable(Type.String()),
  measure: nullable(Type.String({ description: 'What is done about it.' })),
  dueDay: nullable(Day),
  isLate: Type.Boolean(),
  doneNote: nullable(Type.String()),
  doneTime: nullable(Time),
  byName: Type.String(),
  time: Time,
})
export type ItemImprovement = Static<typeof ItemImprovement>

const params = Type.Object({ id: Id })
const Words = Type.String({ minLength: 2, maxLength: 500 })

export const proposeImprovement = defineOperation({
  id: 'services.proposeImprovement',
  method: 'POST',
  path: '/api/services/improvements',
  permission: 'services.supervise',
  summary: { zh: '送优化建议给主管单位', en: 'Put a finding before the office of its item' },
  body: Type.Object({
    itemId: Id,
    text: Type.String({ minLength: 1, maxLength: 500, description: 'As the finding reads now.' }),
  }),
  response: ItemImprovement,
  creates: true,
})

export const decideImprovement = defineOperation({
  id: 'services.decideImprovement',
  method: 'POST',
  path: '/api/services/improvements/{id}/decision',
  permission: 'services.examine',
  summary: { zh: '采纳或不采纳优化建议', en: 'Accept a suggestion with who, what and when, or refuse it' },
  params,
  body: Type.Object({
    accepted: Type.Boolean(),
    reason: Type.Optional(Words),
    who: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    measure: Type.Optional(Words),
    dueDay: Type.Optional(Day),
  }),
  response: ItemImprovement,
})

export const finishImprovement = defineOperation({
  id: 'services.finishImprovement',
  method: 'POST',
  path: '/api/services/improvements/{id}/done',
  permission: 'services.examine',
  summary: { zh: '登记优化完成', en: 'Tell that a measure is done' },
  params,
  body: Type.Object({ note: Words }),
  response: ItemImprovement,
})

export const listImprovements = defineOperation({
  id: 'services.listImprovements',
  method: 'GET',
  path: '/api/services/improvements',
  permission: 'signed-in',
  summary: { zh: '优化建议列表', en: 'Suggestions and what became of them' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(ItemImprovement.properties.state) }),
  response: pageOf(ItemImprovement),
})

/** An item over a number of days. */
const Period = Type.Object({
  from: Day,
  to: Day,
  cases: Type.Integer({ description: 'Decided ones among those handed in.' }),
  medianDays: nullable(Type.Number({ description: 'Working days that counted.' })),
  totalDays: nullable(Type.Number({ description: 'Acceptance to decision, days of the calendar.' })),
  waitDays: nullable(Type.Number({ description: 'Of the step that waits longest.' })),
  corrected: nullable(Type.Number({ description: 'Share sent back for completion.' })),
  materials: Type.Integer(),
  promisedDays: Type.Integer(),
  version: Type.Integer(),
})

export const getImprovementEffect = defineOperation({
  id: 'services.getImprovementEffect',
  method: 'GET',
  path: '/api/services/improvements/{id}/effect',
  permission: 'signed-in',
  summary: { zh: '优化前后对比', en: 'As many days before a measure was done as after it' },
  params,
  response: Type.Object({ days: Type.Integer(), before: Period, after: Period }),
})
