import { lookup as lookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivateAddress } from '../contexts/fetch-context.ts'

export interface OutsideRequest {
  method: string
  url: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
}

export interface OutsideAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
}

/** Why no answer came. */
export class OutsideError extends Error {
  readonly kind: 'timeout' | 'refused' | 'unreachable' | 'too-large'
  constructor(kind: OutsideError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** Speaks HTTP to other systems: kept-alive connections, bounded in time and size, never following a redirect. */
export interface Outside {
  call(request: OutsideRequest): Promise<OutsideAnswer>
  /** Refuses a host the operator does not allow. */
  requireAllowed(host: string): Promise<void>
  close(): void
}

const largest = 20_000_000

export function createOutside(settings: { refusePrivateEndpoints: boolean }): Outside {
  const options = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }
  const { refusePrivateEndpoints } = settings
  return {
    call: (request) => {
      const url = new URL(request.url)
      if (refusePrivateEndpoints && isForbiddenLiteral(url.hostname))
        return Promise.reject(forbidden(url.hostname))
      const agent = agents[url.protocol as keyof typeof agents]
      return send(request, url, agent, refusePrivateEndpoints ? lookupPublic : undefined)
    },
    requireAllowed: async (host) => {
      if (!refusePrivateEndpoints) return
      const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => [])
      if (found.some(({ address }) => isPrivateAddress(address))) throw forbidden(host)
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function forbidden(host: string): OutsideError {
  return new OutsideError('refused', `按运维设置，不访问内网地址：${host}`)
}

function isForbiddenLiteral(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && isPrivateAddress(host)
}

/** Resolves a name and refuses private addresses, at the moment of connecting, so that no second answer can differ. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookupAddress(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    const hidden = addresses.some(({ address }) => isPrivateAddress(address))
    if (hidden || addresses.length === 0) return callback(forbidden(hostname), [])
    if (options.all) return callback(null, addresses)
    const [first] = addresses
    callback(null, first?.address ?? '', first?.family)
  })
}

function send(
  { method, headers, body, timeoutMs }: OutsideRequest,
  url: URL,
  agent: http.Agent,
  lookupFunction: LookupFunction | undefined,
): Promise<OutsideAnswer> {
  const client = url.protocol === 'https:' ? https : http
  const length: Record<string, string> =
    body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const request = client.request(
      url,
      {
        method,
        agent,
        headers: { ...headers, ...length },
        ...(lookupFunction ? { lookup: lookupFunction } : {}),
      },
      (response) => {
        readText(response).then((text) => {
          clearTimeout(timer)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        }, fail)
      },
    )
    const fail = (error: Error) => {
      clearTimeout(timer)
      request.destroy()
      reject(error instanceof OutsideError ? error : new OutsideError('unreachable', error.message))
    }
    const timer = setTimeout(
      () => fail(new OutsideError('timeout', `${timeoutMs} 毫秒内没有回答`)),
      timeoutMs,
    )
    request.on('error', fail)
    request.end(body)
  })
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += (chunk as Buffer).length
    if (size > largest) throw new OutsideError('too-large', '回答过大')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}
