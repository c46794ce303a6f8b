import { type Static, Type } from 'typebox'
import { DivisionCode, Geometry, Id, oneOf, pageOf, pageQuery, Time, WarningLevel } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe, Name, Position } from './shapes.ts'

/** How well a division could cope: who comes, what is in store, how soon. */
export const CopingArea = Type.Object({
  division: DivisionCode,
  name: Type.String(),
  population: Maybe(Type.Integer()),
  firstMinutes: Maybe(
    Type.Number({ description: 'Drive of the nearest free unit to the middle of the area.' }),
  ),
  firstName: Maybe(Type.String()),
  units: Type.Integer({ description: 'Free units that arrive in time.' }),
  people: Type.Integer({ description: 'People of the teams that arrive in time.' }),
  peopleRate: Maybe(Type.Number({ description: 'For 10 000 residents.' })),
  materials: Type.Integer({ description: 'Kinds of goods at or above their minimum within reach.' }),
  short: Type.Array(Type.String(), { description: 'Kinds of goods below their minimum or out of reach.' }),
  scores: Type.Object({ time: Type.Number(), people: Type.Number(), stock: Type.Number() }),
  index: Type.Number(),
  level: Maybe(WarningLevel),
})
export type CopingArea = Static<typeof CopingArea>

export const rateCoping = defineOperation({
  id: 'command.rateCoping',
  method: 'GET',
  path: '/api/command/coping',
  permission: 'command.read',
  summary: { zh: '应对能力评估', en: 'How well each division could cope' },
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    minutes: Type.Optional(Type.Integer({ minimum: 5, maximum: 120, default: 30 })),
  }),
  response: Type.Object({
    division: DivisionCode,
    name: Type.String(),
    minutes: Type.Integer(),
    areas: Type.Array(CopingArea),
    time: Time,
    method: Type.String(),
    limits: Type.String(),
  }),
})

const TypeNames = Type.Array(Type.String({ maxLength: 120 }), { minItems: 1, maxItems: 10 })

/** What is asked: from which facilities, by which means, within how many minutes. */
export const ReachInput = Type.Object({
  title: Name,
  types: TypeNames,
  pace: oneOf('drive', 'walk'),
  minutes: Type.Array(Type.Integer({ minimum: 1, maximum: 120 }), { minItems: 1, maxItems: 5 }),
  division: Type.Optional(DivisionCode),
})
export type ReachInput = Static<typeof ReachInput>

/** Part of a map: an area and the class it is of. */
const Band = Type.Object({ upTo: Type.Number(), areaKm2: Type.Number(), area: Geometry })

export const ReachResult = Type.Object({
  facilities: Type.Integer(),
  bands: Type.Array(Band, {
    description: 'Isochrones: areas reached in so many minutes, each without those before.',
  }),
  communities: Type.Array(
    Type.Object({
      code: DivisionCode,
      name: Type.String(),
      population: Type.Integer(),
      covered: Type.Array(Type.Integer(), { description: 'Residents within each number of minutes.' }),
      meanMinutes: Maybe(Type.Number({ description: 'Weighted by residents; none reached is left out.' })),
    }),
  ),
  population: Type.Integer(),
  covered: Type.Array(Type.Integer()),
  cellM: Type.Integer(),
})
export type ReachResult = Static<typeof ReachResult>

/** One reason for or against a site. */
export const SiteCriterion = Type.Object({
  kind: oneOf('near', 'far', 'people', 'unserved'),
  types: Type.Optional(TypeNames),
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
  full: Type.Optional(
    Type.Number({ minimum: 0, description: 'Minutes (near) or metres (far) that score 100.' }),
  ),
  zero: Type.Optional(
    Type.Number({ minimum: 0, description: 'Minutes (near) or metres (far) that score 0.' }),
  ),
  radiusM: Type.Optional(Type.Number({ minimum: 100, maximum: 10_000 })),
  minutes: Type.Optional(Type.Number({ minimum: 1, maximum: 120 })),
})
export type SiteCriterion = Static<typeof SiteCriterion>

export const SiteInput = Type.Object({
  title: Name,
  pace: oneOf('drive', 'walk'),
  criteria: Type.Array(SiteCriterion, { minItems: 1, maxItems: 8 }),
  division: Type.Optional(DivisionCode),
})
export type SiteInput = Static<typeof SiteInput>

export const SiteResult = Type.Object({
  bands: Type.Array(Band, { description: 'Scores up to 20, 40, 60, 80 and 100.' }),
  best: Type.Array(
    Type.Object({
      rank: Type.Integer(),
      position: Position,
      division: Maybe(DivisionCode),
      name: Type.String(),
      score: Type.Number(),
      parts: Type.Array(
        Type.Object({ value: Maybe(Type.Number()), score: Type.Number(), share: Type.Number() }),
        { description: 'By criterion: what was found, its score, and what it adds to the total.' },
      ),
    }),
  ),
  cells: Type.Integer(),
  cellM: Type.Integer(),
})
export type SiteResult = Static<typeof SiteResult>

/** A map that was computed, kept with what it was computed from. */
export const ReachRun = Type.Object({
  id: Id,
  kind: oneOf('reach', 'site'),
  title: Type.String(),
  division: DivisionCode,
  divisionName: Type.String(),
  input: Type.Union([ReachInput, SiteInput]),
  result: Type.Union([ReachResult, SiteResult]),
  method: Type.String(),
  limits: Type.String(),
  dataTime: Maybe(Type.String({ description: 'When the road register was last changed.' })),
  byName: Type.String(),
  time: Time,
})
export type ReachRun = Static<typeof ReachRun>

export const mapReach = defineOperation({
  id: 'command.mapReach',
  method: 'POST',
  path: '/api/command/reach-maps',
  permission: 'command.simulate',
  summary: { zh: '可达性图：等时圈与覆盖居民', en: 'Isochrones of facilities and residents covered' },
  body: ReachInput,
  response: ReachRun,
  creates: true,
})

export const mapSites = defineOperation({
  id: 'command.mapSites',
  method: 'POST',
  path: '/api/command/site-maps',
  permission: 'command.simulate',
  summary: { zh: '适宜性图：按加权条件给选址打分', en: 'How suitable each place is by weighted criteria' },
  body: SiteInput,
  response: ReachRun,
  creates: true,
})

export const listReachRuns = defineOperation({
  id: 'command.listReachRuns',
  method: 'GET',
  path: '/api/command/reach-runs',
  permission: 'command.read',
  summary: { zh: '可达性与适宜性分析记录', en: 'Maps that were computed' },
  query: Type.Object({ ...pageQuery, kind: Type.Optional(oneOf('reach', 'site')) }),
  response: pageOf(Type.Omit(ReachRun, ['result'])),
})

export const getReachRun = defineOperation({
  id: 'command.getReachRun',
  method: 'GET',
  path: '/api/command/reach-runs/{id}',
  permission: 'command.read',
  summary: { zh: '可达性或适宜性图', en: 'A computed map' },
  params: idParams,
  response: ReachRun,
})
