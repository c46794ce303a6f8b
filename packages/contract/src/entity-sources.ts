import { type Static, Type } from 'typebox'
import { DivisionCode, Id, Json, LocalTextSchema, pageOf, pageQuery, Time } from './common.ts'
import { Entity } from './entities.ts'
import { defineMessage } from './message.ts'
import { defineOperation } from './operation.ts'

const System = Type.String({
  pattern: '^[a-z0-9][a-z0-9.-]{0,49}$',
  description: 'Short name of the system that keeps the record, such as `police`.',
})
const SourceId = Type.String({ minLength: 1, maxLength: 200, description: 'Its id in that system.' })
const StrongKeys = Type.Record(Type.String(), Type.String({ maxLength: 100 }), {
  description: 'National numbers by attribute, such as `citizen_id`; only those its entity type declares.',
})
const MergeRule = Type.Union([Type.Literal('strong-key'), Type.Literal('decided')])

/** A record of another system and the root it belongs to. */
export const SourceRecord = Type.Object({
  id: Id,
  system: Type.String(),
  sourceId: Type.String(),
  type: Type.String(),
  rootId: Id,
  name: Type.String(),
  strongKeys: Type.Record(Type.String(), Type.String()),
  attributes: Json,
  linkedTime: Time,
})
export type SourceRecord = Static<typeof SourceRecord>

/** That one root was taken for another; `splitTime` when it was undone. */
export const EntityMerge = Type.Object({
  id: Id,
  intoId: Id,
  mergedId: Id,
  movedIds: Type.Array(Id, { description: 'Every root that leads to `intoId` because of this.' }),
  rule: MergeRule,
  reason: Type.String(),
  userId: Type.Union([Id, Type.Null()]),
  time: Time,
  splitTime: Type.Union([Time, Type.Null()]),
  splitReason: Type.Union([Type.String(), Type.Null()]),
})
export type EntityMerge = Static<typeof EntityMerge>

/** Two roots that may be one; `score` from 0 to 1. */
export const DuplicatePair = Type.Object({
  firstId: Id,
  firstName: Type.String(),
  firstReference: Type.String(),
  secondId: Id,
  secondName: Type.String(),
  secondReference: Type.String(),
  score: Type.Number({ minimum: 0, maximum: 1 }),
  same: Type.Array(Type.String(), { description: 'Attributes that agree.' }),
})
export type DuplicatePair = Static<typeof DuplicatePair>

const idParams = Type.Object({ id: Id })

export const checkIdentifier = defineOperation({
  id: 'entities.checkIdentifier',
  method: 'POST',
  path: '/api/entities/identifiers/check',
  permission: 'entities.read',
  summary: { zh: '校验国家统一编码', en: 'Check a national number and its check digit' },
  body: Type.Object({
    kind: Type.Union([Type.Literal('citizen-id'), Type.Literal('uscc'), Type.Literal('real-estate-unit')]),
    value: Type.String({ maxLength: 100 }),
  }),
  response: Type.Object({
    valid: Type.Boolean(),
    title: LocalTextSchema,
    fault: Type.Union([Type.String({ description: 'What is wrong, in Chinese.' }), Type.Null()]),
  }),
})

export const linkSource = defineOperation({
  id: 'entities.linkSource',
  method: 'POST',
  path: '/api/entities/sources',
  permission: 'entities.resolve',
  summary: { zh: '登记来源记录并归并到实体', en: 'Link a record of another system to its root' },
  body: Type.Object({
    system: System,
    sourceId: SourceId,
    type: Type.String(),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    entityId: Type.Optional(Id),
    divisionCode: Type.Optional(DivisionCode),
    strongKeys: Type.Optional(StrongKeys),
    attributes: Type.Optional(Json),
  }),
  response: Type.Object({
    outcome: Type.Union(
      [Type.Literal('created'), Type.Literal('matched'), Type.Literal('linked'), Type.Literal('updated')],
      {
        description:
          'New root; root with the same strong key; root named by the caller; known record renewed.',
      },
    ),
    record: SourceRecord,
    root: Entity,
  }),
  creates: true,
})

export const resolveSource = defineOperation({
  id: 'entities.resolveSource',
  method: 'GET',
  path: '/api/entities/sources/resolve',
  permission: 'entities.read',
  summary: { zh: '由来源编号查实体', en: 'The root of a source id' },
  query: Type.Object({ system: System, type: Type.String(), sourceId: SourceId }),
  response: Type.Object({ record: SourceRecord, root: Entity }),
})

export const listEntitySources = defineOperation({
  id: 'entities.listEntitySources',
  method: 'GET',
  path: '/api/entities/entities/{id}/sources',
  permission: 'entities.read',
  summary: { zh: '实体的来源记录', en: 'Source records of a root, those of merged roots included' },
  params: idParams,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(SourceRecord),
})

export const mergeEntities = defineOperation({
  id: 'entities.mergeEntities',
  method: 'POST',
  path: '/api/entities/entities/{id}/merge',
  permission: 'entities.resolve',
  summary: { zh: '合并实体', en: 'Merge another root into this one' },
  params: idParams,
  body: Type.Object({
    mergedId: Id,
    reason: Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'Required unless both carry the same strong key with a valid check digit.',
      }),
    ),
  }),
  response: EntityMerge,
})

export const splitEntity = defineOperation({
  id: 'entities.splitEntity',
  method: 'POST',
  path: '/api/entities/entities/{id}/split',
  permission: 'entities.resolve',
  summary: { zh: '拆分误并的实体', en: 'Take a source record, and the root it came with, out of this root' },
  params: idParams,
  body: Type.Object({
    system: System,
    sourceId: SourceId,
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  }),
  response: Type.Object({ root: Entity, split: Entity }),
})

export const listEntityMerges = defineOperation({
  id: 'entities.listEntityMerges',
  method: 'GET',
  path: '/api/entities/entities/{id}/merges',
  permission: 'entities.read',
  summary: { zh: '实体合并记录', en: 'Merges and splits of a root, newest first' },
  params: idParams,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(EntityMerge),
})

export const listDuplicates = defineOperation({
  id: 'entities.listDuplicates',
  method: 'GET',
  path: '/api/entities/duplicates',
  permission: 'entities.resolve',
  summary: { zh: '疑似重复实体', en: 'Pairs of roots that may be one, best first' },
  query: Type.Object({ type: Type.String(), limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(DuplicatePair),
})

/** `movedIds` lead to `intoId` from now on. */
export const entityMerged = defineMessage(
  'entities.entity-merged',
  Type.Object({
    type: Type.String(),
    intoId: Id,
    mergedId: Id,
    movedIds: Type.Array(Id),
    rule: MergeRule,
  }),
)

/** The sources named lead to `newRootId` from now on, no more to `fromId`. */
export const entitySplit = defineMessage(
  'entities.entity-split',
  Type.Object({
    type: Type.String(),
    fromId: Id,
    newRootId: Id,
    sources: Type.Array(Type.Object({ system: Type.String(), sourceId: Type.String() })),
  }),
)
