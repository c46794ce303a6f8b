import { getPushKey, subscribePush, unsubscribePush } from '@civitas/sdk'
import { client } from '../../../app/client.ts'

/** Why this browser cannot be told: it has no push, it is no safe page, or its owner said no. */
export type PushState = 'on' | 'off' | 'unable' | 'denied'

const scope = '/push/'

function isAble(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

export async function readPushState(): Promise<PushState> {
  if (!isAble()) return 'unable'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration(scope)
  return (await registration?.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks the person, makes a subscription with the key of the platform, and leaves it there. */
export async function turnPushOn(): Promise<PushState> {
  if (!isAble()) return 'unable'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const registration = await navigator.serviceWorker.register('/push-worker.js', { scope })
  await waitActive(registration)
  const { publicKey } = await client.call(getPushKey)
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  })
  const { endpoint, keys } = subscription.toJSON() as {
    endpoint: string
    keys: { p256dh: string; auth: string }
  }
  await client.call(subscribePush, { body: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } } })
  return 'on'
}

function waitActive(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting
  if (registration.active || !worker) return Promise.resolve()
  return new Promise((ready) => {
    worker.addEventListener('statechange', () => worker.state === 'activated' && ready())
  })
}

export async function turnPushOff(): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration(scope)
  const subscription = await registration?.pushManager.getSubscription()
  if (subscription) {
    await client.call(unsubscribePush, { body: { endpoint: subscription.endpoint } })
    await subscription.unsubscribe()
  }
  return 'off'
}
