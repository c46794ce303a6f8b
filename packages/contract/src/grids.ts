import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Geometry, Id, oneOf, pageOf, pageQuery, Time } from './common.ts'
import { defineMessage } from './message.ts'
import { defineOperation } from './operation.ts'

const Day = Type.String({ format: 'date', description: 'A day in the city, `2025-04-01`.' })
const Point = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -90, maximum: 90 }),
])
export const CommunityCode = Type.String({ pattern: '^[0-9]{12}$' })
/** GB/T 30428.1: six digits of division, three of street, three of community, three of sequence. */
export const GridCode = Type.String({ pattern: '^[0-9]{15}$' })

export const GridCause = oneOf('imported', 'created', 'split', 'merged', 'redrawn')

/** A grid as it is from one day (included) to another (not included); a later version never alters an earlier one. */
export const GridVersion = Type.Object({
  id: Id,
  code: GridCode,
  name: Type.String(),
  communityCode: CommunityCode,
  version: Type.Integer(),
  cause: GridCause,
  reason: Type.String(),
  fromDate: Day,
  toDate: Type.Union([Day, Type.Null()]),
  areaM2: Type.Number(),
  /** Codes of the grids it was made of. */
  predecessors: Type.Array(GridCode),
  geometry: Geometry,
})
export type GridVersion = Static<typeof GridVersion>

/** What is wrong with a drawing: where, and how large. */
export const GridFault = Type.Object({
  kind: oneOf('overlap', 'gap', 'outside', 'invalid'),
  /** The two grids of an overlap; the grid that lies outside. */
  codes: Type.Array(Type.String()),
  areaM2: Type.Number(),
  geometry: Type.Union([Geometry, Type.Null()]),
  message: Type.String(),
})
export type GridFault = Static<typeof GridFault>

export const GridChange = Type.Object({
  kind: oneOf('create', 'split', 'merge', 'redraw'),
  communityCode: CommunityCode,
  effectiveDate: Day,
  reason: Type.String({ minLength: 2, maxLength: 500 }),
  /** Grids that end on the day: the one that is split, those that are merged, those that are drawn anew. */
  from: Type.Array(GridCode, { maxItems: 50, default: [] }),
  /** Grids that begin on the day. A merge without a drawing is the union of what it is made of; of a split in
   * two, the piece without a drawing is what the drawing of the other leaves. */
  to: Type.Array(
    Type.Object({
      code: Type.Optional(GridCode),
      name: Type.String({ minLength: 1, maxLength: 60 }),
      geometry: Type.Optional(Geometry),
    }),
    { minItems: 1, maxItems: 50 },
  ),
})
export type GridChange = Static<typeof GridChange>

export const GridPost = oneOf(
  'leader',
  'full-time',
  'part-time',
  'police',
  'river-chief',
  'forest-chief',
  'street-chief',
  'maintenance',
)
export type GridPost = Static<typeof GridPost>

/** One who is responsible for a grid, or for everything below a street or community (chiefs). */
export const GridStaff = Type.Object({
  id: Id,
  divisionCode: DivisionCode,
  post: GridPost,
  name: Type.String(),
  phone: Type.String(),
  organisation: Type.String(),
  userId: Type.Union([Id, Type.Null()]),
  duties: Type.Array(Type.String()),
  fromDate: Day,
  toDate: Type.Union([Day, Type.Null()]),
  /** Who stands in on the asked day, when he is on leave. */
  substitute: Type.Union([Type.Object({ name: Type.String(), phone: Type.String() }), Type.Null()]),
})
export type GridStaff = Static<typeof GridStaff>

export const PatrolPlan = Type.Object({
  id: Id,
  gridCode: GridCode,
  title: Type.String(),
  timesPerWeek: Type.Integer(),
  checkpoints: Type.Array(Type.Object({ name: Type.String(), position: Point })),
  doneThisWeek: Type.Integer(),
})
export type PatrolPlan = Static<typeof PatrolPlan>

const codeParams = Type.Object({ code: GridCode })
const idParams = Type.Object({ id: Id })

export const listGrids = defineOperation({
  id: 'territory.listGrids',
  method: 'GET',
  path: '/api/territory/grids',
  permission: 'territory.read',
  summary: { zh: '某日的网格', en: 'The grids of a day' },
  query: Type.Object({
    ...pageQuery,
    parent: Type.Optional(DivisionCode),
    date: Type.Optional(Day),
  }),
  response: pageOf(GridVersion),
})

