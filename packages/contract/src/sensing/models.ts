import { type Static, Type } from 'typebox'
import { Json, LocalTextSchema, pageOf, pageQuery, Time, WarningLevel } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull } from './shapes.ts'

const shortId = Type.String({ pattern: '^[a-z][a-z0-9_-]{0,59}$', description: 'Lower-case word.' })

/** A property of a device model: what it measures or holds. */
export const ModelProperty = Type.Object({
  id: shortId,
  title: LocalTextSchema,
  unit: Type.String({ description: 'UCUM code.' }),
  min: Type.Number(),
  max: Type.Number(),
  jumpAmount: orNull(Type.Number({ exclusiveMinimum: 0 })),
  jumpSeconds: orNull(Type.Number({ exclusiveMinimum: 0 })),
  periodSeconds: Type.Number({ minimum: 1 }),
  mandatory: Type.Boolean(),
  /** Changes in normal work, so that identical values in a row mean a stuck sensor. */
  variable: Type.Boolean(),
})
export type ModelProperty = Static<typeof ModelProperty>

export const ModelEvent = Type.Object({ id: shortId, title: LocalTextSchema, level: Type.String() })

/** A command of a device model. */
export const ModelCommand = Type.Object({
  id: shortId,
  title: LocalTextSchema,
  /** JSON Schema of the input; an empty object takes none. */
  input: Json,
  timeoutSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
  dangerous: Type.Boolean({ description: 'Needs a second person.' }),
  interlockGroup: orNull(Type.String()),
  /** What the command makes of the desired state, for the shadow and for roll-back. */
  sets: Json,
})
export type ModelCommand = Static<typeof ModelCommand>

/** A device model without its identity: what an administrator writes. */
export const ModelDefinition = Type.Object({
  title: LocalTextSchema,
  entityType: Type.String(),
  properties: Type.Array(ModelProperty, { minItems: 1, maxItems: 200 }),
  events: Type.Array(ModelEvent, { maxItems: 100 }),
  commands: Type.Array(ModelCommand, { maxItems: 100 }),
  heartbeatSeconds: Type.Number({ minimum: 1, maximum: 31_536_000 }),
  sleeping: Type.Boolean({ description: 'Sleeps between reports; commands wait until it wakes.' }),
  securityLevel: Type.Integer({ minimum: 1, maximum: 4 }),
  namingRule: orNull(Type.String({ description: 'Regular expression the device number must match.' })),
  oidArc: orNull(Type.String()),
  facilityRequired: Type.Boolean({ description: 'A device may not send before its facility is registered.' }),
  sector: orNull(Type.String()),
})
export type ModelDefinition = Static<typeof ModelDefinition>

/** A version of a device model. Those a domain declares are read-only and have the single version 1. */
export const DeviceModel = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  state: oneOf('draft', 'published'),
  source: oneOf('domain', 'user', 'pack'),
  current: Type.Boolean({ description: 'The version new devices are bound to.' }),
  things: Type.Integer({ description: 'Devices of the model, of every version.' }),
  changedBy: orNull(Type.String()),
  changedTime: orNull(Time),
  publishedTime: orNull(Time),
  definition: ModelDefinition,
})
export type DeviceModel = Static<typeof DeviceModel>

/** A device-type pack: models, event types, rules and a simulator script that belong together. */
export const DevicePack = Type.Object({
  id: shortId,
  version: Type.Integer({ minimum: 1 }),
  title: LocalTextSchema,
  description: LocalTextSchema,
  models: Type.Array(Type.Object({ id: shortId, definition: ModelDefinition }), { minItems: 1 }),
  /** Ids of event types the rules raise; declared by the installed domains. */
  eventTypes: Type.Array(Type.String()),
  /** Rules that watch the devices from the moment the pack is installed; an operator may change or disable each. */
  rules: Type.Array(
    Type.Object({
      model: Type.String(),
      property: Type.String(),
      title: LocalTextSchema,
      above: orNull(Type.Number()),
      below: orNull(Type.Number()),
      /** Where it ends again; a tenth inside the limit when not said. */
      clear: Type.Optional(orNull(Type.Number())),
      level: Type.Optional(WarningLevel),
      holdSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400 })),
      /** Type of the event it raises; 设备读数异常 when not said. */
      eventType: Type.Optional(Type.String()),
    }),
  ),
  /** How a simulated device behaves: a slow wave with noise for each property. */
  simulation: Type.Array(
    Type.Object({
      model: Type.String(),
      property: Type.String(),
      mean: Type.Number(),
      swing: Type.Number(),
      noise: Type.Number(),
    }),
  ),
})
export type DevicePack = Static<typeof DevicePack>

