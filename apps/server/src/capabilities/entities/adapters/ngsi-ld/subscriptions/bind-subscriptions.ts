import { newId } from '../../../../../kernel/ids.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
import { badData, badRequest, noResource } from '../http/errors.ts'
import {
  addPageHeaders,
  bodyTerms,
  chooseAnswer,
  type Exchange,
  linkTerms,
  type NgsiParts,
  readLinkContext,
  readList,
  readPage,
  requireBody,
  sendTerms,
} from '../http/exchange.ts'
import { jsonMedia } from '../http/media.ts'
import { mount, type On } from '../http/routes.ts'
import { isUri, requireUri } from '../representation/checks.ts'
import { requireObject } from '../representation/parse-entity.ts'
import { keyOfSubscription, type SubscriptionKind, type SubscriptionRow } from './model.ts'
import { mergeSubscription, readSubscription } from './read-subscription.ts'
import { subscriptionToJson } from './subscription-json.ts'
import { listSubscriptions } from './subscription-store.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Told of a subscription that was made, e.g. to send its initial notification (5.11.7). */
type OnCreated = (row: SubscriptionRow) => Promise<void>

/** /subscriptions (6.10, 6.11) and /csourceSubscriptions (6.12, 6.13), which differ in little. */
export function bindSubscriptions(
  kernel: Kernel,
  parts: NgsiParts,
  subscriptions: Subscriptions,
  kind: SubscriptionKind,
  onCreated: OnCreated = async () => undefined,
) {
  const path = kind === 'entity' ? '/subscriptions' : '/csourceSubscriptions'
  const handling = { kernel, parts, subscriptions, kind, path }
  return (on: On): void => {
    const subscribe = { permission: 'entities.read', parameters: ['local', 'via'] } as const
    const read = {
      permission: 'entities.read',
      parameters: ['limit', 'offset', 'count', 'options', 'local', 'via'],
    } as const
    on('POST', path, subscribe, (x) => create(handling, x, onCreated))
    on('GET', path, read, (x) => list(handling, x))
    on('GET', `${path}/:id`, read, (x) => retrieve(handling, x))
    on('PATCH', `${path}/:id`, subscribe, (x) => update(handling, x))
    on('DELETE', `${path}/:id`, subscribe, async (x) => {
      const { id } = await findOwn(handling, x)
      await subscriptions.remove(x.caller.tenant, kind, id)
      x.reply.code(204).send()
    })
  }
}

interface Handling {
  kernel: Kernel
  parts: NgsiParts
  subscriptions: Subscriptions
  kind: SubscriptionKind
  path: string
}

/** The @context a body came with, as it is kept. */
export function contextOf(x: Exchange, body: unknown): unknown {
  return (body as { '@context'?: unknown } | null)?.['@context'] ?? readLinkContext(x.request.headers.link)
}

async function create(
  { kernel, parts, subscriptions, kind, path }: Handling,
  x: Exchange,
  onCreated: OnCreated,
) {
  const body = requireBody(x)
  const given = requireObject(body)
  const terms = await bodyTerms(parts, x, body)
  const id = given.id === undefined ? `urn:ngsi-ld:Subscription:${newId()}` : requireUri(given.id, 'id')
  const read = readSubscription(given, id, { terms, kind, now: kernel.clock.now() })
  if (read.jsonldContext) await parts.contexts.resolve(read.jsonldContext)
  const { tenant, userId, scope } = x.caller
  const row = await subscriptions.create({
    ...{ tenant, kind, id, body: read, user_id: userId, scope },
    context: contextOf(x, body),
    base_url: `${x.request.protocol}://${x.request.host}`,
  })
  x.reply.code(201).header('location', `${mount}${path}/${id}`).send()
  await onCreated(row)
}

async function list({ kernel, parts, kind }: Handling, x: Exchange): Promise<void> {
  const media = chooseAnswer(x, jsonMedia)
  const page = readPage(x.query)
  const sysAttrs = readSysAttrs(x)
  const terms = await linkTerms(parts, x)
  const found = await listSubscriptions(kernel.db, x.caller.tenant, kind, x.caller, page)
  addPageHeaders(x, page, found)
  const now = kernel.clock.now()
  const json = found.rows.map((row) => subscriptionToJson(row, terms, now, sysAttrs))
  await sendTerms(parts, x, media, json, terms)
}

function readSysAttrs({ query }: Exchange): boolean {
  const options = readList(query, 'options')
  const unknown = options.find((one) => one !== 'sysAttrs')
  if (unknown) throw badData(`options 不正确：${unknown}`)
  return options.includes('sysAttrs')
}

/** The subscription an address names. */
async function findOwn({ subscriptions, kind }: Handling, x: Exchange): Promise<SubscriptionRow> {
  const { id } = x.params
  if (!isUri(id)) throw badData(`id 应为 URI：${id}`)
  const row = await subscriptions.find(x.caller.tenant, kind, id, x.caller)
  if (!row) throw noResource('订阅', id)
  return row
}

async function retrieve(handling: Handling, x: Exchange): Promise<void> {
  const { kernel, parts, subscriptions, kind } = handling
  const media = chooseAnswer(x, jsonMedia)
  const sysAttrs = readSysAttrs(x)
  await subscriptions.notifier.catchUp(
    keyOfSubscription({ tenant: x.caller.tenant, kind, id: String(x.params.id) }),
  )
  const row = await findOwn(handling, x)
  const terms = await linkTerms(parts, x)
  await sendTerms(parts, x, media, subscriptionToJson(row, terms, kernel.clock.now(), sysAttrs), terms)
}

async function update(handling: Handling, x: Exchange): Promise<void> {
  const { kernel, parts, subscriptions, kind } = handling
  const held = await findOwn(handling, x)
  const body = requireBody(x)
  const fragment = requireObject(body)
  if (fragment.id !== undefined && fragment.id !== held.id) throw badData('内容中的 id 与地址不同')
  if (Object.keys(fragment).every((name) => name === '@context')) throw badRequest('内容中没有要修改的成员')
  const terms = await bodyTerms(parts, x, body)
  const context = contextOf(x, body)
  await subscriptions.change(x.caller.tenant, kind, held.id, x.caller, (row) => ({
    body: mergeSubscription(row.body, fragment, { terms, kind, now: kernel.clock.now() }),
    ...(context === undefined ? {} : { context }),
  }))
  x.reply.code(204).send()
}
