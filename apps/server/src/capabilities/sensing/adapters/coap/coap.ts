import type { ProtocolElement } from '@civitas/contract'
import { decode as decodeCbor } from 'cborg'
import { type ParsedPacket, parse } from 'coap-packet'
import { decodeObservation, parseJson, Undecodable } from '../../ingest/decode-readings.ts'
import { decodeTelemetry } from '../../ingest/decode-telemetry.ts'
import type { Reading } from '../../ingest/record-observations.ts'
import type { HeldCredential } from '../../things/credentials.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Converse, Cut, Link, Protocol } from '../protocols/protocol.ts'
import { createBlocks } from './blocks.ts'
import { commandsPath, createCommandResource } from './commands.ts'
import { createExchange, type Reply } from './exchange.ts'

/** RFC 7252, 4.6: a message fits one datagram; larger bodies come in blocks (RFC 7959). */
const largestDatagram = 1_500
/** Elective, safe to forward, experimental (RFC 7252, 12.2): a token `name:key` where a query would be logged. */
const tokenOption = 65_000
/** Content-Format numbers (RFC 7252, 12.3; RFC 8949, 9.5). */
const formats = { text: 0, json: 50, cbor: 60 } as const

const noElements: readonly ProtocolElement[] = []

/** CoAP (RFC 7252) over UDP; there is no DTLS, so it belongs into a private network. */
export const coap: Protocol = {
  id: 'coap',
  title: 'CoAP',
  standard: 'RFC 7252, RFC 7641, RFC 7959 Block1',
  transports: ['udp'],
  setting: 'coapPort',
  addressName: '设备凭据名',
  secretName: '设备凭据密钥',
  elements: noElements,
  largestFrame: largestDatagram,
  cut: (datagram): Cut => ({ frames: [datagram], rest: Buffer.alloc(0), noise: null }),
  open: converseCoap,
}

function converseCoap(gateway: Gateway, link: Link): Converse {
  const exchange = createExchange(gateway.nowMs, link.send)
  const blocks = createBlocks()
  const commands = createCommandResource(gateway, link)
  return (frame) => {
    let packet: ParsedPacket
    try {
      packet = parse(frame)
    } catch {
      throw new Undecodable('malformed', '不是 CoAP 报文')
    }
    return exchange.answer(packet, () => reply(gateway, link, { blocks, commands }, packet))
  }
}

/** The values of an option, in order. */
function optionsOf(packet: ParsedPacket, name: string | number): Buffer[] {
  return packet.options.filter((one) => String(one.name) === String(name)).map((one) => one.value)
}

async function reply(
  gateway: Gateway,
  link: Link,
  { blocks, commands }: Conversation,
  packet: ParsedPacket,
): Promise<Reply> {
  const path = optionsOf(packet, 'Uri-Path').map(String).join('/')
  try {
    if (packet.code === '0.01' && path === '.well-known/core')
      return { code: '2.05', payload: resources, format: 40 }
    const commandPath = commandsPath.exec(path)
    if (commandPath) return await aboutCommands(gateway, link, commands, packet, commandPath[1])
    const isKnown = path === 'telemetry' || datastreamPath.test(path)
    if (!isKnown) return { code: '4.04', payload: '没有这个资源' }
    if (packet.code !== '0.02') return { code: '4.05', payload: '只接受 POST' }
    const credential = authenticate(gateway, link, packet)
    const whole = blocks.take(optionsOf(packet, 'Block1')[0], path, packet.payload)
    if ('reply' in whole) return whole.reply
    const thingId = await store(gateway, credential, path, readBody(packet, whole.payload))
    const wants = optionsOf(packet, 'Uri-Query').some((one) => String(one).split('=')[0] === 'commands')
    const waiting = wants ? await commands.collect(thingId) : []
    return {
      ...(waiting.length > 0
        ? { code: '2.04', payload: JSON.stringify(waiting), format: formats.json }
        : { code: '2.04', payload: '' }),
      ...(whole.block ? { block: whole.block } : {}),
    }
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    gateway.refuse(error.reason, error.message, packet.payload, link.remote)
    return { code: codeOf(error), payload: error.message }
  }
}

interface Conversation {
  blocks: ReturnType<typeof createBlocks>
  commands: ReturnType<typeof createCommandResource>
}