export const listGridVersions = defineOperation({
  id: 'territory.listGridVersions',
  method: 'GET',
  path: '/api/territory/grids/{code}/versions',
  permission: 'territory.read',
  summary: { zh: '网格的全部版本', en: 'Every version of a grid' },
  params: codeParams,
  response: Type.Object({ items: Type.Array(GridVersion) }),
})

export const checkGridChange = defineOperation({
  id: 'territory.checkGridChange',
  method: 'POST',
  path: '/api/territory/grids/checks',
  permission: 'territory.manage',
  summary: { zh: '校核网格变更（不保存）', en: 'Check a change of grids without saving it' },
  body: GridChange,
  response: Type.Object({ faults: Type.Array(GridFault), gapM2: Type.Number() }),
})

export const changeGrids = defineOperation({
  id: 'territory.changeGrids',
  method: 'POST',
  path: '/api/territory/grids/changes',
  permission: 'territory.manage',
  summary: { zh: '新划、拆分、合并、重划网格', en: 'Create, split, merge or redraw grids' },
  body: GridChange,
  response: Type.Object({ items: Type.Array(GridVersion), gapM2: Type.Number() }),
  creates: true,
})

export const findGridAt = defineOperation({
  id: 'territory.findGridAt',
  method: 'GET',
  path: '/api/territory/grid-at',
  permission: 'territory.read',
  summary: { zh: '某地某时的网格与责任人', en: 'The grid and its people at a place and time' },
  query: Type.Object({
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    time: Type.Optional(Time),
  }),
  response: Type.Object({
    grid: Type.Union([GridVersion, Type.Null()]),
    staff: Type.Array(GridStaff),
  }),
})

export const getGridStatistics = defineOperation({
  id: 'territory.getGridStatistics',
  method: 'GET',
  path: '/api/territory/grid-statistics',
  permission: 'territory.read',
  summary: { zh: '网格覆盖与配员统计', en: 'Coverage and staffing of grids' },
  query: Type.Object({ parent: Type.Optional(DivisionCode) }),
  response: Type.Object({
    grids: Type.Integer(),
    areaM2: Type.Number(),
    withLeader: Type.Integer(),
    staff: Type.Integer(),
    versions: Type.Integer(),
    byParent: Type.Array(
      Type.Object({
        code: DivisionCode,
        name: Type.String(),
        grids: Type.Integer(),
        withLeader: Type.Integer(),
      }),
    ),
  }),
})

export const listGridStaff = defineOperation({
  id: 'territory.listGridStaff',
  method: 'GET',
  path: '/api/territory/grid-staff',
  permission: 'territory.read',
  summary: { zh: '网格队伍', en: 'Staff of grids' },
  query: Type.Object({
    ...pageQuery,
    division: Type.Optional(DivisionCode),
    post: Type.Optional(GridPost),
    date: Type.Optional(Day),
  }),
  response: pageOf(GridStaff),
})

export const saveGridStaff = defineOperation({
  id: 'territory.saveGridStaff',
  method: 'POST',
  path: '/api/territory/grid-staff',
  permission: 'territory.manage',
  summary: { zh: '配备网格人员', en: 'Assign somebody to a grid' },
  body: Type.Object({
    divisionCode: DivisionCode,
    post: GridPost,
    name: Type.String({ minLength: 1, maxLength: 60 }),
    phone: Type.String({ maxLength: 30 }),
    organisation: Type.Optional(Type.String({ maxLength: 100 })),
    userId: Type.Optional(Id),
    duties: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 30 })),
    fromDate: Day,
    toDate: Type.Optional(Day),
  }),
  response: GridStaff,
  creates: true,
})

export const endGridStaff = defineOperation({
  id: 'territory.endGridStaff',
  method: 'POST',
  path: '/api/territory/grid-staff/{id}/end',
  permission: 'territory.manage',
  summary: { zh: '结束网格人员任职', en: 'End an assignment' },
  params: idParams,
  body: Type.Object({ toDate: Day }),
  response: Done,
})

export const saveGridLeave = defineOperation({
  id: 'territory.saveGridLeave',
  method: 'POST',
  path: '/api/territory/grid-staff/{id}/leaves',
  permission: 'territory.manage',
  summary: { zh: '登记请假与代班', en: 'Enter a leave and the substitute' },
  params: idParams,
  body: Type.Object({ fromDate: Day, toDate: Day, substituteId: Id }),
  response: Done,
  creates: true,
})

