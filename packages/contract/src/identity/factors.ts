import { type Static, Type } from 'typebox'
import { Done, Id, Json, oneOf, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** Something a person can show beside the password. */
export const Factor = Type.Object({
  id: Id,
  kind: oneOf('totp', 'passkey'),
  name: Type.String(),
  createdTime: Time,
  lastUsedTime: Type.Union([Time, Type.Null()]),
})
export type Factor = Static<typeof Factor>

const MySession = Type.Object({
  id: Id,
  current: Type.Boolean(),
  createdTime: Time,
  expiresTime: Time,
  ip: Type.Union([Type.String(), Type.Null()]),
  device: Type.Union([Type.String(), Type.Null()]),
  level: Type.Integer({ minimum: 1, maximum: 3 }),
})

const SignInRecord = Type.Object({
  time: Time,
  ip: Type.Union([Type.String(), Type.Null()]),
  device: Type.Union([Type.String(), Type.Null()]),
  method: Type.String(),
  outcome: oneOf('done', 'refused'),
  reason: Type.Union([Type.String(), Type.Null()]),
  newDevice: Type.Boolean(),
})

export const getMySecurity = defineOperation({
  id: 'identity.getMySecurity',
  method: 'GET',
  path: '/api/identity/me/security',
  permission: 'signed-in',
  summary: { zh: '账号安全：验证方式、会话与登录记录', en: 'One’s factors, sessions and sign-ins' },
  response: Type.Object({
    level: Type.Integer({ minimum: 1, maximum: 3 }),
    levelUntilTime: Type.Union([Time, Type.Null()]),
    phone: Type.Union([Type.String(), Type.Null()]),
    factors: Type.Array(Factor),
    sessions: Type.Array(MySession),
    signIns: Type.Array(SignInRecord),
  }),
})

export const endMySession = defineOperation({
  id: 'identity.endMySession',
  method: 'DELETE',
  path: '/api/identity/me/sessions/{id}',
  permission: 'signed-in',
  summary: { zh: '退出某台设备的登录', en: 'End one of one’s sessions' },
  params: Type.Object({ id: Id }),
  response: Done,
})

export const endOtherSessions = defineOperation({
  id: 'identity.endOtherSessions',
  method: 'DELETE',
  path: '/api/identity/me/sessions',
  permission: 'signed-in',
  summary: { zh: '退出其他所有设备', en: 'End all other sessions of one’s own' },
  response: Type.Object({ ended: Type.Integer() }),
})

export const beginTotp = defineOperation({
  id: 'identity.beginTotp',
  method: 'POST',
  path: '/api/identity/me/totp',
  permission: 'signed-in',
  summary: { zh: '添加动态口令', en: 'Add an authenticator app (TOTP, RFC 6238)' },
  body: Type.Object({ name: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })) }),
  response: Type.Object({ id: Id, secret: Type.String({ description: 'Base32.' }), uri: Type.String() }),
  creates: true,
})

const Code = Type.String({ pattern: '^[0-9]{6}$', description: 'Six digits.' })

export const confirmTotp = defineOperation({
  id: 'identity.confirmTotp',
  method: 'POST',
  path: '/api/identity/me/totp/{id}/confirmation',
  permission: 'signed-in',
  summary: { zh: '确认动态口令', en: 'Confirm it with a first code' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ code: Code }),
  response: Done,
})

export const beginPasskey = defineOperation({
  id: 'identity.beginPasskey',
  method: 'POST',
  path: '/api/identity/me/passkeys/options',
  permission: 'signed-in',
  summary: { zh: '添加通行密钥：取得参数', en: 'Options to make a passkey (WebAuthn)' },
  response: Type.Object({ challengeId: Id, options: Json }),
})

export const addPasskey = defineOperation({
  id: 'identity.addPasskey',
  method: 'POST',
  path: '/api/identity/me/passkeys',
  permission: 'signed-in',
  summary: { zh: '添加通行密钥', en: 'Add a passkey' },
  body: Type.Object({ challengeId: Id, name: Type.String({ minLength: 1, maxLength: 50 }), response: Json }),
  response: Factor,
  creates: true,
})

export const removeFactor = defineOperation({
  id: 'identity.removeFactor',
  method: 'DELETE',
  path: '/api/identity/me/factors/{id}',
  permission: 'signed-in',
  summary: { zh: '移除验证方式', en: 'Remove a factor' },
  params: Type.Object({ id: Id }),
  response: Done,
})

export const beginStepUp = defineOperation({
  id: 'identity.beginStepUp',
  method: 'POST',
  path: '/api/identity/step-ups/options',
  permission: 'signed-in',
  summary: { zh: '提升认证等级：取得验证码或通行密钥参数', en: 'Ask for a code or for passkey options' },
  body: Type.Object({ method: oneOf('passkey', 'sms', 'certificate') }),
  response: Type.Object({
    challengeId: Id,
    options: Type.Union([Json, Type.Null()]),
    sentTo: Type.Union([Type.String(), Type.Null()]),
  }),
})

export const stepUp = defineOperation({
  id: 'identity.stepUp',
  method: 'POST',
  path: '/api/identity/step-ups',
  permission: 'signed-in',
  summary: { zh: '提升认证等级', en: 'Show a further factor: the session rises to its level' },
  body: Type.Object({
    method: oneOf('totp', 'passkey', 'sms', 'certificate'),
    code: Type.Optional(Code),
    challengeId: Type.Optional(Id),
    response: Type.Optional(Json),
    serial: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Of the certificate.' })),
    signature: Type.Optional(
      Type.String({
        pattern: '^[0-9a-fA-F]{1,200}$',
        description: 'SM2 over the text of the challenge, DER, hex.',
      }),
    ),
  }),
  response: Type.Object({ level: Type.Integer(), levelUntilTime: Time }),
})

export const beginPasskeySignIn = defineOperation({
  id: 'identity.beginPasskeySignIn',
  method: 'POST',
  path: '/api/identity/passkey-sign-ins/options',
  permission: 'public',
  summary: { zh: '通行密钥登录：取得参数', en: 'Options to sign in with a passkey' },
  response: Type.Object({ challengeId: Id, options: Json }),
})