const PackInfo = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  title: LocalTextSchema,
  description: LocalTextSchema,
  models: Type.Array(Type.String()),
  rules: Type.Array(Type.Object({ id: Type.String(), title: Type.String() }), {
    description: 'Rules it has installed.',
  }),
  isSimulated: Type.Boolean({ description: 'Whether it brings a script for the simulator.' }),
  installedVersion: orNull(Type.Integer()),
  installedTime: orNull(Time),
  installedBy: orNull(Type.String()),
})

const modelParams = Type.Object({ id: Type.String() })

export const listModels = defineOperation({
  id: 'sensing.listModels',
  method: 'GET',
  path: '/api/sensing/models',
  permission: 'sensing.read',
  summary: { zh: '设备模型列表', en: 'List device models, the newest version of each' },
  query: Type.Object({ ...pageQuery, source: Type.Optional(oneOf('domain', 'user', 'pack')) }),
  response: pageOf(DeviceModel),
})

export const getModel = defineOperation({
  id: 'sensing.getModel',
  method: 'GET',
  path: '/api/sensing/models/{id}',
  permission: 'sensing.read',
  summary: { zh: '设备模型详情与版本', en: 'A device model with its versions' },
  params: modelParams,
  response: Type.Object({ model: DeviceModel, versions: Type.Array(DeviceModel) }),
})

export const saveModelDraft = defineOperation({
  id: 'sensing.saveModelDraft',
  method: 'PUT',
  path: '/api/sensing/models/{id}/draft',
  permission: 'sensing.models',
  summary: { zh: '新建或修改设备模型草稿', en: 'Write the draft of a model; a new id makes a new model' },
  params: modelParams,
  body: ModelDefinition,
  response: DeviceModel,
})

export const publishModel = defineOperation({
  id: 'sensing.publishModel',
  method: 'POST',
  path: '/api/sensing/models/{id}/publications',
  permission: 'sensing.models',
  summary: { zh: '发布设备模型', en: 'Publish the draft of a model' },
  params: modelParams,
  response: DeviceModel,
  creates: true,
})

export const listPacks = defineOperation({
  id: 'sensing.listPacks',
  method: 'GET',
  path: '/api/sensing/packs',
  permission: 'sensing.read',
  summary: { zh: '设备类型包', en: 'Device-type packs, shipped and installed' },
  response: Type.Array(PackInfo),
})

export const getPack = defineOperation({
  id: 'sensing.getPack',
  method: 'GET',
  path: '/api/sensing/packs/{id}',
  permission: 'sensing.read',
  summary: { zh: '设备类型包的内容', en: 'A pack with what it holds' },
  params: modelParams,
  response: Type.Object({ info: PackInfo, pack: DevicePack }),
})

export const installPack = defineOperation({
  id: 'sensing.installPack',
  method: 'POST',
  path: '/api/sensing/packs/{id}/installations',
  permission: 'sensing.models',
  summary: { zh: '一键安装随平台提供的设备类型包', en: 'Install a shipped pack in one step' },
  params: modelParams,
  response: PackInfo,
  creates: true,
})

export const uploadPack = defineOperation({
  id: 'sensing.uploadPack',
  method: 'POST',
  path: '/api/sensing/packs',
  permission: 'sensing.models',
  summary: { zh: '安装外来的设备类型包', en: 'Install a pack given as JSON' },
  body: DevicePack,
  response: PackInfo,
  creates: true,
})

export const rebindThing = defineOperation({
  id: 'sensing.rebindThing',
  method: 'PUT',
  path: '/api/sensing/things/{id}/model-version',
  permission: 'sensing.models',
  summary: { zh: '把设备升级到模型的另一版本', en: 'Bind a thing to another version of its model' },
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
  body: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  response: Type.Object({ version: Type.Integer(), addedProperties: Type.Array(Type.String()) }),
})

/** A model was published or a pack installed: every process reads its models anew. */
export const modelsChanged = defineMessage(
  'sensing.models-changed',
  Type.Object({ ids: Type.Array(Type.String()) }),
)
