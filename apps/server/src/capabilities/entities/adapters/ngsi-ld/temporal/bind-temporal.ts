import type { Kernel } from '../../../../../kernel/kernel.ts'
import { isInSight } from '../../../in-sight.ts'
import type { TermMap } from '../contexts/term-map.ts'
import { requireId } from '../entities/bind-entities.ts'
import { findRows } from '../entities/ld-store.ts'
import type { EntityQuery } from '../entities/query-entities.ts'
import { findPage } from '../entities/query-entities.ts'
import { noResource } from '../http/errors.ts'
import {
  addPageHeaders,
  bodyTerms,
  chooseAnswer,
  type Exchange,
  linkTerms,
  type NgsiParts,
  requireBody,
  sendTerms,
} from '../http/exchange.ts'
import { jsonMedia } from '../http/media.ts'
import { readBodyQuery } from '../http/read-body-query.ts'
import {
  queryParameters,
  readEntityQuery,
  readRepresentation,
  representationParameters,
} from '../http/read-query.ts'
import type { On } from '../http/routes.ts'
import { requireObject } from '../representation/parse-entity.ts'
import { coreMembers } from '../representation/projection.ts'
import type { Representation } from '../representation/to-json.ts'
import { findGone, forgottenOf } from './find-gone.ts'
import { cutPast, type Past, readPast, type SeriesReader } from './history.ts'
import { addSeries } from './measured.ts'
import { pagePasts } from './page-pasts.ts'
import { type GatheredPasts, onlyHere, type PastQuery, putPastsTogether } from './put-pasts-together.ts'
import { readTemporalQuery, type TemporalQuery, temporalParameters } from './read-temporal-query.ts'
import { pastToJson } from './temporal-json.ts'
import { findTemporal } from './temporal-store.ts'

/** Reading /temporal/entities (6.18–6.20, 6.24). */
export function bindTemporalReading(kernel: Kernel, parts: NgsiParts, readSeries: SeriesReader) {
  const { db } = kernel
  const readAll = async (x: Exchange, asked: EntityQuery, temporal: TemporalQuery, terms: TermMap) => {
    const { selectors, attrs = [], offset, limit } = asked
    const elsewhere = await gather(parts, x, { selectors, attrs }, terms)
    // Entities of others may come between, so that the pages before this one are needed as well.
    const query = elsewhere.isDistributed ? { ...asked, limit: offset + limit, offset: 0 } : asked
    const page = await findPage(db, x.caller, query)
    const uris = page.rows.map((row) => row.uri)
    const forgotten = forgottenOf(await findTemporal(db, x.caller, uris))
    const living = await readPast(db, parts.broker, x.caller, page.rows, [], forgotten)
    await addSeries(db, readSeries, page.rows, living, temporal)
    const gone = await findGone(db, parts.broker, x.caller, query, temporal, terms, page)
    const own = [...living, ...gone.pasts]
    const all = putPastsTogether(own, elsewhere)
    const cut = all
      .map((past) => cutPast(past, temporal.window, temporal.lastN))
      .filter((past) => Object.keys(past.attributes).some((key) => attrs.length === 0 || attrs.includes(key)))
    const more = page.more || gone.more
    const total = page.total === null ? null : page.total + gone.total + all.length - own.length
    if (!elsewhere.isDistributed) return { pasts: cut, total, more, ends: [] }
    const shown = cut.slice(offset, offset + limit)
    return { pasts: shown, total, more: more || cut.length > offset + limit, ends: elsewhere.ends }
  }
  const sendAll = async (
    x: Exchange,
    query: EntityQuery,
    temporal: TemporalQuery,
    how: Representation,
    terms: TermMap,
  ) => {
    const media = chooseAnswer(x, jsonMedia)
    const found = await readAll(x, query, temporal, terms)
    addPageHeaders(x, query, found)
    const { pasts, range } = pagePasts(found.pasts, temporal, found.ends)
    if (range) x.reply.code(206).header('content-range', range)
    const told = pasts.map((past) => pastToJson(past, how, temporal, terms))
    await sendTerms(
      parts,
      x,
      media,
      told.filter((one) => Object.keys(one).length > 0),
      terms,
    )
  }
  return (on: On): void => {
    const many = {
      permission: 'entities.read',
      parameters: [...queryParameters, ...temporalParameters],
    } as const
    on('GET', '/temporal/entities', many, async (x) => {
      const terms = await linkTerms(parts, x)
      const temporal = readTemporalQuery(x.query, true)
      await sendAll(
        x,
        readEntityQuery(parts, x.query, terms),
        temporal,
        toHow(x.query, temporal, terms),
        terms,
      )
    })
    on('POST', '/temporal/entityOperations/query', many, async (x) => {
      const body = requireBody(x)
      const terms = await bodyTerms(parts, x, body)
      const given = requireObject(body)
      const inside =
        given.temporalQ === undefined ? {} : (requireObject(given.temporalQ) as Record<string, unknown>)
      const asText = Object.entries(inside).map(([name, value]) => [name, [value].flat().join(',')])
      const { options: _options, format: _format, ...paging } = x.query
      const { query, how } = readBodyQuery(parts, body, paging, terms, true)
      const temporal = readTemporalQuery({ ...x.query, ...Object.fromEntries(asText) }, true)
      await sendAll(x, query, temporal, { ...how, sysAttrs: temporal.sysAttrs }, terms)
    })
    const one = {
      permission: 'entities.read',
      parameters: [...representationParameters, ...temporalParameters],
    } as const
    on('GET', '/temporal/entities/:id', one, async (x) => {
      const media = chooseAnswer(x, jsonMedia)
      const terms = await linkTerms(parts, x)
      const temporal = readTemporalQuery(x.query, false)
      const how = toHow(x.query, temporal, terms)
      const elsewhere = await gather(
        parts,
        x,
        {
          selectors: [{ ids: [requireId(x)] }],
          attrs: [...(how.pick ?? [])].filter((key) => !coreMembers.has(key)),
        },
        terms,
      )
      const past = await readOne(kernel, parts, readSeries, x, temporal, elsewhere)
      const { pasts, range } = pagePasts([past], temporal, elsewhere.ends)
      const json = pastToJson(pasts[0] as Past, how, temporal, terms)
      if (Object.keys(json).length === 0) throw noResource('具有所选成员的时态实体', past.id)
      if (range) x.reply.code(206).header('content-range', range)
      await sendTerms(parts, x, media, json, terms)
    })
  }
}

