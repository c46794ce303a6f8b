import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import {
  type LinkedSystem,
  registerSystem,
  type SignedSystemMessage,
  type SystemReceipt,
  systemMessageText,
  takeSystemMessage,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { TestPlatform } from '../../../src/test-kit/index.ts'

const mac = (message: Parameters<typeof systemMessageText>[0], secret: string) =>
  createHmac('sm3', secret).update(systemMessageText(message)).digest('hex')

/** A system of another owner, as its maker would write it from the published interface. */
export async function aPartnerSystem(clock: () => Date) {
  const taken: SignedSystemMessage[] = []
  const known = new Set<string>()
  const self = {
    ...{ secret: '', ownCode: 'zj', platform: 'yc', url: '', taken },
    /** Whether it answers a repeated message as a careless system would. */
    careless: false,
    onTest: async (_objectId: string) => {},
    close: () => new Promise((done) => server.close(done)),
  }
  const receive = (message: SignedSystemMessage): [number, object] => {
    const late = Math.abs(clock().getTime() - Date.parse(message.time)) > 300_000
    if (mac(message, self.secret) !== message.signature || late) return [401, { detail: '签名不正确' }]
    const receipt = (outcome: SystemReceipt['outcome'], faults: SystemReceipt['faults'] = []) =>
      [200, { outcome, faults, result: null }] as [number, object]
    if (!['application', 'card-event'].includes(message.kind))
      return receipt('refused', [{ path: '/kind', message: '不认识的消息种类' }])
    const content = JSON.parse(message.content) as { itemCode?: string; test?: boolean }
    if (message.kind === 'application' && !content.itemCode)
      return receipt('refused', [{ path: '/content/itemCode', message: '缺少事项编码' }])
    if (known.has(message.id)) return receipt(self.careless ? 'accepted' : 'duplicate')
    known.add(message.id)
    taken.push(message)
    if (content.test) void self.onTest(message.objectId)
    return receipt('accepted')
  }
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const [status, body] = receive(JSON.parse(text))
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  self.url = `http://127.0.0.1:${(server.address() as { port: number }).port}/messages`
  return self
}

/** A message to a platform as another system sends it. */
export function sendAs(
  city: TestPlatform,
  as: { secret: string; ownCode: string },
  message: { kind: string; objectId: string; content: object; id?: string },
  at = new Date(),
): Promise<SystemReceipt> {
  const bare = {
    ...{ system: as.ownCode, id: message.id ?? randomUUID(), kind: message.kind },
    ...{ objectId: message.objectId, time: at.toISOString(), content: JSON.stringify(message.content) },
  }
  return city.anonymous().call(takeSystemMessage, { body: { ...bare, signature: mac(bare, as.secret) } })
}

/** Two platforms that know each other by one secret. */
export async function link(
  one: { city: TestPlatform; manager: Client; code: string; name: string; url?: string },
  other: { city: TestPlatform; manager: Client; code: string; name: string; url?: string },
  kinds: { otherIs: LinkedSystem['kind']; oneIs: LinkedSystem['kind'] },
): Promise<{ other: LinkedSystem; one: LinkedSystem; secret: string }> {
  const address = (of: typeof one) => (of.url ?? of.city.url) + takeSystemMessage.path
  const first = await one.manager.call(registerSystem, {
    body: {
      ...{ kind: kinds.otherIs, code: other.code, ownCode: one.code, name: other.name },
      address: address(other),
    },
  })
  const second = await other.manager.call(registerSystem, {
    body: {
      ...{ kind: kinds.oneIs, code: one.code, ownCode: other.code, name: one.name, secret: first.secret },
      address: address(one),
    },
  })
  return { other: first.system, one: second.system, secret: first.secret }
}
