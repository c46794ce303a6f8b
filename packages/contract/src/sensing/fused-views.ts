import { type Static, Type } from 'typebox'
import { Done, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,30}$', description: 'How expressions call it.' })
const title = Type.String({ minLength: 1, maxLength: 100 })
const unit = Type.String({ maxLength: 30 })

/** Several devices of one place on one panel: flow = speed × section. */
export const FusedViewInput = Type.Object({
  title,
  members: Type.Array(Type.Object({ name, title, datastreamId: Type.Integer({ minimum: 1 }) }), {
    minItems: 1,
    maxItems: 50,
  }),
  constants: Type.Array(Type.Object({ name, title, unit, value: Type.Number() }), {
    maxItems: 50,
    default: [],
  }),
  values: Type.Array(
    Type.Object({
      name,
      title,
      unit,
      expression: Type.String({
        minLength: 1,
        maxLength: 500,
        description:
          'Numbers, + - * / ( ), min max abs sqrt, names of members and constants: `speed * section`.',
      }),
    }),
    { maxItems: 50 },
  ),
})
export type FusedViewInput = Static<typeof FusedViewInput>

export const FusedView = Type.Object({
  id: Id,
  ...FusedViewInput.properties,
  changedTime: Time,
  changedBy: Type.String(),
})
export type FusedView = Static<typeof FusedView>

/** A panel now: what its devices say and what follows from it. */
export const FusedReading = Type.Object({
  view: FusedView,
  members: Type.Array(
    Type.Object({
      name,
      title,
      datastreamId: Type.Integer(),
      thingId: Id,
      thingName: Type.String(),
      position: nullable(Type.Tuple([Type.Number(), Type.Number()])),
      value: nullable(Type.Number()),
      unit,
      time: nullable(Time),
    }),
  ),
  values: Type.Array(
    Type.Object({
      name,
      title,
      unit,
      value: nullable(Type.Number({ description: 'Null when a reading is missing or older than a day.' })),
      time: nullable(Type.String({ description: 'Time of the oldest reading it was computed from.' })),
    }),
  ),
})
export type FusedReading = Static<typeof FusedReading>

const params = Type.Object({ id: Id })

export const listFusedViews = defineOperation({
  id: 'sensing.listFusedViews',
  method: 'GET',
  path: '/api/sensing/fused-views',
  permission: 'sensing.read',
  summary: { zh: '融合面板列表', en: 'Panels of several devices' },
  query: Type.Object(pageQuery),
  response: pageOf(FusedView),
})

export const readFusedView = defineOperation({
  id: 'sensing.readFusedView',
  method: 'GET',
  path: '/api/sensing/fused-views/{id}',
  permission: 'sensing.read',
  summary: { zh: '融合面板当前值与派生值', en: 'A panel with its readings and derived values' },
  params,
  response: FusedReading,
})

export const getFusedSeries = defineOperation({
  id: 'sensing.getFusedSeries',
  method: 'GET',
  path: '/api/sensing/fused-views/{id}/series',
  permission: 'sensing.read',
  summary: { zh: '融合面板派生值的历史曲线', en: 'The past of derived values, in buckets' },
  params,
  query: Type.Object({
    from: Time,
    to: Time,
    points: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000 })),
  }),
  response: Type.Array(
    Type.Object({
      name,
      title,
      unit,
      points: Type.Array(Type.Object({ time: Time, value: nullable(Type.Number()) })),
    }),
  ),
})

export const createFusedView = defineOperation({
  id: 'sensing.createFusedView',
  method: 'POST',
  path: '/api/sensing/fused-views',
  permission: 'sensing.rules',
  summary: { zh: '建立融合面板', en: 'Make a panel' },
  body: FusedViewInput,
  response: FusedView,
  creates: true,
})

export const changeFusedView = defineOperation({
  id: 'sensing.changeFusedView',
  method: 'PUT',
  path: '/api/sensing/fused-views/{id}',
  permission: 'sensing.rules',
  summary: { zh: '修改融合面板', en: 'Change a panel' },
  params,
  body: FusedViewInput,
  response: FusedView,
})

export const deleteFusedView = defineOperation({
  id: 'sensing.deleteFusedView',
  method: 'DELETE',
  path: '/api/sensing/fused-views/{id}',
  permission: 'sensing.rules',
  summary: { zh: '删除融合面板', en: 'Remove a panel' },
  params,
  response: Done,
})
