import { type Static, Type } from 'typebox'
import { DivisionCode, Id, Json, LocalTextSchema, pageOf, pageQuery, Time, WarningLevel } from '../common.ts'
import { SituationReport } from '../event-exchange.ts'
import { defineOperation } from '../operation.ts'
import { idParams, Maybe, Name, Position, Words } from './shapes.ts'

/** Figures of an incident by the id of the fact of its kind, such as `dead` and `loss`. */
export const IncidentFacts = Type.Record(
  Type.String({ maxLength: 40 }),
  Type.Number({ minimum: 0, maximum: 1e9 }),
)
export type IncidentFacts = Static<typeof IncidentFacts>

export const IncidentKindInfo = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  class: Type.String(),
  legalBasis: Type.String(),
  facts: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalTextSchema,
      unit: Type.String({ description: 'UCUM.' }),
      unitLabel: Type.String({ description: 'The unit as people write it.' }),
    }),
  ),
})
export type IncidentKindInfo = Static<typeof IncidentKindInfo>

/** The level the facts ask for, with every reason of that level. */
export const LevelProposal = Type.Object({
  level: WarningLevel,
  reasons: Type.Array(Type.String()),
  legalBasis: Type.String(),
})
export type LevelProposal = Static<typeof LevelProposal>

export const IncidentState = Type.Union([Type.Literal('open'), Type.Literal('ended')])
export type IncidentState = Static<typeof IncidentState>

export const Incident = Type.Object({
  id: Id,
  reference: Type.String({ description: 'The city’s own number, e.g. TF20250601-0001.' }),
  title: Type.String(),
  kind: Type.String(),
  kindTitle: LocalTextSchema,
  state: IncidentState,
  source: Type.String(),
  eventId: Maybe(Id),
  divisionCode: Maybe(DivisionCode),
  divisionName: Maybe(Type.String()),
  position: Maybe(Position),
  isDrill: Type.Boolean({
    description: '【演练】: counted in no statistics, told to nobody outside the drill.',
  }),
  level: Maybe(WarningLevel),
  proposal: LevelProposal,
  facts: IncidentFacts,
  commanderId: Maybe(Id),
  commanderName: Maybe(Type.String()),
  openedTime: Time,
  endedTime: Maybe(Time),
})
export type Incident = Static<typeof Incident>

export const ReportKind = Type.Union([
  Type.Literal('first'),
  Type.Literal('follow-up'),
  Type.Literal('correction'),
  Type.Literal('final'),
])
export type ReportKind = Static<typeof ReportKind>

/** One version of what is known; never changed once written. */
export const IncidentReport = Type.Object({
  id: Id,
  version: Type.Integer(),
  kind: ReportKind,
  facts: IncidentFacts,
  text: Type.String(),
  proposal: LevelProposal,
  byName: Type.String(),
  time: Time,
  digest: Type.String({ description: 'SM3 of the report, kept in the evidence log.' }),
})
export type IncidentReport = Static<typeof IncidentReport>

/** What an officer made of a proposal; proposal and decision both stay. */
export const LevelDecision = Type.Object({
  id: Id,
  proposed: LevelProposal,
  decided: WarningLevel,
  comment: Type.String(),
  byName: Type.String(),
  time: Time,
})
export type LevelDecision = Static<typeof LevelDecision>

/** A line of the log. */
export const IncidentEntry = Type.Object({
  id: Id,
  time: Time,
  act: Type.String(),
  byName: Maybe(Type.String()),
  text: Type.String(),
  detail: Json,
})
export type IncidentEntry = Static<typeof IncidentEntry>

export const listIncidentKinds = defineOperation({
  id: 'command.listIncidentKinds',
  method: 'GET',
  path: '/api/command/incident-kinds',
  permission: 'command.read',
  summary: { zh: '突发事件种类', en: 'List kinds of incidents' },
  response: Type.Array(IncidentKindInfo),
})

export const listIncidents = defineOperation({
  id: 'command.listIncidents',
  method: 'GET',
  path: '/api/command/incidents',
  permission: 'command.read',
  summary: { zh: '突发事件列表', en: 'List incidents' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(IncidentState),
    kind: Type.Optional(Type.String()),
    level: Type.Optional(WarningLevel),
    drill: Type.Optional(Type.Boolean()),
    division: Type.Optional(DivisionCode),
  }),
  response: pageOf(Incident),
})

