import { newId } from '../../../../../kernel/ids.ts'
import type { Contexts } from '../contexts/context-store.ts'
import { answerContext, contextLink, contextUrl } from '../http/exchange.ts'
import type { Subscription } from './model.ts'

/** A notification as it is sent, whichever way it goes. */
export interface Outgoing {
  contentType: string
  /** Link header that names the @context; absent when the body carries it. */
  link?: string
  tenant?: string
  body: Record<string, unknown>
}

/** Puts a Notification (5.3.1) together around its data. */
export async function buildNotification(
  contexts: Contexts,
  subscription: Subscription,
  data: ReadonlyArray<Record<string, unknown>>,
  now: Date,
  more: Record<string, unknown> = {},
): Promise<Outgoing> {
  const { row, body, terms } = subscription
  const { accept = 'application/json', receiverInfo = [], notifierInfo = [] } = body.notification.endpoint
  const isGeo = accept === 'application/geo+json' && row.kind === 'entity'
  const prefersLink = [...receiverInfo, ...notifierInfo].some(
    ({ key, value }) => key.toLowerCase() === 'prefer' && value.replaceAll(' ', '') === 'body=json',
  )
  const inBody = accept === 'application/ld+json' || (isGeo && !prefersLink)
  const notification: Record<string, unknown> = {
    id: `urn:ngsi-ld:Notification:${newId()}`,
    type: row.kind === 'entity' ? 'Notification' : 'ContextSourceNotification',
    subscriptionId: row.id,
    notifiedAt: now.toISOString(),
    ...more,
    data: isGeo
      ? { type: 'FeatureCollection', features: data.map((one) => toFeature(one, subscription)) }
      : data,
    ...(inBody ? { '@context': answerContext(terms) } : {}),
  }
  const url = inBody ? '' : await contextUrl(contexts, terms)
  return {
    contentType: isGeo
      ? 'application/geo+json'
      : accept === 'application/geo+json'
        ? 'application/json'
        : accept,
    ...(inBody ? {} : { link: contextLink(url.startsWith('/') ? row.base_url + url : url) }),
    ...(row.tenant ? { tenant: row.tenant } : {}),
    body: notification,
  }
}

function toFeature(json: Record<string, unknown>, { terms }: Subscription): Record<string, unknown> {
  const { id, type, ...rest } = json
  const location = json[terms.compact(terms.expand('location'))] as Record<string, unknown> | undefined
  const geometry = location ? (location.value ?? location) : null
  return { id, type: 'Feature', geometry, properties: { type, ...rest } }
}
