import { type Static, Type } from 'typebox'
import { Done, Geometry, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const lon = Type.Number({ minimum: -180, maximum: 180, description: 'Longitude, CGCS2000 degrees.' })
const lat = Type.Number({ minimum: -90, maximum: 90, description: 'Latitude, CGCS2000 degrees.' })
const metres = Type.Number({ minimum: 0 })

/** Coordinate systems a phone may report in; everything is stored as CGCS2000 (WGS-84 within decimetres). */
export const CoordinateSystem = Type.Enum(['CGCS2000', 'WGS84', 'GCJ02', 'BD09'])

export const reportPositions = defineOperation({
  id: 'sensing.reportPositions',
  method: 'POST',
  path: '/api/sensing/positions',
  permission: 'public',
  summary: {
    zh: '上报位置（手机等；用户登录，或以 X-Device-Name、X-Device-Key 出示设备凭据）',
    en: 'Report positions, as a signed-in user or with a device credential in X-Device-Name and X-Device-Key',
  },
  body: Type.Object({
    entityId: Id,
    system: Type.Optional(CoordinateSystem),
    positions: Type.Array(
      Type.Object({
        time: Time,
        lon,
        lat,
        speedKmH: Type.Optional(Type.Number({ minimum: 0, maximum: 2_000 })),
        headingDeg: Type.Optional(Type.Number({ minimum: 0, maximum: 360 })),
        accuracyM: Type.Optional(metres),
      }),
      { minItems: 1, maxItems: 1_000 },
    ),
  }),
  response: Type.Object({ stored: Type.Integer(), repeated: Type.Integer(), drifted: Type.Integer() }),
})

/** A position as the map shows it. Hidden ones have neither place nor time. */
export const LivePosition = Type.Object({
  entityId: Id,
  entityType: Type.String(),
  name: Type.String(),
  hidden: Type.Boolean(),
  hiddenReason: nullable(Type.Enum(['off-duty'])),
  time: nullable(Time),
  lon: nullable(Type.Number()),
  lat: nullable(Type.Number()),
  speedKmH: nullable(Type.Number()),
  headingDeg: nullable(Type.Number()),
  status: nullable(Type.Integer({ description: 'Bits of the terminal’s protocol.' })),
  source: nullable(Type.String()),
})
export type LivePosition = Static<typeof LivePosition>

export const listPositions = defineOperation({
  id: 'sensing.listPositions',
  method: 'GET',
  path: '/api/sensing/positions',
  permission: 'sensing.tracks',
  summary: { zh: '实时位置（下班人员隐藏，查询留痕）', en: 'Newest positions; staff off duty are hidden' },
  query: Type.Object({
    ...pageQuery,
    entityType: Type.Optional(Type.String()),
    bbox: Type.Optional(Type.String({ pattern: '^-?[0-9.]+(,-?[0-9.]+){3}$' })),
  }),
  response: pageOf(LivePosition),
})

export const getPosition = defineOperation({
  id: 'sensing.getPosition',
  method: 'GET',
  path: '/api/sensing/positions/{entityId}',
  permission: 'sensing.tracks',
  summary: { zh: '一个对象的实时位置', en: 'The newest position of one entity' },
  params: Type.Object({ entityId: Id }),
  response: LivePosition,
})

const TrackPoint = Type.Object({
  time: Time,
  lon,
  lat,
  speedKmH: nullable(Type.Number()),
  headingDeg: nullable(Type.Number()),
})

/** A ride between two stops, and a stop: not moved more than 50 m for 3 minutes. */
const Trip = Type.Object({
  startTime: Time,
  endTime: Time,
  mileageM: Type.Number(),
  topSpeedKmH: Type.Number(),
})
const Stop = Type.Object({ startTime: Time, endTime: Time, lon, lat, seconds: Type.Number() })

export const Track = Type.Object({
  entityId: Id,
  name: Type.String(),
  points: Type.Array(TrackPoint, { description: 'Without drift points, simplified for the zoom.' }),
  stored: Type.Integer({ description: 'Positions of the window before cleaning and simplifying.' }),
  drifted: Type.Integer(),
  hidden: Type.Integer({ description: 'Positions of off-duty hours, which are left out.' }),
  truncated: Type.Boolean(),
  mileageM: Type.Number(),
  trips: Type.Array(Trip),
  stops: Type.Array(Stop),
  matched: nullable(
    Type.Object({
      geometry: Geometry,
      roads: Type.Array(Type.Object({ id: Id, name: Type.String(), metres: Type.Number() })),
      mileageM: Type.Number(),
      unmatched: Type.Integer({ description: 'Points no road is near enough to.' }),
    }),
  ),
})
export type Track = Static<typeof Track>

const purpose = Type.String({ minLength: 2, maxLength: 200, description: 'Why it is asked; recorded.' })
const approver = Type.String({ minLength: 2, maxLength: 100, description: 'Who approved it; recorded.' })

export const getTrack = defineOperation({
  id: 'sensing.getTrack',
  method: 'GET',
  path: '/api/sensing/tracks/{entityId}',
  permission: 'sensing.tracks',
  summary: {
    zh: '轨迹回放：行程、停留、里程、路网匹配（人员的轨迹须申请并获批准）',
    en: 'Replay of a track: trips, stops, mileage, matched roads; for a person, an approved request is needed',
  },
  params: Type.Object({ entityId: Id }),
  query: Type.Object({
    from: Time,
    to: Time,
    zoom: Type.Optional(Type.Integer({ minimum: 0, maximum: 22, default: 16 })),
    match: Type.Optional(Type.Boolean({ default: false })),
  }),
  response: Track,
})

/** Who was there: an entity and its nearest position to the point within the window. */
export const Presence = Type.Object({
  entityId: Id,
  entityType: Type.String(),
  name: Type.String(),
  firstTime: Time,
  lastTime: Time,
  nearestM: Type.Number(),
  positions: Type.Integer(),
})
export type Presence = Static<typeof Presence>

export const findPresence = defineOperation({
  id: 'sensing.findPresence',
  method: 'POST',
  path: '/api/sensing/track-queries',
  permission: 'sensing.tracks',
  summary: {
    zh: '查询某时段某点周边的车船设备（须填目的与批准人，留痕；人员须申请并获批准）',
    en: 'What was within a radius of a point in a window; purpose and approver are recorded. People are answered to an approved request only',
  },
  body: Type.Object({
    lon,
    lat,
    radiusM: Type.Number({ minimum: 1, maximum: 5_000 }),
    from: Time,
    to: Time,
    entityType: Type.Optional(Type.String()),
    purpose,
    approver,
  }),
  response: Type.Object({
    id: Id,
    items: Type.Array(Presence),
    hidden: Type.Integer(),
    withoutPeople: Type.Boolean({ description: 'No type was asked for: people are left out.' }),
  }),
})

export const TrackQuery = Type.Object({
  id: Id,
  time: Time,
  userName: Type.String(),
  kind: Type.Enum(['position', 'track', 'presence']),
  entityId: nullable(Id),
  entityName: nullable(Type.String()),
  purpose: nullable(Type.String()),
  approver: nullable(Type.String()),
  outcome: Type.Enum(['shown', 'hidden']),
  found: Type.Integer(),
  requestId: nullable(Id),
})
export type TrackQuery = Static<typeof TrackQuery>

export const listTrackQueries = defineOperation({
  id: 'sensing.listTrackQueries',
  method: 'GET',
  path: '/api/sensing/track-queries',
  permission: 'sensing.tracks',
  summary: { zh: '轨迹查询留痕', en: 'Who asked for positions and tracks' },
  query: Type.Object({ ...pageQuery, entityId: Type.Optional(Id) }),
  response: pageOf(TrackQuery),
})

export const findNearestUnits = defineOperation({
  id: 'sensing.findNearestUnits',
  method: 'GET',
  path: '/api/sensing/nearest-units',
  permission: 'sensing.tracks',
  summary: { zh: '按行车时间查找最近的可用力量', en: 'Nearest units by travel time' },
  query: Type.Object({
    lon,
    lat,
    entityType: Type.String(),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
    withinMinutes: Type.Optional(Type.Number({ minimum: 1, maximum: 180, default: 30 })),
    seenWithinMinutes: Type.Optional(Type.Number({ minimum: 1, maximum: 1440, default: 15 })),
  }),
  response: Type.Array(
    Type.Object({
      entityId: Id,
      name: Type.String(),
      lon,
      lat,
      time: Time,
      seconds: Type.Number({ description: 'On the road, with the way to the nearest road on both ends.' }),
      metres: Type.Number(),
      route: Geometry,
    }),
  ),
})

const clock = Type.String({
  pattern: '^([01][0-9]|2[0-4]):[0-5][0-9]$',
  description: 'HH:mm, Asia/Shanghai.',
})

/** Hours of the week; to before from runs over midnight. */
export const TimeWindow = Type.Object({
  weekdays: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { description: 'Monday is 1.' }),
  ),
  from: clock,
  to: clock,
})
export type TimeWindow = Static<typeof TimeWindow>

