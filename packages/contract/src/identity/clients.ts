import { type Static, Type } from 'typebox'
import { Done, Id, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Uri = Type.String({ format: 'uri', maxLength: 500 })
const Level = Type.Integer({
  minimum: 1,
  maximum: 3,
  description: 'Level of assurance: 1 password … 3 strong.',
})
/** What a system may learn of a person who signs on (OpenID Connect Core 5.4, and `real_name` of this platform); `scim`: it provisions accounts. */
const Scope = oneOf('profile', 'phone', 'email', 'real_name', 'offline_access', 'scim')

/** A system that signs people on here (OpenID Connect relying party). */
export const SignOnClient = Type.Object({
  id: Id,
  clientId: Type.String(),
  name: Type.String(),
  kind: oneOf('web', 'public', 'device', 'service'),
  redirectUris: Type.Array(Type.String()),
  logoutUris: Type.Array(Type.String()),
  backchannelUri: Type.Union([Type.String(), Type.Null()]),
  scopes: Type.Array(Scope),
  level: Level,
  consent: Type.Boolean({ description: 'The person is asked before anything is told.' }),
  ownerId: Type.Union([Id, Type.Null()]),
  disabled: Type.Boolean(),
  createdTime: Time,
  lastUsedTime: Type.Union([Time, Type.Null()]),
})
export type SignOnClient = Static<typeof SignOnClient>

const clientFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  redirectUris: Type.Array(Uri, { maxItems: 20 }),
  logoutUris: Type.Optional(Type.Array(Uri, { maxItems: 20 })),
  backchannelUri: Type.Optional(Type.Union([Uri, Type.Null()])),
  scopes: Type.Optional(Type.Array(Scope, { uniqueItems: true })),
  level: Type.Optional(Level),
  consent: Type.Optional(Type.Boolean()),
  ownerId: Type.Optional(Type.Union([Id, Type.Null()])),
}

export const listSignOnClients = defineOperation({
  id: 'identity.listSignOnClients',
  method: 'GET',
  path: '/api/identity/clients',
  permission: 'identity.clients',
  summary: { zh: '单点登录应用列表', en: 'List applications that sign on here' },
  query: Type.Object(pageQuery),
  response: pageOf(SignOnClient),
})

export const createSignOnClient = defineOperation({
  id: 'identity.createSignOnClient',
  method: 'POST',
  path: '/api/identity/clients',
  permission: 'identity.clients',
  summary: { zh: '登记单点登录应用', en: 'Register an application' },
  body: Type.Object({ kind: oneOf('web', 'public', 'device', 'service'), ...clientFields }),
  response: Type.Object({
    client: SignOnClient,
    secret: Type.Union([Type.String(), Type.Null()], { description: 'Shown this once.' }),
  }),
  creates: true,
})

export const changeSignOnClient = defineOperation({
  id: 'identity.changeSignOnClient',
  method: 'PATCH',
  path: '/api/identity/clients/{id}',
  permission: 'identity.clients',
  summary: { zh: '修改或停用单点登录应用', en: 'Change or disable an application' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    ...clientFields,
    name: Type.Optional(clientFields.name),
    redirectUris: Type.Optional(clientFields.redirectUris),
    disabled: Type.Optional(Type.Boolean()),
  }),
  response: SignOnClient,
})

export const renewSignOnSecret = defineOperation({
  id: 'identity.renewSignOnSecret',
  method: 'POST',
  path: '/api/identity/clients/{id}/secret',
  permission: 'identity.clients',
  summary: { zh: '更换应用密钥', en: 'Give an application a new secret' },
  params: Type.Object({ id: Id }),
  response: Type.Object({ secret: Type.String() }),
})

/** What a person is asked while signing on to another system. */
export const SignOnQuestion = Type.Object({
  prompt: oneOf('login', 'consent'),
  clientName: Type.String(),
  scopes: Type.Array(Type.String()),
  level: Level,
  reasons: Type.Array(Type.String()),
})
export type SignOnQuestion = Static<typeof SignOnQuestion>

export const getSignOnQuestion = defineOperation({
  id: 'identity.getSignOnQuestion',
  method: 'GET',
  path: '/oidc/sign-on/{uid}',
  permission: 'public',
  summary: { zh: '单点登录：需要本人做什么', en: 'What a person is asked while signing on elsewhere' },
  params: Type.Object({ uid: Type.String({ maxLength: 64 }) }),
  response: SignOnQuestion,
})

export const answerSignOnQuestion = defineOperation({
  id: 'identity.answerSignOnQuestion',
  method: 'POST',
  path: '/oidc/sign-on/{uid}',
  permission: 'signed-in',
  summary: { zh: '单点登录：继续、同意或拒绝', en: 'Go on, agree or refuse while signing on elsewhere' },
  params: Type.Object({ uid: Type.String({ maxLength: 64 }) }),
  body: Type.Object({
    answer: oneOf('sign-in', 'agree', 'refuse'),
    scopes: Type.Optional(Type.Array(Type.String(), { description: 'Agreed to a part of what was asked.' })),
  }),
  response: Type.Object({ redirectTo: Type.String() }),
})

/** What a person has agreed to tell another system. */
const SignOnGrant = Type.Object({
  clientId: Type.String(),
  clientName: Type.String(),
  scopes: Type.Array(Type.String()),
  lastTime: Type.Union([Time, Type.Null()]),
})

export const listMySignOnGrants = defineOperation({
  id: 'identity.listMySignOnGrants',
  method: 'GET',
  path: '/api/identity/me/sign-on-grants',
  permission: 'signed-in',
  summary: { zh: '本人授权过的应用', en: 'Applications one has agreed to' },
  response: Type.Object({ items: Type.Array(SignOnGrant) }),
})

export const withdrawSignOnGrant = defineOperation({
  id: 'identity.withdrawSignOnGrant',
  method: 'DELETE',
  path: '/api/identity/me/sign-on-grants/{clientId}',
  permission: 'signed-in',
  summary: { zh: '撤回对应用的授权', en: 'Withdraw one’s agreement' },
  params: Type.Object({ clientId: Type.String({ maxLength: 100 }) }),
  response: Done,
})
