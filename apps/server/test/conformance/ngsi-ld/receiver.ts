import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request a receiver got; `body` is JSON. */
export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** Names as they were written. */
  rawHeaders: string[]
  // biome-ignore lint/suspicious/noExplicitAny: a test looks wherever it likes into a notification
  body: any
}

export interface Receiver {
  url: string
  received: Received[]
  /** What it answers from now on. */
  answer: { status: number; headers?: Record<string, string>; body?: string; delayMs?: number }
  stop(): Promise<void>
}

/** A small HTTP server that keeps what it gets. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      received.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: text ? JSON.parse(text) : undefined,
      })
      const { status, headers, body, delayMs = 0 } = receiver.answer
      setTimeout(() => {
        response.writeHead(status, headers)
        response.end(body)
      }, delayMs)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: { status: 200 },
    stop: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
  return receiver
}
