import { type Static, Type } from 'typebox'
import { Done, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** Device protocols beside MQTT and HTTP. */
export const protocolIds = ['coap', 'hj212', 'jt808', 'jt809', 'gbt26875', 'sl651', 'ais'] as const
export const ProtocolId = Type.Enum([...protocolIds])
export type ProtocolId = Static<typeof ProtocolId>

const count = Type.Integer({ minimum: 0 })

/** One protocol as this process listens to it; counts are since its start. */
export const Protocol = Type.Object({
  id: ProtocolId,
  title: Type.String(),
  standard: Type.String({ description: 'Number and year of the standard.' }),
  transports: Type.Array(Type.Enum(['tcp', 'udp'])),
  setting: Type.String({ description: 'Environment variable that gives the port.' }),
  port: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: switched off.' }),
  addressName: Type.String({ description: 'What a device calls itself: MN, 终端手机号, MMSI …' }),
  secretName: Type.Union([Type.String(), Type.Null()], {
    description: 'What it proves itself with; null when the protocol has nothing of the kind.',
  }),
  connections: count,
  framesReceived: count,
  framesRefused: count,
  valuesUnmapped: count,
  bindings: count,
  lastFrameTime: Type.Union([Time, Type.Null()]),
  documentation: Type.String({ description: 'Chapter of the manual.' }),
})
export type Protocol = Static<typeof Protocol>

export const listProtocols = defineOperation({
  id: 'sensing.listProtocols',
  method: 'GET',
  path: '/api/sensing/protocols',
  permission: 'sensing.read',
  summary: { zh: '接入协议与端口', en: 'Device protocols, their ports and counts' },
  response: Type.Array(Protocol),
})

/** An element of a protocol’s standard table: what a code on the wire means. */
export const ProtocolElement = Type.Object({
  code: Type.String(),
  title: Type.String(),
  unit: Type.String({ description: 'As the standard gives it; empty for states.' }),
  clause: Type.String(),
  properties: Type.Array(Type.String(), {
    description: 'Datastreams it goes to when the binding says nothing else; the first one the thing has.',
  }),
})
export type ProtocolElement = Static<typeof ProtocolElement>

export const listProtocolElements = defineOperation({
  id: 'sensing.listProtocolElements',
  method: 'GET',
  path: '/api/sensing/protocols/{id}/elements',
  permission: 'sensing.read',
  summary: { zh: '协议要素编码表', en: 'Codes of a protocol and what they mean' },
  params: Type.Object({ id: ProtocolId }),
  response: Type.Array(ProtocolElement),
})

/** Sends one code of one device to another datastream than the standard table does. */
export const ProtocolMapping = Type.Object({
  element: Type.String({ minLength: 1, maxLength: 100, description: 'w01018, w01018-Avg@2061, 39, speed …' }),
  property: Type.String({ minLength: 1, maxLength: 100 }),
  multiply: Type.Optional(
    Type.Number({ description: 'From the unit of the device to that of the datastream.' }),
  ),
})
export type ProtocolMapping = Static<typeof ProtocolMapping>

const address = Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\s\\x00-\\x1f]+$' })

/** Which thing a device of a protocol is. */
export const ProtocolBinding = Type.Object({
  id: Id,
  protocol: ProtocolId,
  address,
  thingId: Id,
  thingName: Type.String(),
  thingType: Type.String(),
  hasSecret: Type.Boolean(),
  networks: Type.Array(Type.String(), { description: 'Addresses or networks it may come from; none: any.' }),
  mappings: Type.Array(ProtocolMapping),
  createdTime: Time,
  createdBy: Type.String(),
  lastFrameTime: Type.Union([Time, Type.Null()]),
})
export type ProtocolBinding = Static<typeof ProtocolBinding>

export const listProtocolBindings = defineOperation({
  id: 'sensing.listProtocolBindings',
  method: 'GET',
  path: '/api/sensing/protocol-bindings',
  permission: 'sensing.credentials',
  summary: { zh: '协议设备绑定列表', en: 'Which device of a protocol is which thing' },
  query: Type.Object({ ...pageQuery, protocol: Type.Optional(ProtocolId), thingId: Type.Optional(Id) }),
  response: pageOf(ProtocolBinding),
})

export const createProtocolBinding = defineOperation({
  id: 'sensing.createProtocolBinding',
  method: 'POST',
  path: '/api/sensing/protocol-bindings',
  permission: 'sensing.credentials',
  summary: { zh: '绑定协议设备', en: 'Bind a device of a protocol to a thing' },
  body: Type.Object({
    protocol: ProtocolId,
    address,
    thingId: Id,
    secret: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'Password of the device; kept as a hash.' }),
    ),
    networks: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
    mappings: Type.Optional(Type.Array(ProtocolMapping, { maxItems: 500 })),
  }),
  response: ProtocolBinding,
  creates: true,
})

export const deleteProtocolBinding = defineOperation({
  id: 'sensing.deleteProtocolBinding',
  method: 'DELETE',
  path: '/api/sensing/protocol-bindings/{id}',
  permission: 'sensing.credentials',
  summary: { zh: '解除协议设备绑定', en: 'Remove a binding' },
  params: Type.Object({ id: Id }),
  response: Done,
})
