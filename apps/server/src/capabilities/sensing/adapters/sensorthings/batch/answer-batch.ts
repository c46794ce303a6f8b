import type { FastifyReply } from 'fastify'
import { newId } from '../../../../../kernel/ids.ts'
import { invalid } from '../../../../../kernel/problem.ts'
import { decodePath, toErrorBody } from '../errors.ts'
import type { StaRequest, StaResponse } from '../request.ts'
import { type Session, serve } from '../serve.ts'
import {
  type BatchAnswer,
  type BatchGroup,
  type BatchItem,
  readMultipart,
  writeMultipart,
} from './multipart.ts'

const largestBatch = 1_000

/**
 * Processes a batch (OGC 18-088, 12 and 9.3 of its JSON form): requests one after the other; those of a change set in one
 * transaction, so that all of them take place or none. A request may refer to what another created by its id: `$1`.
 */
export async function answerBatch(
  session: Session,
  request: StaRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (request.contentType.startsWith('multipart/')) {
    const groups = readMultipart(request.contentType, String(request.body ?? ''))
    const answers = await runGroups(session, groups)
    const boundary = `batch_${newId()}`
    return reply
      .code(200)
      .type(`multipart/mixed;boundary=${boundary}`)
      .send(writeMultipart(boundary, groups, answers))
  }
  const groups = readJson(request.body)
  const answers = await runGroups(session, groups)
  const responses = answers.flat().map(({ id, response }) => ({
    id,
    status: response.status,
    ...(response.location ? { location: response.location, headers: { location: response.location } } : {}),
    ...bodyOf(response),
  }))
  return reply.code(200).type('application/json; charset=utf-8').send(JSON.stringify({ responses }))
}

function bodyOf({ body, json, text }: StaResponse): { body?: unknown } {
  if (json !== undefined) return { body: JSON.parse(json) }
  return body === undefined && text === undefined ? {} : { body: body ?? text }
}

interface JsonItem {
  id?: unknown
  atomicityGroup?: unknown
  method?: unknown
  url?: unknown
  headers?: Record<string, string>
  body?: unknown
}

function readJson(body: unknown): BatchGroup[] {
  const requests = (body as { requests?: unknown } | null)?.requests
  if (!Array.isArray(requests)) throw invalid('/body/requests', '缺少 requests')
  const groups: BatchGroup[] = []
  let open: string | null = null
  for (const [i, one] of (requests as JsonItem[]).entries()) {
    if (typeof one?.method !== 'string' || typeof one.url !== 'string')
      throw invalid(`/body/requests/${i}`, '缺少 method 或 url')
    const item: BatchItem = {
      id: one.id === undefined ? null : String(one.id),
      method: one.method.toUpperCase(),
      url: one.url,
      contentType: one.headers?.['content-type'] ?? one.headers?.['Content-Type'] ?? 'application/json',
      body: one.body,
    }
    const group = typeof one.atomicityGroup === 'string' ? one.atomicityGroup : null
    if (group !== null && group === open) groups.at(-1)?.items.push(item)
    else groups.push({ atomic: group !== null, items: [item] })
    open = group
  }
  return groups
}

async function runGroups(session: Session, groups: readonly BatchGroup[]): Promise<BatchAnswer[][]> {
  const count = groups.reduce((sum, group) => sum + group.items.length, 0)
  if (count > largestBatch) throw invalid('/body', `一批最多 ${largestBatch} 个请求`)
  const made = new Map<string, string>()
  const answers: BatchAnswer[][] = []
  for (const group of groups)
    answers.push(
      group.atomic ? await runTogether(session, group, made) : await runApart(session, group, made),
    )
  return answers
}

async function runApart(
  session: Session,
  group: BatchGroup,
  made: Map<string, string>,
): Promise<BatchAnswer[]> {
  const answers: BatchAnswer[] = []
  for (const item of group.items) {
    const response = await runOne(session, item, made).catch((error: unknown) => refusal(session, error))
    answers.push({ id: item.id, response })
  }
  return answers
}

/** All or nothing: the first failure undoes the others and is the one answer of the set. */
async function runTogether(
  session: Session,
  group: BatchGroup,
  made: Map<string, string>,
): Promise<BatchAnswer[]> {
  const mine = new Map(made)
  let at: BatchItem | undefined
  try {
    const answers = await session.parts.kernel.db.transaction(async (tx) => {
      const inside: BatchAnswer[] = []
      for (const item of group.items) {
        at = item
        if (item.method === 'GET') throw invalid('/body', '变更集中不能有 GET')
        inside.push({ id: item.id, response: await runOne({ ...session, tx }, item, mine) })
      }
      return inside
    })
    for (const [id, link] of mine) made.set(id, link)
    return answers
  } catch (error) {
    return [{ id: at?.id ?? null, response: refusal(session, error) }]
  }
}

function refusal(session: Session, error: unknown): StaResponse {
  const { status, body } = toErrorBody(session.parts, error)
  return { status, body }
}

async function runOne(session: Session, item: BatchItem, made: Map<string, string>): Promise<StaResponse> {
  const url = new URL(stripRoot(session.root, resolve(item.url, made)), 'http://x/')
  const response = await serve(session, {
    method: item.method,
    path: decodePath(url.pathname),
    query: Object.fromEntries(url.searchParams),
    contentType: item.contentType,
    body: resolveBody(item.body, made),
  })
  if (item.id !== null && response.location) made.set(item.id, stripRoot(session.root, response.location))
  return response
}

/** The address below the service root, however it was written. */
function stripRoot(root: string, url: string): string {
  const path = url.startsWith(root) ? url.slice(root.length) : url
  return path
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/^.*\/v1\.1(?=\/|$)/, '')
    .replace(/^\/+/, '')
}

/** `$1/Datastreams` → `Things('…')/Datastreams`, where request 1 made that Thing. */
function resolve(url: string, made: Map<string, string>): string {
  return url.replace(/\$([\w-]+)(?=\/|$|\?)/, (whole, id: string) => made.get(id) ?? whole)
}

/** `{"@iot.id": "$1"}` → the id of what request 1 made. */
function resolveBody(body: unknown, made: Map<string, string>): unknown {
  if (Array.isArray(body)) return body.map((one) => resolveBody(one, made))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (name !== '@iot.id' || typeof value !== 'string' || !value.startsWith('$'))
        return [name, resolveBody(value, made)]
      const key = /\((?:'(.*)'|(\d+))\)$/.exec(made.get(value.slice(1)) ?? '')
      return [name, key ? (key[1]?.replaceAll("''", "'") ?? Number(key[2])) : value]
    }),
  )
}