function gather(parts: NgsiParts, x: Exchange, query: PastQuery, terms: TermMap): Promise<GatheredPasts> {
  const ask = x.query.local === 'true' ? undefined : parts.gatherPasts
  return ask ? ask(x, query, terms) : Promise.resolve(onlyHere)
}

function toHow(
  { options: _options, format: _format, ...rest }: Record<string, string>,
  temporal: TemporalQuery,
  terms: TermMap,
) {
  return { ...readRepresentation(rest, terms), sysAttrs: temporal.sysAttrs }
}

async function readOne(
  { db }: Kernel,
  parts: NgsiParts,
  readSeries: SeriesReader,
  x: Exchange,
  temporal: TemporalQuery,
  elsewhere: GatheredPasts,
): Promise<Past> {
  const id = requireId(x)
  const living = (await findRows(db, x.caller.tenant, [id])).filter((row) => isInSight(row, x.caller.scope))
  const marks = await findTemporal(db, x.caller, [id])
  const gone = living.length > 0 ? [] : marks.filter((row) => !row.forgotten_time)
  if (living.length + gone.length + elsewhere.told.length === 0) throw noResource('时态实体', id)
  const forgotten = forgottenOf(marks)
  const own = await readPast(db, parts.broker, x.caller, living, gone, forgotten)
  await addSeries(db, readSeries, living, own, temporal)
  const pasts = putPastsTogether(own, elsewhere)
  const anyTime =
    temporal.window.from === -Infinity && temporal.window.to === Infinity && !x.query.timeproperty
  const past = pasts.find((one) => one.id === id) ?? (pasts[0] as Past)
  return anyTime ? lastOf(past, temporal.lastN) : cutPast(past, temporal.window, temporal.lastN)
}

/** Without a time relation every instance is told, observed or not, but for what was deleted. */
function lastOf(past: Past, lastN: number | undefined): Past {
  const attributes = Object.entries(past.attributes).flatMap(([key, instances]) => {
    const kept = instances.filter((one) => !one.deletedAt)
    return kept.length > 0 ? [[key, lastN === undefined ? kept : kept.slice(-lastN)]] : []
  })
  return { ...past, attributes: Object.fromEntries(attributes) }
}
