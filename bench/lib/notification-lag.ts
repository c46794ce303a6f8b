import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { percentile, round } from './percentile.ts'

type Send = (method: string, path: string, body?: unknown) => Promise<string>

export interface LagOptions {
  send: Send
  subscriptions: number
  /** Changes a second, and for how many seconds. */
  rate: number
  seconds: number
  /** Ids of entities that exist; each subscription watches one of them, and every tenth a type with a filter as well. */
  idOf(n: number): string
  types: readonly string[]
}

/** How long a change needs to reach its subscriber, from the answer to the change until the notification is read. */
export async function measureNotificationLag(options: LagOptions) {
  const { send, subscriptions, rate, seconds, idOf, types } = options
  const answered = new Map<string, number>()
  const heard = new Map<string, number>()
  const receiver = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (part) => {
      text += part
    })
    request.on('end', () => {
      const now = performance.now()
      for (const { id, power } of JSON.parse(text).data) {
        const key = `${id} ${power.value}`
        if (request.url === '/one' && !heard.has(key)) heard.set(key, now)
      }
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const subscribe = (entities: object[], path: string, more: object = {}) =>
    send('POST', '/subscriptions', {
      ...{ type: 'Subscription', entities, watchedAttributes: ['power'], ...more },
      notification: { attributes: ['power'], endpoint: { uri: `${url}${path}` } },
    })
  for (let i = 0; i < subscriptions; i++) {
    const type = types[i % types.length]
    if (i % 10 === 9) await subscribe([{ type }], '/filtered', { q: `power==${1_000_000 + i}` })
    else await subscribe([{ id: idOf(i), type }], '/one')
  }
  const change = async (n: number) => {
    const i = (n * 7) % subscriptions
    const id = idOf(i % 10 === 9 ? i - 1 : i)
    const value = 1_000_000 + n
    await send('PATCH', `/entities/${id}/attrs`, { power: { type: 'Property', value } })
    answered.set(`${id} ${value}`, performance.now())
  }
  const began = performance.now()
  const changes: Promise<void>[] = []
  for (let n = 0; n < rate * seconds; n++) {
    const waitMs = began + (n * 1000) / rate - performance.now()
    if (waitMs > 1) await new Promise((next) => setTimeout(next, waitMs))
    changes.push(change(n))
  }
  await Promise.all(changes)
  for (let i = 0; i < 100 && heard.size < answered.size; i++)
    await new Promise((next) => setTimeout(next, 100))
  receiver.closeAllConnections()
  receiver.close()
  const lags = [...answered].flatMap(([key, at]) =>
    heard.has(key) ? Math.max(0, Number(heard.get(key)) - at) : [],
  )
  return {
    ...{ subscriptions, changes_per_s: rate, changes: answered.size, told: lags.length },
    ...{ p50_ms: round(percentile(lags, 50)), p99_ms: round(percentile(lags, 99)) },
  }
}
