import type { Queryable } from '../../../kernel/db/database.ts'
import { findVersion, type VersionRow } from './store.ts'

/** Answers a version of an item; undefined when there is none. */
export type FrozenVersions = (db: Queryable, id: string, version: number) => Promise<VersionRow | undefined>

const most = 2_000

/**
 * Versions applications were made under. A published one never changes its content again, so it is read once; what changes
 * of it (whether the item is retired) is not asked here.
 */
export function rememberVersions(): FrozenVersions {
  const known = new Map<string, VersionRow>()
  return async (db, id, version) => {
    const name = `${id}/${version}`
    const before = known.get(name)
    if (before) return before
    const row = await findVersion(db, id, version)
    if (row?.state !== 'published') return row
    if (known.size >= most) known.clear()
    known.set(name, row)
    return row
  }
}
