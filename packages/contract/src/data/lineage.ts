import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** What lineage runs between. A batch is a file or delivery as it came; an api an interface others call. */
export const LineageKind = oneOf('dataset', 'batch', 'source', 'indicator', 'api', 'report')
export type LineageKind = Static<typeof LineageKind>

const NodeId = Type.String({ minLength: 1, maxLength: 200 })
const FieldOrWhole = Type.String({ maxLength: 64, description: 'Column; empty for the whole.' })

export const LineageNode = Type.Object({
  kind: LineageKind,
  id: NodeId,
  field: FieldOrWhole,
  name: Type.String(),
  fieldTitle: Type.Union([Type.String(), Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  level: Type.Integer({ description: 'Steps from what was asked: negative upstream, positive downstream.' }),
})
export type LineageNode = Static<typeof LineageNode>

export const LineageEdge = Type.Object({
  id: Id,
  from: Type.Object({ kind: LineageKind, id: NodeId, field: FieldOrWhole }),
  to: Type.Object({ kind: LineageKind, id: NodeId, field: FieldOrWhole }),
  via: Type.String({ description: 'What makes one from the other.' }),
  ruleVersion: Type.Union([Type.String(), Type.Null()]),
  isManual: Type.Boolean({ description: 'Drawn by a person, not taken from a pipeline.' }),
  lastRun: Type.Union([Type.Object({ runId: Id, time: Time }), Type.Null()]),
  validFrom: Time,
  validTo: Type.Union([Time, Type.Null()]),
})
export type LineageEdge = Static<typeof LineageEdge>

const start = {
  kind: LineageKind,
  id: NodeId,
  field: Type.Optional(FieldOrWhole),
  asOf: Type.Optional(Time),
}

export const getLineage = defineOperation({
  id: 'data.getLineage',
  method: 'GET',
  path: '/api/data/lineage',
  permission: 'data.read',
  summary: { zh: '数据血缘', en: 'Lineage' },
  query: Type.Object({
    ...start,
    direction: Type.Optional(oneOf('both', 'upstream', 'downstream')),
    depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 12, default: 6 })),
  }),
  response: Type.Object({ nodes: Type.Array(LineageNode), edges: Type.Array(LineageEdge) }),
})

/** Things with the most edges now, for a page that is opened without asking for one. */
export const listLineageHubs = defineOperation({
  id: 'data.listLineageHubs',
  method: 'GET',
  path: '/api/data/lineage/hubs',
  permission: 'data.read',
  summary: { zh: '血缘关系最多的数据资源', en: 'Datasets with the most lineage' },
  response: Type.Array(
    Type.Object({ kind: LineageKind, id: NodeId, name: Type.String(), edges: Type.Integer() }),
  ),
})

export const getImpact = defineOperation({
  id: 'data.getImpact',
  method: 'GET',
  path: '/api/data/lineage/impact',
  permission: 'data.read',
  summary: { zh: '变更影响分析', en: 'What a change would touch' },
  query: Type.Object(start),
  response: Type.Object({
    datasets: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        organisationName: Type.String(),
        fields: Type.Array(Type.String()),
        fieldTitles: Type.Record(Type.String(), Type.String(), {
          description: 'What the fields are called, by name.',
        }),
        apis: Type.Array(Type.String(), { description: 'Interfaces over it.' }),
      }),
    ),
    apis: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    indicators: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    reports: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  }),
})

export const TraceStep = Type.Object({
  kind: LineageKind,
  id: Type.String(),
  name: Type.String(),
  state: Type.String({ description: 'Period of an indicator, number of a version.' }),
  runId: Type.Union([Id, Type.Null()], { description: 'The run that made it.' }),
  runTime: Type.Union([Time, Type.Null()]),
  via: Type.Union([Type.String(), Type.Null()]),
  ruleVersion: Type.Union([Type.String(), Type.Null()]),
  depth: Type.Integer(),
})

export const traceValue = defineOperation({
  id: 'data.traceValue',
  method: 'GET',
  path: '/api/data/lineage/trace',
  permission: 'data.read',
  summary: { zh: '追溯数值来源', en: 'Trace a value to where it came from' },
  query: Type.Object({
    kind: LineageKind,
    id: NodeId,
    state: Type.Optional(
      Type.String({ maxLength: 80, description: 'Period or id of a version; the latest unless given.' }),
    ),
  }),
  response: Type.Object({ steps: Type.Array(TraceStep) }),
})

const end = Type.Object({
  kind: LineageKind,
  id: NodeId,
  field: FieldOrWhole,
  name: Type.Optional(Type.String({ maxLength: 200 })),
})

export const addLineage = defineOperation({
  id: 'data.addLineage',
  method: 'POST',
  path: '/api/data/lineage/edges',
  permission: 'data.own',
  summary: { zh: '人工补充血缘', en: 'Draw an edge of lineage by hand' },
  body: Type.Object({ from: end, to: end, note: Type.String({ minLength: 2, maxLength: 500 }) }),
  response: LineageEdge,
  creates: true,
})

export const endLineage = defineOperation({
  id: 'data.endLineage',
  method: 'POST',
  path: '/api/data/lineage/edges/{id}/end',
  permission: 'data.own',
  summary: { zh: '终止人工血缘', en: 'End an edge drawn by hand' },
  params: Type.Object({ id: Id }),
  response: Done,
})

export const listSchemaChanges = defineOperation({
  id: 'data.listSchemaChanges',
  method: 'GET',
  path: '/api/data/schema-changes',
  permission: 'data.read',
  summary: { zh: '结构变更记录', en: 'Changes of columns' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset, dataset: Type.Optional(Id) }),
  response: pageOf(
    Type.Object({
      id: Id,
      datasetId: Id,
      datasetName: Type.String(),
      time: Time,
      changes: Type.Array(
        Type.Object({
          field: Type.String(),
          what: oneOf('added', 'removed', 'type', 'title', 'key'),
          before: Type.Union([Type.String(), Type.Null()]),
          after: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
    }),
  ),
})

export const getMetadataCompleteness = defineOperation({
  id: 'data.getMetadataCompleteness',
  method: 'GET',
  path: '/api/data/metadata-completeness',
  permission: 'data.read',
  summary: { zh: '元数据完整度', en: 'How complete the metadata of each unit are' },
  response: Type.Array(
    Type.Object({
      organisationId: Id,
      organisationName: Type.String(),
      datasets: Type.Integer(),
      filled: Type.Integer({ description: 'Statements made.' }),
      expected: Type.Integer({
        description:
          'By dataset: abstract, keywords, basis, grade, lineage; by column: description, element, grade.',
      }),
      share: Type.Number(),
    }),
  ),
})
