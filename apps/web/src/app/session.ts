import type { OperationOutput, signIn as signInOperation } from '@civitas/sdk'
import { createStore, useStore } from '../lib/store.ts'
import { keep, readKept } from './kept.ts'

/** Who is signed in on this device. */
export interface Session {
  accessToken: string
  /** ISO 8601; after this the platform asks to sign in again. */
  expiresTime: string
  user: OperationOutput<typeof signInOperation>['user']
  /** Ways of which one has to be shown before the session is good for anything. */
  furtherFactor?: string[]
}

const KEY = 'civitas.session'

/** Reads a kept session; nothing when there is none, when it cannot be read, or when it has run out. */
export function parseSession(text: string | null, nowMs: number): Session | null {
  if (!text) return null
  try {
    const session = JSON.parse(text) as Session
    return session.accessToken && new Date(session.expiresTime).getTime() > nowMs ? session : null
  } catch {
    return null
  }
}

export const sessionStore = createStore<Session | null>(parseSession(readKept(KEY), Date.now()))

/** Keeps or forgets the session, in every tab. */
export function setSession(session: Session | null): void {
  keep(KEY, session && JSON.stringify(session))
  sessionStore.set(session)
}

window.addEventListener('storage', (event) => {
  if (event.key === KEY) sessionStore.set(parseSession(event.newValue, Date.now()))
})

export function useSession(): Session | null {
  return useStore(sessionStore)
}
