import type { LiveTopic } from '@civitas/contract'
import { type ClientOptions, requestHeaders } from './client.ts'

export interface LiveRequest {
  topics: LiveTopic[]
  /** For `latest`: entity types, box `minLon,minLat,maxLon,maxLat`, entity ids. */
  types?: string[]
  bbox?: string
  entities?: string[]
}

export interface LiveMessage {
  topic: LiveTopic | 'gap'
  body: unknown
}

export interface LiveHandlers {
  onMessage: (message: LiveMessage) => void
  /** Called with true once connected and false when the line is lost (it is tried again). */
  onState?: (connected: boolean) => void
}

/**
 * Opens the live channel and keeps it open: reconnects with growing pauses (1 s to 15 s) and resumes after the
 * last message seen. A `gap` message means that some were missed and lists must be read anew.
 * Answers a function that closes it.
 */
export function openLiveChannel(
  options: ClientOptions,
  request: LiveRequest,
  handlers: LiveHandlers,
): () => void {
  const stop = new AbortController()
  void keepOpen(options, request, handlers, stop.signal)
  return () => stop.abort()
}

async function keepOpen(
  options: ClientOptions,
  request: LiveRequest,
  handlers: LiveHandlers,
  signal: AbortSignal,
): Promise<void> {
  const position = { lastId: '' }
  for (let pause = 1_000; !signal.aborted; pause = Math.min(pause * 2, 15_000)) {
    const began = Date.now()
    await readOnce(options, request, handlers, signal, position).catch(() => undefined)
    handlers.onState?.(false)
    if (Date.now() - began > 10_000) pause = 1_000
    await sleep(pause, signal)
  }
}

async function readOnce(
  options: ClientOptions,
  request: LiveRequest,
  handlers: LiveHandlers,
  signal: AbortSignal,
  position: { lastId: string },
): Promise<void> {
  const headers = requestHeaders(options, false)
  if (position.lastId) headers['last-event-id'] = position.lastId
  const response = await fetch(`${options.baseUrl}/api/live?${toParameters(request)}`, { headers, signal })
  if (response.status === 401) options.onUnauthenticated?.()
  if (!response.ok || !response.body) throw new Error(`live channel: HTTP ${response.status}`)
  handlers.onState?.(true)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    buffer += value
    const blocks = buffer.split('\n\n')
    buffer = blocks.pop() ?? ''
    for (const block of blocks) deliver(block, handlers, position)
  }
}

function deliver(block: string, handlers: LiveHandlers, position: { lastId: string }): void {
  let topic = ''
  let data = ''
  for (const line of block.split('\n')) {
    if (line.startsWith('id: ')) position.lastId = line.slice(4)
    else if (line.startsWith('event: ')) topic = line.slice(7)
    else if (line.startsWith('data: ')) data += line.slice(6)
  }
  if (topic)
    handlers.onMessage({ topic: topic as LiveMessage['topic'], body: data ? JSON.parse(data) : null })
}

function toParameters(request: LiveRequest): URLSearchParams {
  const parameters = new URLSearchParams({ topics: request.topics.join(',') })
  if (request.types?.length) parameters.set('types', request.types.join(','))
  if (request.bbox) parameters.set('bbox', request.bbox)
  if (request.entities?.length) parameters.set('entities', request.entities.join(','))
  return parameters
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
