import type { TermMap } from '../contexts/term-map.ts'
import { withoutGaps } from '../http/read-members.ts'
import { keyOf, type LdEntity } from '../representation/model.ts'
import type { RegistrationRow } from './model.ts'

/** The JSON of a CsourceRegistration (5.2.9) in the names of an @context. */
export function registrationToJson(
  row: RegistrationRow,
  terms: TermMap,
  sysAttrs: boolean,
): Record<string, unknown> {
  const { information, properties = {}, scope, ...rest } = row.body
  const compactAll = (names: readonly string[] | undefined) => names?.map(terms.compact)
  return withoutGaps({
    ...rest,
    scope: scope?.length === 1 ? scope[0] : scope,
    information: information.map((one) =>
      withoutGaps({
        entities: one.entities?.map(({ type, ...entity }) => ({
          ...entity,
          type: Array.isArray(type) ? type.map(terms.compact) : terms.compact(type),
        })),
        propertyNames: compactAll(one.propertyNames),
        relationshipNames: compactAll(one.relationshipNames),
      }),
    ),
    ...Object.fromEntries(Object.entries(properties).map(([iri, value]) => [terms.compact(iri), value])),
    ...progressOf(row),
    ...(sysAttrs
      ? { createdAt: row.created_time.toISOString(), modifiedAt: row.changed_time.toISOString() }
      : {}),
  })
}

/** What the broker tells of its requests to the source; nothing before the first. */
function progressOf(row: RegistrationRow): Record<string, unknown> {
  if (row.times_sent === 0) return {}
  const failed = (row.last_failure?.getTime() ?? 0) > (row.last_success?.getTime() ?? 0)
  return {
    status: failed ? 'failed' : 'ok',
    timesSent: row.times_sent,
    timesFailed: row.times_failed,
    lastSuccess: row.last_success?.toISOString(),
    lastFailure: row.last_failure?.toISOString(),
  }
}

/** A registration as filters on its own properties see it. */
export function registrationAsEntity({ body, created_time, changed_time }: RegistrationRow): LdEntity {
  const own = {
    ...body.properties,
    ...(body.contextSourceAlias ? { contextSourceAlias: body.contextSourceAlias } : {}),
  }
  return {
    id: body.id,
    types: [body.type],
    scopes: body.scope ?? [],
    attributes: Object.fromEntries(
      Object.entries(own).map(([iri, value]) => [keyOf(iri), [{ kind: 'Property' as const, value }]]),
    ),
    createdAt: created_time.toISOString(),
    modifiedAt: changed_time.toISOString(),
  }
}
