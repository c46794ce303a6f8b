import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Batch, BatchMode } from './batches.ts'
import { DatasetField } from './datasets.ts'
import { DatasetForLoad } from './uploads.ts'

/**
 * `file`: delivered by people or programs through uploads; `folder`, `sftp`, `s3`: files picked up from a folder on the server,
 * of an SFTP server, or a bucket; `mqtt`, `kafka`: messages of topics.
 */
export const SourceKind = oneOf('file', 'postgres', 'mysql', 'http', 'folder', 'sftp', 's3', 'mqtt', 'kafka')
export type SourceKind = Static<typeof SourceKind>

/** 全量, 增量 by a column that only grows, 变更捕获 by logical replication or from the binary log. */
export const CollectMode = oneOf('full', 'incremental', 'changes')
export type CollectMode = Static<typeof CollectMode>

const short = Type.String({ maxLength: 200 })

/** How a source is reached. The secret is kept apart and never shown. */
export const SourceConnection = Type.Object({
  host: Type.Optional(short),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  database: Type.Optional(short),
  user: Type.Optional(short),
  table: Type.Optional(Type.String({ maxLength: 130, description: 'schema.table' })),
  column: Type.Optional(
    Type.String({ maxLength: 64, description: 'Of incremental collection: only grows.' }),
  ),
  slot: Type.Optional(Type.String({ pattern: '^[a-z0-9_]{1,60}$', description: 'Replication slot.' })),
  url: Type.Optional(Type.String({ maxLength: 1000, format: 'uri' })),
  items: Type.Optional(
    Type.String({ maxLength: 100, description: 'Path to the rows in the answer: data.list' }),
  ),
  next: Type.Optional(Type.String({ maxLength: 100, description: 'Path to the address of the next page.' })),
  pageParameter: Type.Optional(Type.String({ maxLength: 40 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  header: Type.Optional(Type.String({ maxLength: 60, description: 'Header that carries the secret.' })),
  folder: Type.Optional(
    Type.String({ pattern: '^[\\p{L}\\p{N}_-]{1,60}$', description: 'Below <data>/inbox.' }),
  ),
  path: Type.Optional(
    Type.String({
      maxLength: 500,
      description: 'Folder of an SFTP server; prefix of the names in a bucket.',
    }),
  ),
  names: Type.Optional(
    Type.String({ maxLength: 100, description: 'Names of files that are taken, * for anything: *.csv' }),
  ),
  hostKey: Type.Optional(
    Type.String({
      pattern: '^SHA256:[A-Za-z0-9+/]{43}=?$',
      description: 'Fingerprint of the key of the SFTP server; others are refused.',
    }),
  ),
  tokenUrl: Type.Optional(
    Type.String({
      maxLength: 1000,
      format: 'uri',
      description: 'Of an HTTP API: where a token is to be had by client credentials (RFC 6749, 4.4).',
    }),
  ),
  clientId: Type.Optional(short),
  scope: Type.Optional(short),
  topic: Type.Optional(
    Type.String({ maxLength: 500, description: 'MQTT topic filter: city/+/state; name of a Kafka topic.' }),
  ),
  brokers: Type.Optional(
    Type.String({ maxLength: 1000, description: 'Of Kafka, one or more to begin with: host:9092,host:9092' }),
  ),
  tls: Type.Optional(
    Type.Boolean({ description: 'Of Kafka: TLS, with the certificates the system trusts.' }),
  ),
  mechanism: Type.Optional(oneOf('plain', 'scram-sha-256', 'scram-sha-512')),
  bucket: Type.Optional(Type.String({ maxLength: 63 })),
  region: Type.Optional(Type.String({ maxLength: 40, description: 'us-east-1 unless given.' })),
})
export type SourceConnection = Static<typeof SourceConnection>

const described = {
  name: Type.String({ minLength: 2, maxLength: 120 }),
  kind: SourceKind,
  mode: CollectMode,
  load: BatchMode,
  connection: SourceConnection,
  legalBasis: Type.String({ maxLength: 300 }),
  licence: Type.Union([Type.Null(), Type.String({ maxLength: 200 })]),
  schedule: Type.Union([Type.Null(), Type.String({ maxLength: 60, description: 'cron, Asia/Shanghai' })]),
  dueTime: Type.Union([Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }), Type.Null()], {
    description: 'Each day’s delivery is due by then, Asia/Shanghai.',
  }),
  isEnabled: Type.Boolean(),
}

/** 数据源, with the unit that answers for it and its collection duty. */
export const Source = Type.Object({
  id: Id,
  ...described,
  organisationId: Id,
  organisationName: Type.String(),
  datasetId: Id,
  datasetName: Type.String(),
  hasSecret: Type.Boolean(),
  position: Type.Union([Type.String(), Type.Null()], { description: 'How far it has been collected.' }),
  lastTest: Type.Union([
    Type.Object({ ok: Type.Boolean(), message: Type.String(), time: Time }),
    Type.Null(),
  ]),
  lastBatchState: Type.Union([Type.String(), Type.Null()]),
  lastBatchTime: Type.Union([Time, Type.Null()]),
  violations: Type.Integer({ description: 'Deliveries that were not there by their due time.' }),
  changes: Type.Integer({ description: 'Changes applied by change capture.' }),
  createdTime: Time,
})
export type Source = Static<typeof Source>

const { legalBasis, licence, schedule, dueTime, isEnabled, ...needed } = described
const optional = Type.Partial(Type.Object({ legalBasis, licence, schedule, dueTime, isEnabled })).properties
/** A password or key; a private key in PEM has a few thousand letters. */
const Secret = Type.String({ maxLength: 10_000 })
const secret = Type.Optional(Secret)

export const listSources = defineOperation({
  id: 'data.listSources',
  method: 'GET',
  path: '/api/data/sources',
  permission: 'data.collect',
  summary: { zh: '查询数据源', en: 'List sources' },
  query: Type.Object({ ...pageQuery, kind: Type.Optional(SourceKind) }),
  response: pageOf(Source),
})

const params = Type.Object({ id: Id })

export const getSource = defineOperation({
  id: 'data.getSource',
  method: 'GET',
  path: '/api/data/sources/{id}',
  permission: 'data.collect',
  summary: { zh: '查看数据源', en: 'See a source' },
  params,
  response: Source,
})

/** Without `datasetId` and `newDataset` a dataset is made with the columns the source has. */
export const createSource = defineOperation({
  id: 'data.createSource',
  method: 'POST',
  path: '/api/data/sources',
  permission: 'data.collect',
  summary: { zh: '登记数据源', en: 'Register a source' },
  body: Type.Object({
    ...needed,
    ...optional,
    secret,
    datasetId: Type.Optional(Id),
    newDataset: Type.Optional(DatasetForLoad),
    organisationId: Type.Optional(Id),
  }),
  response: Source,
  creates: true,
})

export const changeSource = defineOperation({
  id: 'data.changeSource',
  method: 'PATCH',
  path: '/api/data/sources/{id}',
  permission: 'data.collect',
  summary: { zh: '修改数据源', en: 'Change a source' },
  params,
  body: Type.Partial(Type.Object({ ...described, secret: Secret })),
  response: Source,
})

const SourceLook = Type.Object({
  ok: Type.Boolean(),
  message: Type.String(),
  fields: Type.Array(DatasetField),
})

export const testSource = defineOperation({
  id: 'data.testSource',
  method: 'POST',
  path: '/api/data/sources/{id}/test',
  permission: 'data.collect',
  summary: { zh: '测试数据源连接', en: 'Test the connection of a source' },
  params,
  response: SourceLook,
})

/** The same before a source is kept. */
export const inspectSource = defineOperation({
  id: 'data.inspectSource',
  method: 'POST',
  path: '/api/data/source-inspections',
  permission: 'data.collect',
  summary: { zh: '试连数据源并读取结构', en: 'Look into a source' },
  body: Type.Object({ kind: SourceKind, mode: CollectMode, connection: SourceConnection, secret }),
  response: SourceLook,
})

export const runSource = defineOperation({
  id: 'data.runSource',
  method: 'POST',
  path: '/api/data/sources/{id}/run',
  permission: 'data.collect',
  summary: { zh: '立即采集', en: 'Collect now' },
  params,
  response: Batch,
})

/** 对账: counts and key figures of both sides. */
export const Reconciliation = Type.Object({
  id: Id,
  sourceId: Id,
  time: Time,
  figures: Type.Array(
    Type.Object({
      name: Type.String(),
      source: Type.Union([Type.String(), Type.Null()]),
      target: Type.Union([Type.String(), Type.Null()]),
      isEqual: Type.Boolean(),
    }),
  ),
  isEqual: Type.Boolean(),
})
export type Reconciliation = Static<typeof Reconciliation>

export const reconcileSource = defineOperation({
  id: 'data.reconcileSource',
  method: 'POST',
  path: '/api/data/sources/{id}/reconcile',
  permission: 'data.collect',
  summary: { zh: '与数据源对账', en: 'Reconcile with the source' },
  params,
  response: Reconciliation,
})

export const listReconciliations = defineOperation({
  id: 'data.listReconciliations',
  method: 'GET',
  path: '/api/data/sources/{id}/reconciliations',
  permission: 'data.collect',
  summary: { zh: '对账记录', en: 'Reconciliations of a source' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(Reconciliation),
})

/** A delivery that was not there by its due time; counted in appraisal. */
export const DutyViolation = Type.Object({
  id: Id,
  sourceId: Id,
  sourceName: Type.String(),
  organisationId: Id,
  organisationName: Type.String(),
  dueTime: Time,
  reason: Type.String(),
})
export type DutyViolation = Static<typeof DutyViolation>

export const listDutyViolations = defineOperation({
  id: 'data.listDutyViolations',
  method: 'GET',
  path: '/api/data/duty-violations',
  permission: 'data.collect',
  summary: { zh: '归集责任违约记录', en: 'Deliveries that were late' },
  query: Type.Object({ ...pageQuery, source: Type.Optional(Id) }),
  response: pageOf(DutyViolation),
})

/** A change of the source as it was applied, in order. */
export const SourceChange = Type.Object({
  ordinal: Type.Integer(),
  position: Type.String(),
  operation: oneOf('insert', 'update', 'delete'),
  key: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
  batchId: Id,
})
export type SourceChange = Static<typeof SourceChange>

export const listSourceChanges = defineOperation({
  id: 'data.listSourceChanges',
  method: 'GET',
  path: '/api/data/sources/{id}/changes',
  permission: 'data.collect',
  summary: { zh: '变更流水', en: 'Changes applied from a source' },
  params,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(SourceChange),
})
