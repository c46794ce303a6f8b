import { lookup as lookupAddress } from 'node:dns'
import http from 'node:http'
import { type AddressInfo, BlockList, connect, isIP, type LookupFunction, type Socket } from 'node:net'

/** The only way from the robot’s browser to the network. */
export interface Gate {
  port: number
  /** What was refused, for the log. */
  refused: string[]
  close(): Promise<void>
}

const here = new BlockList()
here.addSubnet('127.0.0.0', 8, 'ipv4')
here.addAddress('::1', 'ipv6')
const never = new BlockList()
never.addSubnet('169.254.0.0', 16, 'ipv4')
never.addSubnet('0.0.0.0', 8, 'ipv4')
never.addSubnet('224.0.0.0', 4, 'ipv4')
never.addSubnet('fe80::', 10, 'ipv6')
never.addAddress('::', 'ipv6')

/**
 * A proxy on this machine that lets allowed origins through and nothing else: redirects, frames, scripts and sockets of a
 * page all pass here, which interception inside the browser does not see. A name is judged by the address it is connected to.
 */
export async function openGate(origins: ReadonlySet<string>): Promise<Gate> {
  const refused: string[] = []
  const sockets = new Set<Socket>()
  const server = http.createServer((request, response) => {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined
    if (url?.protocol !== 'http:' || !origins.has(url.origin)) {
      refused.push(url?.origin ?? String(request.url))
      response.writeHead(403, { 'content-type': 'text/plain' }).end('refused')
      return
    }
    const headers = { ...request.headers }
    delete headers['proxy-connection']
    const onward = http.request(url, { method: request.method, headers, lookup: lookupAllowed }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
    request.pipe(onward)
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('connect', (request, socket: Socket, head) => {
    const url = URL.canParse(`https://${request.url}`) ? new URL(`https://${request.url}`) : undefined
    if (!url || !origins.has(url.origin)) {
      refused.push(String(request.url))
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const onward = connect({ host, port: Number(url.port || 443), lookup: lookupAllowed }, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  return { port: (server.address() as AddressInfo).port, refused, close }
}

/** A name that leads to this machine or to a link-local address is not followed; whoever allows an origin names it as it is. */
const lookupAllowed: LookupFunction = (hostname, options, callback) => {
  lookupAddress(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, [])
    const isNamed = hostname === 'localhost' || isIP(hostname) !== 0
    const bad = found.some(({ address, family }) => {
      const kind = family === 6 ? 'ipv6' : 'ipv4'
      return never.check(address, kind) || (!isNamed && here.check(address, kind))
    })
    if (bad || found.length === 0) return callback(new Error(`${hostname} is not allowed`), [])
    if (options.all) return callback(null, found)
    callback(null, found[0]?.address ?? '', found[0]?.family)
  })
}

/** Whether an address can never be allowed. */
export function isNeverAllowed(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  const kind = isIP(host)
  return kind !== 0 && never.check(host, kind === 6 ? 'ipv6' : 'ipv4')
}
