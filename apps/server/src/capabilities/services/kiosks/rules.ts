import { createHmac } from 'node:crypto'
import type { Kiosk, PartnerCall } from '@civitas/contract'

/** A machine says every minute that it is there; three missed, and it is taken to be away. */
export const beatMs = 60_000
export const missedBeats = 3
/** How long a signed call and a hand-over code are good. */
export const signedForMs = 5 * 60_000
export const handoverMs = 10 * 60_000

export function stateOf(
  one: { retired: boolean; heartbeat_time: Date | null; fault_id: string | null; fault_text: string | null },
  now: Date,
): Kiosk['state'] {
  if (one.retired) return 'retired'
  if (!one.heartbeat_time || now.getTime() - one.heartbeat_time.getTime() > beatMs * missedBeats)
    return 'offline'
  return one.fault_id && one.fault_text !== silent ? 'fault' : 'online'
}

/** The words of the ticket of a machine that fell silent. */
export const silent = '连续三次没有心跳'

export interface SignedCall {
  partner: string
  terminal: string
  item: string
  time: string
  nonce: string
}

/** What a partner signs (HMAC-SM3, GB/T 15852.2): the fields, each on a line. */
export function signCall(call: SignedCall, secret: string): string {
  const text = [call.partner, call.terminal, call.item, call.time, call.nonce].join('\n')
  return createHmac('sm3', secret).update(text).digest('hex')
}

/** What a partner’s call comes to. */
export function judgeCall(
  partner: {
    items: readonly string[]
    quota_per_day: number
    from_hour: number
    to_hour: number
    suspended: boolean
  },
  call: { item: string; hour: number; allowedToday: number },
): PartnerCall['outcome'] {
  if (partner.suspended) return 'suspended'
  if (!partner.items.includes(call.item)) return 'item-not-granted'
  if (call.hour < partner.from_hour || call.hour >= partner.to_hour) return 'out-of-hours'
  return call.allowedToday >= partner.quota_per_day ? 'over-quota' : 'allowed'
}

/** Metres between two places on the sphere of the Earth. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const rad = Math.PI / 180
  const [dLat, dLon] = [(b[1] - a[1]) * rad, (b[0] - a[0]) * rad]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2
  return Math.round(2 * 6_371_000 * Math.asin(Math.sqrt(h)))
}
