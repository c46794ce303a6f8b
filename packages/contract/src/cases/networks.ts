import { type Static, Type } from 'typebox'
import { Bbox, DivisionCode, Id, nullable, oneOf, pageOf, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** The three networks of city operation: social governance, digital urban management, emergency (PLT-089). */
export const CityNetwork = oneOf('governance', 'urban', 'emergency')
export type CityNetwork = Static<typeof CityNetwork>

export const NetworkRecordKind = oneOf('event', 'case', 'hotline', 'exchange')
export type NetworkRecordKind = Static<typeof NetworkRecordKind>

/** One open matter; an event and the case opened for it are one record, which opens at the event. */
export const NetworkRecord = Type.Object({
  id: Id,
  page: oneOf('events', 'cases'),
  kind: NetworkRecordKind,
  network: CityNetwork,
  reference: Type.String(),
  title: Type.String(),
  level: nullable(WarningLevel),
  state: Type.String(),
  divisionName: nullable(Type.String()),
  position: nullable(Type.Tuple([Type.Number(), Type.Number()])),
  time: Time,
})
export type NetworkRecord = Static<typeof NetworkRecord>

const perNetwork = { governance: Type.Integer(), urban: Type.Integer(), emergency: Type.Integer() }

const filters = {
  network: Type.Optional(CityNetwork),
  kind: Type.Optional(NetworkRecordKind),
  level: Type.Optional(WarningLevel),
  division: Type.Optional(DivisionCode),
}

export const NetworkMap = Type.Object({
  counts: Type.Array(
    Type.Object({
      network: CityNetwork,
      kind: NetworkRecordKind,
      level: nullable(WarningLevel),
      count: Type.Integer(),
    }),
    { description: 'Of everything the filter and the caller’s divisions allow, with or without a place.' },
  ),
  divisions: Type.Array(Type.Object({ code: DivisionCode, name: Type.String(), ...perNetwork }), {
    description: 'The same, by the divisions below the one chosen.',
  }),
  squares: Type.Array(
    Type.Object({
      position: Type.Tuple([Type.Number(), Type.Number()]),
      count: Type.Integer(),
      ...perNetwork,
    }),
    { description: 'Of the box, one for each square; none where `points` are given.' },
  ),
  points: Type.Array(NetworkRecord, {
    description: 'Of the box, each by itself, when there are no more than 200.',
  }),
})
export type NetworkMap = Static<typeof NetworkMap>

export const getNetworkMap = defineOperation({
  id: 'cases.getNetworkMap',
  method: 'GET',
  path: '/api/cases/network-map',
  permission: 'events.read',
  summary: { zh: '三网融合一图', en: 'Open matters of the three networks by place, counted on the server' },
  query: Type.Object({
    ...filters,
    bbox: Bbox,
    zoom: Type.Number({ minimum: 0, maximum: 22 }),
  }),
  response: NetworkMap,
})

export const listNetworkRecords = defineOperation({
  id: 'cases.listNetworkRecords',
  method: 'GET',
  path: '/api/cases/network-records',
  permission: 'events.read',
  summary: { zh: '三网事项清单', en: 'Open matters of the three networks in a box, newest first' },
  query: Type.Object({
    ...filters,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_000, default: 0 })),
    bbox: Type.Optional(Bbox),
  }),
  response: pageOf(NetworkRecord),
})
