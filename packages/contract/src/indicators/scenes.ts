import { type Static, Type } from 'typebox'
import { Done, Id, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { AudienceGrade } from './cockpit.ts'

/** What the displays of a wall show together. */
export const WallScene = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 60 }),
  title: Type.String({ minLength: 1, maxLength: 100 }),
  grade: AudienceGrade,
  /** Page ids for each display, played in turn every `seconds`. */
  displays: Type.Array(
    Type.Object({
      display: Type.Integer({ minimum: 1, maximum: 32 }),
      pages: Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: 20 }),
      seconds: Type.Integer({ minimum: 5, maximum: 3600 }),
    }),
    { minItems: 1, maxItems: 32 },
  ),
  /** One key that switches to it. */
  key: Type.Optional(Type.String({ pattern: '^[a-z0-9]$' })),
  /** Shown by itself when an event of this level or above is raised. */
  onLevel: Type.Optional(
    Type.Union([Type.Literal('blue'), Type.Literal('yellow'), Type.Literal('orange'), Type.Literal('red')]),
  ),
  /** After so many minutes the wall returns to its duty scene; 0 stays. */
  minutes: Type.Integer({ minimum: 0, maximum: 1440 }),
})
export type WallScene = Static<typeof WallScene>

export const Wall = Type.Object({
  id: Type.String(),
  title: Type.String(),
  audience: AudienceGrade,
  dutyScene: Type.String(),
  scene: WallScene,
  since: Time,
  until: Type.Union([Time, Type.Null()]),
  why: Type.String(),
  scenes: Type.Array(WallScene),
  schedule: Type.Array(
    Type.Object({
      id: Id,
      scene: Type.String(),
      from: Time,
      to: Time,
      title: Type.String(),
      audience: AudienceGrade,
    }),
  ),
  log: Type.Array(Type.Object({ time: Time, by: Type.String(), what: Type.String() })),
})
export type Wall = Static<typeof Wall>

const idParams = Type.Object({ id: Type.String({ maxLength: 60 }) })

export const getWall = defineOperation({
  id: 'indicators.getWall',
  method: 'GET',
  path: '/api/indicators/walls/{id}',
  permission: 'indicators.read',
  summary: { zh: '大屏状态', en: 'What a wall shows now' },
  params: idParams,
  response: Wall,
})

export const saveScene = defineOperation({
  id: 'indicators.saveScene',
  method: 'PUT',
  path: '/api/indicators/walls/{id}/scenes',
  permission: 'indicators.compose',
  summary: { zh: '保存大屏场景', en: 'Save a scene; pages above its audience are refused' },
  params: idParams,
  body: WallScene,
  response: Wall,
})

export const switchScene = defineOperation({
  id: 'indicators.switchScene',
  method: 'POST',
  path: '/api/indicators/walls/{id}/switch',
  permission: 'indicators.compose',
  summary: { zh: '切换大屏场景', en: 'Switch a wall to a scene' },
  params: idParams,
  body: Type.Object({ scene: Type.String(), audience: Type.Optional(AudienceGrade) }),
  response: Wall,
})

export const scheduleScene = defineOperation({
  id: 'indicators.scheduleScene',
  method: 'POST',
  path: '/api/indicators/walls/{id}/schedule',
  permission: 'indicators.compose',
  summary: { zh: '安排参观场景', en: 'Play a scene for a visit, then return to the duty scene' },
  params: idParams,
  body: Type.Object({
    scene: Type.String(),
    title: Type.String({ minLength: 1, maxLength: 100 }),
    from: Time,
    to: Time,
    audience: AudienceGrade,
  }),
  response: Wall,
})

export const cancelScheduledScene = defineOperation({
  id: 'indicators.cancelScheduledScene',
  method: 'DELETE',
  path: '/api/indicators/walls/{id}/schedule/{entry}',
  permission: 'indicators.compose',
  summary: { zh: '取消参观安排', en: 'Cancel a scheduled scene' },
  params: Type.Object({ id: Type.String(), entry: Id }),
  response: Done,
})

/** A wall shows another scene; its displays switch by themselves. */
export const wallSwitched = defineMessage(
  'indicators.wall-switched',
  Type.Object({ id: Type.String(), scene: Type.String(), why: Type.String() }),
)
