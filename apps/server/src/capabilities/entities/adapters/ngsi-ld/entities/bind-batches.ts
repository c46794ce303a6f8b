import type { Queryable } from '../../../../../kernel/db/database.ts'
import { badData, NgsiError } from '../http/errors.ts'
import {
  addPageHeaders,
  bodyTerms,
  chooseAnswer,
  type Exchange,
  linkedLoader,
  type NgsiParts,
  readList,
  requireBody,
} from '../http/exchange.ts'
import { geoMedia } from '../http/media.ts'
import { readBodyQuery } from '../http/read-body-query.ts'
import type { On } from '../http/routes.ts'
import { sendEntities } from '../http/send-entities.ts'
import { isUri } from '../representation/checks.ts'
import type { GivenEntity, LdEntity } from '../representation/model.ts'
import type { Reading } from '../representation/parse-attribute.ts'
import { parseEntity } from '../representation/parse-entity.ts'
import { type Outcome, toNgsiError } from './broker.ts'
import {
  addTypes,
  appendAttributes,
  mergeAttributes,
  toNewEntity,
  type updateAttributes,
} from './change-attributes.ts'
import { queryEntities } from './query-entities.ts'

/** /entityOperations/… (6.14–6.17, 6.23, 6.31). */
export function bindBatches(db: Queryable, parts: NgsiParts) {
  return (on: On): void => {
    const write = { permission: 'entities.write', parameters: ['options', 'local', 'via'] } as const
    on('POST', '/entityOperations/create', { ...write, createsTenant: true }, (x) => createBatch(parts, x))
    on('POST', '/entityOperations/upsert', { ...write, createsTenant: true }, (x) => upsertBatch(parts, x))
    on('POST', '/entityOperations/update', write, (x) => changeBatch(parts, x, 'update'))
    on('POST', '/entityOperations/merge', write, (x) => changeBatch(parts, x, 'merge'))
    on('POST', '/entityOperations/delete', write, (x) => deleteBatch(parts, x))
    const read = [
      ...['limit', 'offset', 'count', 'options', 'format', 'local', 'via', 'entityMap', 'geometryProperty'],
      ...['join', 'joinLevel', 'orderBy'],
    ]
    on('POST', '/entityOperations/query', { permission: 'entities.read', parameters: read }, async (x) => {
      const media = chooseAnswer(x, geoMedia)
      const body = requireBody(x)
      const terms = await bodyTerms(parts, x, body)
      const { query, how, joining } = readBodyQuery(parts, body, x.query, terms)
      const page = await queryEntities(db, parts.broker, x.caller, query)
      addPageHeaders(x, query, page)
      const load = linkedLoader(parts, x, terms)
      await sendEntities(parts, x, media, page.entities, { how, joining, load }, terms)
    })
  }
}

interface Read {
  given: GivenEntity[]
  failed: Outcome[]
}

/** Reads every entity of a batch; one that is wrong does not hinder the others (5.6.7). */
async function readBatch(parts: NgsiParts, x: Exchange, reading: Reading): Promise<Read> {
  const body = requireBody(x)
  if (!Array.isArray(body) || body.length === 0) throw badData('内容应为非空的实体数组')
  const read: Read = { given: [], failed: [] }
  for (const one of body) {
    const uri = isUri((one as { id?: unknown } | null)?.id) ? (one as { id: string }).id : ''
    try {
      const given = parseEntity(one, await bodyTerms(parts, x, one), reading)
      if (given.id === undefined) throw badData('缺少 id')
      read.given.push(given)
    } catch (error) {
      read.failed.push({ uri, error: toNgsiError(error) })
    }
  }
  return read
}

/** 207 with a BatchOperationResult when something failed (5.2.16). */
function sendBatch(
  { reply }: Exchange,
  outcomes: ReadonlyArray<Outcome<unknown>>,
  whenAllDone: () => void,
): void {
  const errors = outcomes.flatMap(({ uri, error }) =>
    error ? [{ entityId: uri, error: error.toBody() }] : [],
  )
  if (errors.length === 0) {
    whenAllDone()
    return
  }
  const success = outcomes.filter((one) => !one.error).map((one) => one.uri)
  reply.code(207).type('application/json').send(JSON.stringify({ success, errors }))
}

