import { divisionPrefix, inScope, isInScope, type Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { join, type Sql, sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import type { DatastreamIndex, ThingMeta } from '../datastreams/datastream-index.ts'
import { type GrantRow, readGrants } from './store.ts'

/**
 * What a caller may do with devices (PLT-014): those of its divisions and those granted to its organisation may be read;
 * to control one, the organisation must own it or hold a control grant for it. A device nobody owns is controlled by whoever has
 * the permission in its division; who manages admission may control every device of its divisions.
 */
export interface DeviceRights {
  /** SQL condition over `sensing.thing t`. */
  readable(principal: Principal): Promise<Sql>
  requireReadable(principal: Principal, thingId: string): Promise<ThingMeta>
  /** Why the caller may not control these things, by thing id; empty when it may. */
  findUncontrollable(principal: Principal, things: readonly ThingMeta[]): Promise<Map<string, string>>
  requireControl(principal: Principal, things: readonly ThingMeta[]): Promise<void>
}

export function createRights(kernel: Kernel, index: DatastreamIndex): DeviceRights {
  const grantsOf = async ({ organisationId }: Principal) =>
    organisationId ? readGrants(kernel.db, organisationId, kernel.clock.now()) : []
  const findUncontrollable: DeviceRights['findUncontrollable'] = async (principal, things) => {
    const grants = await grantsOf(principal)
    const owners = await readOwners(
      kernel.db,
      things.map((thing) => thing.id),
    )
    const refused = new Map<string, string>()
    for (const thing of things) {
      const why = judgeControl(principal, thing, owners.get(thing.id) ?? null, grants)
      if (why) refused.set(thing.id, why)
    }
    return refused
  }
  return {
    readable: async (principal) => {
      const granted = (await grantsOf(principal)).map(toCondition)
      return sql`(${join([inScope('t.division_code', principal.scope), ...granted], ' OR ')})`
    },
    requireReadable: async (principal, thingId) => {
      const thing = index.findThing(thingId)
      if (!thing) throw notFound('设备', thingId)
      if (isInScope(thing.divisionCode, principal.scope)) return thing
      if ((await grantsOf(principal)).some((grant) => covers(grant, thing))) return thing
      throw notFound('设备', thingId)
    },
    findUncontrollable,
    requireControl: async (principal, things) => {
      const [first] = await findUncontrollable(principal, things)
      if (first) throw forbidden(first[1], 'no-control-right')
    },
  }
}

function judgeControl(
  principal: Principal,
  thing: ThingMeta,
  ownerId: string | null,
  grants: readonly GrantRow[],
): string | null {
  const granted = grants.some((grant) => grant.rights.includes('control') && covers(grant, thing))
  if (granted) return null
  const mayRead = grants.some((grant) => covers(grant, thing))
  const inside = isInScope(thing.divisionCode, principal.scope)
  if (!inside && !mayRead) return '设备不在您的管辖范围内。'
  if (inside && principal.permissions.has('sensing.admit')) return null
  if (inside && (ownerId === null || ownerId === principal.organisationId)) return null
  return `您的单位对设备“${thing.name}”没有控制权${mayRead ? '，只有查看权' : ''}。`
}

function covers(grant: GrantRow, thing: ThingMeta): boolean {
  if (grant.thing_ids && !grant.thing_ids.includes(thing.id)) return false
  if (grant.thing_type && grant.thing_type !== thing.thingType) return false
  return !grant.division_code || (thing.divisionCode ?? '').startsWith(divisionPrefix(grant.division_code))
}

function toCondition(grant: GrantRow): Sql {
  const parts = [sql`TRUE`]
  if (grant.thing_ids) parts.push(sql`t.id = ANY(${grant.thing_ids}::uuid[])`)
  if (grant.thing_type) parts.push(sql`t.thing_type = ${grant.thing_type}`)
  if (grant.division_code)
    parts.push(sql`starts_with(t.division_code, ${divisionPrefix(grant.division_code)})`)
  return sql`(${join(parts, ' AND ')})`
}

async function readOwners(db: Queryable, ids: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await db.query<{ id: string; owner_id: string | null }>(
    sql`SELECT id, owner_id FROM sensing.thing WHERE id = ANY(${ids as string[]}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row.owner_id]))
}
