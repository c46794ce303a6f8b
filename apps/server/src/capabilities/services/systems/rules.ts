import { createHmac, timingSafeEqual } from 'node:crypto'
import { type SignedSystemMessage, systemMessageText } from '@civitas/contract'

/** How far the clock of another system may be off. */
export const signedForMs = 5 * 60_000
const longestPauseMs = 60_000

/** The next try after so many in a row that failed. */
export function pauseAfter(failures: number): number {
  return Math.min(longestPauseMs, 500 * 2 ** Math.min(failures, 10))
}

export function signMessage(message: Omit<SignedSystemMessage, 'signature'>, secret: string): string {
  return createHmac('sm3', secret).update(systemMessageText(message)).digest('hex')
}

export function isSignedBy(message: SignedSystemMessage, secret: string): boolean {
  return timingSafeEqual(
    Buffer.from(signMessage(message, secret), 'hex'),
    Buffer.from(message.signature, 'hex'),
  )
}
