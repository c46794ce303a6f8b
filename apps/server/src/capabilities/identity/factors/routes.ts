import { randomBytes, randomInt } from 'node:crypto'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hashSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, invalid, notFound, unauthenticated } from '../../../kernel/problem.ts'
import type { KeyRegister } from '../keys/key-register.ts'
import { maskPhone } from '../rules.ts'
import { findUser } from '../store.ts'
import { askForSignature, checkSignature } from './certificates.ts'
import { openSession } from './open-session.ts'
import { askForPasskey, checkPasskey, keepPasskey, offerPasskey } from './passkeys.ts'
import { levelOf, levelOfMethod, nameDevice } from './rules.ts'
import * as store from './store.ts'
import { findStep, toBase32 } from './totp.ts'

/** Sends a code to a phone; messaging gives it when it has started. */
export type SendCode = (
  tx: Transaction,
  to: { name: string; phone: string; code: string; key: string },
) => Promise<void>

export interface FactorParts {
  kernel: Kernel
  keys: KeyRegister
  forgetSessions(): void
  /** Ends what was signed on to with these sessions. */
  endWith(sessionIds: readonly string[]): Promise<void>
  sendCode(): SendCode | undefined
}

/** Minutes a code by SMS is good, tries it allows, and codes sent to a person within that time. */
const sms = { minutes: 5, tries: 5, codes: 3 }

/** 账号安全: what a person can show beside the password, where they are signed in, and stepping up. */
export function bindFactors(parts: FactorParts): void {
  bindSecurity(parts)
  bindMaking(parts)
  bindStepUp(parts)
}

function bindSecurity({ kernel, forgetSessions, endWith }: FactorParts): void {
  const { http, db, clock } = kernel
  http.bind(contract.getMySecurity, async (_input, { principal }) => {
    const now = clock.now()
    const [user, factors, sessions, signIns] = await Promise.all([
      findUser(db, principal.userId),
      store.listFactors(db, principal.userId),
      store.listSessions(db, principal.userId, now),
      store.listSignIns(db, principal.userId),
    ])
    const own = sessions.find((one) => one.id === principal.sessionId)
    return {
      level: principal.level ?? 1,
      levelUntilTime: (principal.level ?? 1) > 1 ? (own?.level_until_time?.toISOString() ?? null) : null,
      phone: maskPhone(user?.phone ?? null),
      factors: factors.filter((one) => one.confirmed).map(toFactor),
      sessions: sessions.map((one) => ({
        ...{ id: one.id, current: one.id === principal.sessionId, ip: one.ip, device: nameDevice(one.agent) },
        ...{ createdTime: one.created_time.toISOString(), expiresTime: one.expires_time.toISOString() },
        level: levelOf(one, now),
      })),
      signIns: signIns.map((one) => ({
        ...{ time: one.time.toISOString(), ip: one.ip, device: nameDevice(one.agent), method: one.method },
        ...{ outcome: one.outcome, reason: one.reason, newDevice: one.new_device },
      })),
    }
  })
  const end = async (userId: string, ids: string[]) => {
    await endWith(ids)
    const ended = await store.deleteSessions(db, userId, ids)
    forgetSessions()
    return ended
  }
  http.bind(contract.endMySession, async ({ params }, { principal }) => {
    const own = await store.listSessions(db, principal.userId, clock.now())
    if (!own.some((one) => one.id === params.id)) throw notFound('登录', params.id)
    await end(principal.userId, [params.id])
    return { done: true as const }
  })
  http.bind(contract.endOtherSessions, async (_input, { principal }) => {
    const own = await store.listSessions(db, principal.userId, clock.now())
    const others = own.map((one) => one.id).filter((id) => id !== principal.sessionId)
    return { ended: await end(principal.userId, others) }
  })
}

function toFactor(row: store.FactorRow): contract.Factor {
  return {
    ...{ id: row.id, kind: row.kind, name: row.name, createdTime: row.created_time.toISOString() },
    lastUsedTime: row.last_used_time?.toISOString() ?? null,
  }
}

/** Refuses to change factors to a session that has not shown one, once there is one to show. */
async function requireFactor({ kernel }: FactorParts, principal: Principal): Promise<void> {
  const kinds = await store.listKinds(kernel.db, principal.userId)
  if (kinds.length > 0 && (principal.level ?? 1) < 2)
    throw forbidden('请先用已有的验证方式验证身份。', 'step-up-needed')
}

function bindMaking(parts: FactorParts): void {
  const { kernel, keys } = parts
  const { http, db, clock } = kernel
  http.bind(contract.beginTotp, async ({ body }, { principal }) => {
    await requireFactor(parts, principal)
    const secret = toBase32(randomBytes(20))
    const id = newId()
    await store.insertFactor(db, {
      ...{ id, user_id: principal.userId, kind: 'totp', name: body.name ?? '动态口令', credential_id: null },
      ...{ counter: 0, transports: null, confirmed: false, created_time: clock.now() },
      secret: await keys.seal('totp', secret),
    })
    const label = encodeURIComponent(`城枢:${principal.account}`)
    return {
      id,
      secret,
      uri: `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent('城枢')}`,
    }
  })
  http.bind(contract.confirmTotp, async ({ params, body }, { principal }) => {
    const own = await store.listFactors(db, principal.userId)
    const factor = own.find((one) => one.id === params.id && one.kind === 'totp' && !one.confirmed)
    if (!factor) throw notFound('待确认的动态口令', params.id)
    if (!(await isTotp(parts, factor, body.code))) throw invalid('/body/code', '验证码不正确，请核对手机时间')
    return { done: true as const }
  })
  http.bind(contract.beginPasskey, async (_input, { principal, raw }) => {
    await requireFactor(parts, principal)
    return offerPasskey(kernel, raw, principal)
  })
  http.bind(contract.addPasskey, async ({ body }, { principal, raw }) => {
    await requireFactor(parts, principal)
    return toFactor(await keepPasskey(kernel, raw, { userId: principal.userId, ...body }))
  })
  http.bind(contract.removeFactor, async ({ params }, { principal }) => {
    await requireFactor(parts, principal)
    if (!(await store.deleteFactor(db, principal.userId, params.id))) throw notFound('验证方式', params.id)
    return { done: true as const }
  })
}

