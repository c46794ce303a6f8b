import type { CommandPacket } from '../../commands/deliver.ts'
import { Undecodable } from '../../ingest/decode-readings.ts'
import { type Binding, isSecret } from '../protocols/bindings.ts'
import { createPending, listenForCommands } from '../protocols/downlink.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Converse, DevicePosition, DeviceValue, Link, Protocol } from '../protocols/protocol.ts'
import { cutJt808, decodeJt808, encodeJt808, type Jt808Message, longestFrame } from './codec.ts'
import { downIds, readParameters, toDownMessage } from './commands.ts'
import { jt808Elements } from './elements.ts'
import * as messages from './messages.ts'

const { messageIds, results, registerResults } = messages
/** Sub-packages of one message, and messages of one connection that are put together at once. */
const mostParts = 128
const mostOpen = 4

/** 道路运输车辆卫星定位系统 终端通信协议 JT/T 808-2019, with the headers of 2013 and 2011. */
export const jt808: Protocol = {
  id: 'jt808',
  title: '车载终端 JT/T 808',
  standard: 'JT/T 808-2019',
  transports: ['tcp', 'udp'],
  setting: 'jt808Port',
  addressName: '终端手机号',
  secretName: '终端 ID',
  elements: jt808Elements,
  largestFrame: longestFrame,
  cut: cutJt808,
  open: converseJt808,
}

interface Session {
  gateway: Gateway
  link: Link
  serial: number
  /** The terminal this connection has authenticated. */
  binding: Binding | null
  commands: ReturnType<typeof createPending<number, Sent>>
  listen: ReturnType<typeof listenForCommands>
}

/** A command on its way. */
interface Sent {
  commandId: string
  id: number
}

function converseJt808(gateway: Gateway, link: Link): Converse {
  const session: Session = {
    ...{ gateway, link, serial: 0, binding: null },
    commands: createPending<number, Sent>(),
    listen: listenForCommands(gateway.parts, link),
  }
  const join = createJoiner()
  return async (frame) => {
    const message = decodeJt808(frame)
    if (message.encryption !== 0) {
      answer(session, message, results.unsupported)
      throw new Undecodable('wrong-type', '不支持加密的消息体')
    }
    const body = join(message)
    // The parts of a message are answered together with its last one (8.2): nothing is durable before.
    if (body === null) return
    try {
      await handle(session, message, body)
    } catch (error) {
      if (error instanceof Undecodable) answer(session, message, results.wrong)
      throw error
    }
  }
}

async function handle(session: Session, message: Jt808Message, body: Buffer): Promise<void> {
  if (message.id === messageIds.register) return register(session, message, body)
  if (message.id === messageIds.authenticate) return authenticate(session, message, body)
  const binding = requireSession(session, message)
  switch (message.id) {
    case messageIds.terminalAnswer:
      return takeAnswer(session, binding, body)
    case messageIds.positionAnswer:
      return takePosition(session, binding, body)
    case messageIds.parametersAnswer:
      return takeParameters(session, binding, body)
    case messageIds.heartbeat:
      return answer(session, message, results.done)
    case messageIds.logout:
      await session.gateway.parts.bindings.forgetToken(binding)
      session.binding = null
      return answer(session, message, results.done)
    case messageIds.location:
      await record(session.gateway, binding, [messages.readLocation(body)])
      return answer(session, message, results.done)
    case messageIds.locationBatch:
      await record(session.gateway, binding, messages.readLocationBatch(body))
      return answer(session, message, results.done)
    default:
      return answer(session, message, results.unsupported)
  }
}

function requireSession({ gateway, binding, link }: Session, message: Jt808Message): Binding {
  if (!binding || binding.address !== message.phone)
    throw new Undecodable('wrong-credentials', `终端 ${message.phone} 未鉴权`)
  // It may have been unbound or quarantined since.
  return gateway.admit(message.phone, link.remote)
}

async function register(session: Session, message: Jt808Message, body: Buffer): Promise<void> {
  const { gateway, link } = session
  const asked = messages.readRegistration(body, message.version)
  try {
    const binding = gateway.authenticate(message.phone, asked.terminalId, link.remote)
    const code = await gateway.parts.bindings.issueToken(binding)
    send(
      session,
      message,
      messageIds.registerAnswer,
      messages.registerAnswerBody(message.serial, registerResults.done, code),
    )
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    const refused = messages.registerAnswerBody(message.serial, registerResults.unknownTerminal, '')
    send(session, message, messageIds.registerAnswer, refused)
    gateway.refuse(
      error.reason,
      `${error.message}（注册，车牌 ${asked.plate}）`,
      body,
      link.remote,
      message.phone,
    )
  }
}

async function authenticate(session: Session, message: Jt808Message, body: Buffer): Promise<void> {
  const { gateway, link } = session
  const code = messages.readAuthentication(body, message.version)
  const binding = gateway.admit(message.phone, link.remote)
  if (!isSecret(binding.tokenHash, code)) {
    answer(session, message, results.failed)
    gateway.refuse('wrong-credentials', '鉴权码不正确', body, link.remote, message.phone)
    return
  }
  session.binding = binding
  answer(session, message, results.done)
  await session.listen(binding.thingId, (packet) => sendCommand(session, message, binding, packet))
}

