import { sql } from '../../../../../kernel/db/sql.ts'
import { newId } from '../../../../../kernel/ids.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import { NgsiError } from '../http/errors.ts'
import { coreTerms } from '../representation/model.ts'
import { coreContext, coreContextUrl, isCoreContextUrl } from './core-context.ts'
import { fetchContext } from './fetch-context.ts'
import { buildTermMap, type TermMap } from './term-map.ts'

export type ContextKind = 'Hosted' | 'ImplicitlyCreated' | 'Cached'

export interface HeldContext {
  id: string
  url: string
  kind: ContextKind
  body: { '@context': unknown }
  created_time: Date
  used_time: Date
  uses: number
}

/** @contexts: bundled, hosted here, or fetched once and kept (5.13). */
export interface Contexts {
  /** The terms of a context given in a body or a Link header; parsed ones are remembered. */
  resolve(context: unknown): Promise<TermMap>
  add(body: { '@context': unknown }, kind: ContextKind, url?: string): Promise<HeldContext>
  find(idOrUrl: string): Promise<HeldContext | undefined>
  list(): Promise<HeldContext[]>
  remove(idOrUrl: string): Promise<boolean>
  /** Fetches a kept context anew. */
  reload(held: HeldContext): Promise<void>
}

/** Path under which contexts of this broker are served. */
export const contextsPath = '/ngsi-ld/v1/jsonldContexts'
const remembered = 500

export function createContexts(
  kernel: Kernel,
  bundled: ReadonlyMap<string, { '@context': unknown }>,
): Contexts {
  const { db, clock } = kernel
  const maps = new Map<string, Promise<TermMap>>()
  const find = (idOrUrl: string) =>
    db.first<HeldContext>(sql`SELECT id, url, kind, body, created_time, used_time, uses FROM entities.ld_context
      WHERE id = ${idOrUrl} OR url = ${idOrUrl} ORDER BY (id = ${idOrUrl}) DESC LIMIT 1`)
  const keep = async (id: string, url: string, kind: ContextKind, body: { '@context': unknown }) => {
    const now = clock.now()
    await db.query(sql`INSERT INTO entities.ld_context (id, url, kind, body, created_time, used_time)
      VALUES (${id}, ${url}, ${kind}, ${JSON.stringify(body)}::jsonb, ${now}, ${now})
      ON CONFLICT (url) DO UPDATE SET body = excluded.body, used_time = excluded.used_time`)
    maps.clear()
    return (await find(url)) as HeldContext
  }
  const load = async (url: string): Promise<unknown> => {
    const local = localId(url)
    const ours = bundled.get(local ?? url)
    if (ours) return ours
    const held = await find(local ?? url)
    if (held) {
      await db.query(
        sql`UPDATE entities.ld_context SET used_time = ${clock.now()}, uses = uses + 1 WHERE id = ${held.id}`,
      )
      return held.body
    }
    if (local) throw new NgsiError('LdContextNotAvailable', `没有这个 @context：${url}`)
    const body = await fetchContext(url, kernel.config)
    await keep(newId(), url, 'Cached', body)
    return body
  }
  return {
    resolve: (context) => {
      if (context === undefined || (typeof context === 'string' && isCoreContextUrl(context)))
        return Promise.resolve(coreTerms)
      const key = JSON.stringify(context)
      const known = maps.get(key)
      if (known) return known
      if (maps.size > remembered) maps.clear()
      const made = buildTermMap(context, load)
      maps.set(key, made)
      made.catch(() => maps.delete(key))
      return made
    },
    add: (body, kind, url) => {
      const id = newId()
      return keep(id, url ?? `${contextsPath}/${id}`, kind, body)
    },
    find: async (idOrUrl) => {
      if (isCoreContextUrl(idOrUrl)) return asHeld(coreContextUrl, coreContext)
      const ours = bundled.get(localId(idOrUrl) ?? idOrUrl)
      return ours ? asHeld(idOrUrl, ours) : find(localId(idOrUrl) ?? idOrUrl)
    },
    list: () =>
      db.query<HeldContext>(sql`SELECT id, url, kind, body, created_time, used_time, uses
      FROM entities.ld_context ORDER BY created_time, id`),
    remove: async (idOrUrl) => {
      const gone = await db.query(
        sql`DELETE FROM entities.ld_context WHERE id = ${idOrUrl} OR url = ${idOrUrl} RETURNING id`,
      )
      maps.clear()
      return gone.length > 0
    },
    reload: async (held) => {
      await keep(held.id, held.url, held.kind, await fetchContext(held.url, kernel.config))
    },
  }
}

/** The part of an address after our own path, whoever’s name the address uses for us. */
function localId(url: string): string | null {
  const at = url.indexOf(`${contextsPath}/`)
  return at < 0 ? null : url.slice(at + contextsPath.length + 1)
}

function asHeld(id: string, body: { '@context': unknown }): HeldContext {
  const time = new Date(0)
  return { id, url: id, kind: 'Cached', body, created_time: time, used_time: time, uses: 0 }
}