/** Whether this is a code of the factor that was not used yet; it is used then. */
async function isTotp(
  { kernel, keys }: FactorParts,
  factor: store.FactorRow,
  code: string,
): Promise<boolean> {
  const secret = fromBase32(await keys.unseal(factor.secret))
  const step = findStep(secret, code, kernel.clock.now(), factor.counter)
  return step !== null && store.useFactor(kernel.db, factor.id, step, kernel.clock.now())
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

function bindStepUp(parts: FactorParts): void {
  const { kernel, forgetSessions } = parts
  const { http, db, clock } = kernel
  http.bind(contract.beginStepUp, async ({ body }, { principal, raw }) => {
    if (body.method === 'sms') return sendSms(parts, principal)
    if (body.method === 'certificate') return askForSignature(kernel, principal)
    return { ...(await askForPasskey(kernel, raw, principal)), sentTo: null }
  })
  http.bind(contract.stepUp, async ({ body }, { principal, raw }) => {
    if (body.method === 'totp') await showTotp(parts, principal, body.code)
    else if (body.method === 'sms') await showSms(parts, principal, body.challengeId, body.code)
    else if (body.method === 'certificate') await checkSignature(kernel, principal, body)
    else {
      if (!body.challengeId || !body.response) throw invalid('/body/response', '缺少通行密钥的应答')
      const { challengeId, response } = body
      await checkPasskey(kernel, raw, { challengeId, response, userId: principal.userId })
    }
    const level = Math.max(levelOfMethod[body.method], principal.level ?? 1)
    const until = new Date(clock.now().getTime() + kernel.config.levelMinutes * 60_000)
    await store.raiseSession(db, principal.sessionId, { level, until, method: body.method })
    forgetSessions()
    return { level, levelUntilTime: until.toISOString() }
  })
  http.bind(contract.beginPasskeySignIn, (_input, { raw }) => askForPasskey(kernel, raw, null))
  http.bind(contract.signInWithPasskey, async ({ body }, { raw, ip }) => {
    const factor = await checkPasskey(kernel, raw, { ...body, userId: null })
    const row = await findUser(db, factor.user_id)
    if (!row || row.disabled) throw unauthenticated('账号已停用，请联系管理员。', 'account-disabled')
    const agent = raw.headers['user-agent'] ?? null
    return openSession(kernel, row, { ip, agent, method: 'passkey', level: 3 })
  })
}

async function sendSms(parts: FactorParts, principal: Principal) {
  const { db, clock } = parts.kernel
  const send = parts.sendCode()
  const user = await findUser(db, principal.userId)
  if (!user?.phone || !send) throw conflict('no-phone', '没有登记手机号，请使用其他验证方式或到窗口办理。')
  const now = clock.now()
  if ((await store.countChallenges(db, principal.userId, 'sms', now)) >= sms.codes)
    throw conflict('too-many-codes', `验证码发送过于频繁，请 ${sms.minutes} 分钟后再试。`)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const id = newId()
  const to = { name: user.name, phone: user.phone, code, key: `identity.code:${id}` }
  await parts.kernel.db.transaction(async (tx) => {
    await store.insertChallenge(tx, {
      ...{ id, kind: 'sms', user_id: principal.userId, session_id: principal.sessionId },
      ...{ value: hashSecret(`${id}/${code}`), expires_time: new Date(now.getTime() + sms.minutes * 60_000) },
    })
    await send(tx, to)
  })
  return { challengeId: id, options: null, sentTo: maskPhone(user.phone) }
}

async function showSms(
  { kernel }: FactorParts,
  principal: Principal,
  id: string | undefined,
  code: string | undefined,
): Promise<void> {
  if (!id || !code) throw invalid('/body/code', '请输入验证码')
  const tried = await store.tryChallenge(kernel.db, id, 'sms', sms.tries, kernel.clock.now())
  const isRight = tried?.session_id === principal.sessionId && tried.value === hashSecret(`${id}/${code}`)
  if (!isRight) throw invalid('/body/code', '验证码不正确或已过期')
  await store.takeChallenge(kernel.db, id, 'sms', kernel.clock.now())
}

/** Wrong codes of a person within a quarter of an hour before the password is asked for anew. */
const totpTries = 5
const wrongCodes = new Map<string, { count: number; until: number }>()

async function showTotp(parts: FactorParts, principal: Principal, code: string | undefined): Promise<void> {
  if (!code) throw invalid('/body/code', '请输入验证码')
  const now = Date.now()
  const known = wrongCodes.get(principal.userId)
  const wrong = known && known.until > now ? known : { count: 0, until: now + 15 * 60_000 }
  if (wrong.count >= totpTries) throw forbidden('错误次数过多，请 15 分钟后再试。', 'too-many-codes')
  const own = await store.listFactors(parts.kernel.db, principal.userId)
  for (const factor of own)
    if (factor.kind === 'totp' && factor.confirmed && (await isTotp(parts, factor, code))) {
      wrongCodes.delete(principal.userId)
      return
    }
  wrongCodes.set(principal.userId, { ...wrong, count: wrong.count + 1 })
  throw invalid('/body/code', '动态口令不正确或已使用')
}
