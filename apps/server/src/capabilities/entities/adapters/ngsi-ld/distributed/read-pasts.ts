import type { TermMap } from '../contexts/term-map.ts'
import { toInstance } from '../entities/change-attributes.ts'
import type { Exchange, NgsiParts } from '../http/exchange.ts'
import { isUri } from '../representation/checks.ts'
import { deletedValue, type Instance, iriOf, keyOf, valueMembers } from '../representation/model.ts'
import { parseAttribute } from '../representation/parse-attribute.ts'
import { parseEntity, requireObject } from '../representation/parse-entity.ts'
import type { Past } from '../temporal/history.ts'
import { type GatheredPasts, onlyHere, type PastQuery } from '../temporal/put-pasts-together.ts'
import { temporalParameters } from '../temporal/read-temporal-query.ts'
import { askSource, type Distribution, maySee, narrowTo, withoutTaken } from './ask-source.ts'
import { termsOfAnswer } from './read-answer.ts'
import { forwardedFilters } from './read-together.ts'
import { readersOf, type Source } from './select-sources.ts'

type Json = Record<string, unknown>

const asked = new Set([...forwardedFilters, ...temporalParameters])

/** Asks sources for the past of an entity, or of what a query selects (5.7.3, 5.7.4 over several brokers). */
export async function gatherPasts(
  distribution: Distribution,
  x: Exchange,
  query: PastQuery,
  terms: TermMap,
): Promise<GatheredPasts> {
  const attributes = query.attrs.map(iriOf)
  const wishes = query.selectors.length > 0 ? query.selectors : [{}]
  const found = wishes.flatMap((one) =>
    readersOf(
      distribution.select(x.caller.tenant, { ...one, ...(attributes.length > 0 ? { attributes } : {}) }, [
        x.params.id ? 'retrieveTemporal' : 'queryTemporal',
      ]),
    ),
  )
  const sources = [...new Map(found.map((one) => [one.row.id, one])).values()]
  if (sources.length === 0) return onlyHere
  const told = await Promise.all(
    sources.map((source) => askForPasts(distribution, x, source, attributes, terms)),
  )
  return {
    told: told.flatMap((one) => one.pasts).filter((past) => maySee(distribution, x, past)),
    ends: told.flatMap((one) => one.ends),
    withoutTaken: (past) => withoutTaken(past, sources),
    isDistributed: true,
  }
}

async function askForPasts(
  distribution: Distribution,
  x: Exchange,
  source: Source,
  attributes: readonly string[],
  terms: TermMap,
) {
  const given = Object.entries(x.query).filter(([name, value]) => asked.has(name) && value !== '')
  const { aggrMethods: _m, aggrPeriodDuration: _d, ...own } = Object.fromEntries(given)
  const query = { ...own, ...narrowTo(source, attributes, terms) }
  const path = x.request.url.replace(/^.*?\/ngsi-ld\/v1/, '').replace(/\?.*$/, '')
  const request = x.request.method === 'POST' ? { method: 'POST', body: x.body } : { method: 'GET' }
  const answer = await askSource(
    distribution,
    x,
    source,
    { ...request, path, query },
    async ({ text, headers }) => ({
      pasts: await readPasts(distribution.parts, text, headers, terms),
      ends: endOf(headers['content-range']),
    }),
  )
  return answer ?? { pasts: [], ends: [] }
}

/** Where a page of the past ends: `date-time start-end/size` (6.3.10). */
function endOf(range: string | undefined): number[] {
  const end = /^date-time .+Z-(\S+Z)\//.exec(range ?? '')?.[1]
  return end ? [Date.parse(end)] : []
}

async function readPasts(
  parts: NgsiParts,
  text: string,
  headers: Parameters<typeof termsOfAnswer>[2],
  terms: TermMap,
): Promise<Past[]> {
  const pasts: Past[] = []
  for (const one of [JSON.parse(text) as unknown].flat()) {
    const body = requireObject(one) as Json
    pasts.push(readPast(body, await termsOfAnswer(parts, body, headers, terms)))
  }
  return pasts
}

const coreMembers = new Set(['id', 'type', 'scope', '@context', 'createdAt', 'modifiedAt', 'expiresAt'])

function readPast(body: Json, terms: TermMap): Past {
  const { id, type, scope } = body
  const head = parseEntity({ id, type, ...(typeof scope === 'string' ? { scope } : {}) }, terms, 'whole')
  if (!isUri(head.id)) throw new Error('no id')
  const members = Object.entries(body).filter(([name]) => !coreMembers.has(name))
  return {
    ...{ id: head.id, types: head.types as string[], scopes: head.scopes ?? [] },
    createdAt: String(body.createdAt ?? ''),
    modifiedAt: String(body.modifiedAt ?? ''),
    attributes: Object.fromEntries(
      members.map(([name, value]) => {
        const key = keyOf(terms.expand(name))
        return [key, [value].flat().flatMap((one) => readInstance(name, key, requireObject(one), terms))]
      }),
    ),
  }
}

function readInstance(name: string, key: string, told: Json, terms: TermMap): Instance[] {
  const { createdAt, modifiedAt, deletedAt, instanceId, ...rest } = told as Record<string, string>
  const times = {
    ...(createdAt ? { createdAt } : {}),
    ...(modifiedAt ? { modifiedAt } : {}),
    ...(instanceId ? { instanceId } : {}),
  }
  const kind = String(told.type) in valueMembers ? (told.type as Instance['kind']) : undefined
  if (deletedAt && kind) return [{ kind, value: deletedValue(kind), ...times, deletedAt }]
  return parseAttribute(name, rest, terms, 'whole').map((given) => {
    const { createdAt: _made, modifiedAt: _changed, ...instance } = toInstance(key, given, '')
    return { ...instance, ...times }
  })
}