/** Tells the terminal a command; one JT/T 808 has no words for has failed. */
function sendCommand(session: Session, to: Jt808Message, binding: Binding, packet: CommandPacket): boolean {
  const { commandId, name, input } = packet
  try {
    const down = toDownMessage(name, input, to.version)
    if (!down) throw new Error(`JT/T 808 没有“${name}”的消息`)
    send(session, to, down.id, down.body)
    session.commands.add(session.serial, { commandId, id: down.id })
  } catch (error) {
    confirm(session, binding, commandId, { status: 'failed', error: (error as Error).message })
  }
  return true
}

type Outcome = Parameters<Session['gateway']['parts']['delivery']['answer']>[2]

function confirm({ gateway }: Session, binding: Binding, commandId: string, outcome: Outcome): void {
  const { delivery, kernel } = gateway.parts
  delivery
    .answer(binding.thingId, commandId, outcome)
    .catch((error: Error) => kernel.log.error({ error: error.message }, 'answer to a command not stored'))
}

const refusals = ['', '失败', '消息有误', '不支持']

/** The general answer 0x0001 (8.1) ends a command, unless its own answer is still to come. */
function takeAnswer(session: Session, binding: Binding, body: Buffer): void {
  if (body.length < 5) throw new Undecodable('malformed', '终端通用应答过短')
  const [serial, result] = [body.readUInt16BE(0), body[4] as number]
  const sent = session.commands.find(serial)
  if (!sent) return
  const answersItself = sent.id === downIds.queryPosition || sent.id === downIds.queryParameters
  if (result === 0 && answersItself) {
    confirm(session, binding, sent.commandId, { status: 'accepted' })
    return
  }
  session.commands.take(serial)
  const error = `终端应答：${refusals[result] ?? result}`
  confirm(
    session,
    binding,
    sent.commandId,
    result === 0 ? { status: 'succeeded' } : { status: 'failed', error },
  )
}

/** The answer to a position query, 0x0201 (8.19): serial of the query, then a location. */
async function takePosition(session: Session, binding: Binding, body: Buffer): Promise<void> {
  const location = messages.readLocation(body.subarray(2))
  await record(session.gateway, binding, [location])
  const sent = session.commands.take(body.readUInt16BE(0))
  const { lon, lat, timeMs } = location
  const result = { lon, lat, time: new Date(timeMs).toISOString() }
  if (sent) confirm(session, binding, sent.commandId, { status: 'succeeded', result })
}

function takeParameters(session: Session, binding: Binding, body: Buffer): void {
  if (body.length < 3) throw new Undecodable('malformed', '参数应答过短')
  const sent = session.commands.take(body.readUInt16BE(0))
  if (sent) confirm(session, binding, sent.commandId, { status: 'succeeded', result: readParameters(body) })
}

function answer(session: Session, message: Jt808Message, result: number): void {
  send(session, message, messageIds.answer, messages.answerBody(message.serial, message.id, result))
}

function send(session: Session, to: Jt808Message, id: number, body: Buffer): void {
  session.serial = (session.serial + 1) & 0xffff
  const { version, phone } = to
  session.link.send(encodeJt808({ id, version, phone, serial: session.serial, parts: null, body }))
}

async function record(
  gateway: Gateway,
  binding: Binding,
  locations: readonly messages.Location[],
): Promise<void> {
  const positions = locations.filter((one) => one.fixed).map(toPosition)
  await gateway.accept(binding, locations.flatMap(toValues), positions)
}

/** A location as a point of a track. */
export function toPosition({
  timeMs,
  lon,
  lat,
  speedKmH,
  headingDeg,
  altitudeM,
  status,
}: messages.Location): DevicePosition {
  return { timeMs, lon, lat, speedKmH, headingDeg, altitudeM, status }
}

/** The readings of a location. */
export function toValues(location: messages.Location): DeviceValue[] {
  const { timeMs, items, alarm, status } = location
  const value = (code: string, number: number | null): DeviceValue[] =>
    number === null ? [] : [{ names: [code], standard: code, timeMs, value: number }]
  const item = (id: number, bytes: number, scale: number) => {
    const found = items.get(id)
    return found && found.length >= bytes ? found.readUIntBE(0, bytes) * scale : null
  }
  return [
    ...value('speed', location.speedKmH),
    ...value('heading', location.headingDeg),
    ...value('altitude', location.altitudeM),
    ...value('acc', status & 1),
    ...value('alarm', alarm),
    ...value('emergency', alarm & 1),
    ...value('01', item(0x01, 4, 0.1)),
    ...value('02', item(0x02, 2, 0.1)),
    ...value('03', item(0x03, 2, 0.1)),
    ...value('30', item(0x30, 1, 1)),
    ...value('31', item(0x31, 1, 1)),
  ]
}

/** Puts the sub-packages of a message together (4.4.3, table 3); null until all are there. */
function createJoiner() {
  const open = new Map<string, Array<Buffer | undefined>>()
  return ({ phone, id, serial, parts, body }: Jt808Message): Buffer | null => {
    if (!parts || parts.total <= 1) return body
    if (parts.total > mostParts) throw new Undecodable('too-large', `分包数 ${parts.total} 超过 ${mostParts}`)
    // Serials of the parts follow one another, so the first one’s names the message.
    const key = `${phone}/${id}/${(serial - parts.number + 1) & 0xffff}/${parts.total}`
    const held = open.get(key) ?? new Array<Buffer | undefined>(parts.total).fill(undefined)
    open.delete(key)
    held[parts.number - 1] = Buffer.from(body)
    if (held.every((one) => one !== undefined)) return Buffer.concat(held as Buffer[])
    open.set(key, held)
    if (open.size > mostOpen) open.delete(open.keys().next().value as string)
    return null
  }
}