export const listPatrolPlans = defineOperation({
  id: 'territory.listPatrolPlans',
  method: 'GET',
  path: '/api/territory/patrol-plans',
  permission: 'territory.read',
  summary: { zh: '巡查计划', en: 'Patrol plans' },
  query: Type.Object({ ...pageQuery, division: Type.Optional(DivisionCode) }),
  response: pageOf(PatrolPlan),
})

export const savePatrolPlan = defineOperation({
  id: 'territory.savePatrolPlan',
  method: 'POST',
  path: '/api/territory/patrol-plans',
  permission: 'territory.manage',
  summary: { zh: '制定巡查计划', en: 'Make a patrol plan' },
  body: Type.Object({
    gridCode: GridCode,
    title: Type.String({ minLength: 2, maxLength: 100 }),
    timesPerWeek: Type.Integer({ minimum: 1, maximum: 50 }),
    checkpoints: Type.Array(
      Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }), position: Point }),
      { minItems: 1, maxItems: 50 },
    ),
  }),
  response: PatrolPlan,
  creates: true,
})

const TrackPoint = Type.Object({
  position: Point,
  time: Time,
  accuracyM: Type.Number({ minimum: 0, description: 'Radius of the fix, metres.' }),
})

/** A walk through a grid. Only fixes of ±50 m or better inside the grid count as attendance (GOV-013). */
export const Patrol = Type.Object({
  id: Id,
  planId: Type.Union([Id, Type.Null()]),
  gridCode: GridCode,
  userName: Type.String(),
  startTime: Time,
  endTime: Time,
  points: Type.Integer(),
  countedPoints: Type.Integer(),
  checkIns: Type.Array(Type.Object({ name: Type.String(), time: Time, counted: Type.Boolean() })),
})
export type Patrol = Static<typeof Patrol>

export const recordPatrol = defineOperation({
  id: 'territory.recordPatrol',
  method: 'POST',
  path: '/api/territory/patrols',
  permission: 'territory.survey',
  summary: { zh: '上传巡查轨迹与打卡', en: 'Send a patrol with its track and check-ins' },
  body: Type.Object({
    key: Type.String({ format: 'uuid', description: 'The same key again is the same patrol.' }),
    gridCode: GridCode,
    planId: Type.Optional(Id),
    startTime: Time,
    endTime: Time,
    track: Type.Array(TrackPoint, { maxItems: 5000 }),
    checkIns: Type.Array(
      Type.Object({
        name: Type.String({ maxLength: 60 }),
        position: Point,
        time: Time,
        accuracyM: Type.Number({ minimum: 0 }),
      }),
      { maxItems: 100 },
    ),
  }),
  response: Patrol,
  creates: true,
})

export const listPatrols = defineOperation({
  id: 'territory.listPatrols',
  method: 'GET',
  path: '/api/territory/patrols',
  permission: 'territory.read',
  summary: { zh: '巡查记录', en: 'Patrols' },
  query: Type.Object({ ...pageQuery, division: Type.Optional(DivisionCode) }),
  response: pageOf(Patrol),
})

/** Attendance of a grid worker on a day: only fixes inside the own grid, accurate to 50 m, count (GOV-013). */
export const GridAttendance = Type.Object({
  userId: Id,
  userName: Type.String(),
  day: Type.String({ description: 'YYYY-MM-DD' }),
  gridCodes: Type.Array(GridCode),
  patrols: Type.Integer(),
  points: Type.Integer(),
  countedPoints: Type.Integer(),
  checkIns: Type.Integer({ description: 'Checkpoints that count.' }),
  firstTime: Type.Union([Time, Type.Null()]),
  lastTime: Type.Union([Time, Type.Null()]),
  minutes: Type.Integer({ description: 'From the first to the last fix that counts, of each walk.' }),
  present: Type.Boolean({ description: 'At least one fix counts.' }),
})
export type GridAttendance = Static<typeof GridAttendance>

export const listAttendance = defineOperation({
  id: 'territory.listAttendance',
  method: 'GET',
  path: '/api/territory/attendance',
  permission: 'territory.read',
  summary: { zh: '网格员考勤（本网格内、精度 50 米以内的轨迹点）', en: 'Attendance of grid workers' },
  query: Type.Object({
    ...pageQuery,
    division: Type.Optional(DivisionCode),
    from: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    to: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    absent: Type.Optional(Type.Boolean({ description: 'Only days on which nothing counts.' })),
  }),
  response: pageOf(GridAttendance),
})

