import { randomInt } from 'node:crypto'
import { Undecodable } from '../../ingest/decode-readings.ts'
import { jt808Elements } from '../jt808/elements.ts'
import { toPosition, toValues } from '../jt808/jt808.ts'
import { isFromHome, isSecret } from '../protocols/bindings.ts'
import type { Gateway } from '../protocols/gateway.ts'
import type { Converse, Link, Protocol } from '../protocols/protocol.ts'
import {
  crypt,
  cutJt809,
  decodeJt809,
  type Edition,
  encodeJt809,
  type Jt809Message,
  longestJt809,
} from './codec.ts'
import * as messages from './messages.ts'
import type { HeldPlatform } from './platforms.ts'

const { messageIds, exchangeIds, loginResults } = messages

/** 道路运输车辆卫星定位系统 平台数据交换 JT/T 809-2019 and 2011: the upper platform’s end of the main link. */
export const jt809: Protocol = {
  id: 'jt809',
  title: '平台交换 JT/T 809',
  standard: 'JT/T 809-2019',
  transports: ['tcp'],
  setting: 'jt809Port',
  addressName: '车辆号牌',
  secretName: '下级平台接入码',
  elements: jt808Elements,
  largestFrame: longestJt809,
  cut: cutJt809,
  open: converseJt809,
}

interface Session {
  gateway: Gateway
  link: Link
  serial: number
  edition: Edition | null
  /** The lower platform that has logged in on this connection. */
  platform: HeldPlatform | null
}

function converseJt809(gateway: Gateway, link: Link): Converse {
  const session: Session = { gateway, link, serial: 0, edition: null, platform: null }
  return async (frame) => {
    const message = decodeJt809(frame, session.edition)
    if (message.id === messageIds.login) return logIn(session, message)
    const platform = requireLogin(session, message)
    const body = openBody(platform, message)
    switch (message.id) {
      case messageIds.linkTest:
        return send(session, message, messageIds.linkTestAnswer, Buffer.alloc(0))
      case messageIds.logout:
        send(session, message, messageIds.logoutAnswer, Buffer.alloc(0))
        session.platform = null
        return
      case messageIds.disconnectInform:
      case messageIds.closeInform:
        return
      case messageIds.exchange:
        return takeExchange(session, platform, messages.readExchange(body))
      default:
        throw new Undecodable('wrong-type', `不支持的业务数据类型 0x${message.id.toString(16)}`)
    }
  }
}

/** The platform of the link, as long as it is still registered. */
function requireLogin({ gateway, platform }: Session, message: Jt809Message): HeldPlatform {
  const known = platform && gateway.parts.platforms.find(platform.userId)
  if (!known || known.centreId !== message.centreId)
    throw new Undecodable('wrong-credentials', `平台 ${message.centreId} 未登录`)
  return known
}

function openBody({ name, cipher }: HeldPlatform, { key, body }: Jt809Message): Buffer {
  if (key === null) return body
  if (!cipher) throw new Undecodable('wrong-type', `平台 ${name} 没有约定加密参数`)
  return crypt(body, key, cipher)
}

async function logIn(session: Session, message: Jt809Message): Promise<void> {
  const { gateway, link } = session
  session.edition = message.edition
  const login = messages.readLogin(message.body)
  const platform = gateway.parts.platforms.find(login.userId)
  const [result, reason] = judgeLogin(platform, message, login.password, link.remote)
  const verifyCode = randomInt(2 ** 32)
  const isIn = result === loginResults.done && platform !== undefined
  if (isIn) {
    session.platform = platform
    await gateway.parts.platforms.see(platform)
  }
  send(session, message, messageIds.loginAnswer, messages.loginAnswerBody(result, isIn ? verifyCode : 0))
  if (reason) gateway.refuse('wrong-credentials', reason, '', link.remote, String(login.userId))
}

function judgeLogin(
  platform: HeldPlatform | undefined,
  message: Jt809Message,
  password: string,
  remote: string,
): [result: number, reason: string | null] {
  if (!platform) return [loginResults.unknownUser, '平台用户没有登记']
  if (!isFromHome(platform, remote)) return [loginResults.wrongAddress, `平台不得从 ${remote} 接入`]
  if (platform.centreId !== message.centreId)
    return [loginResults.wrongAccessCode, `接入码 ${message.centreId} 不正确`]
  if (!isSecret(platform.passwordHash, password)) return [loginResults.wrongPassword, '平台密码不正确']
  return [loginResults.done, null]
}

async function takeExchange(
  { gateway, link, edition }: Session,
  platform: HeldPlatform,
  exchange: messages.Exchange,
): Promise<void> {
  const isPosition = exchange.dataType === exchangeIds.location || exchange.dataType === exchangeIds.history
  if (!isPosition) {
    if (exchange.dataType === exchangeIds.register) return
    throw new Undecodable('wrong-type', `不支持的子业务类型 0x${exchange.dataType.toString(16)}`)
  }
  const binding = gateway.authenticate(exchange.plate, String(platform.centreId), link.remote)
  const locations = messages.readPositions(exchange, edition ?? 2011)
  const positions = locations.filter((one) => one.fixed).map(toPosition)
  await gateway.accept(binding, locations.flatMap(toValues), positions)
}

function send(session: Session, to: Jt809Message, id: number, body: Buffer): void {
  session.serial = (session.serial + 1) >>> 0
  const { edition, centreId, version } = to
  const { gateway, link, serial } = session
  link.send(encodeJt809({ edition, serial, id, centreId, version, body }, gateway.nowMs()))
}
