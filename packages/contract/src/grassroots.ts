import { type Static, Type } from 'typebox'
import { DivisionCode, Id, oneOf, pageOf, pageQuery, Time } from './common.ts'
import { defineOperation } from './operation.ts'

const Point = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -90, maximum: 90 }),
])

/** Facts of a household a visit may correct. */
export const HouseholdField = oneOf('head', 'phone', 'people', 'tenure', 'building', 'room')
export type HouseholdField = Static<typeof HouseholdField>
/** Text, whole number or nothing, as it is: the type is never converted. */
const FactValue = Type.Unsafe<string | number | null>({ type: ['string', 'integer', 'null'], maxLength: 100 })

/** A household as the grid worker knows it: 以楼带房、以户带人. */
export const Household = Type.Object({
  id: Id,
  reference: Type.String(),
  name: Type.String(),
  gridCode: Type.Union([Type.String(), Type.Null()]),
  position: Type.Union([Point, Type.Null()]),
  building: Type.String(),
  room: Type.String(),
  head: Type.String(),
  phone: Type.String(),
  people: Type.Union([Type.Integer(), Type.Null()]),
  tenure: Type.String(),
  tags: Type.Array(Type.String()),
  visits: Type.Integer(),
  lastVisitTime: Type.Union([Time, Type.Null()]),
  verifyTime: Type.Union([Time, Type.Null()], {
    description:
      'When what the last visit confirmed is 180 days old and a visit is due; null when never visited.',
  }),
  toVerify: Type.Boolean({
    description: '待核实: not confirmed for 180 days, a visit task of the grid worker.',
  }),
  version: Type.Integer(),
})
export type Household = Static<typeof Household>

export const Visit = Type.Object({
  id: Id,
  householdId: Id,
  householdName: Type.String(),
  userName: Type.String(),
  visitTime: Time,
  receivedTime: Time,
  text: Type.String(),
  tags: Type.Array(Type.String()),
  changes: Type.Array(
    Type.Object({
      field: HouseholdField,
      base: FactValue,
      value: FactValue,
      outcome: oneOf('applied', 'same', 'conflict'),
    }),
  ),
})
export type Visit = Static<typeof Visit>

/** The field said one thing while the office had written another; both are kept until a person decides. */
export const FieldConflict = Type.Object({
  id: Id,
  visitId: Id,
  householdId: Id,
  householdName: Type.String(),
  field: HouseholdField,
  base: FactValue,
  office: FactValue,
  found: FactValue,
  officeBy: Type.Union([Type.String(), Type.Null()]),
  officeTime: Type.Union([Time, Type.Null()]),
  foundBy: Type.String(),
  foundTime: Time,
  taken: Type.Union([oneOf('office', 'field'), Type.Null()]),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
})
export type FieldConflict = Static<typeof FieldConflict>

const idParams = Type.Object({ id: Id })

export const listHouseholds = defineOperation({
  id: 'entities.listHouseholds',
  method: 'GET',
  path: '/api/entities/households',
  permission: 'territory.survey',
  summary: { zh: '住户列表', en: 'List households' },
  query: Type.Object({
    ...pageQuery,
    division: Type.Optional(DivisionCode),
    toVerify: Type.Optional(
      Type.Boolean({
        description: 'Only visit tasks: households to be verified, those waiting longest first.',
      }),
    ),
  }),
  response: pageOf(Household),
})

export const createHousehold = defineOperation({
  id: 'entities.createHousehold',
  method: 'POST',
  path: '/api/entities/households',
  permission: 'territory.survey',
  summary: { zh: '登记住户', en: 'Register a household' },
  body: Type.Object({
    building: Type.String({ minLength: 1, maxLength: 100 }),
    room: Type.String({ minLength: 1, maxLength: 30 }),
    position: Point,
    head: Type.Optional(Type.String({ maxLength: 60 })),
    phone: Type.Optional(Type.String({ maxLength: 30 })),
    people: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    tags: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 20 })),
  }),
  response: Household,
  creates: true,
})

export const changeHousehold = defineOperation({
  id: 'entities.changeHousehold',
  method: 'PATCH',
  path: '/api/entities/households/{id}',
  permission: 'territory.survey',
  summary: { zh: '修改住户信息', en: 'Change a household' },
  params: idParams,
  body: Type.Object({
    version: Type.Integer(),
    facts: Type.Partial(
      Type.Object({
        head: Type.String({ maxLength: 60 }),
        phone: Type.String({ maxLength: 30 }),
        people: Type.Integer({ minimum: 0, maximum: 100 }),
        tenure: Type.String({ maxLength: 30 }),
        building: Type.String({ maxLength: 100 }),
        room: Type.String({ maxLength: 30 }),
      }),
    ),
  }),
  response: Household,
})

export const recordVisit = defineOperation({
  id: 'entities.recordVisit',
  method: 'POST',
  path: '/api/entities/visits',
  permission: 'territory.survey',
  summary: { zh: '登记走访', en: 'Record a visit' },
  body: Type.Object({
    key: Type.String({ format: 'uuid', description: 'The same key again is the same visit.' }),
    householdId: Id,
    visitTime: Time,
    text: Type.String({ minLength: 1, maxLength: 4000 }),
    tags: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 20 })),
    /** What was found to be different, with what the phone had shown before. */
    changes: Type.Optional(
      Type.Array(Type.Object({ field: HouseholdField, base: FactValue, value: FactValue }), { maxItems: 6 }),
    ),
  }),
  response: Type.Object({ visit: Visit, conflicts: Type.Array(FieldConflict) }),
  creates: true,
})

