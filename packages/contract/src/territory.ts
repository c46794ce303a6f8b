import { type Static, Type } from 'typebox'
import { DivisionCode, Geometry, pageOf, pageQuery } from './common.ts'
import { defineOperation } from './operation.ts'

/** One level of the city: 1 city, 2 district or county, 3 street or town, 4 community or village, 5 grid. */
export const Division = Type.Object({
  code: DivisionCode,
  level: Type.Integer({ minimum: 1, maximum: 5 }),
  name: Type.String(),
  fullName: Type.String({ description: 'Names from the district down, joined.' }),
  kind: Type.String(),
  parentCode: Type.Union([DivisionCode, Type.Null()]),
  population: Type.Integer(),
  areaKm2: Type.Number(),
  centre: Type.Tuple([Type.Number(), Type.Number()]),
})
export type Division = Static<typeof Division>

export const Address = Type.Object({
  id: Type.String(),
  text: Type.String(),
  divisionCode: DivisionCode,
  position: Type.Tuple([Type.Number(), Type.Number()]),
})
export type Address = Static<typeof Address>

export const CalendarDay = Type.Object({
  date: Type.String({ format: 'date' }),
  kind: Type.Union([Type.Literal('workday'), Type.Literal('rest')]),
  note: Type.String(),
})
export type CalendarDay = Static<typeof CalendarDay>

export const listDivisions = defineOperation({
  id: 'territory.listDivisions',
  method: 'GET',
  path: '/api/territory/divisions',
  permission: 'territory.read',
  summary: { zh: '区划与网格列表', en: 'List divisions and grids' },
  query: Type.Object({
    ...pageQuery,
    level: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    parent: Type.Optional(DivisionCode),
  }),
  response: pageOf(Division),
})

export const listDistricts = defineOperation({
  id: 'territory.listDistricts',
  method: 'GET',
  path: '/api/territory/districts',
  permission: 'public',
  summary: { zh: '区县名称与代码', en: 'Names and codes of the districts, which anybody may know' },
  response: Type.Object({
    items: Type.Array(Type.Object({ code: DivisionCode, name: Type.String() })),
  }),
})

export const getDivision = defineOperation({
  id: 'territory.getDivision',
  method: 'GET',
  path: '/api/territory/divisions/{code}',
  permission: 'territory.read',
  summary: { zh: '区划详情与边界', en: 'A division with its boundary' },
  params: Type.Object({ code: DivisionCode }),
  response: Type.Object({
    division: Division,
    ancestors: Type.Array(Division),
    children: Type.Integer(),
    geometry: Geometry,
  }),
})

export const locatePoint = defineOperation({
  id: 'territory.locatePoint',
  method: 'GET',
  path: '/api/territory/locate',
  permission: 'territory.read',
  summary: {
    zh: '按坐标查所属网格及各级区划',
    en: 'The grid that holds a point, and the divisions above it',
  },
  query: Type.Object({
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
  }),
  response: Type.Object({
    divisions: Type.Array(Division),
    boundaryLevels: Type.Array(Type.Integer(), {
      description:
        'Levels on whose boundary the point lies (边界): a hand’s breadth away another division of that level begins. The answer is the same each time.',
    }),
  }),
})

export const listAddresses = defineOperation({
  id: 'territory.listAddresses',
  method: 'GET',
  path: '/api/territory/addresses',
  permission: 'territory.read',
  summary: { zh: '标准地址检索', en: 'Search standard addresses' },
  query: Type.Object(pageQuery),
  response: pageOf(Address),
})

export const listCalendarDays = defineOperation({
  id: 'territory.listCalendarDays',
  method: 'GET',
  path: '/api/territory/calendar-days',
  permission: 'territory.read',
  summary: { zh: '工作日历', en: 'Working-day calendar' },
  query: Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2100 }) }),
  response: Type.Object({ items: Type.Array(CalendarDay) }),
})
