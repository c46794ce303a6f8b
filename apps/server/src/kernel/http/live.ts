import { type LiveLatest, type LiveTopic, liveTopics, openLive } from '@civitas/contract'
import type { FastifyReply } from 'fastify'
import { hasPermission, type Principal } from '../access.ts'
import { invalid } from '../problem.ts'
import type { LiveFilter, LiveListener, Realtime } from '../realtime.ts'
import type { Http } from './server.ts'

/** Permission a topic needs; none where each person is told of their own only. */
const topicPermission = {
  latest: 'sensing.read',
  events: 'events.read',
  cases: 'cases.read',
  tasks: 'cases.work',
  indicators: 'indicators.read',
  scenario: 'sensing.read',
  status: 'platform.operate',
  messages: null,
} as const satisfies Record<LiveTopic, string | null>

/** Latest values of a listener that reads slowly wait here, the newest of each datastream only. */
const flushEveryMs = 100

/** Serves the live channel as server-sent events (WHATWG HTML, section 9.2). */
export function bindLive(http: Http, realtime: Realtime): void {
  http.bind(openLive, ({ query }, { principal, raw, reply }) => {
    const filter = toFilter(query, principal)
    const lastId = Number(raw.headers['last-event-id']) || null
    openStream(reply, realtime, principal, filter, lastId)
    return ''
  })
}

type Query = { topics: string; types?: string; bbox?: string; entities?: string }

function toFilter(query: Query, principal: Principal): LiveFilter {
  const topics = query.topics.split(',').filter(Boolean)
  for (const topic of topics) {
    if (!liveTopics.includes(topic as LiveTopic)) throw invalid('/query/topics', `没有“${topic}”这个主题`)
  }
  const allowed = (topics as LiveTopic[]).filter((topic) => {
    const needed = topicPermission[topic]
    return needed === null || hasPermission(principal, needed)
  })
  const bbox = query.bbox?.split(',').map(Number)
  return {
    topics: new Set(allowed),
    scope: principal.scope,
    types: query.types ? new Set(query.types.split(',')) : null,
    entities: query.entities ? new Set(query.entities.split(',')) : null,
    bbox: bbox?.length === 4 ? (bbox as [number, number, number, number]) : null,
  }
}

function openStream(
  reply: FastifyReply,
  realtime: Realtime,
  principal: Principal,
  filter: LiveFilter,
  lastId: number | null,
): void {
  reply.hijack()
  const out = reply.raw
  out.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': String(reply.getHeader('x-request-id') ?? ''),
  })
  const waiting = new Map<number, LiveLatest>()
  let blocked = false
  out.on('drain', () => {
    blocked = false
  })
  const flush = () => {
    if (blocked || waiting.size === 0) return
    blocked = !out.write(`event: latest\ndata: ${JSON.stringify([...waiting.values()])}\n\n`)
    waiting.clear()
  }
  const listener: LiveListener = {
    principal,
    filter,
    send: (id, topic, body) => out.write(`id: ${id}\nevent: ${topic}\ndata: ${JSON.stringify(body)}\n\n`),
    sendLatest: (rows) => {
      for (const row of rows) waiting.set(row.datastreamId, row)
    },
  }
  out.write(': open\n\n')
  if (!realtime.join(listener, lastId)) out.write('event: gap\ndata: null\n\n')
  const timer = setInterval(flush, flushEveryMs)
  const alive = setInterval(() => out.write(': alive\n\n'), 15_000)
  out.on('close', () => {
    clearInterval(timer)
    clearInterval(alive)
    realtime.leave(listener)
  })
}