export const fenceKinds = ['enter', 'leave', 'deviate', 'overspeed', 'overstay'] as const
const FenceKind = Type.Enum([...fenceKinds])

/** A fence or route plan: where, for whom, when, and what is an alarm. */
export const FenceInput = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  kind: FenceKind,
  geometry: Geometry,
  corridorM: Type.Optional(
    Type.Number({ minimum: 5, maximum: 5_000, description: 'deviate: metres on each side of the route.' }),
  ),
  toleranceSeconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 86_400,
      default: 60,
      description: 'Shortest duration that is an alarm.',
    }),
  ),
  speedLimitKmH: Type.Optional(Type.Number({ minimum: 1, maximum: 300 })),
  staySeconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 604_800 })),
  windows: Type.Optional(Type.Array(TimeWindow, { maxItems: 50 })),
  entityTypes: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
  entityIds: Type.Optional(Type.Array(Id, { maxItems: 10_000 })),
  level: Type.Optional(Type.Enum(['blue', 'yellow', 'orange', 'red'])),
})
export type FenceInput = Static<typeof FenceInput>

export const Fence = Type.Object({
  id: Id,
  ...Type.Required(
    Type.Pick(FenceInput, ['name', 'kind', 'geometry', 'toleranceSeconds', 'windows', 'level']),
  ).properties,
  corridorM: nullable(Type.Number()),
  speedLimitKmH: nullable(Type.Number()),
  staySeconds: nullable(Type.Integer()),
  entityTypes: Type.Array(Type.String()),
  entityIds: Type.Array(Id),
  createdTime: Time,
  createdBy: Type.String(),
  openAlarms: Type.Integer(),
})
export type Fence = Static<typeof Fence>

