import { type Static, Type } from 'typebox'
import { Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Folder = Type.String({ pattern: '^[\\p{L}\\p{N}_-]{1,60}$' })
const described = {
  name: Type.String({ minLength: 2, maxLength: 120 }),
  fromZone: Type.String({ minLength: 1, maxLength: 60 }),
  toZone: Type.String({ minLength: 1, maxLength: 60 }),
  half: oneOf('sending', 'receiving', 'both'),
  needsApproval: Type.Boolean({ description: 'The owner of the data agrees before a package leaves.' }),
  fileTypes: Type.Array(oneOf('csv', 'json', 'geojson', 'xlsx', 'parquet', 'txt', 'pdf'), { minItems: 1 }),
  maxBytes: Type.Integer({ minimum: 1 }),
  words: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
    maxItems: 200,
    description: 'Sensitive words and marks of secrecy that stop a package.',
  }),
  folder: Folder,
}

/** 交换通道 between two zones; no session crosses it, packages are put down and picked up. */
export const ExchangeChannel = Type.Object({
  id: Id,
  ...described,
  publicKey: Type.String({ description: 'SM2 key packages are verified with, hex.' }),
  isEnabled: Type.Boolean(),
  waiting: Type.Integer({ description: 'Packages in the drop folder that have not been looked at.' }),
  createdTime: Time,
})
export type ExchangeChannel = Static<typeof ExchangeChannel>

export const listExchangeChannels = defineOperation({
  id: 'data.listExchangeChannels',
  method: 'GET',
  path: '/api/data/exchange-channels',
  permission: 'data.operate',
  summary: { zh: '查询交换通道', en: 'List exchange channels' },
  query: Type.Object({ ...pageQuery }),
  response: pageOf(ExchangeChannel),
})

/** A receiving half is given the public key of its sending half; the others make a key pair of their own. */
export const createExchangeChannel = defineOperation({
  id: 'data.createExchangeChannel',
  method: 'POST',
  path: '/api/data/exchange-channels',
  permission: 'data.operate',
  summary: { zh: '登记交换通道', en: 'Register an exchange channel' },
  body: Type.Object({
    ...described,
    publicKey: Type.Optional(Type.String({ pattern: '^04[0-9a-fA-F]{128}$' })),
  }),
  response: ExchangeChannel,
  creates: true,
})

export const PackageState = oneOf(
  'awaiting-approval',
  'sent',
  'refused',
  'applied',
  'quarantined',
  'duplicate',
  'discarded',
)
export type PackageState = Static<typeof PackageState>

const PackageFile = Type.Object({ name: Type.String(), bytes: Type.Integer(), sm3: Type.String() })

/** 交换包, as one of the halves sees it. */
export const ExchangePackage = Type.Object({
  id: Id,
  channelId: Id,
  channelName: Type.String(),
  half: oneOf('sending', 'receiving'),
  packageId: Type.String(),
  state: PackageState,
  title: Type.String(),
  reason: Type.Union([Type.String(), Type.Null()]),
  files: Type.Array(PackageFile),
  carrier: Type.Union([Type.String(), Type.Null()], { description: 'Sealed medium it was carried on.' }),
  byName: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
  decidedTime: Type.Union([Time, Type.Null()]),
  latencySeconds: Type.Union([Type.Number(), Type.Null()]),
})
export type ExchangePackage = Static<typeof ExchangePackage>

export const listExchangePackages = defineOperation({
  id: 'data.listExchangePackages',
  method: 'GET',
  path: '/api/data/exchange-packages',
  permission: 'data.operate',
  summary: { zh: '查询交换包', en: 'List exchange packages' },
  query: Type.Object({
    ...pageQuery,
    channel: Type.Optional(Id),
    half: Type.Optional(oneOf('sending', 'receiving')),
    state: Type.Optional(PackageState),
  }),
  response: pageOf(ExchangePackage),
})

/** Packs files that were uploaded, or the published table of a dataset. */
export const sendExchangePackage = defineOperation({
  id: 'data.sendExchangePackage',
  method: 'POST',
  path: '/api/data/exchange-packages',
  permission: 'data.operate',
  summary: { zh: '打包发送', en: 'Pack and send' },
  body: Type.Object({
    channelId: Id,
    title: Type.String({ minLength: 1, maxLength: 120 }),
    uploadIds: Type.Optional(Type.Array(Id, { maxItems: 20 })),
    datasetId: Type.Optional(Id),
    carrier: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  response: ExchangePackage,
  creates: true,
})

/** Agrees to or refuses a package that waits to leave, or one in quarantine. */
export const decideExchangePackage = defineOperation({
  id: 'data.decideExchangePackage',
  method: 'POST',
  path: '/api/data/exchange-packages/{id}/decide',
  permission: 'data.review',
  summary: { zh: '审批交换包', en: 'Decide on a package' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ agree: Type.Boolean(), reason: Type.Optional(Type.String({ maxLength: 300 })) }),
  response: ExchangePackage,
})

/** Looks into the drop folder at once; it is looked into every minute anyway. */
export const receiveExchangePackages = defineOperation({
  id: 'data.receiveExchangePackages',
  method: 'POST',
  path: '/api/data/exchange-channels/{id}/receive',
  permission: 'data.operate',
  summary: { zh: '立即接收', en: 'Receive now' },
  params: Type.Object({ id: Id }),
  response: Type.Object({ items: Type.Array(ExchangePackage) }),
})
