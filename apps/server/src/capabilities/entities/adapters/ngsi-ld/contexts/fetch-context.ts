import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { NgsiError } from '../http/errors.ts'

const longest = 1_000_000
const patienceMs = 5_000

const privateAddresses = new BlockList()
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['0.0.0.0', 8],
] as const)
  privateAddresses.addSubnet(net, prefix)
privateAddresses.addSubnet('fc00::', 7, 'ipv6')
privateAddresses.addSubnet('fe80::', 10, 'ipv6')
privateAddresses.addAddress('::1', 'ipv6')

/** Fetches a user’s @context: bounded in time and size. Anything but such a document is LdContextNotAvailable (503). */
export async function fetchContext(
  url: string,
  settings: { refusePrivateContexts?: boolean },
): Promise<{ '@context': unknown }> {
  if (settings.refusePrivateContexts) await requirePublic(url)
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/ld+json, application/json;q=0.9' },
      signal: AbortSignal.timeout(patienceMs),
      redirect: settings.refusePrivateContexts ? 'error' : 'follow',
    })
    if (!response.ok) throw new Error(`status ${response.status}`)
    const body = JSON.parse(await readBounded(response))
    if (typeof body !== 'object' || body === null || !('@context' in body))
      throw new Error('no @context in it')
    return body
  } catch (error) {
    throw new NgsiError('LdContextNotAvailable', `无法取得 @context ${url}：${(error as Error).message}`)
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length
    if (size > longest) {
      await reader?.cancel()
      throw new Error('too large')
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function requirePublic(url: string): Promise<void> {
  const refuse = () => new NgsiError('LdContextNotAvailable', `按运维设置，不从内网地址取 @context：${url}`)
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : ''
  const addresses = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await lookup(host, { all: true }).catch(() => [])
  if (addresses.some(({ address }) => isPrivateAddress(address))) throw refuse()
}

/** Whether an IP address belongs to a private network or to this machine. */
export function isPrivateAddress(address: string): boolean {
  return privateAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
