import type { Contexts } from '../contexts/context-store.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { parseGeo } from '../query/geo.ts'
import { parseQ } from '../query/parse-q.ts'
import { parseScopeQ } from '../query/select-scopes.ts'
import { parseTypes } from '../query/select-types.ts'
import { coreTerms, keyOf } from '../representation/model.ts'
import { keyOfSubscription, type Subscription, type SubscriptionRow } from './model.ts'
import { readPattern } from './read-subscription.ts'

/** Makes a row ready to be matched. An @context that cannot be had any more is replaced by the core one. */
export async function compileSubscription(row: SubscriptionRow, contexts: Contexts): Promise<Subscription> {
  const { body } = row
  const queryTerms = await resolveOrCore(contexts, row.context ?? undefined)
  const terms = body.jsonldContext ? await resolveOrCore(contexts, body.jsonldContext) : queryTerms
  const geoKey = keyOf(String(body.geoQ?.geoproperty ?? 'location'))
  return {
    key: keyOfSubscription(row),
    row,
    body,
    queryTerms,
    terms,
    selectors: (body.entities ?? []).map(({ id, idPattern, type }) => ({
      ids: id === undefined ? null : new Set([id].flat()),
      pattern: idPattern ? readPattern(idPattern) : null,
      types: type === '*' ? null : parseTypes(type, coreTerms),
    })),
    watched: body.watchedAttributes ? new Set(body.watchedAttributes.map(keyOf)) : null,
    triggers: new Set(body.notificationTrigger),
    q: body.q ? parseQ(body.q) : null,
    geo: (body.geoQ && parseGeo(body.geoQ, geoKey)) ?? null,
    scopeQ: body.scopeQ ? parseScopeQ(body.scopeQ) : null,
    expiresMs: body.expiresAt ? Date.parse(body.expiresAt) : Number.POSITIVE_INFINITY,
    lastMadeMs: row.last_notification?.getTime() ?? 0,
  }
}

function resolveOrCore(contexts: Contexts, context: unknown): Promise<TermMap> {
  return contexts.resolve(context).catch(() => coreTerms)
}
