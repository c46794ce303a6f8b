import { type Static, Type } from 'typebox'
import { Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Presence, Track } from './tracks.ts'

/** The track of one person, or who was within a radius of a point, in a window of time. */
export const TrackQuestion = Type.Union([
  Type.Object({ kind: Type.Literal('track'), entityId: Id, from: Time, to: Time }),
  Type.Object({
    kind: Type.Literal('presence'),
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    radiusM: Type.Number({ minimum: 1, maximum: 5_000 }),
    from: Time,
    to: Time,
    entityType: Type.Optional(Type.String()),
  }),
])
export type TrackQuestion = Static<typeof TrackQuestion>

export const trackRequestStates = ['waiting', 'approved', 'refused', 'expired'] as const
const State = Type.Enum([...trackRequestStates])

/** A request to read personal tracks; a second person approves or refuses it. */
export const TrackRequest = Type.Object({
  id: Id,
  question: TrackQuestion,
  entityName: nullable(Type.String()),
  purpose: Type.String(),
  state: State,
  askedTime: Time,
  askerName: Type.String(),
  mine: Type.Boolean(),
  mayDecide: Type.Boolean(),
  decidedTime: nullable(Time),
  deciderName: nullable(Type.String()),
  reason: nullable(Type.String()),
  validUntil: nullable(Time),
  reads: Type.Integer({ description: 'How often the asker has read the answer.' }),
})
export type TrackRequest = Static<typeof TrackRequest>

export const listTrackRequests = defineOperation({
  id: 'sensing.listTrackRequests',
  method: 'GET',
  path: '/api/sensing/track-requests',
  permission: 'signed-in',
  summary: {
    zh: '轨迹查询申请：本人提出的，以及本人可审批的',
    en: 'Requests for tracks: one’s own, and those one may decide on',
  },
  query: Type.Object({ ...pageQuery, state: Type.Optional(State) }),
  response: pageOf(TrackRequest),
})

export const createTrackRequest = defineOperation({
  id: 'sensing.createTrackRequest',
  method: 'POST',
  path: '/api/sensing/track-requests',
  permission: 'sensing.tracks',
  summary: { zh: '申请查询人员轨迹', en: 'Ask for the tracks of people' },
  body: Type.Object({
    question: TrackQuestion,
    purpose: Type.String({ minLength: 2, maxLength: 200, description: 'Why it is asked; recorded.' }),
  }),
  response: TrackRequest,
  creates: true,
})

export const decideTrackRequest = defineOperation({
  id: 'sensing.decideTrackRequest',
  method: 'POST',
  path: '/api/sensing/track-requests/{id}/decision',
  permission: 'sensing.approve-tracks',
  summary: {
    zh: '批准或驳回轨迹查询申请（不能审批本人的申请）',
    en: 'Approve or refuse a request; never one’s own',
  },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    approve: Type.Boolean(),
    reason: Type.Optional(Type.String({ maxLength: 200, description: 'Required when refused.' })),
    validHours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 168,
        default: 24,
        description: 'How long the answer may be read.',
      }),
    ),
  }),
  response: TrackRequest,
})

export const readTrackRequest = defineOperation({
  id: 'sensing.readTrackRequest',
  method: 'GET',
  path: '/api/sensing/track-requests/{id}/result',
  permission: 'sensing.tracks',
  summary: {
    zh: '读取已批准的查询结果（仅申请人，有效期内，每次留痕）',
    en: 'The answer to an approved request: for its asker, while valid; every read is recorded',
  },
  params: Type.Object({ id: Id }),
  query: Type.Object({
    zoom: Type.Optional(Type.Integer({ minimum: 0, maximum: 22, default: 16 })),
    match: Type.Optional(Type.Boolean({ default: false })),
  }),
  response: Type.Object({
    track: nullable(Track),
    presence: nullable(Type.Object({ items: Type.Array(Presence), hidden: Type.Integer() })),
  }),
})
