import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, Json, pageOf, pageQuery, Time } from './common.ts'
import { defineOperation } from './operation.ts'
import { Post } from './posts.ts'

/** What a person may see: rows of these divisions (and everything below them). An empty list sees nothing. */
export const DataScope = Type.Object({
  divisions: Type.Array(DivisionCode),
  organisationId: Type.Union([Id, Type.Null()]),
})

export const Role = Type.Object({
  id: Type.String(),
  name: Type.String(),
  permissions: Type.Array(Type.String()),
})
export type Role = Static<typeof Role>

export const User = Type.Object({
  id: Id,
  account: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.String()),
  divisions: Type.Array(DivisionCode),
  organisationId: Type.Union([Id, Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  phone: Type.Union([Type.String(), Type.Null()], { description: 'Middle digits hidden.' }),
  email: Type.Union([Type.String(), Type.Null()], { description: 'Name before the @ shortened.' }),
  state: Type.Union([Type.Literal('active'), Type.Literal('disabled'), Type.Literal('locked')]),
  lockedUntilTime: Type.Union([Time, Type.Null()]),
  createdTime: Time,
  lastSignInTime: Type.Union([Time, Type.Null()]),
})
export type User = Static<typeof User>

export const Me = Type.Object({
  user: User,
  permissions: Type.Array(Type.String()),
  scope: DataScope,
  post: Post,
  posts: Type.Array(Post, { description: 'Identities the person may switch to, the main one first.' }),
})
export type Me = Static<typeof Me>

export const Organisation = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  shortName: Type.String(),
  kind: Type.String(),
  divisionCode: DivisionCode,
  parentId: Type.Union([Id, Type.Null()]),
})
export type Organisation = Static<typeof Organisation>

export const AuditEntry = Type.Object({
  id: Type.Integer(),
  time: Time,
  userId: Type.Union([Id, Type.Null()]),
  account: Type.Union([Type.String(), Type.Null()]),
  action: Type.String(),
  target: Type.Union([Type.String(), Type.Null()]),
  outcome: Type.Union([Type.Literal('done'), Type.Literal('refused'), Type.Literal('failed')]),
  ip: Type.Union([Type.String(), Type.Null()]),
  traceId: Type.Union([Type.String(), Type.Null()]),
  detail: Json,
})
export type AuditEntry = Static<typeof AuditEntry>