export const listFences = defineOperation({
  id: 'sensing.listFences',
  method: 'GET',
  path: '/api/sensing/fences',
  permission: 'sensing.tracks',
  summary: { zh: '电子围栏与路线列表', en: 'Fences and route plans' },
  query: Type.Object({ ...pageQuery, kind: Type.Optional(FenceKind) }),
  response: pageOf(Fence),
})

export const createFence = defineOperation({
  id: 'sensing.createFence',
  method: 'POST',
  path: '/api/sensing/fences',
  permission: 'sensing.tracks',
  summary: { zh: '设置电子围栏或路线', en: 'Make a fence or route plan' },
  body: FenceInput,
  response: Fence,
  creates: true,
})

export const deleteFence = defineOperation({
  id: 'sensing.deleteFence',
  method: 'DELETE',
  path: '/api/sensing/fences/{id}',
  permission: 'sensing.tracks',
  summary: { zh: '删除电子围栏（告警保留）', en: 'Remove a fence; its alarms stay' },
  params: Type.Object({ id: Id }),
  response: Done,
})

const place = Type.Object({ lon, lat })
export const TrackAlarm = Type.Object({
  id: Id,
  fenceId: Id,
  fenceName: Type.String(),
  kind: FenceKind,
  entityId: Id,
  entityName: Type.String(),
  startTime: Time,
  start: place,
  endTime: nullable(Time),
  end: nullable(place),
  worst: Type.Number({ description: 'Metres off, km/h or seconds, by kind.' }),
})
export type TrackAlarm = Static<typeof TrackAlarm>

export const listTrackAlarms = defineOperation({
  id: 'sensing.listTrackAlarms',
  method: 'GET',
  path: '/api/sensing/track-alarms',
  permission: 'sensing.tracks',
  summary: { zh: '围栏与路线告警', en: 'Alarms of fences and routes' },
  query: Type.Object({
    ...pageQuery,
    entityId: Type.Optional(Id),
    fenceId: Type.Optional(Id),
    open: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(TrackAlarm),
})

export const getDutyHours = defineOperation({
  id: 'sensing.getDutyHours',
  method: 'GET',
  path: '/api/sensing/duty-hours/{entityId}',
  permission: 'sensing.tracks',
  summary: { zh: '人员值勤时段', en: 'Duty hours of a person' },
  params: Type.Object({ entityId: Id }),
  response: Type.Array(TimeWindow),
})

export const saveDutyHours = defineOperation({
  id: 'sensing.saveDutyHours',
  method: 'PUT',
  path: '/api/sensing/duty-hours/{entityId}',
  permission: 'sensing.tracks',
  summary: { zh: '设置人员值勤时段', en: 'Set the duty hours of a person' },
  params: Type.Object({ entityId: Id }),
  body: Type.Object({ windows: Type.Array(TimeWindow, { maxItems: 50 }) }),
  response: Type.Array(TimeWindow),
})

export const TrackRetention = Type.Object({
  entityType: Type.String({ description: '* for every type without a row of its own.' }),
  days: Type.Integer({ minimum: 1, maximum: 36_500 }),
})
export type TrackRetention = Static<typeof TrackRetention>

export const listTrackRetention = defineOperation({
  id: 'sensing.listTrackRetention',
  method: 'GET',
  path: '/api/sensing/track-retention',
  permission: 'sensing.tracks',
  summary: { zh: '轨迹保留期限', en: 'How long positions are kept, by type' },
  response: Type.Array(TrackRetention),
})

export const saveTrackRetention = defineOperation({
  id: 'sensing.saveTrackRetention',
  method: 'PUT',
  path: '/api/sensing/track-retention/{entityType}',
  permission: 'platform.operate',
  summary: { zh: '设置轨迹保留期限', en: 'Set how long positions of a type are kept' },
  params: Type.Object({ entityType: Type.String({ maxLength: 100 }) }),
  body: Type.Omit(TrackRetention, ['entityType']),
  response: TrackRetention,
})
