import { type Static, Type } from 'typebox'
import { DivisionCode, Id, LocalTextSchema, nullable, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** How a clock of a governance centre is kept. */
export const CentreClock = Type.Object({
  clock: oneOf('accept', 'allocate', 'on-site', 'whistle'),
  due: Type.Integer({ description: 'Tasks whose time is over or that are done.' }),
  inTime: Type.Integer(),
  running: Type.Integer({ description: 'Still running, in time.' }),
  late: Type.Integer({ description: 'Still running, past their time.' }),
  medianMinutes: nullable(Type.Number()),
})
export type CentreClock = Static<typeof CentreClock>

/** A closed-loop score (闭环问效) with what it is made of, in per cent; null where there is nothing to tell from. */
const scored = {
  open: Type.Integer(),
  closed: Type.Integer(),
  absent: Type.Integer({ description: 'Whistles not answered on site in time.' }),
  returned: Type.Integer({ description: 'Tasks given back as not one’s own.' }),
  closedInTime: nullable(Type.Number()),
  firstPass: nullable(Type.Number({ description: 'Closed without being sent back or reopened.' })),
  onSiteInTime: nullable(Type.Number()),
  score: nullable(Type.Number()),
}

export const CentreArea = Type.Object({ code: DivisionCode, name: Type.String(), ...scored })
export type CentreArea = Static<typeof CentreArea>

export const CentreUnit = Type.Object({ organisationId: Id, name: Type.String(), ...scored })
export type CentreUnit = Static<typeof CentreUnit>

export const getGovernanceCentre = defineOperation({
  id: 'cases.getGovernanceCentre',
  method: 'GET',
  path: '/api/cases/governance-centre',
  permission: 'cases.read',
  summary: { zh: '综治中心看板：时钟、争议与闭环问效', en: 'Board of a governance centre' },
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
  }),
  response: Type.Object({
    division: DivisionCode,
    name: Type.String(),
    from: Time,
    to: Time,
    clocks: Type.Array(CentreClock),
    areas: Type.Array(CentreArea),
    units: Type.Array(CentreUnit, { description: 'The fifty with most work.' }),
    disputes: Type.Array(
      Type.Object({
        caseId: Id,
        reference: Type.String(),
        title: Type.String(),
        refusedBy: Type.Array(Type.String()),
        sinceTime: Time,
      }),
      { description: 'Given back a second time, waiting for the ruling of the centre; the oldest twenty.' },
    ),
    method: Type.String(),
  }),
})

/** What became of the warnings of one kind. */
export const RiskOutcome = Type.Object({
  type: Type.String(),
  title: LocalTextSchema,
  rule: Type.String({ description: 'What it is raised by, in words.' }),
  raised: Type.Integer(),
  confirmed: Type.Integer(),
  unconfirmed: Type.Integer(),
  waiting: Type.Integer({ description: 'Not told yet whether it was true.' }),
  hitRate: nullable(Type.Number({ description: 'Confirmed among all raised, per cent.' })),
  precision: nullable(Type.Number({ description: 'Confirmed among those looked into, per cent.' })),
  byCount: Type.Array(
    Type.Object({ count: Type.Integer(), confirmed: Type.Integer(), looked: Type.Integer() }),
    { description: 'By how many events led to it.' },
  ),
})
export type RiskOutcome = Static<typeof RiskOutcome>

export const listRiskOutcomes = defineOperation({
  id: 'cases.listRiskOutcomes',
  method: 'GET',
  path: '/api/cases/risk-outcomes',
  permission: 'cases.read',
  summary: { zh: '风险预警命中率与精确率', en: 'Hit rate and precision of risk warnings' },
  query: Type.Object({
    division: Type.Optional(DivisionCode),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1098 })),
  }),
  response: Type.Object({ items: Type.Array(RiskOutcome), method: Type.String() }),
})
