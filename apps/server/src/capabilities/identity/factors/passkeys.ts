import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { FastifyRequest } from 'fastify'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { forbidden, invalid } from '../../../kernel/problem.ts'
import * as store from './store.ts'

/** Minutes a challenge may be answered. */
const challengeMinutes = 5

/** The site passkeys are bound to (WebAuthn Level 3, 5.1.2): the public address, else the one the request came to. */
function siteOf(kernel: Kernel, request: FastifyRequest): { origin: string; rpId: string } {
  const origin = kernel.config.publicUrl
    ? new URL(kernel.config.publicUrl).origin
    : `${request.protocol}://${request.host}`
  return { origin, rpId: new URL(origin).hostname }
}

async function keepChallenge(
  kernel: Kernel,
  given: { kind: string; userId: string | null; sessionId: string | null; value: string },
): Promise<string> {
  const id = newId()
  const end = new Date(kernel.clock.now().getTime() + challengeMinutes * 60_000)
  await store.insertChallenge(kernel.db, {
    ...{ id, kind: given.kind, user_id: given.userId, session_id: given.sessionId },
    ...{ value: given.value, expires_time: end },
  })
  return id
}

/** Options for a browser to make a passkey with; the person is verified on the device (PIN, finger, face). */
export async function offerPasskey(
  kernel: Kernel,
  request: FastifyRequest,
  user: { userId: string; account: string; name: string },
) {
  const { rpId } = siteOf(kernel, request)
  const known = await store.listFactors(kernel.db, user.userId)
  const options = await generateRegistrationOptions({
    ...{ rpName: '城枢', rpID: rpId, userName: user.account, userDisplayName: user.name },
    userID: new TextEncoder().encode(user.userId),
    excludeCredentials: known.flatMap((one) => (one.credential_id ? [{ id: one.credential_id }] : [])),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  })
  const challengeId = await keepChallenge(kernel, {
    ...{ kind: 'passkey-make', userId: user.userId, sessionId: null, value: options.challenge },
  })
  return { challengeId, options: options as unknown as Record<string, unknown> }
}

/** Keeps a passkey once its answer to our challenge holds. */
export async function keepPasskey(
  kernel: Kernel,
  request: FastifyRequest,
  given: { userId: string; challengeId: string; name: string; response: Record<string, unknown> },
): Promise<store.FactorRow> {
  const { origin, rpId } = siteOf(kernel, request)
  const now = kernel.clock.now()
  const challenge = await store.takeChallenge(kernel.db, given.challengeId, 'passkey-make', now)
  if (challenge?.user_id !== given.userId) throw invalid('/body/challengeId', '验证已超时，请重新添加')
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: given.response as unknown as RegistrationResponseJSON,
    ...{ expectedChallenge: challenge.value, expectedOrigin: origin, expectedRPID: rpId },
  }).catch(() => ({ verified: false, registrationInfo: undefined }) as const)
  if (!verified || !registrationInfo) throw invalid('/body/response', '通行密钥没有通过验证')
  const { credential } = registrationInfo
  const row = {
    ...{ id: newId(), user_id: given.userId, kind: 'passkey' as const, name: given.name, confirmed: true },
    secret: Buffer.from(credential.publicKey).toString('base64url'),
    ...{
      credential_id: credential.id,
      counter: credential.counter,
      transports: credential.transports ?? null,
    },
    created_time: now,
  }
  await store.insertFactor(kernel.db, row)
  return { ...row, last_used_time: null }
}

/** Options to show a passkey with; without a user any passkey of this site may answer. */
export async function askForPasskey(
  kernel: Kernel,
  request: FastifyRequest,
  by: { userId: string; sessionId: string } | null,
) {
  const { rpId } = siteOf(kernel, request)
  const known = by ? await store.listFactors(kernel.db, by.userId) : []
  const own = known.flatMap((one) => (one.credential_id ? [{ id: one.credential_id }] : []))
  if (by && own.length === 0) throw forbidden('您还没有通行密钥。', 'no-such-factor')
  const options = await generateAuthenticationOptions({
    ...{ rpID: rpId, userVerification: 'required' },
    ...(by ? { allowCredentials: own } : {}),
  })
  const challengeId = await keepChallenge(kernel, {
    ...{ kind: 'passkey-show', userId: by?.userId ?? null, sessionId: by?.sessionId ?? null },
    value: options.challenge,
  })
  return { challengeId, options: options as unknown as Record<string, unknown> }
}

/** The passkey that answered, used once more. Refused with `passkey-refused` when anything about it is wrong. */
export async function checkPasskey(
  kernel: Kernel,
  request: FastifyRequest,
  given: { challengeId: string; response: Record<string, unknown>; userId: string | null },
): Promise<store.FactorRow> {
  const { origin, rpId } = siteOf(kernel, request)
  const now = kernel.clock.now()
  const challenge = await store.takeChallenge(kernel.db, given.challengeId, 'passkey-show', now)
  const response = given.response as unknown as AuthenticationResponseJSON
  const factor = challenge && (await store.findPasskey(kernel.db, String(response.id)))
  const refused = forbidden('通行密钥没有通过验证，请重试。', 'passkey-refused')
  if (!factor || (challenge.user_id ?? factor.user_id) !== factor.user_id) throw refused
  if (given.userId !== null && factor.user_id !== given.userId) throw refused
  const checked = await verifyAuthenticationResponse({
    ...{ response, expectedChallenge: challenge.value, expectedOrigin: origin, expectedRPID: rpId },
    credential: {
      ...{ id: factor.credential_id as string, counter: factor.counter },
      publicKey: new Uint8Array(Buffer.from(factor.secret, 'base64url')),
    },
  }).catch(() => undefined)
  if (!checked?.verified) throw refused
  if (!(await store.useFactor(kernel.db, factor.id, checked.authenticationInfo.newCounter, now)))
    throw refused
  return factor
}
