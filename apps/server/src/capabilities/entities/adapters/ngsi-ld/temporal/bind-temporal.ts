import { isInScope } from '../../../../../kernel/access.ts'
import type { Kernel } from '../../../../../kernel/kernel.ts'
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
import { namedTypes } from '../query/select-types.ts'
import { requireObject } from '../representation/parse-entity.ts'
import type { Representation } from '../representation/to-json.ts'
import { cutPast, type Past, readPast, type SeriesReader } from './history.ts'
import { addSeries } from './measured.ts'
import { readTemporalQuery, type TemporalQuery, temporalParameters } from './read-temporal-query.ts'
import { pastToJson } from './temporal-json.ts'
import { findTemporal, listTemporal } from './temporal-store.ts'

/** Most instances of one attribute in an answer; more is answered in part, 206 with Content-Range (6.3.10). */
const mostInstances = 1000

/** Reading /temporal/entities (6.18–6.20, 6.24). */
export function bindTemporalReading(kernel: Kernel, parts: NgsiParts, readSeries: SeriesReader) {
  const { db } = kernel
  const readAll = async (x: Exchange, query: EntityQuery, temporal: TemporalQuery) => {
    const page = await findPage(db, x.caller, query)
    const [selector] = query.selectors
    const wide = !query.q && !query.geo && !query.scopeQ
    const room = query.limit - page.rows.length
    const gone =
      wide && room > 0 && query.selectors.length < 2
        ? await listTemporal(db, x.caller, {
            types: selector?.types ? namedTypes(selector.types) : [],
            ids: selector?.ids ?? [],
            ...(selector?.idPattern ? { idPattern: selector.idPattern } : {}),
            limit: room,
          })
        : []
    const marks = await findTemporal(
      db,
      x.caller,
      page.rows.map((row) => row.uri),
    )
    const forgotten = new Map(
      marks.flatMap((row) => (row.forgotten_time ? [[row.uri, row.forgotten_time]] : [])),
    )
    const pasts = await readPast(db, parts.broker, x.caller, page.rows, gone, forgotten)
    await addSeries(db, readSeries, page.rows, pasts, temporal)
    const attrs = query.attrs ?? []
    const cut = pasts
      .map((past) => cutPast(past, temporal.window, temporal.lastN))
      .filter((past) => Object.keys(past.attributes).some((key) => attrs.length === 0 || attrs.includes(key)))
    return { pasts: cut, total: page.total === null ? null : page.total + gone.length, more: page.more }
  }
  const sendAll = async (
    x: Exchange,
    query: EntityQuery,
    temporal: TemporalQuery,
    how: Representation,
    terms: TermMap,
  ) => {
    const media = chooseAnswer(x, jsonMedia)
    const found = await readAll(x, query, temporal)
    addPageHeaders(x, query, found)
    const told = trim(x, found.pasts, temporal).map((past) => pastToJson(past, how, temporal, terms))
    await sendTerms(parts, x, media, told, terms)
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
      const past = await readOne(kernel, parts, readSeries, x, temporal)
      const [shown] = trim(x, [past], temporal) as [Past]
      await sendTerms(
        parts,
        x,
        media,
        pastToJson(shown, toHow(x.query, temporal, terms), temporal, terms),
        terms,
      )
    })
  }
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
): Promise<Past> {
  const id = requireId(x)
  const living = (await findRows(db, x.caller.tenant, [id])).filter((row) =>
    isInScope(row.division_code, x.caller.scope),
  )
  const marks = await findTemporal(db, x.caller, [id])
  const gone = living.length > 0 ? [] : marks.filter((row) => !row.forgotten_time)
  if (living.length + gone.length === 0) throw noResource('时态实体', id)
  const forgotten = new Map(
    marks.flatMap((row) => (row.forgotten_time ? [[row.uri, row.forgotten_time]] : [])),
  )
  const pasts = await readPast(db, parts.broker, x.caller, living, gone, forgotten)
  await addSeries(db, readSeries, living, pasts, temporal)
  const anyTime =
    temporal.window.from === -Infinity && temporal.window.to === Infinity && !x.query.timeproperty
  const [past] = pasts as [Past]
  return anyTime ? lastOf(past, temporal.lastN) : cutPast(past, temporal.window, temporal.lastN)
}

/** Without a time relation every instance is told, observed or not. */
function lastOf(past: Past, lastN: number | undefined): Past {
  if (lastN === undefined) return past
  const attributes = Object.entries(past.attributes).map(([key, instances]) => [key, instances.slice(-lastN)])
  return { ...past, attributes: Object.fromEntries(attributes) }
}

/** Cuts what is too much for one answer and says so. */
function trim({ reply }: Exchange, pasts: readonly Past[], { window, lastN, format }: TemporalQuery): Past[] {
  const most = format === 'aggregatedValues' ? Number.POSITIVE_INFINITY : mostInstances
  const times: string[] = []
  let cut = false
  const shown = pasts.map((past) => ({
    ...past,
    attributes: Object.fromEntries(
      Object.entries(past.attributes).map(([key, instances]) => {
        const kept = lastN ? instances.slice(-most) : instances.slice(0, most)
        if (kept.length < instances.length) {
          cut = true
          times.push(...kept.flatMap((one) => one[window.property] ?? []))
        }
        return [key, kept]
      }),
    ),
  }))
  if (cut) {
    times.sort()
    reply.code(206).header('content-range', `date-time ${times[0]}-${times.at(-1)}/*`)
  }
  return shown
}
