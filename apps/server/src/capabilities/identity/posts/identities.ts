import type { Post } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { findRole, permissionsOf } from '../roles.ts'
import type { UserRow } from '../store.ts'
import { findUser } from '../store.ts'
import * as store from './store.ts'

/** What a session works under: rights, data scope and organisation of one identity. */
export interface Standing {
  readonly post: Post
  readonly permissions: Set<string>
  readonly divisions: string[]
  /** Roles the rights come from; of a delegation, those of who gave it. */
  readonly roles: readonly string[]
  readonly onBehalfOf: { userId: string; name: string } | null
}

function mainPost(user: UserRow): Post {
  const title = user.roles.map((role) => findRole(role)?.name ?? role).join('、')
  const { organisation_id: organisationId, organisation_name: organisationName } = user
  return { id: null, kind: 'main', title, organisationId, organisationName, untilTime: null }
}

interface Wanted {
  postId: string | null
  delegationId: string | null
}

/** Rights of a user under a post or for somebody else; the main identity when that has ended or was taken away. */
export async function standingOf(db: Queryable, user: UserRow, wanted: Wanted, now: Date): Promise<Standing> {
  if (wanted.delegationId) {
    const row = await store.findDelegation(db, wanted.delegationId)
    const standing = row?.to_user === user.id ? await onBehalf(db, row, now) : undefined
    if (standing) return standing
  }
  return ownStanding(db, user, wanted.postId)
}

async function ownStanding(db: Queryable, user: UserRow, postId: string | null): Promise<Standing> {
  const post = postId ? await store.findPost(db, user.id, postId) : undefined
  if (!post)
    return {
      ...{ post: mainPost(user), permissions: permissionsOf(user.roles), divisions: user.divisions },
      roles: user.roles,
      onBehalfOf: null,
    }
  return {
    ...{ post: store.toPost(post), permissions: permissionsOf(post.roles), divisions: post.divisions },
    roles: post.roles,
    onBehalfOf: null,
  }
}

/** Rights delegated, as far as the one who gave them still has them: a delegation never goes beyond its giver. */
async function onBehalf(db: Queryable, row: store.DelegationRow, now: Date): Promise<Standing | undefined> {
  if (row.revoked_time || now < row.start_time || now >= row.end_time) return undefined
  const giver = await findUser(db, row.from_user)
  if (!giver || giver.disabled) return undefined
  const own = await ownStanding(db, giver, row.from_post)
  return {
    post: { ...own.post, ...toDelegated(row) },
    permissions: new Set(row.permissions.filter((permission) => own.permissions.has(permission))),
    divisions: own.divisions,
    roles: own.roles,
    onBehalfOf: { userId: giver.id, name: giver.name },
  }
}

function toDelegated(row: store.DelegationRow): Pick<Post, 'id' | 'kind' | 'title' | 'untilTime'> {
  return {
    id: row.id,
    kind: 'delegation',
    title: `代办：${row.from_name}`,
    untilTime: row.end_time.toISOString(),
  }
}

/** All identities a person may switch to now, the main one first. */
export async function listIdentities(db: Queryable, user: UserRow, now: Date): Promise<Post[]> {
  const [posts, delegated] = [await store.listPosts(db, user.id), await store.listActiveTo(db, user.id, now)]
  const standIns: Post[] = []
  for (const row of delegated) {
    const standing = await onBehalf(db, row, now)
    if (standing) standIns.push(standing.post)
  }
  return [mainPost(user), ...posts.map(store.toPost), ...standIns]
}