export const enterResident = defineOperation({
  id: 'entities.enterResident',
  method: 'POST',
  path: '/api/entities/residents',
  permission: 'territory.survey',
  summary: { zh: '采集居民（以户带人）', en: 'Enter a resident of a household' },
  body: Type.Object({
    householdId: Id,
    name: Type.String({ minLength: 2, maxLength: 60 }),
    citizenId: Type.Optional(
      Type.String({ maxLength: 18, description: 'With it the person another source knows is found.' }),
    ),
    phone: Type.Optional(Type.String({ maxLength: 30 })),
  }),
  response: Type.Object({
    outcome: oneOf('created', 'matched', 'linked', 'updated'),
    name: Type.String(),
    address: Type.String(),
    sources: Type.Integer({
      description: 'Sources that know this person now; who they are stays protected.',
    }),
  }),
  creates: true,
})

export const listVisits = defineOperation({
  id: 'entities.listVisits',
  method: 'GET',
  path: '/api/entities/visits',
  permission: 'territory.survey',
  summary: { zh: '走访记录', en: 'List visits' },
  query: Type.Object({
    ...pageQuery,
    division: Type.Optional(DivisionCode),
    householdId: Type.Optional(Id),
  }),
  response: pageOf(Visit),
})

export const listFieldConflicts = defineOperation({
  id: 'entities.listFieldConflicts',
  method: 'GET',
  path: '/api/entities/field-conflicts',
  permission: 'territory.survey',
  summary: { zh: '采集冲突', en: 'Conflicts of what was collected' },
  query: Type.Object({ ...pageQuery, householdId: Type.Optional(Id), open: Type.Optional(Type.Boolean()) }),
  response: pageOf(FieldConflict),
})

export const resolveFieldConflict = defineOperation({
  id: 'entities.resolveFieldConflict',
  method: 'POST',
  path: '/api/entities/field-conflicts/{id}/decision',
  permission: 'territory.survey',
  summary: { zh: '处理采集冲突', en: 'Decide a conflict' },
  params: idParams,
  body: Type.Object({ take: oneOf('office', 'field') }),
  response: FieldConflict,
})

/** A field of a form: asked in the field, or known already and shown only. */
export const FormField = Type.Object({
  title: Type.String(),
  kind: oneOf('text', 'number', 'date', 'choice', 'photo'),
  mode: oneOf('asked', 'prefilled'),
  source: Type.Union([
    Type.Object({
      database: Type.String(),
      type: Type.String(),
      attribute: Type.String(),
      mark: Type.String({ description: '已有来源: 人口库' }),
    }),
    Type.Null(),
  ]),
})
export const FieldForm = Type.Object({
  id: Id,
  title: Type.String(),
  department: Type.String(),
  basis: Type.String(),
  frequency: oneOf('once', 'yearly', 'quarterly', 'monthly', 'weekly', 'daily'),
  divisions: Type.Array(DivisionCode),
  fields: Type.Array(FormField),
  registeredBy: Type.String(),
  registeredTime: Time,
})
export type FieldForm = Static<typeof FieldForm>

export const listFieldForms = defineOperation({
  id: 'entities.listFieldForms',
  method: 'GET',
  path: '/api/entities/field-forms',
  permission: 'territory.read',
  summary: { zh: '基层报表登记', en: 'Forms asked of the grassroots' },
  query: Type.Object(pageQuery),
  response: pageOf(FieldForm),
})

export const registerFieldForm = defineOperation({
  id: 'entities.registerFieldForm',
  method: 'POST',
  path: '/api/entities/field-forms',
  permission: 'territory.ask',
  summary: { zh: '登记基层报表', en: 'Register a form' },
  body: Type.Object({
    title: Type.String({ minLength: 2, maxLength: 100 }),
    department: Type.String({
      minLength: 2,
      maxLength: 100,
      description: 'The caller’s own; only who keeps the register (`territory.manage`) names another.',
    }),
    basis: Type.String({ minLength: 2, maxLength: 500, description: 'The rule it rests on.' }),
    frequency: oneOf('once', 'yearly', 'quarterly', 'monthly', 'weekly', 'daily'),
    divisions: Type.Array(DivisionCode, { maxItems: 50 }),
    fields: Type.Array(
      Type.Object({
        title: Type.String({ minLength: 1, maxLength: 60 }),
        kind: oneOf('text', 'number', 'date', 'choice', 'photo'),
      }),
      { minItems: 1, maxItems: 200 },
    ),
  }),
  response: FieldForm,
  creates: true,
})

export const prefillFieldForm = defineOperation({
  id: 'entities.prefillFieldForm',
  method: 'GET',
  path: '/api/entities/field-forms/{id}/prefilled',
  permission: 'entities.personal',
  summary: { zh: '报表预填值', en: 'What a form is filled with' },
  params: idParams,
  query: Type.Object({ entityId: Id }),
  response: Type.Object({
    values: Type.Array(Type.Object({ title: Type.String(), value: FactValue, readOnly: Type.Boolean() })),
  }),
})

export const getFormLoad = defineOperation({
  id: 'entities.getFormLoad',
  method: 'GET',
  path: '/api/entities/field-form-load',
  permission: 'territory.read',
  summary: { zh: '各村（社区）填报负担', en: 'Load of forms by village' },
  query: Type.Object({ ...pageQuery, division: Type.Optional(DivisionCode) }),
  response: pageOf(
    Type.Object({
      code: DivisionCode,
      name: Type.String(),
      forms: Type.Integer(),
      askedFields: Type.Integer(),
      savedFields: Type.Integer({
        description: 'Fields that need not be asked because a register has them.',
      }),
      fillingsPerYear: Type.Integer({ description: 'Fields to be filled in a year, by one respondent.' }),
    }),
  ),
})