async function createBatch(parts: NgsiParts, x: Exchange): Promise<void> {
  const { given, failed } = await readBatch(parts, x, 'whole')
  const done = given.length > 0 ? await parts.broker.create(x.caller, given) : []
  sendBatch(x, [...done, ...failed], () => sendCreated(x, done))
}

function sendCreated({ reply }: Exchange, done: ReadonlyArray<Outcome<unknown>>): void {
  reply
    .code(201)
    .type('application/json')
    .send(JSON.stringify(done.map((one) => one.uri)))
}

async function upsertBatch(parts: NgsiParts, x: Exchange): Promise<void> {
  const { given, failed } = await readBatch(parts, x, 'whole')
  const update = readOptions(x, ['update', 'replace']).includes('update')
  const newest = new Map(given.map((one) => [one.id as string, one]))
  const made = newest.size > 0 ? await parts.broker.create(x.caller, [...newest.values()]) : []
  const existing = made.filter((one) => one.error?.kind === 'AlreadyExists')
  const changed = await parts.broker.change(
    x.caller,
    existing.map(({ uri }) => ({ uri, change: upsertOne(newest.get(uri) as GivenEntity, update) })),
  )
  const created = made.filter((one) => !existing.includes(one))
  sendBatch(x, [...created, ...changed, ...failed], () => {
    if (created.length > 0) sendCreated(x, created)
    else x.reply.code(204).send()
  })
}

function upsertOne(given: GivenEntity, update: boolean) {
  return (entity: LdEntity, now: string): void => {
    if (update) {
      addTypes(entity, given)
      appendAttributes(entity, given.attributes, now, false)
      return
    }
    const next = toNewEntity(given, now)
    Object.assign(entity, {
      types: next.types,
      scopes: next.scopes,
      attributes: next.attributes,
      expiresAt: next.expiresAt,
    })
  }
}

function readOptions({ query }: Exchange, allowed: string[]): string[] {
  const options = readList(query, 'options')
  const unknown = options.find((one) => !allowed.includes(one))
  if (unknown) throw badData(`options 不正确：${unknown}`)
  return options
}

async function changeBatch(parts: NgsiParts, x: Exchange, way: 'update' | 'merge'): Promise<void> {
  const { given, failed } = await readBatch(parts, x, 'fragment')
  const noOverwrite = readOptions(x, ['noOverwrite', 'update']).includes('noOverwrite')
  const done = await parts.broker.change(
    x.caller,
    given.map((one) => ({
      uri: one.id as string,
      change: (entity: LdEntity, now: string) => {
        addTypes(entity, one)
        if (way === 'merge') mergeAttributes(entity, one.attributes, now)
        else requireUpdated(appendAttributes(entity, one.attributes, now, noOverwrite))
      },
    })),
  )
  sendBatch(x, [...done, ...failed], () => x.reply.code(204).send())
}

function requireUpdated({ updated, notUpdated }: ReturnType<typeof updateAttributes>): void {
  if (notUpdated.length > 0 && updated.length === 0)
    throw new NgsiError('BadRequestData', `没有可更新的属性：${notUpdated.map((one) => one.key).join('、')}`)
}

async function deleteBatch(parts: NgsiParts, x: Exchange): Promise<void> {
  const body = requireBody(x)
  if (!Array.isArray(body) || body.length === 0) throw badData('内容应为非空的实体 id 数组')
  const valid = body.filter(isUri)
  const wrong = body
    .filter((one) => !isUri(one))
    .map((one): Outcome => ({ uri: String(one), error: badData('id 应为 URI') }))
  const done = await parts.broker.remove(x.caller, [...new Set(valid)])
  sendBatch(x, [...done, ...wrong], () => x.reply.code(204).send())
}
