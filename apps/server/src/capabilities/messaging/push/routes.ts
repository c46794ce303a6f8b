import * as contract from '@civitas/contract'
import { invalid } from '../../../kernel/problem.ts'
import type { MessagingParts } from '../messaging-parts.ts'
import * as store from './store.ts'
import type { VapidKeys } from './vapid.ts'

/** Browsers that people let be told. */
export function bindPush({ kernel }: MessagingParts, keys: () => Promise<VapidKeys>): void {
  const { http, db, config, clock } = kernel
  http.bind(contract.getPushKey, async (_, { principal }) => ({
    publicKey: (await keys()).publicKey,
    subscriptions: (await store.listOfUser(db, principal.userId)).length,
  }))
  http.bind(contract.subscribePush, async ({ body }, { principal }) => {
    if (!config.pushWithoutTls && !body.endpoint.startsWith('https://'))
      throw invalid('/body/endpoint', '推送服务地址须为 https。')
    if (Buffer.from(body.keys.p256dh, 'base64url').length !== 65)
      throw invalid('/body/keys/p256dh', '不是浏览器的 P-256 公钥。')
    if (Buffer.from(body.keys.auth, 'base64url').length !== 16)
      throw invalid('/body/keys/auth', '认证密钥应为 16 字节。')
    await store.keep(db, principal.userId, body, clock.now())
    return { done: true as const }
  })
  http.bind(contract.unsubscribePush, async ({ body }, { principal }) => {
    await store.forget(db, body.endpoint, principal.userId)
    return { done: true as const }
  })
}
