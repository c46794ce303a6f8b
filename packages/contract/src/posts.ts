import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, pageOf, pageQuery, Time } from './common.ts'
import { defineOperation } from './operation.ts'

/** One identity a person can work under: the main one, a further post, or that of somebody they stand in for. */
export const Post = Type.Object({
  id: Type.Union([Id, Type.Null()], { description: 'Null: the main identity.' }),
  kind: Type.Union([Type.Literal('main'), Type.Literal('post'), Type.Literal('delegation')]),
  title: Type.String(),
  organisationId: Type.Union([Id, Type.Null()]),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  untilTime: Type.Union([Time, Type.Null()], { description: 'End of a delegation.' }),
})
export type Post = Static<typeof Post>

export const UserPost = Type.Object({
  id: Id,
  title: Type.String(),
  organisationId: Id,
  organisationName: Type.Union([Type.String(), Type.Null()]),
  roles: Type.Array(Type.String()),
  divisions: Type.Array(DivisionCode),
})
export type UserPost = Static<typeof UserPost>

/** Somebody stands in for somebody else for a time, with a part of the rights of the latter and never more. */
export const Delegation = Type.Object({
  id: Id,
  fromUserId: Id,
  fromName: Type.String(),
  toUserId: Id,
  toName: Type.String(),
  startTime: Time,
  endTime: Time,
  permissions: Type.Array(Type.String()),
  reason: Type.String(),
  state: Type.Union([
    Type.Literal('coming'),
    Type.Literal('active'),
    Type.Literal('ended'),
    Type.Literal('revoked'),
  ]),
})
export type Delegation = Static<typeof Delegation>

const Colleague = Type.Object({
  id: Id,
  name: Type.String(),
  organisationName: Type.Union([Type.String(), Type.Null()]),
})

const idParams = Type.Object({ id: Id })

export const switchPost = defineOperation({
  id: 'identity.switchPost',
  method: 'PUT',
  path: '/api/identity/me/post',
  permission: 'signed-in',
  summary: { zh: '切换身份（单位与岗位）', en: 'Work under another post' },
  body: Type.Object({ id: Type.Union([Id, Type.Null()]) }),
  response: Post,
})

export const listUserPosts = defineOperation({
  id: 'identity.listUserPosts',
  method: 'GET',
  path: '/api/identity/users/{id}/posts',
  permission: 'identity.manage',
  summary: { zh: '用户的兼任岗位', en: 'Further posts of a user' },
  params: idParams,
  response: Type.Object({ items: Type.Array(UserPost) }),
})

export const addUserPost = defineOperation({
  id: 'identity.addUserPost',
  method: 'POST',
  path: '/api/identity/users/{id}/posts',
  permission: 'identity.manage',
  summary: { zh: '增加兼任岗位', en: 'Give a user a further post' },
  params: idParams,
  body: Type.Object({
    title: Type.String({ minLength: 1, maxLength: 40 }),
    organisationId: Id,
    roles: Type.Array(Type.String(), { minItems: 1 }),
    divisions: Type.Array(DivisionCode, { minItems: 1 }),
  }),
  response: UserPost,
  creates: true,
})

export const removeUserPost = defineOperation({
  id: 'identity.removeUserPost',
  method: 'DELETE',
  path: '/api/identity/users/{id}/posts/{postId}',
  permission: 'identity.manage',
  summary: { zh: '免去兼任岗位', en: 'Take a further post away' },
  params: Type.Object({ id: Id, postId: Id }),
  response: Done,
})

export const listColleagues = defineOperation({
  id: 'identity.listColleagues',
  method: 'GET',
  path: '/api/identity/colleagues',
  permission: 'signed-in',
  summary: { zh: '本单位同事', en: 'People of the caller’s own organisation' },
  query: Type.Object(pageQuery),
  response: pageOf(Colleague),
})

export const listDelegations = defineOperation({
  id: 'identity.listDelegations',
  method: 'GET',
  path: '/api/identity/me/delegations',
  permission: 'signed-in',
  summary: { zh: '我委托的与委托给我的', en: 'Delegations by and to the caller' },
  response: Type.Object({ items: Type.Array(Delegation) }),
})

export const createDelegation = defineOperation({
  id: 'identity.createDelegation',
  method: 'POST',
  path: '/api/identity/me/delegations',
  permission: 'signed-in',
  summary: { zh: '委托代办', en: 'Let a colleague stand in' },
  body: Type.Object({
    toUserId: Id,
    startTime: Time,
    endTime: Time,
    permissions: Type.Array(Type.String(), { minItems: 1, description: 'Some of the caller’s own.' }),
    reason: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: Delegation,
  creates: true,
})

export const revokeDelegation = defineOperation({
  id: 'identity.revokeDelegation',
  method: 'DELETE',
  path: '/api/identity/me/delegations/{id}',
  permission: 'signed-in',
  summary: { zh: '收回委托', en: 'Take a delegation back' },
  params: idParams,
  response: Done,
})
