import { type Static, Type } from 'typebox'
import { Done } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Key = Type.String({ pattern: '^[A-Za-z0-9_-]+={0,2}$', maxLength: 200 })

/** A subscription of one browser, as the Push API gives it (W3C Push API; RFC 8291 keys, base64url). */
export const PushSubscription = Type.Object({
  endpoint: Type.String({ pattern: '^https?://', maxLength: 1000 }),
  keys: Type.Object({ p256dh: Key, auth: Key }),
})
export type PushSubscription = Static<typeof PushSubscription>

export const getPushKey = defineOperation({
  id: 'messaging.getPushKey',
  method: 'GET',
  path: '/api/messaging/push/key',
  permission: 'signed-in',
  summary: { zh: '网页推送公钥（VAPID）', en: 'Public key of the platform for web push (RFC 8292)' },
  response: Type.Object({
    publicKey: Type.String(),
    subscriptions: Type.Integer({ description: 'Browsers of the caller that are told.' }),
  }),
})

export const subscribePush = defineOperation({
  id: 'messaging.subscribePush',
  method: 'POST',
  path: '/api/messaging/push/subscriptions',
  permission: 'signed-in',
  summary: { zh: '在本浏览器接收推送', en: 'Let a browser be told' },
  body: PushSubscription,
  response: Done,
})

export const unsubscribePush = defineOperation({
  id: 'messaging.unsubscribePush',
  method: 'POST',
  path: '/api/messaging/push/unsubscriptions',
  permission: 'signed-in',
  summary: { zh: '停止在本浏览器接收推送', en: 'Tell a browser no more' },
  body: Type.Object({ endpoint: Type.String({ maxLength: 1000 }) }),
  response: Done,
})
