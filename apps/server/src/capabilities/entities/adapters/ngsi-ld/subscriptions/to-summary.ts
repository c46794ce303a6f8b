import type { ContextSourceSummary, SubscriptionSummary } from '@civitas/contract'
import { namesOf, type RegistrationRow } from '../registrations/model.ts'
import { coreTerms } from '../representation/model.ts'
import type { CountedSubscription } from './manage-store.ts'
import { statusOf } from './model.ts'

const iso = (time: Date | null) => time?.toISOString() ?? null
const shorten = (iri: string) => coreTerms.compact(iri)

function withoutPassword(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.toString()
}

/** A subscription as the console shows it. */
export function toSubscriptionSummary(
  row: CountedSubscription,
  userName: string | null,
  now: Date,
): SubscriptionSummary {
  const { body } = row
  return {
    ...{ id: row.id, tenant: row.tenant, kind: row.kind, userName, waiting: row.waiting },
    name: body.subscriptionName ?? '',
    description: body.description ?? '',
    status: statusOf(body, now),
    entities: (body.entities ?? []).map(({ id, idPattern, type }) =>
      String(id ?? idPattern ?? type.replace(/[^(),|;]+/g, (one) => shorten(one))),
    ),
    watchedAttributes: (body.watchedAttributes ?? []).map(shorten),
    q: body.q ?? '',
    endpoint: withoutPassword(body.notification.endpoint.uri),
    format: body.notification.format ?? 'normalized',
    throttlingSeconds: body.throttling ?? null,
    intervalSeconds: body.timeInterval ?? null,
    expiresAt: body.expiresAt ? new Date(body.expiresAt).toISOString() : null,
    createdTime: row.created_time.toISOString(),
    timesSent: row.times_sent,
    timesFailed: row.times_failed,
    lastNotification: iso(row.last_notification),
    lastSuccess: iso(row.last_success),
    lastFailure: iso(row.last_failure),
    lastError: row.last_error,
  }
}

/** A registered source as the console shows it. */
export function toContextSourceSummary(row: RegistrationRow, userName: string | null): ContextSourceSummary {
  const { body } = row
  const entities = body.information.flatMap((info) => info.entities ?? [])
  return {
    ...{ id: row.id, tenant: row.tenant, userName },
    name: body.registrationName ?? '',
    description: body.description ?? '',
    endpoint: withoutPassword(body.endpoint),
    mode: body.mode ?? 'inclusive',
    operations: body.operations ?? ['federationOps'],
    entities: entities.map(
      ({ id, idPattern, type }) => id ?? idPattern ?? [type].flat().map(shorten).join(','),
    ),
    attributes: [...new Set(body.information.flatMap((info) => namesOf(info) ?? []).map(shorten))],
    expiresAt: body.expiresAt ? new Date(body.expiresAt).toISOString() : null,
    createdTime: row.created_time.toISOString(),
    timesSent: row.times_sent,
    timesFailed: row.times_failed,
    lastSuccess: iso(row.last_success),
    lastFailure: iso(row.last_failure),
    lastError: row.last_error,
  }
}
