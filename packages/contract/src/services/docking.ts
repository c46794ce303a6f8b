import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Code = Type.String({ minLength: 1, maxLength: 100 })
const params = Type.Object({ id: Id })

/** 目录对照: under which code of the level above an item of here is reported. */
export const ItemMapping = Type.Object({
  systemId: Id,
  systemName: Type.String(),
  remoteCode: Type.String(),
  remoteTitle: Type.String(),
  localCode: nullable(Type.String()),
  state: oneOf('to-review', 'adopted', 'not-here'),
  changedTime: Time,
})
export type ItemMapping = Static<typeof ItemMapping>

export const listItemMappings = defineOperation({
  id: 'services.listItemMappings',
  method: 'GET',
  path: '/api/services/item-mappings',
  permission: 'services.systems',
  summary: { zh: '上级目录对照', en: 'Items of the level above and what they are here' },
  query: Type.Object({
    ...pageQuery,
    system: Type.Optional(Id),
    state: Type.Optional(ItemMapping.properties.state),
  }),
  response: pageOf(ItemMapping),
})

export const saveItemMapping = defineOperation({
  id: 'services.saveItemMapping',
  method: 'PUT',
  path: '/api/services/systems/{id}/item-mappings/{code}',
  permission: 'services.systems',
  summary: { zh: '认领上级事项', en: 'Adopt an item of the level above, or say that it is not done here' },
  params: Type.Object({ id: Id, code: Code }),
  body: Type.Object({
    localCode: nullable(Code),
    remoteTitle: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  }),
  response: ItemMapping,
})

export const pushItemDirectory = defineOperation({
  id: 'services.pushItemDirectory',
  method: 'POST',
  path: '/api/services/systems/{id}/directory',
  permission: 'services.systems',
  summary: { zh: '下发事项目录', en: 'Give the item directory to a platform below' },
  params,
  response: Type.Object({ items: Type.Integer() }),
})

/** 对账: what went up on a day against what the level above has. */
export const SystemReconciliation = Type.Object({
  id: Id,
  systemId: Id,
  systemName: Type.String(),
  kind: oneOf('case', 'rating', 'licence'),
  day: Day,
  local: Type.Integer(),
  accepted: Type.Integer(),
  digestsAgree: Type.Boolean(),
  differences: Type.Array(
    Type.Object({
      messageId: nullable(Id),
      objectId: Type.String(),
      reference: Type.String(),
      reason: Type.String(),
      fields: Type.Array(Type.String()),
    }),
  ),
  time: Time,
})
export type SystemReconciliation = Static<typeof SystemReconciliation>

export const reconcileWithSystem = defineOperation({
  id: 'services.reconcileWithSystem',
  method: 'POST',
  path: '/api/services/systems/{id}/reconciliations',
  permission: 'services.systems',
  summary: { zh: '与上级平台对账', en: 'Compare a day with the level above by count and digest' },
  params,
  body: Type.Object({ day: Day, kind: Type.Optional(SystemReconciliation.properties.kind) }),
  response: SystemReconciliation,
})

export const listSystemReconciliations = defineOperation({
  id: 'services.listSystemReconciliations',
  method: 'GET',
  path: '/api/services/system-reconciliations',
  permission: 'services.systems',
  summary: { zh: '对账记录', en: 'Reconciliations with the level above' },
  query: Type.Object({ ...pageQuery, system: Type.Optional(Id) }),
  response: pageOf(SystemReconciliation),
})

export const listReported = defineOperation({
  id: 'services.listReported',
  method: 'GET',
  path: '/api/services/reported',
  permission: 'services.systems',
  summary: { zh: '下级上报数据', en: 'What platforms below have reported' },
  query: Type.Object({
    ...pageQuery,
    system: Type.Optional(Id),
    kind: Type.Optional(SystemReconciliation.properties.kind),
  }),
  response: pageOf(
    Type.Object({
      systemName: Type.String(),
      kind: SystemReconciliation.properties.kind,
      objectId: Type.String(),
      day: Day,
      number: nullable(Type.String()),
      itemCode: nullable(Type.String()),
      itemTitle: nullable(Type.String()),
      state: nullable(Type.String()),
      grade: nullable(Type.Integer({ description: 'Of a rating, 5 is the best.' })),
      time: Time,
    }),
  ),
})
