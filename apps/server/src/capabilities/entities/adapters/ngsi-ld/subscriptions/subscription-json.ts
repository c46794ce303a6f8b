import type { TermMap } from '../contexts/term-map.ts'
import { withoutGaps } from '../http/read-members.ts'
import { type SubscriptionRow, statusOf } from './model.ts'

/** The JSON of a Subscription (5.2.12) in the names of an @context. */
export function subscriptionToJson(
  row: SubscriptionRow,
  terms: TermMap,
  now: Date,
  sysAttrs: boolean,
): Record<string, unknown> {
  const { entities, watchedAttributes, notification, geoQ, ...rest } = row.body
  const compactAll = (names: readonly string[] | undefined) => names?.map(terms.compact)
  return withoutGaps({
    ...rest,
    entities: entities?.map((one) => ({ ...one, type: compactTypes(one.type, terms) })),
    watchedAttributes: compactAll(watchedAttributes),
    geoQ: geoQ && {
      ...geoQ,
      ...(geoQ.geoproperty ? { geoproperty: terms.compact(String(geoQ.geoproperty)) } : {}),
    },
    status: statusOf(row.body, now),
    notification: withoutGaps({
      ...notification,
      attributes: compactAll(notification.attributes),
      pick: compactAll(notification.pick),
      omit: compactAll(notification.omit),
      ...progressOf(row),
    }),
    ...(sysAttrs
      ? { createdAt: row.created_time.toISOString(), modifiedAt: row.changed_time.toISOString() }
      : {}),
  })
}

/** Names in a type selection, shortened; brackets and operators stay. */
function compactTypes(selection: string, terms: TermMap): string {
  return selection.replace(/[^(),|;]+/g, (iri) => (iri === '*' ? iri : terms.compact(iri)))
}

/** What the broker tells of its notifications (5.2.14.2); nothing before the first. */
function progressOf(row: SubscriptionRow): Record<string, unknown> {
  if (!row.last_notification) return {}
  const failed = (row.last_failure?.getTime() ?? 0) > (row.last_success?.getTime() ?? 0)
  return {
    status: failed ? 'failed' : 'ok',
    timesSent: row.times_sent,
    ...(row.times_failed > 0 ? { timesFailed: row.times_failed } : {}),
    lastNotification: row.last_notification.toISOString(),
    lastSuccess: row.last_success?.toISOString(),
    lastFailure: row.last_failure?.toISOString(),
  }
}