/** `GET /commands` and `POST /commands/{id}`, of a credential for one thing. */
function aboutCommands(
  gateway: Gateway,
  link: Link,
  commands: Conversation['commands'],
  packet: ParsedPacket,
  commandId: string | undefined,
): Promise<Reply> | Reply {
  const thing = onlyThingOf(gateway, authenticate(gateway, link, packet))
  if (thing.quarantined) throw new Undecodable('quarantined', `设备 ${thing.reference} 已隔离`)
  gateway.parts.seen.see(thing.id, gateway.nowMs())
  if (packet.code === '0.01' && commandId === undefined) return commands.read(thing.id, packet)
  if (packet.code === '0.02' && commandId) return commands.answer(thing.id, commandId, packet.payload)
  return { code: '4.05', payload: '只接受 GET /commands 和 POST /commands/{id}' }
}

const datastreamPath = /^v1\.1\/Datastreams\((\d{1,9})\)\/Observations$/
const resources = '</telemetry>;ct="50 60",</commands>;ct="50";obs,</v1.1/Datastreams>;ct="50 60"'

function codeOf({ reason }: Undecodable): string {
  if (reason === 'wrong-credentials') return '4.01'
  if (reason === 'forbidden-thing' || reason === 'quarantined') return '4.03'
  if (reason === 'unknown-thing') return '4.04'
  return reason === 'too-large' ? '4.13' : '4.00'
}

function authenticate(gateway: Gateway, link: Link, packet: ParsedPacket): HeldCredential {
  const query = optionsOf(packet, 'Uri-Query').map(String)
  const token =
    query.find((one) => one.startsWith('token='))?.slice(6) ?? optionsOf(packet, tokenOption)[0]?.toString()
  const at = token?.lastIndexOf(':') ?? -1
  const address = link.remote.replace(/^::ffff:/, '')
  const credential =
    token && at > 0
      ? gateway.parts.credentials.verify(token.slice(0, at), token.slice(at + 1), address)
      : null
  if (!credential) throw new Undecodable('wrong-credentials', '须以 token=凭据名:密钥 出示设备凭据')
  return credential
}

function readBody(packet: ParsedPacket, payload: Buffer): unknown {
  const given = optionsOf(packet, 'Content-Format')[0]
  const format = given && given.length > 0 ? given.readUIntBE(0, given.length) : formats.text
  if (format === formats.cbor) {
    try {
      return decodeCbor(payload)
    } catch {
      throw new Undecodable('malformed', '不是有效的 CBOR')
    }
  }
  if (format !== formats.json && format !== formats.text)
    throw new Undecodable('wrong-type', `不支持的 Content-Format ${format}`)
  return parseJson(payload.toString('utf8'))
}

async function store(
  gateway: Gateway,
  credential: HeldCredential,
  path: string,
  body: unknown,
): Promise<string> {
  const { index, credentials, recorder, seen } = gateway.parts
  const nowMs = gateway.nowMs()
  const streamId = datastreamPath.exec(path)?.[1]
  const stream = streamId === undefined ? undefined : index.find(Number(streamId))
  if (streamId !== undefined && (!stream || stream.derived))
    throw new Undecodable('unknown-thing', `没有可上报的数据流 ${streamId}`)
  const thing = stream?.thing ?? onlyThingOf(gateway, credential)
  if (!credentials.covers(credential, thing))
    throw new Undecodable('forbidden-thing', `凭据不覆盖设备 ${thing.reference}`)
  if (thing.quarantined) throw new Undecodable('quarantined', `设备 ${thing.reference} 已隔离`)
  const readings: Reading[] = stream
    ? [decodeObservation(body, stream, nowMs)]
    : decodeTelemetry(body, thing, (one) => index.describe(one.id).unit, nowMs).readings
  if (readings.length > 0) await recorder.record(readings)
  seen.see(thing.id, nowMs)
  return thing.id
}

/** `/telemetry` names no thing: it is that of a credential for one alone. */
function onlyThingOf({ parts: { index } }: Gateway, credential: HeldCredential) {
  const [id, ...more] = credential.things
  const thing = id === undefined || more.length > 0 ? undefined : index.findThing(id)
  if (!thing) throw new Undecodable('forbidden-thing', '/telemetry 须用单个设备的凭据')
  return thing
}