const Account = Type.String({ minLength: 2, maxLength: 64, pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]*$' })
/** Mobile or fixed line of China, digits only. */
const Phone = Type.String({
  pattern: '^(1[3-9][0-9]{9}|0[0-9]{9,11})$',
  description: 'Phone number, digits.',
})
const Email = Type.String({ pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$', maxLength: 200 })
const NewPassword = Type.String({ minLength: 10, maxLength: 200 })

const SignedIn = Type.Object({
  accessToken: Type.String(),
  expiresTime: Time,
  user: User,
  furtherFactor: Type.Optional(
    Type.Array(Type.String(), { description: 'Nothing can be done before one of these was shown (stepUp).' }),
  ),
})

export const signIn = defineOperation({
  id: 'identity.signIn',
  method: 'POST',
  path: '/api/identity/sessions',
  permission: 'public',
  summary: { zh: '登录', en: 'Sign in' },
  body: Type.Object({
    account: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
  }),
  response: SignedIn,
})

export const signInWithPasskey = defineOperation({
  id: 'identity.signInWithPasskey',
  method: 'POST',
  path: '/api/identity/passkey-sign-ins',
  permission: 'public',
  summary: { zh: '通行密钥登录', en: 'Sign in with a passkey' },
  body: Type.Object({ challengeId: Id, response: Json }),
  response: SignedIn,
})

export const signOut = defineOperation({
  id: 'identity.signOut',
  method: 'DELETE',
  path: '/api/identity/sessions/current',
  permission: 'signed-in',
  summary: { zh: '退出登录', en: 'Sign out' },
  response: Done,
})

export const getMe = defineOperation({
  id: 'identity.getMe',
  method: 'GET',
  path: '/api/identity/me',
  permission: 'signed-in',
  summary: { zh: '当前用户、权限与数据范围', en: 'The signed-in user, permissions and data scope' },
  response: Me,
})

export const changeMyPassword = defineOperation({
  id: 'identity.changeMyPassword',
  method: 'PUT',
  path: '/api/identity/me/password',
  permission: 'signed-in',
  summary: { zh: '修改本人密码', en: 'Change one’s own password' },
  body: Type.Object({ currentPassword: Type.String({ minLength: 1 }), newPassword: NewPassword }),
  response: Done,
})

export const createFirstAdministrator = defineOperation({
  id: 'identity.createFirstAdministrator',
  method: 'POST',
  path: '/api/identity/first-administrator',
  permission: 'public',
  summary: {
    zh: '凭一次性口令建立首个管理员',
    en: 'Create the first administrator with the one-time token',
  },
  body: Type.Object({ token: Type.String({ minLength: 1 }), account: Account, password: NewPassword }),
  response: User,
  creates: true,
})

export const listUsers = defineOperation({
  id: 'identity.listUsers',
  method: 'GET',
  path: '/api/identity/users',
  permission: 'identity.read',
  summary: { zh: '用户列表', en: 'List users' },
  query: Type.Object({ ...pageQuery, role: Type.Optional(Type.String()) }),
  response: pageOf(User),
})

export const createUser = defineOperation({
  id: 'identity.createUser',
  method: 'POST',
  path: '/api/identity/users',
  permission: 'identity.manage',
  summary: { zh: '新建用户', en: 'Create a user' },
  body: Type.Object({
    account: Account,
    name: Type.String({ minLength: 1, maxLength: 64 }),
    password: NewPassword,
    roles: Type.Array(Type.String(), { minItems: 1 }),
    divisions: Type.Array(DivisionCode, { minItems: 1 }),
    organisationId: Type.Optional(Type.Union([Id, Type.Null()])),
    phone: Type.Optional(Type.Union([Phone, Type.Null()])),
    email: Type.Optional(Type.Union([Email, Type.Null()])),
  }),
  response: User,
  creates: true,
})

export const changeUser = defineOperation({
  id: 'identity.changeUser',
  method: 'PATCH',
  path: '/api/identity/users/{id}',
  permission: 'identity.manage',
  summary: { zh: '修改用户', en: 'Change a user' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    roles: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    divisions: Type.Optional(Type.Array(DivisionCode)),
    organisationId: Type.Optional(Type.Union([Id, Type.Null()])),
    phone: Type.Optional(Type.Union([Phone, Type.Null()])),
    email: Type.Optional(Type.Union([Email, Type.Null()])),
    state: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('disabled')])),
    password: Type.Optional(NewPassword),
  }),
  response: User,
})

export const listRoles = defineOperation({
  id: 'identity.listRoles',
  method: 'GET',
  path: '/api/identity/roles',
  permission: 'identity.read',
  summary: { zh: '角色列表', en: 'List roles' },
  response: Type.Array(Role),
})

export const listOrganisations = defineOperation({
  id: 'identity.listOrganisations',
  method: 'GET',
  path: '/api/identity/organisations',
  permission: 'identity.read',
  summary: { zh: '组织机构列表', en: 'List organisations' },
  query: Type.Object({
    ...pageQuery,
    division: Type.Optional(DivisionCode),
    above: Type.Optional(
      Type.Boolean({
        description: 'Also those of the divisions above the caller’s, for a lower level to call upon.',
      }),
    ),
  }),
  response: pageOf(Organisation),
})

export const listAuditEntries = defineOperation({
  id: 'identity.listAuditEntries',
  method: 'GET',
  path: '/api/identity/audit-entries',
  permission: 'identity.audit',
  summary: { zh: '审计记录', en: 'The audit trail' },
  query: Type.Object({
    ...pageQuery,
    account: Type.Optional(Type.String()),
    action: Type.Optional(Type.String()),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  response: pageOf(AuditEntry),
})
