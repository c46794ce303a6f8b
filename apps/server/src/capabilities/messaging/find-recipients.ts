import type { Recipient } from '@civitas/contract'
import type { Scope } from '../../kernel/access.ts'
import type { Transaction } from '../../kernel/db/database.ts'
import { invalid } from '../../kernel/problem.ts'
import type { Person } from '../identity/index.ts'
import type { MessagingParts } from './messaging-parts.ts'
import { listTagged } from './tags/store.ts'

/** Whom a recipient stands for: accounts, and numbers of people without one. */
export interface Found {
  readonly people: readonly Person[]
  readonly numbers: ReadonlyArray<{ name: string; phone: string }>
}

/** Corners a drawn area may have; a person draws a few. */
const mostCorners = 500

/** The people of every area, tag and drawn polygon, within the divisions of whoever sends. */
export async function gather(
  parts: MessagingParts,
  tx: Transaction,
  recipients: readonly Recipient[],
  scope: Scope,
): Promise<Map<string, Found>> {
  const { identity } = parts
  const found = new Map<string, Found>()
  for (const [at, one] of recipients.entries()) {
    const key = gatherKey(one)
    if (key === '' || found.has(key)) continue
    if ('area' in one) {
      const people = await identity.findPeople(tx, { area: one.area, role: one.role, scope })
      found.set(key, { people, numbers: [] })
    } else if ('tag' in one) {
      const people = await identity.findPeople(tx, { userIds: await listTagged(tx, one.tag), scope })
      found.set(key, { people, numbers: [] })
    } else if ('within' in one) found.set(key, await findWithin(parts, tx, one.within, at, scope))
  }
  return found
}

/** What `gather` keeps a recipient under; empty for one that needs no gathering. */
export function gatherKey(one: Recipient): string {
  if ('area' in one) return `area ${one.area} ${one.role ?? ''}`
  if ('tag' in one) return `tag ${one.tag}`
  return 'within' in one ? `within ${JSON.stringify(one.within)}` : ''
}

/** Who has duties in the communities and grids a polygon touches. Whoever has an account is told by it, not by number too. */
async function findWithin(
  { territory, identity }: MessagingParts,
  tx: Transaction,
  area: GeoJSON.Geometry,
  at: number,
  scope: Scope,
): Promise<Found> {
  const path = `/body/to/${at}/within`
  if (area.type !== 'Polygon' || !territory.areas.isArea(area))
    throw invalid(path, '所画范围须是首尾相接、不自交的多边形')
  if (area.coordinates.flat().length > mostCorners) throw invalid(path, `范围最多 ${mostCorners} 个拐点`)
  const codes = territory.listTouched(area).map((row) => row.code)
  const staff = await territory.findStaffOf(tx, codes, scope)
  const userIds = staff.flatMap((one) => one.userId ?? [])
  const people = [
    ...(await identity.findPeople(tx, { divisionsIn: codes, scope })),
    ...(userIds.length > 0 ? await identity.findPeople(tx, { userIds }) : []),
  ]
  const known = new Set(people.map((one) => one.phone))
  return { people, numbers: staff.filter((one) => one.userId === null && !known.has(one.phone)) }
}