/** A department’s own grids, brought in to be made one with the city’s. */
export const GridLayer = Type.Object({
  id: Id,
  department: Type.String(),
  title: Type.String(),
  state: oneOf('open', 'adopted'),
  cells: Type.Integer(),
  matched: Type.Integer(),
  conflicts: Type.Integer(),
  signed: Type.Array(
    Type.Object({ owner: Type.String(), userName: Type.String(), time: Time, comment: Type.String() }),
  ),
  owners: Type.Array(Type.String()),
  importedTime: Time,
})
export type GridLayer = Static<typeof GridLayer>

export const listGridLayers = defineOperation({
  id: 'territory.listGridLayers',
  method: 'GET',
  path: '/api/territory/grid-layers',
  permission: 'territory.read',
  summary: { zh: '部门网格图层', en: 'Grids of departments' },
  response: Type.Object({ items: Type.Array(GridLayer) }),
})

export const importGridLayer = defineOperation({
  id: 'territory.importGridLayer',
  method: 'POST',
  path: '/api/territory/grid-layers',
  permission: 'territory.manage',
  summary: { zh: '导入部门网格（GeoJSON）', en: 'Import a department’s grids (GeoJSON)' },
  body: Type.Object({
    department: Type.String({ minLength: 2, maxLength: 60 }),
    title: Type.String({ minLength: 2, maxLength: 100 }),
    owners: Type.Array(Type.String({ minLength: 2, maxLength: 60 }), { minItems: 1, maxItems: 20 }),
    features: Type.Array(
      Type.Object({
        reference: Type.String({ minLength: 1, maxLength: 60 }),
        name: Type.String({ maxLength: 100 }),
        geometry: Geometry,
      }),
      { minItems: 1, maxItems: 5000 },
    ),
  }),
  response: GridLayer,
  creates: true,
})

/** How a department’s grid lies over the city’s: one row for each city grid it touches. */
export const GridCrosswalk = Type.Object({
  reference: Type.String(),
  name: Type.String(),
  gridCode: Type.Union([GridCode, Type.Null()]),
  gridName: Type.Union([Type.String(), Type.Null()]),
  /** Share of the department’s grid that lies in the city grid, and the reverse. */
  shareOfOld: Type.Number(),
  shareOfNew: Type.Number(),
  areaM2: Type.Number(),
  state: oneOf('same', 'within', 'conflict', 'ruled'),
  ruling: Type.Union([Type.String(), Type.Null()]),
})
export type GridCrosswalk = Static<typeof GridCrosswalk>

export const listGridCrosswalk = defineOperation({
  id: 'territory.listGridCrosswalk',
  method: 'GET',
  path: '/api/territory/grid-layers/{id}/crosswalk',
  permission: 'territory.read',
  summary: { zh: '新旧网格对照与冲突', en: 'Crosswalk of old and new grids' },
  params: idParams,
  query: Type.Object({ ...pageQuery, conflicts: Type.Optional(Type.Boolean()) }),
  response: pageOf(GridCrosswalk),
})

export const ruleGridConflict = defineOperation({
  id: 'territory.ruleGridConflict',
  method: 'POST',
  path: '/api/territory/grid-layers/{id}/rulings',
  permission: 'territory.manage',
  summary: { zh: '裁定网格冲突', en: 'Rule on a conflict of grids' },
  params: idParams,
  body: Type.Object({
    reference: Type.String({ maxLength: 60 }),
    gridCode: GridCode,
    ruling: Type.String({ minLength: 2, maxLength: 500 }),
  }),
  response: Done,
})

export const signGridLayer = defineOperation({
  id: 'territory.signGridLayer',
  method: 'POST',
  path: '/api/territory/grid-layers/{id}/signatures',
  permission: 'territory.manage',
  summary: { zh: '权属单位签认对照表', en: 'Sign off the crosswalk for an owner' },
  params: idParams,
  body: Type.Object({
    owner: Type.String({ maxLength: 60 }),
    comment: Type.String({ maxLength: 500 }),
  }),
  response: GridLayer,
})

/** Grids changed: what is bound by position is bound anew. */
export const gridsChanged = defineMessage(
  'territory.grids-changed',
  Type.Object({ communityCode: CommunityCode, effectiveDate: Day, codes: Type.Array(GridCode) }),
)
