import { createHmac, timingSafeEqual } from 'node:crypto'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Seconds of a time step (RFC 6238, 4.1). */
const stepSeconds = 30

/** Base32 without padding (RFC 4648, 6), as authenticator apps want it. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}

/** The six or eight digits of a counter (RFC 4226, 5.3) with HMAC-SHA-1, which every authenticator app speaks. */
export function hotp(secret: Uint8Array, counter: number, digits = 6): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', secret).update(message).digest()
  const offset = (mac[mac.length - 1] as number) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/**
 * The time step whose code this is: the present one or one beside it, for clocks that are off (RFC 6238, 5.2). Null when it
 * is none of them, or of a step that was used already (`after`).
 */
export function findStep(secret: Uint8Array, code: string, now: Date, after: number): number | null {
  const present = Math.floor(now.getTime() / 1000 / stepSeconds)
  for (const step of [present, present - 1, present + 1]) {
    const expected = Buffer.from(hotp(secret, step))
    const given = Buffer.from(code)
    if (step > after && expected.length === given.length && timingSafeEqual(expected, given)) return step
  }
  return null
}