export const getIncident = defineOperation({
  id: 'command.getIncident',
  method: 'GET',
  path: '/api/command/incidents/{id}',
  permission: 'command.read',
  summary: { zh: '突发事件详情', en: 'An incident with its reports and decisions' },
  params: idParams,
  response: Type.Object({
    incident: Incident,
    reports: Type.Array(IncidentReport),
    decisions: Type.Array(LevelDecision),
  }),
})

export const openIncident = defineOperation({
  id: 'command.openIncident',
  method: 'POST',
  path: '/api/command/incidents',
  permission: 'command.report',
  summary: { zh: '接报突发事件', en: 'Open an incident from an event or a report' },
  body: Type.Object({
    kind: Type.String(),
    title: Name,
    text: Words,
    eventId: Type.Optional(Id),
    source: Type.Optional(Type.String({ maxLength: 40, description: 'phone, 110, 119, county … ' })),
    position: Type.Optional(Position),
    facts: Type.Optional(IncidentFacts),
    drill: Type.Optional(Type.Boolean()),
    participants: Type.Optional(
      Type.Array(Id, {
        maxItems: 100,
        description: 'Contacts who take part in a drill; only they are told.',
      }),
    ),
  }),
  response: Incident,
  creates: true,
})

export const reportIncident = defineOperation({
  id: 'command.reportIncident',
  method: 'POST',
  path: '/api/command/incidents/{id}/reports',
  permission: 'command.report',
  summary: { zh: '续报、核报、终报', en: 'Write the next version of what is known' },
  params: idParams,
  body: Type.Object({ kind: ReportKind, facts: IncidentFacts, text: Words }),
  response: IncidentReport,
  creates: true,
})

export const decideLevel = defineOperation({
  id: 'command.decideLevel',
  method: 'POST',
  path: '/api/command/incidents/{id}/level',
  permission: 'command.direct',
  summary: { zh: '确认或调整等级', en: 'Confirm or change the level' },
  params: idParams,
  body: Type.Object({ level: WarningLevel, comment: Words }),
  response: Incident,
})

export const endIncident = defineOperation({
  id: 'command.endIncident',
  method: 'POST',
  path: '/api/command/incidents/{id}/end',
  permission: 'command.direct',
  summary: { zh: '终止响应', en: 'End the response' },
  params: idParams,
  body: Type.Object({ comment: Words }),
  response: Incident,
})

export const listIncidentLog = defineOperation({
  id: 'command.listIncidentLog',
  method: 'GET',
  path: '/api/command/incidents/{id}/log',
  permission: 'command.read',
  summary: { zh: '突发事件分钟级日志', en: 'The log of an incident, minute by minute' },
  params: idParams,
  query: Type.Object({ until: Type.Optional(Time) }),
  response: Type.Array(IncidentEntry),
})

/** A version of what is known with its limit and whom it was told. */
export const ReportTelling = Type.Object({
  version: Type.Integer(),
  kind: ReportKind,
  dueTime: Time,
  isOverdue: Type.Boolean({ description: 'Told to nobody above, and its limit is over.' }),
  told: Type.Array(SituationReport),
})
export type ReportTelling = Static<typeof ReportTelling>

export const listReportTellings = defineOperation({
  id: 'command.listReportTellings',
  method: 'GET',
  path: '/api/command/incidents/{id}/tellings',
  permission: 'command.read',
  summary: { zh: '信息专报报送情况', en: 'Whom each report was told, and its limit' },
  params: idParams,
  response: Type.Object({
    hasUpper: Type.Boolean({ description: 'Whether a level above is registered.' }),
    items: Type.Array(ReportTelling),
  }),
})

export const tellReport = defineOperation({
  id: 'command.tellReport',
  method: 'POST',
  path: '/api/command/incidents/{id}/tellings',
  permission: 'command.direct',
  summary: {
    zh: '向上级报送、向区县通报',
    en: 'Tell a report to the level above and the counties concerned',
  },
  params: idParams,
  body: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  response: ReportTelling,
})

export const noteSituation = defineOperation({
  id: 'command.noteSituation',
  method: 'POST',
  path: '/api/command/incidents/{id}/notes',
  permission: 'command.report',
  summary: { zh: '报送现场情况', en: 'Send what is seen on the spot' },
  params: idParams,
  body: Type.Object({ text: Words, position: Type.Optional(Position) }),
  response: IncidentEntry,
  creates: true,
})
